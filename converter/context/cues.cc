// Cues. A match wins over the shorter ones it overlaps; a pseudo cue wins like any other and then does nothing.
// A cue reaches from its own end to the next stop in its direction, or as far as its window goes.
#include "context/cues.h"

#include <algorithm>
#include <charconv>

#include "recognise/sort_few.h"

namespace anamnesis {
namespace {

struct Name {
  std::string_view name;
  uint8_t value;
};

template <size_t N>
bool look_up(const Name (&names)[N], std::string_view name, uint8_t& out) {
  for (const Name& n : names) {
    if (n.name != name) continue;
    out = n.value;
    return true;
  }
  return false;
}

template <typename E>
constexpr uint8_t number(E e) {
  return static_cast<uint8_t>(e);
}

constexpr Name kAxes[] = {{"negation", number(CueAxis::negation)},
                          {"certainty", number(CueAxis::certainty)},
                          {"temporality", number(CueAxis::temporality)},
                          {"experiencer", number(CueAxis::experiencer)},
                          {"reality", number(CueAxis::reality)},
                          {"stop", number(CueAxis::stop)},
                          {"pseudo", number(CueAxis::pseudo)}};
constexpr uint8_t kStopsAll = 255, kStopsNoun = 254, kStopsPurpose = 253, kStopsVerb = 252;
constexpr Name kStops[] = {{"all", kStopsAll},
                           {"noun", kStopsNoun},
                           {"purpose", kStopsPurpose},
                           {"verb", kStopsVerb},
                           {"unlike", kStopsUnlike}};
constexpr Name kReaches[] = {{"forward", number(CueReach::forward)},
                             {"backward", number(CueReach::backward)},
                             {"both", number(CueReach::both)},
                             {"sentence", number(CueReach::sentence)}};
constexpr Name kNegation[] = {
    {"negated", number(Polarity::negated)}, {"affirmed", number(Polarity::affirmed)}, {"bare", kBare}};
constexpr Name kCertainty[] = {{"confirmed", number(Certainty::confirmed)},
                               {"provisional", number(Certainty::provisional)},
                               {"differential", number(Certainty::differential)},
                               {"refuted", number(Certainty::refuted)}};
constexpr Name kTemporality[] = {{"current", number(Temporality::current)},
                                 {"historical", number(Temporality::historical)},
                                 {"hypothetical", number(Temporality::hypothetical)},
                                 {"planned", number(Temporality::planned)},
                                 {"sought", kSought},
                                 {"conditional", kConditional}};
constexpr Name kExperiencer[] = {{"patient", number(Experiencer::patient)},
                                 {"relative", number(Experiencer::relative)},
                                 {"other", number(Experiencer::other)},
                                 {"child", kChild},
                                 {"name", kName},
                                 {"same", kSame},
                                 {"he", kHe},
                                 {"she", kShe},
                                 {"turn", kTurn},
                                 {"born", kBorn},
                                 {"newborn", kNewborn},
                                 {"birth", kBirth},
                                 {"someone", kSomeone},
                                 {"his", kHis},
                                 {"hers", kHers}};
constexpr Name kReality[] = {
    {"case", number(Reality::this_case)}, {"background", number(Reality::background)}, {"study", kStudy}};

bool read_value(CueAxis axis, std::string_view value, uint8_t& out) {
  switch (axis) {
    case CueAxis::negation: return look_up(kNegation, value, out);
    case CueAxis::certainty: return look_up(kCertainty, value, out);
    case CueAxis::temporality: return look_up(kTemporality, value, out);
    case CueAxis::experiencer: return look_up(kExperiencer, value, out);
    case CueAxis::reality: return look_up(kReality, value, out);
    case CueAxis::stop: return look_up(kStops, value, out) || look_up(kAxes, value, out);
    case CueAxis::pseudo: return true;
  }
  return false;
}

}  // namespace

CueRow read_cue(const Row& row) {
  CueRow out;
  uint8_t axis = 0, reach = 0;
  if (!look_up(kAxes, row["axis"], axis)) return out;
  out.axis = static_cast<CueAxis>(axis);
  if (out.axis != CueAxis::pseudo && !look_up(kReaches, row["direction"], reach)) return out;
  out.reach = static_cast<CueReach>(reach);
  if (!read_value(out.axis, row["value"], out.value)) return out;
  const std::string_view window = row["window"];
  std::from_chars(window.data(), window.data() + window.size(), out.window);
  out.known = true;
  return out;
}

void choose_cues(std::span<const PhraseMatch> matches, std::span<const CueRow> rules,
                 std::span<const std::pair<uint32_t, uint32_t>> covered, Arena& scratch, std::vector<Cue>& out) {
  auto order = scratch.make_uninitialised<const PhraseMatch*>(matches.size());
  size_t chosen = 0;
  const auto is_stop = [&](const PhraseMatch* match) { return rules[match->row.index].axis == CueAxis::stop; };
  for (const PhraseMatch& match : matches) {
    const bool inside = std::any_of(covered.begin(), covered.end(), [&](const auto& range) {
      const bool opens = is_stop(&match) && match.first_token < range.first;  // "and drinks" before "drinks alcohol"
      return !opens && range.first < match.end_token && match.first_token < range.second &&
             !(match.first_token <= range.first && range.second <= match.end_token);
    });
    const CueRow& rule = rules[match.row.index];
    // "neonatal" in "neonatal jaundice", "postpartum" in "postpartum haemorrhage"
    const bool part = is_aside(rule) && (rule.value == kNewborn || rule.value == kTurn || rule.value == kBirth);
    if ((!inside || part) && rule.known) order[chosen++] = &match;
  }
  order = order.first(chosen);
  sort_few(order.begin(), order.end(), [&](const PhraseMatch* a, const PhraseMatch* b) {
    const uint32_t x = a->end_token - a->first_token, y = b->end_token - b->first_token;
    return x != y ? x > y : !is_stop(a) && is_stop(b);
  });
  const size_t begin = out.size();
  for (const PhraseMatch* match : order) {
    const bool lost = std::any_of(out.begin() + static_cast<std::ptrdiff_t>(begin), out.end(), [&](const Cue& cue) {
      const bool same = cue.first_token == match->first_token && cue.end_token == match->end_token;
      const CueRow& mine = rules[match->row.index];
      const bool apart =
          is_aside(cue.rule) != is_aside(mine) ||
          (cue.rule.reach == CueReach::sentence) != (mine.reach == CueReach::sentence) ||
          (mine.axis == CueAxis::stop && cue.rule.axis != CueAxis::stop && cue.rule.axis != CueAxis::pseudo) ||
          (mine.axis != CueAxis::stop && cue.rule.axis == CueAxis::stop);
      return !same && !apart && cue.first_token < match->end_token && match->first_token < cue.end_token;
    });
    if (!lost) out.push_back({match->first_token, match->end_token, rules[match->row.index], match->row});
  }
  sort_few(out.begin() + static_cast<std::ptrdiff_t>(begin), out.end(),
           [](const Cue& a, const Cue& b) { return a.first_token < b.first_token; });
}

namespace {
// "If there is fever or she has a rash, come back": no verb and no new subject ends a condition, only a turn does.
bool is_condition(const Cue& cue) {
  return cue.rule.axis == CueAxis::temporality && cue.rule.value == kConditional;
}

bool is_purpose(const Cue& cue) {
  return cue.rule.axis == CueAxis::temporality &&
         (cue.rule.value == number(Temporality::hypothetical) || cue.rule.value == number(Temporality::planned));
}
}  // namespace

bool reaches(const Cue& cue, uint32_t first, uint32_t end, std::span<const Cue> all) {
  const auto stopped = [&](CueReach direction, uint32_t from, uint32_t to) {
    return std::any_of(all.begin(), all.end(), [&](const Cue& stop) {
      if (is_condition(cue) && (stop.rule.value != kStopsAll || stop.rule.reach != CueReach::both)) return false;
      return stop.rule.axis == CueAxis::stop &&
             (stop.rule.value == kStopsAll || (stop.rule.value == kStopsUnlike && !stop.joins) ||
              stop.rule.value == number(cue.rule.axis) || (stop.rule.value == kStopsNoun && cue.strange_noun) ||
              (stop.rule.value == kStopsVerb && !cue.subject) ||
              (stop.rule.value == kStopsPurpose && is_purpose(cue))) &&
             (stop.rule.reach == direction || stop.rule.reach == CueReach::both) && stop.first_token >= from &&
             (direction == CueReach::forward ? stop.first_token < to : stop.end_token <= to);
    });
  };
  const bool forward = cue.rule.reach == CueReach::forward || cue.rule.reach == CueReach::both;
  const bool backward = cue.rule.reach == CueReach::backward || cue.rule.reach == CueReach::both;
  if (forward && first >= cue.end_token)
    return first < cue.limit && (cue.rule.window == 0 || first - cue.end_token < cue.rule.window) &&
           !stopped(CueReach::forward, cue.end_token, first);
  if (backward && end <= cue.first_token)
    return (cue.rule.window == 0 || cue.first_token - end < cue.rule.window) &&
           !stopped(CueReach::backward, end, cue.first_token);
  return false;
}

}  // namespace anamnesis
