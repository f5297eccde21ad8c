// Links: the small words that tie a value to its test, a site to its finding (grammar/links), as sets.
//
// A role is a set of words. Every token of a document is looked up once; asking whether a word plays a role is then
// one bit.
#pragma once
#include <bitset>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "recognise/vocabulary.h"
#include "segment/fold.h"
#include "segment/segments.h"
#include "tables/tables.h"

namespace anamnesis {

// In the order of kLinkNames, which are the roles of grammar/links.
enum class Link : uint8_t {
  alike,
  allergy_list,
  allergy_names,
  allergy_none,
  alternative,
  and_,
  another,
  article,
  aside,
  bedside,
  befalls,
  born,
  bracket,
  bracket_end,
  bracket_link,
  by,
  case_article,
  case_label,
  case_noun,
  case_opening,
  change,
  circumstance,
  claim,
  clause_end,
  clause_mark,
  clause_new,
  clause_opening,
  clause_stop,
  column,
  combined,
  comma,
  conditional,
  counted,
  dated_by,
  dated_list,
  denial,
  denial_noun,
  denied_by_prefix,
  distance,
  dose_after,
  dose_join,
  dose_new,
  dose_of,
  dose_talk,
  dose_then,
  downward,
  equals,
  filler,
  flag_high,
  flag_low,
  for_,
  formerly,
  found,
  given,
  grade,
  habit,
  habit_inner,
  if_needed,
  implied_stop,
  instead,
  list,
  list_of_readings,
  list_of_results,
  list_of_tests,
  means,
  method,
  minus,
  modifier,
  multiple,
  negative,
  next_course,
  next_verb,
  not_done,
  not_yet,
  nothing,
  of,
  onset_words,
  order,
  owner,
  pair,
  part_clause,
  part_list,
  part_of,
  part_size,
  part_verb,
  phrase_end,
  place,
  plus,
  predicate,
  reaction,
  reaction_stop,
  reason_stop,
  reference,
  reference_aside,
  reference_noun,
  relatives,
  sample,
  scored,
  scored_on,
  separate,
  shown,
  shows,
  sig,
  site,
  site_more,
  site_stop,
  site_tie,
  size_stop,
  start,
  stop,
  subject,
  taken_at,
  taken_home,
  then,
  time_unit,
  title,
  titre,
  together,
  treated_stop,
  upward,
  value,
  value_before,
  with,
  word_after,
  word_before,
  count
};

class Links {
 public:
  using Roles = std::bitset<static_cast<size_t>(Link::count)>;

  // Errors: a role that nothing asks for, with file:line. A missing table makes empty sets.
  static Result<Links> compile(const Table* table, const Folding& folding);

  // One set of roles per token, in the arena.
  std::span<const Roles> of(std::span<const Token> tokens, Arena& arena) const;

 private:
  Vocabulary vocabulary_;
  std::vector<Roles> roles_{Roles()};  // by word id; the first is of the words in no role
};

}  // namespace anamnesis
