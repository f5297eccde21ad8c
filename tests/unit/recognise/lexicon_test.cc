// The lexicon against a plain map of phrases: every node that a walk reaches says what the map says.
#include "recognise/lexicon.h"

#include <doctest/doctest.h>

#include <cstring>
#include <map>
#include <random>
#include <vector>

using namespace anamnesis;

namespace {

using Phrase = std::vector<std::string>;

struct Made {
  std::vector<uint64_t> bytes;
  Lexicon lexicon;

  explicit Made(const LexiconBuilder& builder) {
    const std::string block = builder.build();
    bytes.resize((block.size() + 7) / 8);
    std::memcpy(bytes.data(), block.data(), block.size());
    lexicon = Lexicon({reinterpret_cast<const char*>(bytes.data()), block.size()});
  }
  uint32_t word(std::string_view text) const { return lexicon.word(text, hash_word(text)); }
  // Rows of the phrase, in the order in which they were added.
  std::vector<uint32_t> rows(const Phrase& phrase) const {
    std::vector<uint32_t> out;
    uint32_t node = Lexicon::dead;
    for (size_t i = 0; i < phrase.size(); ++i) {
      const uint32_t id = word(phrase[i]);
      if (id == Lexicon::no_word) return out;
      node = i == 0 ? Lexicon::first(lexicon.start(id)) : lexicon.next(node, id);
      if (node == Lexicon::dead) return out;
    }
    for (const LexiconEntry& entry : lexicon.accepted(node)) out.push_back(entry.row);
    return out;
  }
};

void add(LexiconBuilder& builder, const Phrase& phrase, uint32_t row, uint16_t capitals = 0) {
  const std::vector<std::string_view> views(phrase.begin(), phrase.end());
  builder.add(views, {row, 0, capitals});
}

}  // namespace

TEST_CASE("a lexicon knows the phrases it was made of, and no others") {
  std::mt19937 random(7);
  const auto below = [&](uint32_t n) { return static_cast<uint32_t>(random() % n); };
  for (const uint32_t words : {3u, 12u, 400u}) {  // chains, lists of ways, tables of ways
    CAPTURE(words);
    const auto some_phrase = [&] {
      Phrase out(1 + below(4));
      for (std::string& word : out) word = std::string(1 + below(20), 'a') + std::to_string(below(words));
      return out;
    };
    LexiconBuilder builder;
    std::map<Phrase, std::vector<uint32_t>> known;
    for (uint32_t row = 0; row < 2000; ++row) {
      Phrase phrase = some_phrase();
      phrase[0] = "a" + std::to_string(below(3));
      add(builder, phrase, row);
      known[phrase].push_back(row);
    }
    const Made made(builder);
    for (const auto& [phrase, rows] : known) REQUIRE(made.rows(phrase) == rows);
    for (int i = 0; i < 2000; ++i) {
      const Phrase phrase = some_phrase();
      const auto at = known.find(phrase);
      REQUIRE(made.rows(phrase) == (at == known.end() ? std::vector<uint32_t>() : at->second));
    }
  }
}

TEST_CASE("a phrase may stand for more rows than a node's head can count") {
  LexiconBuilder builder;
  for (uint32_t row = 0; row < 700; ++row) add(builder, {"heart", "rate"}, row);
  add(builder, {"heart", "rate", "variability"}, 700);
  const Made made(builder);
  const auto rows = made.rows({"heart", "rate"});
  REQUIRE(rows.size() == 700);
  CHECK(rows.front() == 0);
  CHECK(rows.back() == 699);
  CHECK(made.rows({"heart", "rate", "variability"}) == std::vector<uint32_t>{700});
  CHECK(made.rows({"heart"}).empty());
}

TEST_CASE("what leads nowhere is told from the first two words") {
  LexiconBuilder builder;
  add(builder, {"fever"}, 0);
  add(builder, {"heart", "failure"}, 1);
  const Made made(builder);
  const uint32_t fever = made.word("fever"), heart = made.word("heart"), failure = made.word("failure");
  const auto leads_on = [&](uint32_t word, uint32_t next) { return Lexicon::leads_on(made.lexicon.start(word), next); };
  CHECK(leads_on(fever, Lexicon::no_word));
  CHECK(leads_on(heart, failure));
  CHECK_FALSE(leads_on(heart, Lexicon::no_word));
  CHECK_FALSE(leads_on(failure, heart));
}

TEST_CASE("the same row is filed once, with the least that it asks of the text") {
  LexiconBuilder builder;
  add(builder, {"ms"}, 4, 0);
  add(builder, {"ms"}, 4, 2);
  add(builder, {"ms"}, 5, 2);
  const Made made(builder);
  const auto entries = made.lexicon.accepted(Lexicon::first(made.lexicon.start(made.word("ms"))));
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].row == 4);
  CHECK(entries[0].capitals == 0);
  CHECK(entries[1].row == 5);
  CHECK(entries[1].capitals == 2);
}

TEST_CASE("an empty lexicon knows nothing, and a word beyond all length is no word") {
  const Lexicon none;
  CHECK(none.word("fever", hash_word("fever")) == Lexicon::no_word);
  CHECK(none.similar_word("pneumonia") == Lexicon::no_word);
  LexiconBuilder builder;
  const std::string endless(70'000, 'x');
  add(builder, {endless}, 0);
  add(builder, {"fever"}, 1);
  const Made made(builder);
  CHECK(made.word(endless) == Lexicon::no_word);
  CHECK(made.rows({"fever"}) == std::vector<uint32_t>{1});
}
