// Durations "P5D" become "5 d", ranges "P5D/P7D" "5-7 d"; "-P3D@admission" becomes "before:3 d admission"; a duration
// before the word "history" says since when; timings become "name=value;...".
#include "recognise/canonical.h"

#include <algorithm>

namespace anamnesis {
namespace {

struct Length {
  std::string_view amount, unit;
};

// "P5D", "PT24H": one unit, as the scanners write them.
bool read_iso(std::string_view iso, Length& out) {
  if (iso.size() < 3 || iso.front() != 'P') return false;
  const bool clock = iso[1] == 'T';
  const std::string_view amount = iso.substr(clock ? 2 : 1, iso.size() - (clock ? 3 : 2));
  if (amount.empty()) return false;
  out.amount = amount;
  switch (iso.back()) {
    case 'Y': out.unit = "a"; return true;
    case 'M': out.unit = clock ? "min" : "mo"; return true;
    case 'W': out.unit = "wk"; return true;
    case 'D': out.unit = "d"; return true;
    case 'H': out.unit = "h"; return true;
    case 'S': out.unit = "s"; return true;
    default: return false;
  }
}

// "P5D" or "P5D/P7D" (each with an optional sign) as "5 d" or "5-7 d"; empty if it is neither.
std::string_view plain(std::string_view iso, Arena& arena) {
  const auto unsigned_part = [](std::string_view s) {
    if (!s.empty() && (s.front() == '+' || s.front() == '-')) s.remove_prefix(1);
    return s;
  };
  const size_t slash = iso.find('/');
  Length low, high;
  if (!read_iso(unsigned_part(iso.substr(0, slash)), low)) return {};
  if (slash == std::string_view::npos) return arena.join({low.amount, " ", low.unit});
  if (!read_iso(unsigned_part(iso.substr(slash + 1)), high)) return {};
  return arena.join({low.amount, "-", high.amount, " ", low.unit});
}

std::string_view relative(Mention& m, Arena& arena) {
  const size_t at = m.normal.find('@');
  const std::string_view when = m.normal.substr(0, at);
  const std::string_view anchor = at == std::string_view::npos ? std::string_view() : m.normal.substr(at + 1);
  const std::string_view length = plain(when, arena);
  if (length.empty()) return {};
  const std::string_view blank = anchor.empty() ? "" : " ";
  if (when == "P0D") {
    m.part = "at";
    return arena.join({"at:", anchor.empty() ? std::string_view("presentation") : anchor});
  }
  if (when.front() == '-') {
    m.part = anchor.empty() ? "ago" : "before";
    return arena.join({m.part, ":", length, blank, anchor});
  }
  const bool numbered_day =
      m.row && m.row["unit"] == "d" && length.ends_with(" d") && length.find('-') == std::string_view::npos;
  m.part = numbered_day ? "day" : "after";
  return arena.join({m.part, ":", numbered_day ? length.substr(0, length.size() - 2) : length, blank, anchor});
}

bool before_history(const Mention& m, std::span<const Token> tokens) {
  for (uint32_t t = m.end_token; t < tokens.size() && t < m.end_token + 3; ++t)
    if (tokens[t].folded == "history") return true;
  return false;
}

std::string_view time(Mention& m, std::span<const Token> tokens, std::string_view text, Arena& arena) {
  if (m.part == "date" && !m.normal.empty()) return arena.join({"date:", m.normal});
  if (m.part == "duration" && m.normal.starts_with("for:")) {
    const std::string_view length = plain(m.normal.substr(4), arena);
    if (!length.empty() && before_history(m, tokens)) {
      m.part = "history";
      return arena.join({"ago:", length});
    }
    if (!length.empty()) return arena.join({"for:", length});
  }
  if (m.part == "age-at" && m.normal.starts_with("age:")) {
    m.part = "age";
    const std::string_view length = plain(m.normal.substr(4), arena);
    const size_t dash = length.find('-'), blank = length.find(' ');
    if (dash != std::string_view::npos && blank != std::string_view::npos)
      return arena.join({"age-range:", length.substr(0, dash), " ", length.substr(dash + 1)});
    if (!length.empty()) return arena.join({"age:", length});
  }
  if (m.part == "relative" && !m.normal.empty())
    if (const std::string_view out = relative(m, arena); !out.empty()) return out;
  m.part = "words";
  return arena.join({"words:", m.span.of(text)});
}

// "name=value;name=value", put together in one piece of the arena.
class Fields {
 public:
  Fields() {}  // the room is written before it is read
  void add(std::string_view name, std::string_view value) {
    if (value.empty() || count_ + 4 > kMost) return;
    if (count_ > 0) pieces_[count_++] = ";";
    pieces_[count_++] = name;
    pieces_[count_++] = "=";
    pieces_[count_++] = value;
  }
  std::string_view in(Arena& arena) const { return arena.join(std::span(pieces_, count_)); }

 private:
  static constexpr size_t kMost = 64;
  union {
    std::string_view pieces_[kMost];
  };
  size_t count_ = 0;
};

std::string_view dosage(const Mention& m, Arena& arena) {
  Fields out;
  if (m.part == "route") out.add("route", m.row ? m.row.key() : m.normal);
  if (m.part == "form") out.add("form", m.normal);
  if (m.timing == nullptr) return out.in(arena);
  const TimingReading& t = *m.timing;
  const bool interval = m.part == "interval" && t.frequency.empty();
  out.add("frequency", interval ? std::string_view("1") : t.frequency);
  out.add("frequency-max", t.frequency_high);
  out.add("period", t.period);
  out.add("period-unit", t.period_unit);
  for (std::string_view rest = t.when; !rest.empty();) {
    const size_t bar = rest.find('|');
    out.add("when", rest.substr(0, bar));
    rest = bar == std::string_view::npos ? std::string_view() : rest.substr(bar + 1);
  }
  out.add("count", t.count);
  if (t.as_needed) out.add("as-needed", "true");
  return out.in(arena);
}

std::string_view age(const Mention& m, Arena& arena) {
  const QuantityReading& q = *m.quantity;
  if (q.value.empty()) return arena.join({q.low, "-", q.high, " ", q.ucum});
  return arena.join({q.value, " ", q.ucum});
}

void quantity(Mention& m, Arena& arena) {
  const QuantityReading& q = *m.quantity;
  const auto put = [&](std::string_view part, std::string_view mark) {
    m.part = part;
    m.normal = arena.join({q.value, mark, q.second, q.third.empty() ? std::string_view() : mark, q.third});
  };
  if (q.shape == "pair") put("pair", "/");
  if (q.shape == "dimensions") put("dimensions", "x");
  if (q.shape == "ratio") put("ratio", ":");
}

}  // namespace

void make_canonical(Mention& m, std::span<const Token> tokens, std::string_view text, Arena& arena) {
  switch (m.kind) {
    case MentionKind::time: m.normal = time(m, tokens, text, arena); break;
    case MentionKind::dosage_part:
      if (m.quantity == nullptr) m.normal = dosage(m, arena);
      break;
    case MentionKind::age:
      if (m.quantity != nullptr) m.normal = age(m, arena);
      break;
    case MentionKind::quantity:
      if (m.quantity != nullptr) quantity(m, arena);
      break;
    default: break;
  }
}

}  // namespace anamnesis
