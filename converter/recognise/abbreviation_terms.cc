// For each definition: the longest candidate that ends with the long form gives the meaning. Tokens are then compared
// as printed with the short forms, through a map from their first token.
#include "recognise/abbreviation_terms.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

namespace anamnesis {
namespace {

bool is_term(MentionKind kind) {
  return kind <= MentionKind::substance;
}

struct Meaning {
  const Abbreviation* abbreviation = nullptr;
  Candidate candidate;
  bool known = false;
};

using Meanings = std::multimap<std::string_view, Meaning>;  // by the first token of the short form

// The short form's tokens stand at token t, as printed.
bool stands_at(const Abbreviation& a, uint32_t t, uint32_t end, std::string_view text, std::span<const Token> tokens) {
  const uint32_t n = a.short_end - a.short_token;
  if (t + n > end) return false;
  for (uint32_t k = 1; k < n; ++k)
    if (tokens[t + k].span.of(text) != tokens[a.short_token + k].span.of(text)) return false;
  return true;
}

void put_meanings(std::string_view text, const Segments& segments, const Meanings& meanings,
                  std::vector<Candidate>& candidates) {
  const auto tokens = segments.tokens;
  uint64_t bits = 0;  // of the hashes of the first tokens
  for (const auto& [word, meaning] : meanings)
    bits |= uint64_t{1} << (tokens[meaning.abbreviation->short_token].hash & 63);
  std::vector<Candidate> added;
  std::vector<uint8_t> foreign(tokens.size(), 0);  // tokens of short forms that mean nothing we know: 1
  for (uint32_t s = 0; s < segments.sentences.size(); ++s) {
    const uint32_t end = segments.sentences[s].end_token;
    for (uint32_t t = segments.sentences[s].first_token; t < end; ++t) {
      if ((bits >> (tokens[t].hash & 63) & 1) == 0) continue;
      const auto [from, to] = meanings.equal_range(tokens[t].span.of(text));
      for (auto at = from; at != to; ++at) {
        const Abbreviation& a = *at->second.abbreviation;
        if (!stands_at(a, t, end, text, tokens)) continue;
        const uint32_t n = a.short_end - a.short_token;
        if (!at->second.known) {
          std::fill_n(foreign.begin() + t, n, uint8_t{1});
          continue;
        }
        Candidate c = at->second.candidate;
        c.first_token = t;
        c.end_token = t + n;
        c.sentence = s;
        c.fuzzy = false;
        c.rank = 0;
        added.push_back(c);
      }
    }
  }
  // The text's own definition wins over what the tables know of the same letters.
  std::set<std::pair<uint32_t, uint32_t>> defined;
  for (const Candidate& a : added) defined.emplace(a.first_token, a.end_token);
  std::erase_if(candidates, [&](const Candidate& c) {
    if (!is_term(c.kind)) return false;
    const auto begin = foreign.begin() + c.first_token, end = foreign.begin() + c.end_token;
    return std::find(begin, end, 0) == end || defined.contains({c.first_token, c.end_token});
  });
  candidates.insert(candidates.end(), added.begin(), added.end());
}

}  // namespace

void apply_abbreviations(const Document& document, const Segments& segments,
                         std::span<const Abbreviation> abbreviations, std::vector<Candidate>& candidates) {
  if (abbreviations.empty()) return;
  const std::string_view text = document.text;
  const auto& tokens = segments.tokens;
  std::vector<const Candidate*> by_end;  // terms
  for (const Candidate& c : candidates)
    if (is_term(c.kind)) by_end.push_back(&c);
  std::stable_sort(by_end.begin(), by_end.end(),
                   [](const Candidate* a, const Candidate* b) { return a->end_token < b->end_token; });
  Meanings meanings;
  for (const Abbreviation& a : abbreviations) {
    if (a.short_end <= a.short_token) continue;
    Meaning meaning;
    meaning.abbreviation = &a;
    auto term = std::lower_bound(by_end.begin(), by_end.end(), a.long_end,
                                 [](const Candidate* c, uint32_t end) { return c->end_token < end; });
    for (; term != by_end.end() && (*term)->end_token == a.long_end; ++term) {
      const Candidate& c = **term;
      if (c.first_token < a.long_token) continue;
      if (meaning.known && meaning.candidate.first_token <= c.first_token) continue;
      meaning.candidate = c;
      meaning.known = true;
    }
    const std::string_view first = tokens[a.short_token].span.of(text);
    const auto [same, end] = meanings.equal_range(first);
    const bool twice = std::any_of(
        same, end, [&](const auto& m) { return m.second.abbreviation->short_form.of(text) == a.short_form.of(text); });
    if (!twice) meanings.emplace(first, std::move(meaning));
  }
  put_meanings(text, segments, meanings, candidates);
}

}  // namespace anamnesis
