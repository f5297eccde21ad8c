// Phrases in tokens: each token is looked up once; from each token the trie is walked as far as it goes. A document is
// taken as a whole, one step after the other, since each step waits for memory and asks for it ahead.
#include "recognise/phrases.h"

#include <algorithm>
#include <cstring>

#include "base/arena.h"
#include "base/ascii.h"
#include "segment/tokens.h"

namespace anamnesis {
namespace {

size_t count_upper(std::string_view s) {
  return static_cast<size_t>(std::count_if(s.begin(), s.end(), is_upper));
}

// "MS", "PE", "CLL", "Mg": the capitals that the text must have too, since the same letters may be another word.
uint16_t capitals_of(std::string_view phrase) {
  size_t letters = 0, upper = 0, digits = 0;
  for (const char c : phrase) {
    if (static_cast<unsigned char>(c) >= 0x80 || c == ' ') return 0;
    letters += is_letter(c);
    upper += is_upper(c);
    digits += c >= '0' && c <= '9';
  }
  const bool short_form = (letters <= 2 && upper >= 1) || (upper >= 2 && letters <= 4 && upper * 2 > letters);
  return short_form && digits <= 1 ? static_cast<uint16_t>(upper) : 0;
}

// "Precedex": one capitalised word, as brands are printed; the same letters in lower case may be an ordinary word.
// DrugBank prints its substances that way too ("Acebutolol"), which narratives do not.
bool lists_brands(const Table& table, uint32_t row) {
  return table.name() == "terms/medications" && table.cell(row, "source").find("drugbank") == std::string_view::npos;
}

bool is_name(std::string_view phrase) {
  return is_upper(phrase.front()) && phrase.find(' ') == std::string_view::npos && count_upper(phrase) == 1;
}

// Files the phrase with its hyphens left out, and with the words at each side of a hyphen run together: one at a
// time, and all at once.
void add_phrase(LexiconBuilder& builder, std::string_view phrase, LexiconEntry entry, const Folding& folding,
                std::vector<Token>& tokens, bool brands) {
  Arena arena(4096);
  tokens.clear();
  tokenise(phrase, {0, static_cast<uint32_t>(phrase.size())}, folding, arena, tokens);
  entry.capitals = capitals_of(phrase);
  if (brands && entry.capitals == 0 && is_name(phrase)) entry.capitals = 1;
  std::vector<std::string> parts;
  std::vector<bool> glued;  // a hyphen stood before this part
  bool hyphen = false;
  for (const Token& token : tokens) {
    if (token.is_mark('-') && tokens.size() > 1) {
      hyphen = !parts.empty();
      continue;
    }
    parts.emplace_back(token.folded);
    glued.push_back(hyphen && !token.space_before);
    hyphen = false;
  }
  if (parts.empty()) return;
  const auto file = [&](auto joined) {
    std::vector<std::string> words;
    for (size_t i = 0; i < parts.size(); ++i) {
      if (i > 0 && joined(i))
        words.back() += parts[i];
      else
        words.push_back(parts[i]);
    }
    const std::vector<std::string_view> views(words.begin(), words.end());
    builder.add(views, entry);
  };
  file([](size_t) { return false; });
  const auto hyphens = static_cast<size_t>(std::count(glued.begin(), glued.end(), true));
  for (size_t i = 1; i < parts.size() && hyphens <= 3; ++i)
    if (glued[i]) file([&](size_t at) { return at == i; });
  if (hyphens > 1 && hyphens <= 3) file([&](size_t at) { return bool{glued[at]}; });
}

// Rows [first, size) of the n-th table.
void add_table(LexiconBuilder& builder, const Table& table, uint32_t n, uint32_t first, const Folding& folding) {
  const auto list = table.column("phrases"), single = table.column("phrase");
  if (!list && !single) return;
  std::vector<Token> tokens;
  for (uint32_t row = first; row < table.size(); ++row) {
    const LexiconEntry entry{row, static_cast<uint16_t>(n), 0};
    if (single) {
      add_phrase(builder, table.cell(row, *single), entry, folding, tokens, false);
      continue;
    }
    const bool brands = lists_brands(table, row);
    for (const std::string_view phrase : split_list(table.cell(row, *list)))
      add_phrase(builder, phrase, entry, folding, tokens, brands);
  }
}

}  // namespace

std::string PhraseIndex::compile(const Tables& tables, std::span<const std::string_view> names,
                                 const Folding& folding) {
  LexiconBuilder builder;
  for (uint32_t n = 0; n < names.size(); ++n)
    if (const Table* table = tables.find(names[n])) add_table(builder, *table, n, 0, folding);
  return builder.build();
}

PhraseIndex::PhraseIndex(const Tables& tables, std::span<const std::string_view> names, const Folding& folding,
                         std::string_view block_name) {
  for (const std::string_view name : names) {
    tables_.push_back(tables.find(name));
    as_bundled_.push_back(tables_.back() != nullptr && !tables_.back()->is_layered());
  }
  const std::string_view block = tables.block(block_name);
  LexiconBuilder builder;
  bool anything = false;
  for (uint32_t n = 0; n < tables_.size(); ++n) {
    if (tables_[n] == nullptr) continue;
    const uint32_t first = block.empty() ? 0 : tables_[n]->first_layer_row();
    if (first >= tables_[n]->size()) continue;
    add_table(builder, *tables_[n], n, first, folding);
    anything = true;
  }
  if (!block.empty()) {
    layers_.emplace_back();
    layers_.back().lexicon = Lexicon(block);
    layers_.back().bundled = true;
  }
  if (anything) {
    const std::string bytes = builder.build();
    layers_.emplace_back();
    auto& owned = layers_.back().owned;
    owned.resize((bytes.size() + 7) / 8);
    std::memcpy(owned.data(), bytes.data(), bytes.size());
    layers_.back().lexicon = Lexicon({reinterpret_cast<const char*>(owned.data()), bytes.size()});
  }
  if (layers_.empty()) layers_.emplace_back();
}

Row PhraseIndex::row_of(const Layer& layer, const LexiconEntry& entry) const {
  const Table* table = tables_[entry.table];
  if (table == nullptr) return {};
  if (!layer.bundled || as_bundled_[entry.table]) return {table, entry.row};
  const auto now = table->from_bundled(entry.row);
  return now ? Row{table, *now} : Row{};
}

// A token that is no left-out hyphen; behind each sentence stands one that is no word.
struct PhraseIndex::Word {
  Lexicon::Start start;
  uint32_t token : 31;
  uint32_t guess : 1;  // it may be a misspelling of this word
};

void PhraseIndex::find(std::string_view text, std::span<const Token> tokens, std::span<const Sentence> sentences,
                       const Vocabulary* everyday, Arena& scratch, std::vector<PhraseMatch>& out,
                       const GrammarNotes* grammar) const {
  const auto begin = static_cast<std::ptrdiff_t>(out.size());
  for (const Layer& layer : layers_) {
    const auto known = static_cast<std::ptrdiff_t>(out.size());
    find_in(layer, text, tokens, read_words(layer.lexicon, tokens, sentences, everyday, grammar, scratch), scratch,
            out);
    grammar = nullptr;
    if (known == begin) continue;
    std::inplace_merge(out.begin() + begin, out.begin() + known, out.end(),
                       [](const PhraseMatch& a, const PhraseMatch& b) { return a.first_token < b.first_token; });
  }
}

Row PhraseIndex::look_up(std::string_view words, const Folding& folding) const {
  Arena arena(4096);
  std::vector<Token> tokens;
  tokenise(words, {0, static_cast<uint32_t>(words.size())}, folding, arena, tokens);
  return look_up(words, tokens);
}

Row PhraseIndex::look_up(std::string_view text, std::span<const Token> first, std::span<const Token> rest) const {
  for (const Layer& layer : layers_)
    if (const Row row = whole_phrase(layer, text, first, rest); row) return row;
  return {};
}

// One way through the trie, which must hold all words: as read_words and find_in go, but a word not known ends it.
Row PhraseIndex::whole_phrase(const Layer& layer, std::string_view text, std::span<const Token> first,
                              std::span<const Token> rest) const {
  const Lexicon& lexicon = layer.lexicon;
  uint32_t node = Lexicon::dead;
  size_t capitals = 0;
  bool begun = false, left_out = false;  // the last token: a hyphen between two words
  for (const std::span<const Token> part : {first, rest})
    for (const Token& token : part) {
      left_out = begun && !left_out && token.is_mark('-');
      if (left_out) continue;
      const Lexicon::Start start = lexicon.start(token.folded, token.hash);
      if (start.word == Lexicon::no_word) return {};
      node = begun ? lexicon.next(node, start.word) : Lexicon::first(start);
      if (node == Lexicon::dead) return {};
      begun = true;
    }
  if (!begun || left_out) return {};
  for (const LexiconEntry& entry : lexicon.accepted(node)) {
    if (entry.capitals != 0 && capitals == 0)
      for (const std::span<const Token> part : {first, rest})
        for (const Token& token : part) capitals += count_upper(token.span.of(text));
    if (capitals < entry.capitals) continue;
    if (const Row row = row_of(layer, entry); row) return row;
  }
  return {};
}

// The words of each sentence, one hyphen between two left out. The few that the lexicon does not have are left for
// afterwards: of the others little has to be guessed.
std::span<const PhraseIndex::Word> PhraseIndex::read_words(const Lexicon& lexicon, std::span<const Token> tokens,
                                                           std::span<const Sentence> sentences,
                                                           const Vocabulary* everyday, const GrammarNotes* grammar,
                                                           Arena& scratch) {
  constexpr uint32_t kAhead = 24;
  Word* const words = scratch.make_uninitialised<Word>(tokens.size() + sentences.size()).data();
  Word** const strange = scratch.make_uninitialised<Word*>(tokens.size()).data();
  Word *next = words, **last_strange = strange;
  for (const Sentence& sentence : sentences) {
    bool hyphen = true;  // before this token
    for (uint32_t t = sentence.first_token; t < sentence.end_token; ++t) {
      if (t + kAhead < tokens.size()) lexicon.prefetch_word(tokens[t + kAhead].hash);
      const Token& token = tokens[t];
      hyphen = !hyphen && token.is_mark('-');
      *next = {lexicon.start(token.folded, token.hash), t, 0};
      if (grammar != nullptr) grammar->ids[t] = hyphen ? grammar->hyphen : grammar->words.of(next->start.word);
      *last_strange = next;
      last_strange += !hyphen && next->start.word == Lexicon::no_word ? 1 : 0;
      next += hyphen ? 0 : 1;
    }
    *next++ = {{}, sentence.end_token, 0};
  }
  if (everyday == nullptr) last_strange = strange;
  for (Word* const word : std::span(strange, last_strange)) {
    const Token& token = tokens[word->token];
    const WordId known = everyday->find(token.folded, token.hash);
    if (grammar != nullptr) grammar->ids[word->token] = known;
    if (known != 0 || token.kind != TokenKind::word || !Lexicon::may_be_similar(token.folded)) continue;
    if (const uint32_t similar = lexicon.similar_word(token.folded); similar != Lexicon::no_word)
      *word = {lexicon.start(similar), word->token, 1};
  }
  return {words, next};
}

void PhraseIndex::find_in(const Layer& layer, std::string_view text, std::span<const Token> tokens,
                          std::span<const Word> words, Arena& scratch, std::vector<PhraseMatch>& out) const {
  const Lexicon& lexicon = layer.lexicon;
  // Each word is written down, and left standing where a phrase may begin: most do not, and which is hard to guess.
  const Word** const begun = scratch.make_uninitialised<const Word*>(words.size()).data();
  const Word** last = begun;
  for (const Word *word = words.data(), *const end = word + words.size(); end - word > 1; ++word) {
    *last = word;
    last += word->start.word != Lexicon::no_word && Lexicon::leads_on(word->start, word[1].start.word) ? 1 : 0;
  }
  constexpr ptrdiff_t kAhead = 4;
  for (const Word** at_word = begun; at_word < last; ++at_word) {
    if (last - at_word > 2 * kAhead) lexicon.prefetch_phrases(at_word[2 * kAhead]->start);
    if (last - at_word > kAhead) lexicon.prefetch_next(at_word[kAhead]->start, at_word[kAhead][1].start.word);
    const Word* const word = *at_word;
    uint32_t node = Lexicon::first(word->start);
    bool guess = false;
    for (const Word* at = word; node != Lexicon::dead;) {
      guess |= at->guess != 0;
      for (const LexiconEntry& entry : lexicon.accepted(node)) {
        if (entry.capitals != 0) {
          const Span span{tokens[word->token].span.begin, tokens[at->token].span.end};
          if (guess || count_upper(span.of(text)) < entry.capitals) continue;
        }
        const Row row = row_of(layer, entry);
        if (row) out.push_back({word->token, at->token + 1u, entry.table, row, guess, entry.capitals != 0});
      }
      ++at;
      node = at->start.word == Lexicon::no_word ? Lexicon::dead : lexicon.next(node, at->start.word);
    }
  }
}

}  // namespace anamnesis
