// Age and sex, by the patterns of grammar/ages and grammar/sexes. An age is a quantity in a, mo, wk or d; "in his
// 60s" is a range of ten years. Nothing is concluded: no birth date, and a pronoun only hints at a sex.
#include <charconv>
#include <string>

#include "base/ascii.h"
#include "recognise/scan_grammar.h"

namespace anamnesis {
namespace {

constexpr uint32_t kOldest = 125;  // years

bool believable(const NumberReading& n, std::string_view unit) {
  double value = 0;
  const auto parsed = std::from_chars(n.value.data(), n.value.data() + n.value.size(), value);
  return parsed.ec == std::errc() && (unit != "a" || value <= kOldest);
}

// "Mr": its second letter is small.
bool is_title(const ScanContext& context, uint32_t word) {
  const Span span = context.words[word].span;
  return span.size() > 1 && !is_upper(context.words.text[span.begin + 1]);
}

// The number that opens the text, or what stands under a heading, is no gauge of a tube.
bool opens_text(const Words& words, uint32_t number) {
  return number == words.begin && (number == 0 || words.tokens[number - 1].folded == ":");
}

// "52M": the capital at `letter` stands right behind a number, which (form `opening`) opens what is told.
bool is_in_form(const ScanContext& context, std::string_view form, std::string_view least, uint32_t letter) {
  if (form.empty()) return true;
  const Words& words = context.words;
  if (!words.glued(letter) || !is_upper(words.text[words[letter].span.begin])) return false;
  const uint32_t number = letter - 1;
  const uint32_t digits = words[number].span.size();
  const bool less =
      digits < least.size() || (digits == least.size() && words.text.substr(words[number].span.begin, digits) < least);
  if (less && !(form == "opening" && opens_text(words, number))) return false;
  if (form != "opening" || number == words.begin) return true;
  return words.is(number - 1, "a") || words.is(number - 1, "an") || words.is(number - 1, ":");
}

bool add_age(const ScanContext& context, const PatternMatch& match, std::vector<Mention>& out) {
  const Captures& c = match.captures;
  if (c.number_count == 0) return false;
  const NumberReading& n = *c.numbers[0];
  const AgeRow& row = context.grammar.age_rows[match.row.index];
  if (!is_in_form(context, row.form, row.least, match.end)) return false;
  const std::string_view unit = c.unit_count > 0 ? c.units[0]->ucum : row.unit;
  const bool unit_of_age = unit == "a" || unit == "mo" || unit == "wk" || unit == "d" || unit == "h";
  if (n.value.empty() || !unit_of_age || !believable(n, unit)) return false;
  QuantityReading* q = context.arena.make<QuantityReading>();
  q->ucum = unit;
  q->number = context.words.cover(match.begin, match.begin + 1);
  if (c.unit_count > 0) q->unit = c.units[0]->row;
  if (row.decade) {
    uint32_t low = 0;
    std::from_chars(n.value.data(), n.value.data() + n.value.size(), low);
    if (low % 10 != 0 || low < 10) return false;
    q->shape = "range";
    q->low = n.value;
    q->high = context.arena.copy(std::to_string(low + 9));
  } else if (!n.high.empty()) {
    q->shape = "range";
    q->low = n.value;
    q->high = n.high;
  } else {
    q->value = n.value;
  }
  Mention m = mention_of(context, match.begin, match.end, MentionKind::age);
  m.row = match.row;
  m.quantity = q;
  m.normal = context.arena.copy(std::string(n.value) + " " + std::string(unit));
  out.push_back(m);
  return true;
}

// "52M" was read as so many metres, which is longer than the age.
void no_length(uint32_t token, std::vector<Mention>& out) {
  std::erase_if(out, [&](const Mention& m) { return m.kind == MentionKind::quantity && m.first_token == token; });
}

}  // namespace

void scan_age_and_sex(const ScanContext& context, std::vector<Mention>& out) {
  const ScanGrammar& grammar = context.grammar;
  Matches ages(context.of(PatternKind::age)), sexes(context.of(PatternKind::sex));
  uint32_t age_end = 0, sex_end = 0;
  for (const uint32_t i : context.of_interest) {
    const Starts here = context.words.starts[i];
    if ((here & kStartsAge) != 0 && i >= age_end) {
      const PatternMatch& age = *ages.at(i);
      if (grammar.age_rows[age.row.index].form == "other") {
        age_end = sex_end = age.end;  // "32F chest tube"
      } else if (add_age(context, age, out)) {
        age_end = age.end;
        if (!grammar.age_rows[age.row.index].form.empty()) no_length(age.begin, out);
      }
    }
    if ((here & kStartsSex) == 0 || i < sex_end) continue;
    const PatternMatch& sex = *sexes.at(i);
    const auto& [value, weak, form, least] = grammar.sex_rows[sex.row.index];
    const bool child = form == "child";
    if (form == "title" ? !is_title(context, sex.begin) : !child && !is_in_form(context, form, least, sex.begin))
      continue;
    Mention m = mention_of(context, sex.begin, sex.end, MentionKind::sex);
    m.row = sex.row;
    m.normal = value;
    if (child) m.part = form;
    m.weak = weak;
    out.push_back(m);
    sex_end = sex.end;
  }
}

}  // namespace anamnesis
