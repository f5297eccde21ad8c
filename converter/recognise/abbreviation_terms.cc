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

}  // namespace

void apply_abbreviations(const Document& document, const Segments& segments,
                         std::span<const Abbreviation> abbreviations, std::vector<Candidate>& candidates) {
  if (abbreviations.empty()) return;
  const std::string_view text = document.text;
  const auto& tokens = segments.tokens;
  std::vector<const Candidate*> by_end;  // terms
  for (const Candidate& c : candidates)
    if (is_term(c.mention.kind)) by_end.push_back(&c);
  std::stable_sort(by_end.begin(), by_end.end(),
                   [](const Candidate* a, const Candidate* b) { return a->mention.end_token < b->mention.end_token; });
  std::multimap<std::string_view, Meaning> meanings;  // by the first token of the short form
  for (const Abbreviation& a : abbreviations) {
    if (a.short_end <= a.short_token) continue;
    Meaning meaning;
    meaning.abbreviation = &a;
    auto term = std::lower_bound(by_end.begin(), by_end.end(), a.long_end,
                                 [](const Candidate* c, uint32_t end) { return c->mention.end_token < end; });
    for (; term != by_end.end() && (*term)->mention.end_token == a.long_end; ++term) {
      const Candidate& c = **term;
      if (c.mention.first_token < a.long_token) continue;
      if (meaning.known && meaning.candidate.mention.first_token <= c.mention.first_token) continue;
      meaning.candidate = c;
      meaning.known = true;
    }
    const std::string_view first = tokens[a.short_token].span.of(text);
    const auto [same, end] = meanings.equal_range(first);
    const bool twice = std::any_of(
        same, end, [&](const auto& m) { return m.second.abbreviation->short_form.of(text) == a.short_form.of(text); });
    if (!twice) meanings.emplace(first, std::move(meaning));
  }
  std::vector<Candidate> added;
  std::vector<uint32_t> foreign(tokens.size(), 0);  // tokens of short forms that mean nothing we know: 1
  for (uint32_t s = 0; s < segments.sentences.size(); ++s)
    for (uint32_t t = segments.sentences[s].first_token; t < segments.sentences[s].end_token; ++t) {
      const auto [from, to] = meanings.equal_range(tokens[t].span.of(text));
      for (auto at = from; at != to; ++at) {
        const Abbreviation& a = *at->second.abbreviation;
        const uint32_t n = a.short_end - a.short_token;
        if (t + n > segments.sentences[s].end_token) continue;
        bool same = true;
        for (uint32_t k = 1; k < n && same; ++k)
          same = tokens[t + k].span.of(text) == tokens[a.short_token + k].span.of(text);
        if (!same) continue;
        if (!at->second.known) {
          for (uint32_t k = 0; k < n; ++k) foreign[t + k] = 1;
          continue;
        }
        Candidate c = at->second.candidate;
        c.mention.first_token = t;
        c.mention.end_token = t + n;
        c.mention.span = {tokens[t].span.begin, tokens[t + n - 1].span.end};
        c.mention.sentence = s;
        c.mention.fuzzy = false;
        c.rank = 0;
        added.push_back(c);
      }
    }
  std::erase_if(candidates, [&](const Candidate& c) {
    if (!is_term(c.mention.kind)) return false;
    for (uint32_t t = c.mention.first_token; t < c.mention.end_token; ++t)
      if (foreign[t] == 0) return false;
    return true;
  });
  // The text's own definition wins over what the tables know of the same letters.
  std::set<Span> defined;
  for (const Candidate& a : added) defined.insert(a.mention.span);
  std::erase_if(candidates,
                [&](const Candidate& c) { return is_term(c.mention.kind) && defined.contains(c.mention.span); });
  candidates.insert(candidates.end(), added.begin(), added.end());
}

}  // namespace anamnesis
