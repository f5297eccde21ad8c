#include "tables/table.h"

#include <doctest/doctest.h>

using anamnesis::Table;

TEST_CASE("a table gives its rows with their line numbers") {
  const auto table = Table::parse("t", "t.tsv", "# why\nkey\tvalue\n\na\t1\n# more\nb\t\n");
  REQUIRE(table.ok());
  REQUIRE(table->size() == 2);
  CHECK(table->cell(0, "value") == "1");
  CHECK(table->key(1) == "b");
  CHECK(table->line(1) == 6);
  CHECK(table->cell(0, "no such column").empty());
}

TEST_CASE("a key column named phrase writes alternatives in one row, each a key of its own") {
  const auto table = Table::parse("t", "t.tsv", "phrase\taxis\nis|was not a|the\tx\nplain words\ty\n");
  REQUIRE(table.ok());
  REQUIRE(table->size() == 5);
  const char* keys[] = {"is not a", "is not the", "was not a", "was not the", "plain words"};
  for (uint32_t row = 0; row < 5; ++row) CHECK(table->key(row) == keys[row]);
  CHECK(table->line(3) == 2);
  CHECK(table->cell(3, "axis") == "x");
  const auto layer = Table::parse("t", "l.tsv", "phrase\taxis\tstatus\nwas not a|the\t\tdisabled\n");
  REQUIRE(layer.ok());
  CHECK(Table::layered(&*table, *layer).size() == 3);
  CHECK(Table::parse("t", "t.tsv", "pattern\taxis\na|b\tx\n")->size() == 1);
  std::string many;
  for (int i = 0; i < 14; ++i) many += "a|b ";
  CHECK(Table::parse("t", "t.tsv", "phrase\taxis\n" + many + "\tx\n").error().text() ==
        "t.tsv:2:1: no alternatives, or more than ten thousand");
}

TEST_CASE("a faulty table is refused with its place") {
  const struct {
    const char* bytes;
    const char* error;
  } cases[] = {
      {"", "t.tsv:1:1: has no header row"},
      {"a\tb\nx\n", "t.tsv:2:2: the row has 1 cells, the header 2: one tab before each cell but the first, also before an empty one"},
      {"a\tb\nx\t1\t2\n", "t.tsv:2:6: the row has 3 cells, the header 2: a tab too many, or a column without a name"},
      {"a\ta\n", "t.tsv:1:3: column 'a' is there twice"},
      {"a\t\n", "t.tsv:1:3: a column without a name"},
      {"a\tb\n\tx\n", "t.tsv:2:1: the key column 'a' is empty"},
      {"a\tb\nx\t\xff\n", "t.tsv:2:3: is not well-formed UTF-8"},
  };
  for (const auto& c : cases) {
    const auto table = Table::parse("t", "t.tsv", c.bytes);
    REQUIRE_FALSE(table.ok());
    CHECK(table.error().text() == c.error);
  }
}

TEST_CASE("a list cell splits at the bar") {
  const auto parts = anamnesis::split_list(" a | b||c ");
  REQUIRE(parts.size() == 3);
  CHECK(parts[0] == "a");
  CHECK(parts[2] == "c");
}
