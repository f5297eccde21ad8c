// Time. Patterns of grammar/time give durations, relative times, ages at which something was, and dates with words;
// dates in digits ("14/9/2005", "2005-09-14") are read here. The normal value keeps the precision that was stated:
// where day and month cannot be told apart, only the year is given.
#include <string>

#include "recognise/scan_grammar.h"

namespace anamnesis {
namespace {

std::string two(uint32_t n) {
  return {static_cast<char>('0' + n / 10), static_cast<char>('0' + n % 10)};
}

std::string date_text(uint32_t year, uint32_t month, uint32_t day) {
  if (year == 0) return {};
  std::string out = std::to_string(year);
  if (month != 0) out += "-" + two(month);
  if (month != 0 && day != 0) out += "-" + two(day);
  return out;
}

bool is_year(uint32_t n) {
  return n >= 1900 && n <= 2099;
}
bool is_month(uint32_t n) {
  return n >= 1 && n <= 12;
}
bool is_day(uint32_t n) {
  return n >= 1 && n <= 31;
}

// Three numbers in the order written; "" if they are no date.
std::string digits_date(std::string_view first, std::string_view second, std::string_view third) {
  const uint32_t a = to_number(first), b = to_number(second), c = to_number(third);
  if (first.size() == 4 && is_year(a) && is_month(b) && is_day(c)) return date_text(a, b, c);
  if (third.size() != 4 || !is_year(c) || first.size() > 2 || second.size() > 2) return {};
  if (a > 12 && is_day(a) && is_month(b)) return date_text(c, b, a);
  if (b > 12 && is_day(b) && is_month(a)) return date_text(c, a, b);
  if (a == b && is_month(a)) return date_text(c, a, b);
  return is_month(a) && is_month(b) ? date_text(c, 0, 0) : std::string();
}

struct DigitsDate {
  std::string normal;
  uint32_t end = 0;
};

// "14/9/2005", "2005-09-14", "14.9.2005", "9/2005".
DigitsDate date_in_digits(const Words& words, uint32_t i) {
  const std::string_view first = words.folded(i);
  if (const size_t dot = first.find('.'); dot != std::string_view::npos) {
    const size_t next = first.find('.', dot + 1);
    if (next == std::string_view::npos || first.find('.', next + 1) != std::string_view::npos) return {};
    std::string date = digits_date(first.substr(0, dot), first.substr(dot + 1, next - dot - 1), first.substr(next + 1));
    return {date, date.empty() ? 0 : i + 1};
  }
  if (!words.joins_numbers(i + 1)) return {};
  const std::string_view mark = words.folded(i + 1);
  if ((mark != "/" && mark != "-") || !words.glued(i + 1) || !words.glued(i + 2) || !words.is_number(i + 2)) return {};
  if (words.is(i + 3, mark) && words.glued(i + 3) && words.glued(i + 4) && words.is_number(i + 4)) {
    std::string date = digits_date(first, words.folded(i + 2), words.folded(i + 4));
    return {date, date.empty() ? 0 : i + 5};
  }
  const uint32_t month = to_number(first), year = to_number(words.folded(i + 2));
  if (mark == "/" && is_month(month) && words.folded(i + 2).size() == 4 && is_year(year))
    return {date_text(year, month, 0), i + 3};
  return {};
}

class TimeScanner {
 public:
  TimeScanner(const ScanContext& context, std::vector<Mention>& out)
      : context_(context), words_(context.words), matches_(context.of(PatternKind::time)), out_(out) {}

  void run() {
    uint32_t next = words_.begin;
    for (const uint32_t i : context_.of_interest)
      if (i >= next) next = step(i);
  }

 private:
  uint32_t step(uint32_t i) {
    if (words_.is_number(i) && may_be_date(i) && !(words_.glued(i) && words_.is_word(i - 1))) {
      if (const DigitsDate date = date_in_digits(words_, i); date.end != 0) {
        Mention m = mention_of(context_, i, date.end, MentionKind::time);
        m.part = "date";
        m.normal = context_.arena.copy(date.normal);
        out_.push_back(m);
        return date.end;
      }
    }
    if ((words_.starts[i] & kStartsTime) == 0) return i + 1;
    const PatternMatch* match = matches_.at(i);
    // "in March" ends before "March 2017" does.
    if (match->begin > i)
      if (const PatternMatch* inner = Matches(matches_).at(match->begin); inner != nullptr && inner->end > match->end)
        match = inner;
    const TimeRow& row = row_of(*match);
    if (!acceptable(*match, row)) return i + 1;
    Mention m = mention_of(context_, match->begin, match->end, MentionKind::time);
    m.row = match->row;
    m.part = row.part;
    m.normal = normal(*match, row);
    const Captures& c = match->captures;
    if (c.anchor) m.anchor = words_.cover(c.anchor_begin, c.anchor_end);
    out_.push_back(m);
    return match->end;
  }

  // Digits with two points are no number.
  bool may_be_date(uint32_t i) const { return words_.joins_numbers(i + 1) || words_.numbers[i] == nullptr; }

  const TimeRow& row_of(const PatternMatch& match) const { return context_.grammar.time_rows[match.row.index]; }
  const AnchorRow& anchor_of(const Captures& c) const { return context_.grammar.anchor_rows[c.anchor.index]; }

  bool acceptable(const PatternMatch& match, const TimeRow& row) const {
    const Captures& c = match.captures;
    const bool zero = row.sign == "0" || row.sign == "words";
    if (zero && c.anchor && row.part == "relative" && c.number_count == 0 && c.ordinal == 0)
      return anchor_of(c).moment || row.names_day;
    // "at 8:30", and "at 1:640" is a titre.
    if (row.sign == "words" && c.number_count == 2) return c.numbers[1]->value.size() <= 2;
    // A numbered day is a whole number.
    if (row.part == "relative" && !row.unit.empty() && c.number_count > 0)
      return c.numbers[0]->value.find('.') == std::string_view::npos;
    return true;
  }

  std::string_view normal(const PatternMatch& match, const TimeRow& row) {
    const std::string_view part = row.part, sign = row.sign;
    const Captures& c = match.captures;
    if (part == "date") return date(c);
    if (sign == "words") return {};
    std::string_view amount, high, unit = c.unit_count > 0 ? c.units[0]->ucum : row.unit;
    if (c.number_count > 0)
      amount = c.numbers[0]->value, high = c.numbers[0]->high;
    else if (c.ordinal != 0)
      amount = context_.arena.copy(std::to_string(c.ordinal));
    else if (sign == "0")
      amount = "0";
    else if (sign.size() == 2)
      amount = sign.substr(1);
    else if (c.unit_count > 0 && c.number_count == 0)
      amount = "1";  // "the past month"
    const std::string_view duration = iso_duration(amount, high, unit, context_.arena);
    if (duration.empty()) return {};
    if (part == "duration") return context_.arena.join({"for:", duration});
    if (part == "age-at") return context_.arena.join({"age:", duration});
    return relative(sign, duration, c.anchor ? anchor_of(c).anchor : row.anchor);
  }

  std::string_view relative(std::string_view sign, std::string_view duration, std::string_view anchor) {
    if (sign == "0") return context_.arena.join({"P0D@", anchor});
    const std::string_view mark = sign.starts_with('-') ? "-" : "+";
    const size_t slash = duration.find('/');
    if (slash == std::string_view::npos) return context_.arena.join({mark, duration, "@", anchor});
    return context_.arena.join({mark, duration.substr(0, slash + 1), mark, duration.substr(slash + 1), "@", anchor});
  }

  std::string_view date(const Captures& c) {
    const uint32_t day = c.day != 0 ? c.day : c.ordinal;
    std::string out = date_text(c.year, c.month, day);
    if (c.second_year != 0) out += "/" + std::to_string(c.second_year);
    return context_.arena.copy(out);
  }

  const ScanContext& context_;
  const Words& words_;
  Matches matches_;
  std::vector<Mention>& out_;
};

}  // namespace

namespace {

// Day, month and year of a date in digits as it is written, unless the year stands first; false if it is none.
bool written_date(const Mention& m, std::string_view text, uint32_t (&parts)[3]) {
  if (m.kind != MentionKind::time || m.part != "date" || m.row) return false;
  std::string_view rest = m.span.of(text);
  for (uint32_t& part : parts) {
    const size_t end = std::min(rest.find_first_not_of("0123456789"), rest.size());
    part = to_number(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return rest.empty() && is_year(parts[2]) && parts[0] <= 31 && parts[1] <= 31;
}

}  // namespace

void settle_day_and_month(std::string_view text, Arena& arena, std::span<Mention> mentions) {
  uint32_t parts[3] = {};
  bool day_first = false, month_first = false;
  for (const Mention& m : mentions) {
    if (!written_date(m, text, parts)) continue;
    day_first |= parts[0] > 12;
    month_first |= parts[1] > 12;
  }
  if (day_first == month_first) return;
  for (Mention& m : mentions) {
    if (!written_date(m, text, parts) || !is_month(parts[0]) || !is_month(parts[1])) continue;
    m.normal = arena.copy(date_text(parts[2], parts[day_first ? 1 : 0], parts[day_first ? 0 : 1]));
  }
}

void scan_time(const ScanContext& context, std::vector<Mention>& out) {
  TimeScanner(context, out).run();
}

}  // namespace anamnesis
