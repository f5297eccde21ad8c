// Layering and the compiled form: what a user's folder changes, and that compiled tables read as parsed ones do.
#include "tables/tables.h"

#include <doctest/doctest.h>

#include <filesystem>

#include "base/files.h"
#include "tables/suggest.h"

using namespace anamnesis;

namespace {

// A folder of its own for one test case, gone afterwards.
struct Folder {
  explicit Folder(const char* name) : path(std::filesystem::temp_directory_path() / name) {
    std::filesystem::remove_all(path);
  }
  ~Folder() { std::filesystem::remove_all(path); }
  void put(const char* file, const char* bytes) const { REQUIRE(write_file((path / file).string(), bytes).ok()); }
  std::filesystem::path path;
};

struct Fixture {
  Fixture() : bundled("anamnesis_tables_bundled"), layer("anamnesis_tables_layer") {
    bundled.put("terms/tests.tsv", "concept\tphrases\tloinc\na\talpha\t1-8\nb\tbeta\t2-6\nb\tbeta two\t3-4\nc\tgamma\t\n");
    auto loaded = Tables::load_folder(bundled.path.string());
    REQUIRE(loaded.ok());
    compiled = loaded->compile({{"lexicon", "bytes"}});
  }
  Folder bundled, layer;
  std::string compiled;
};

}  // namespace

TEST_CASE("compiled tables hold the same cells, lines and blocks as their folder") {
  Fixture f;
  const auto tables = Tables::open(f.compiled);
  REQUIRE(tables.ok());
  const Table* table = tables->find("terms/tests");
  REQUIRE(table != nullptr);
  REQUIRE(table->size() == 4);
  CHECK(table->cell(2, "phrases") == "beta two");
  CHECK(table->cell(3, "loinc").empty());
  CHECK(Row{table, 2}.place() == "mappings/terms/tests.tsv:4");
  CHECK(table->find_all("b") == std::vector<uint32_t>{1, 2});
  CHECK_FALSE(table->find("d").has_value());
  CHECK(tables->block("lexicon") == "bytes");
  CHECK(tables->block("nothing").empty());
  CHECK(table->from_bundled(2) == 2);
  CHECK(table->first_layer_row() == 4);
}

TEST_CASE("a layer replaces by key, removes, and adds rows and tables") {
  Fixture f;
  f.layer.put("terms/tests.tsv", "concept\tloinc\tstatus\nb\t9-1\t\nc\t\tdisabled\nd\t4-2\t\n");
  f.layer.put("cases/own.tsv", "concept\tphrases\nx\tex\n");
  const auto tables = Tables::open(f.compiled, {f.layer.path.string()});
  REQUIRE(tables.ok());
  const Table* table = tables->find("terms/tests");
  REQUIRE(table->size() == 3);
  CHECK(table->key(0) == "a");
  CHECK(table->key(1) == "b");
  CHECK(table->cell(1, "loinc") == "9-1");
  CHECK(table->cell(1, "phrases").empty());
  CHECK(table->key(2) == "d");
  CHECK(table->from_bundled(0) == 0);
  CHECK_FALSE(table->from_bundled(1).has_value());
  CHECK_FALSE(table->from_bundled(3).has_value());
  CHECK(table->first_layer_row() == 1);
  CHECK(table->find_all("b") == std::vector<uint32_t>{1});
  CHECK_FALSE(table->find("c").has_value());
  CHECK(Row{table, 2}.place() == (f.layer.path / "terms/tests.tsv").string() + ":4");
  REQUIRE(tables->find("cases/own") != nullptr);
  CHECK(tables->find("cases/own")->first_layer_row() == 0);
}

TEST_CASE("a later layer goes on top of an earlier one") {
  Fixture f;
  Folder second("anamnesis_tables_second");
  f.layer.put("terms/tests.tsv", "concept\tphrases\na\tfirst\ne\teps\n");
  second.put("terms/tests.tsv", "concept\tphrases\na\tsecond\n");
  const auto tables = Tables::open(f.compiled, {f.layer.path.string(), second.path.string()});
  REQUIRE(tables.ok());
  const Table* table = tables->find("terms/tests");
  REQUIRE(table->size() == 5);
  CHECK(table->cell(*table->find("a"), "phrases") == "second");
  CHECK(table->cell(*table->find("e"), "phrases") == "eps");
  CHECK(table->find_all("a").size() == 1);
}

TEST_CASE("a layer with a column that the table does not have is refused with a suggestion") {
  Fixture f;
  f.layer.put("terms/tests.tsv", "concept\tphrase\na\tx\n");
  const auto tables = Tables::open(f.compiled, {f.layer.path.string()});
  REQUIRE_FALSE(tables.ok());
  CHECK(tables.error().text() == (f.layer.path / "terms/tests.tsv").string() +
                                     ":1:9: unknown column 'phrase' in terms/tests: did you mean 'phrases'?");
}

TEST_CASE("a table that nothing reads is refused with a suggestion, and so is a folder without tables") {
  Fixture f;
  const std::string folder = f.layer.path.string();
  const auto refusal = [&](const char* file) {
    std::filesystem::remove_all(f.layer.path);
    f.layer.put(file, "concept\tphrases\na\tx\n");
    const auto tables = Tables::open(f.compiled, {folder});
    return tables.ok() ? std::string("none") : tables.error().text();
  };
  CHECK(refusal("terms/test.tsv") ==
        folder + "/terms/test.tsv: no table 'terms/test' is read: did you mean terms/tests.tsv?");
  CHECK(refusal("tests.tsv") == folder + "/tests.tsv: no table 'tests' is read: did you mean terms/tests.tsv?");
  CHECK(refusal("zebras.tsv").find("is read: a layer is laid out as mappings/") != std::string::npos);
  CHECK(refusal("tests.csv").find("layer: holds no table: a layer is laid out as mappings/") != std::string::npos);
  CHECK(refusal("curation/tests.tsv") == "none");
}

TEST_CASE("what spreadsheets do to a table is read or told") {
  const auto fault = [](const char* bytes) {
    const auto table = Table::parse("t", "t.tsv", bytes);
    return table.ok() ? std::string() : table.error().text();
  };
  const auto marked = Table::parse("t", "t.tsv", "\xef\xbb\xbfkey\tphrases\r\na\t\xc3\xa9x\r\n");
  REQUIRE(marked.ok());
  CHECK(marked->columns()[0] == "key");
  CHECK(marked->cell(0, "phrases") == "\xc3\xa9x");
  CHECK(fault("key,phrases\na,x\n") ==
        "t.tsv:1:1: the header row is one cell: columns are separated by tabs, not by commas or blanks");
  CHECK(fault("key\tphrases\na  x\n") ==
        "t.tsv:2:5: the row has 1 cells, the header 2: one tab before each cell but the first, also before an empty one");
  CHECK(fault("key\tphrases\na\tx\ty\n") ==
        "t.tsv:2:6: the row has 3 cells, the header 2: a tab too many, or a column without a name");
}

TEST_CASE("a disabled row of the bundled folder is not compiled") {
  Folder folder("anamnesis_tables_disabled");
  folder.put("t.tsv", "key\tstatus\na\t\nb\tdisabled\n");
  const auto tables = Tables::load_folder(folder.path.string());
  REQUIRE(tables.ok());
  CHECK(tables->find("t")->size() == 1);
}

TEST_CASE("the nearest known name is suggested, and nothing when none is near") {
  const std::string_view known[] = {"phrases", "display", "snomed"};
  CHECK(suggest("phrase", known) == "phrases");
  CHECK(suggest("snoemd", known) == "snomed");
  CHECK(suggest("xyz", known).empty());
}
