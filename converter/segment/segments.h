// Segments: a Document's text as sections, sentences and tokens. Everything is a span into Document::text.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "base/span.h"
#include "tables/table.h"

namespace anamnesis {

enum class TokenKind : uint8_t { word, number, punctuation };

// Words hold letters (and digits that stick to them: "IL6", "SpO2"); numbers are digits with inner . and ,;
// every other non-blank character is a token of its own. A hyphen is punctuation. Raised digits behind a number
// are a number token of their own ("10", "\u2079"); an x between numbers stands alone ("77", "x", "10").
// Punctuation folds to one form: "-" for every dash and minus, "x" for the multiplication sign, "'" and "\"".
struct Token {
  Span span;
  std::string_view folded;  // lower case, no diacritics, one spelling (see segment/fold.h); in the arena; never empty
  TokenKind kind = TokenKind::word;
  bool space_before = false;  // white space or a soft line break stands before it
  uint32_t hash = 0;          // hash_word(folded): several stages look the word up

  bool is_mark(char c) const { return kind == TokenKind::punctuation && folded.size() == 1 && folded[0] == c; }
};

struct Sentence {
  Span span;
  uint32_t first_token = 0;  // tokens [first_token, end_token)
  uint32_t end_token = 0;
  uint32_t section = 0;    // index into sections
  uint32_t paragraph = 0;  // counts from 0 over the document
};

// What a section is, by the table grammar/sections; the names are that table's `kind` values.
struct Section {
  Span heading;  // empty if there is none
  Span body;
  std::string_view kind;  // "case", "abstract", "discussion", "family-history", ...; "" = unlabelled
  Row row;                // the row of grammar/sections that said so, if any
  Row meaning;            // the row of grammar/section-kinds for `kind`: reality, experiencer, temporality
};

struct Segments {
  std::span<const Token> tokens;
  std::span<const Sentence> sentences;
  std::span<const Section> sections;  // in order, covering the whole text
};

}  // namespace anamnesis
