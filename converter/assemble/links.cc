// grammar/links: rows of roles with their words -> one set of roles per word.
#include "assemble/links.h"

#include <algorithm>

#include "tables/suggest.h"

namespace anamnesis {
namespace {

constexpr std::string_view kLinkNames[] = {"alike",
                                           "allergy-list",
                                           "allergy-names",
                                           "allergy-none",
                                           "alternative",
                                           "and",
                                           "another",
                                           "article",
                                           "aside",
                                           "bedside",
                                           "befalls",
                                           "born",
                                           "bracket",
                                           "bracket-end",
                                           "bracket-link",
                                           "by",
                                           "case-article",
                                           "case-label",
                                           "case-noun",
                                           "case-opening",
                                           "change",
                                           "circumstance",
                                           "claim",
                                           "clause-end",
                                           "clause-mark",
                                           "clause-new",
                                           "clause-opening",
                                           "clause-stop",
                                           "column",
                                           "combined",
                                           "comma",
                                           "conditional",
                                           "counted",
                                           "dated-by",
                                           "dated-list",
                                           "denial",
                                           "denial-noun",
                                           "denied-by-prefix",
                                           "distance",
                                           "dose-after",
                                           "dose-join",
                                           "dose-new",
                                           "dose-of",
                                           "dose-talk",
                                           "dose-then",
                                           "downward",
                                           "equals",
                                           "filler",
                                           "flag-high",
                                           "flag-low",
                                           "for",
                                           "formerly",
                                           "found",
                                           "given",
                                           "grade",
                                           "habit",
                                           "habit-inner",
                                           "if-needed",
                                           "implied-stop",
                                           "instead",
                                           "list",
                                           "list-of-readings",
                                           "list-of-results",
                                           "list-of-tests",
                                           "means",
                                           "method",
                                           "minus",
                                           "modifier",
                                           "multiple",
                                           "negative",
                                           "next-course",
                                           "next-verb",
                                           "not-done",
                                           "not-yet",
                                           "nothing",
                                           "of",
                                           "onset-words",
                                           "order",
                                           "owner",
                                           "pair",
                                           "part-clause",
                                           "part-list",
                                           "part-of",
                                           "part-size",
                                           "part-verb",
                                           "phrase-end",
                                           "place",
                                           "plus",
                                           "predicate",
                                           "reaction",
                                           "reaction-stop",
                                           "reason-stop",
                                           "reference",
                                           "reference-aside",
                                           "reference-noun",
                                           "relatives",
                                           "sample",
                                           "scored",
                                           "scored-on",
                                           "separate",
                                           "shown",
                                           "shows",
                                           "sig",
                                           "site",
                                           "site-more",
                                           "site-stop",
                                           "site-tie",
                                           "size-stop",
                                           "start",
                                           "stop",
                                           "subject",
                                           "taken-at",
                                           "taken-home",
                                           "then",
                                           "time-unit",
                                           "title",
                                           "titre",
                                           "together",
                                           "treated-stop",
                                           "upward",
                                           "value",
                                           "value-before",
                                           "with",
                                           "word-after",
                                           "word-before"};
static_assert(std::size(kLinkNames) == static_cast<size_t>(Link::count));

}  // namespace

Result<Links> Links::compile(const Table* table, const Folding& folding) {
  Links links;
  for (uint32_t i = 0; table != nullptr && i < table->size(); ++i) {
    const auto role = std::find(std::begin(kLinkNames), std::end(kLinkNames), table->key(i));
    if (role == std::end(kLinkNames)) {
      const std::string near = suggest(table->key(i), kLinkNames);
      return Error{
          "unknown role '" + std::string(table->key(i)) + "'" + (near.empty() ? "" : ": did you mean '" + near + "'?"),
          table->file(i), table->line(i), 1};
    }
    for (const std::string_view word : split_list(table->cell(i, "words"))) {
      const WordId id = links.vocabulary_.add(folding.fold(word));
      links.roles_.resize(std::max<size_t>(links.roles_.size(), id + 1));
      links.roles_[id].set(static_cast<size_t>(role - std::begin(kLinkNames)));
    }
  }
  return links;
}

std::span<const Links::Roles> Links::of(std::span<const Token> tokens, Arena& arena) const {
  const auto out = arena.make_uninitialised<Roles>(tokens.size());
  for (size_t i = 0; i < tokens.size(); ++i) out[i] = roles_[vocabulary_.find(tokens[i].folded, tokens[i].hash)];
  return out;
}

}  // namespace anamnesis
