// For each definition: the longest candidate that ends with the long form gives the meaning. Tokens are then compared
// as printed with the short forms, which are sorted by the hash of their first token.
#include "recognise/abbreviation_terms.h"

#include <algorithm>
#include <string_view>

namespace anamnesis {
namespace {

bool is_term(MentionKind kind) {
  return kind <= MentionKind::substance;
}

// A short form, and the candidate that its long form is; nullptr if that is nothing we know.
struct Meaning {
  const Abbreviation* abbreviation = nullptr;
  uint32_t hash = 0;  // of the first token
  const Candidate* candidate = nullptr;
};

// Says of tokens what short forms make of them.
enum : uint8_t { kForeign = 1, kDefined = 2 };  // in one that means nothing we know; the first of one that does

uint32_t size_of(const Abbreviation& a) {
  return a.short_end - a.short_token;
}

bool same_form(const Abbreviation& a, const Abbreviation& b, std::string_view text) {
  return a.short_form.of(text) == b.short_form.of(text);
}

// The short form's tokens stand at token t, as printed.
bool stands_at(const Abbreviation& a, uint32_t t, uint32_t end, std::string_view text, std::span<const Token> tokens) {
  const uint32_t n = size_of(a);
  if (t + n > end) return false;
  for (uint32_t k = 0; k < n; ++k)
    if (tokens[t + k].span.of(text) != tokens[a.short_token + k].span.of(text)) return false;
  return true;
}

// The longest term that ends where the long form does. `candidates`: by first token.
const Candidate* long_form_of(const Abbreviation& a, std::span<const Candidate> candidates) {
  const auto first = std::partition_point(candidates.begin(), candidates.end(),
                                          [&](const Candidate& c) { return c.first_token < a.long_token; });
  for (auto c = first; c != candidates.end() && c->first_token < a.long_end; ++c)
    if (c->end_token == a.long_end && is_term(c->kind)) return &*c;
  return nullptr;
}

// One of each short form, the first that is defined; by hash.
std::vector<Meaning> meanings_of(std::span<const Abbreviation> abbreviations, std::string_view text,
                                 std::span<const Token> tokens, std::span<const Candidate> candidates) {
  std::vector<Meaning> out;
  for (const Abbreviation& a : abbreviations)
    if (a.short_end > a.short_token) out.push_back({&a, tokens[a.short_token].hash, nullptr});
  std::stable_sort(out.begin(), out.end(), [&](const Meaning& a, const Meaning& b) {
    if (a.hash != b.hash) return a.hash < b.hash;
    return a.abbreviation->short_form.of(text) < b.abbreviation->short_form.of(text);
  });
  const auto twice = [&](const Meaning& a, const Meaning& b) {
    return a.hash == b.hash && same_form(*a.abbreviation, *b.abbreviation, text);
  };
  out.erase(std::unique(out.begin(), out.end(), twice), out.end());
  for (Meaning& meaning : out) meaning.candidate = long_form_of(*meaning.abbreviation, candidates);
  return out;
}

// What the short forms of the text are, by first token; `marks` as above.
std::vector<Candidate> short_forms(std::string_view text, const Segments& segments, std::span<const Meaning> meanings,
                                   std::span<uint8_t> marks) {
  const auto tokens = segments.tokens;
  uint64_t bits = 0;
  for (const Meaning& meaning : meanings) bits |= uint64_t{1} << (meaning.hash & 63);
  std::vector<Candidate> out;
  for (uint32_t s = 0; s < segments.sentences.size(); ++s) {
    const uint32_t end = segments.sentences[s].end_token;
    for (uint32_t t = segments.sentences[s].first_token; t < end; ++t) {
      if ((bits >> (tokens[t].hash & 63) & 1) == 0) continue;
      const auto by_hash = [&](const Meaning& m) { return m.hash < tokens[t].hash; };
      auto m = std::partition_point(meanings.begin(), meanings.end(), by_hash);
      for (; m != meanings.end() && m->hash == tokens[t].hash; ++m) {
        const Abbreviation& a = *m->abbreviation;
        if (!stands_at(a, t, end, text, tokens)) continue;
        if (m->candidate == nullptr) {
          for (uint32_t k = 0; k < size_of(a); ++k) marks[t + k] |= kForeign;
          continue;
        }
        Candidate& c = out.emplace_back(*m->candidate);
        c.first_token = t;
        c.end_token = t + size_of(a);
        c.sentence = s;
        c.fuzzy = false;
        c.rank = 0;
        marks[t] |= kDefined;
      }
    }
  }
  return out;
}

}  // namespace

void apply_abbreviations(const Document& document, const Segments& segments,
                         std::span<const Abbreviation> abbreviations, Arena& arena,
                         std::vector<Candidate>& candidates) {
  if (abbreviations.empty()) return;
  const auto meanings = meanings_of(abbreviations, document.text, segments.tokens, candidates);
  const auto marks = arena.make_array<uint8_t>(segments.tokens.size());
  const std::vector<Candidate> added = short_forms(document.text, segments, meanings, marks);
  // The text's own definition wins over what the tables know of the same letters.
  const auto is_defined = [&](const Candidate& c) {
    const auto first = std::partition_point(added.begin(), added.end(),
                                            [&](const Candidate& a) { return a.first_token < c.first_token; });
    for (auto a = first; a != added.end() && a->first_token == c.first_token; ++a)
      if (a->end_token == c.end_token) return true;
    return false;
  };
  std::erase_if(candidates, [&](const Candidate& c) {
    const uint8_t mark = marks[c.first_token];
    if (mark == 0 || !is_term(c.kind)) return false;
    const auto known = [](uint8_t token) { return (token & kForeign) == 0; };
    if (std::none_of(marks.begin() + c.first_token, marks.begin() + c.end_token, known)) return true;
    return (mark & kDefined) != 0 && is_defined(c);
  });
  candidates.insert(candidates.end(), added.begin(), added.end());
}

}  // namespace anamnesis
