// Quantities. At each number (or a comparator before one): its shape, its unit, what stands behind it.
//
// A number is none of ours if it names something: glued to a word or a hyphenated name ("COVID-19", "12-lead", "5HT"),
// behind a label ("figure 2"), an ordinal, a citation in brackets. But "WBC-9.8 HGB-10.2* PLT COUNT-212" is a line of
// results, whose hyphens stand for equals signs. "109.000" is read as a hundred and nine thousand
// where its unit counts things in a volume.
#include <cstdlib>
#include <string>

#include "recognise/scan_grammar.h"

namespace anamnesis {
namespace {

using Kind = NumberReading::Kind;

constexpr UnitReading kNoUnit;

bool falls(std::string_view from, std::string_view to) {
  const auto number = [](std::string_view s) { return std::strtod(std::string(s).c_str(), nullptr); };
  return number(from) > number(to);
}

class QuantityScanner {
 public:
  QuantityScanner(const ScanContext& context, std::vector<Mention>& out)
      : context_(context), words_(context.words), grammar_(context.grammar), arena_(context.arena), out_(out) {}

  void run() {
    uint32_t next = words_.begin;
    for (const uint32_t i : context_.of_interest)
      if (i >= next) next = step(i);
  }

 private:
  // Reads at token i; gives the token to go on from.
  uint32_t step(uint32_t i) {
    if ((words_.starts[i] & kStartsQuantity) == 0) return i + 1;
    const PhraseTable::Hit c = (words_.starts[i] & kStartsComparator) != 0 && !is_arrow(i)
                                   ? grammar_.comparators.at(words_, i)
                                   : PhraseTable::Hit();
    if (c) {
      const uint32_t end = number_may_stand(c.end) ? quantity(i, c.end, &grammar_.comparator_rows[c.row.index]) : 0;
      if (end != 0) return end;
      if (!words_.is_number(i)) return i + 1;
    }
    const bool signed_number = is_sign(i) && words_.is_number(i + 1) && words_.glued(i + 1);
    if (const uint32_t end = words_.is_number(i) ? chain_end(i) : i; end != i) return end;
    if (words_.is_number(i) || signed_number) {
      const uint32_t end = number_may_stand(i) ? quantity(i, i, nullptr) : 0;
      return end != 0 ? end : i + 1;
    }
    if (words_.is_word(i) && words_.number(i) != nullptr) {
      const uint32_t end = quantity(i, i, nullptr);
      if (end != 0) return end;
    }
    return i + 1;
  }

  // "6.8 -> 4.9"
  bool is_arrow(uint32_t i) const {
    return words_.glued(i) && words_.is(i, ">") && (words_.is(i - 1, "-") || words_.is(i - 1, "="));
  }

  // "7.31/48/72/24": numbers that each are something else. Gives the end of the chain, or `i` if there is none.
  uint32_t chain_end(uint32_t i) const {
    uint32_t end = i + 1, numbers = 1;
    while (words_.glued(end) && words_.is(end, "/") && words_.glued(end + 1) && words_.is_number(end + 1))
      end += 2, ++numbers;
    if (numbers > 2) return end;
    // "Gleason 4+3=7": the parts of a sum.
    end = i + 1;
    while (words_.glued(end) && words_.is(end, "+") && words_.glued(end + 1) && words_.is_number(end + 1)) end += 2;
    return end != i + 1 ? end : i;
  }

  // A minus or plus that belongs to the number behind it.
  bool is_sign(uint32_t i) const {
    if (!words_.is(i, "-") && !words_.is(i, "+")) return false;
    return !words_.glued(i) || words_.is(i - 1, "(") || words_.is(i - 1, "=") || words_.is(i - 1, ":");
  }

  bool number_may_stand(uint32_t i) {
    if (is_sign(i)) return true;
    if (!words_.is_number(i) || words_.is_raised(i)) return false;
    if (i == words_.begin) return true;
    if (words_.glued(i)) {  // "COVID-19", "p.12", "a/3"
      const uint32_t before = i - 1;
      if (words_.is_word(before)) return false;
      const bool long_dash = words_[before].span.of(words_.text) == "\xE2\x80\x94";
      const bool hyphen = words_.is(before, "-") && !long_dash;
      if (hyphen && words_.glued(before) && before > words_.begin && !words_.is_number(before - 1) &&
          !words_.is(before - 1, "%") && !words_.is(before - 1, ")") && !in_results(i))
        return false;
      if (words_.is(before, "[") || (words_.is(before, "/") && words_.glued(before) && words_.is_word(before - 1)))
        return false;
      if (words_.is(before, "(") && is_citation(i) && !is_limits(i)) return false;
    }
    const PhraseTable::Hit label = grammar_.labels.at(words_, i - 1);
    const bool pair = words_.is(i + 1, "/") && words_.is_number(i + 2);  // "left arm 128/74" is no arm of a study
    return pair || !(label && label.end == i);
  }

  // The token behind "NAME-9.8" or "NAME-9.8*" that starts at token i, a name of a few words, perhaps with
  // another in brackets; 0: none does.
  uint32_t result_end(uint32_t i) const {
    constexpr uint32_t kName = 5;  // tokens
    uint32_t t = i;
    while (t < i + kName &&
           (words_.is_word(t) || (t > i && words_.glued(t) && (words_.is(t, "(") || words_.is(t, ")")))))
      ++t;
    if (t == i || !words_.is(t, "-") || !words_.glued(t) || !words_.is_number(t + 1) || !words_.glued(t + 1)) return 0;
    return words_.is(t + 2, "*") && words_.glued(t + 2) ? t + 3 : t + 2;
  }
  // Whether the number at token i is one of at least three results side by side. Looked for from where the last run
  // ended, so that a sentence is read once.
  bool in_results(uint32_t i) {
    while (results_end_ <= i && results_end_ < words_.end) {
      results_begin_ = results_end_;
      uint32_t count = 0;
      for (uint32_t end; (end = result_end(results_end_)) != 0; ++count) results_end_ = end;
      if (count < 3) results_begin_ = results_end_ = std::max(results_end_, results_begin_ + 1);
    }
    return results_begin_ <= i && i < results_end_;
  }

  // "8.7 g/dL (12-16)": what is normal, right behind a unit.
  bool is_limits(uint32_t i) const {
    return i >= words_.begin + 2 && (words_.starts[i - 2] & kTakesUnit) != 0 && words_.is_word(i - 2) &&
           words_.is(i + 1, "-") && words_.is_number(i + 2) && words_.is(i + 3, ")");
  }

  // "(3)", "(3,7)": small whole numbers and nothing else.
  bool is_citation(uint32_t i) const {
    for (; i < words_.end; ++i) {
      if (words_.is(i, ")")) return true;
      if (words_.is(i, ",") || words_.is(i, "-") || words_.is(i, ";")) continue;
      if (!words_.is_number(i) || words_.folded(i).find('.') != std::string_view::npos) return false;
      const std::string_view digits = words_.folded(i);
      for (size_t at = 0; at < digits.size();) {  // "4,5" is one token
        const size_t comma = std::min(digits.find(',', at), digits.size());
        if (comma - at > 2) return false;
        at = comma + 1;
      }
    }
    return false;
  }

  const NumberReading* number(uint32_t i) const { return words_.number(i); }
  const UnitReading& unit(uint32_t i) const {
    if (words_.is(i, "-") && words_.glued(i)) ++i;  // "10-mm"
    return grammar_.slots.units.at(words_, i, arena_);
  }

  bool is_percentile(uint32_t i) const {
    const bool ending =
        words_.glued(i) && (words_.is(i, "st") || words_.is(i, "nd") || words_.is(i, "rd") || words_.is(i, "th"));
    return ending && grammar_.slots.units.at(words_, i + 1, arena_).ucum == "{percentile}";
  }

  // A quantity whose mention starts at `first` and whose number starts at `at`; 0 if there is none.
  uint32_t quantity(uint32_t first, uint32_t at, const ComparatorRow* comparator) {
    const bool minus = words_.is(at, "-");
    if (is_sign(at)) ++at;
    const NumberReading* read = number(at);
    if (read == nullptr || read->kind == Kind::vague || read->kind == Kind::article) return 0;
    const NumberReading& n = *read;
    QuantityReading* q = arena_.make<QuantityReading>();
    uint32_t end = n.end;
    q->value = n.value;
    const UnitReading* u = &shape(*q, n, end);
    if (is_percentile(end)) ++end;  // "10th percentile"
    if (!*u) u = &unit(end);
    if (words_.is(end, "-") && u->kind == "count" && !u->scaled) u = &kNoUnit;
    if (n.kind == Kind::word && (!*u || u->kind == "time")) return 0;
    if (comparator != nullptr && comparator->weak && u->kind == "time") return 0;
    if (!*u && names_something(n, end)) return 0;
    uint32_t number_end = end;
    if (*u) end = u->end;
    u = &choose_thousands(*q, n, *u, number_end, end);
    if (*u && q->shape == "number") behind_unit(*q, end);
    if (minus && !q->value.empty()) q->value = arena_.join({"-", q->value});
    finish(*q, *u, comparator);
    q->number = words_.cover(at, number_end);
    emit(*q, *u, first, end);
    return end;
  }

  const NumberReading* second_number(uint32_t i) const {
    return words_.is_number(i) && !words_.is_raised(i) ? number(i) : nullptr;
  }

  // "49 mg/51 mg"
  const UnitReading& two_amounts(QuantityReading& q, uint32_t& end) {
    const UnitReading& own = unit(end);
    if (!own.dose || !words_.is(own.end, "/")) return kNoUnit;
    const NumberReading* m = second_number(own.end + 1);
    if (m == nullptr) return kNoUnit;
    const UnitReading& other = unit(m->end);
    if (!other || other.ucum != own.ucum) return kNoUnit;
    q.shape = "pair";
    q.second = m->value;
    end = m->end;
    return other;
  }

  // Ranges, pairs, ratios, dimensions. Moves `end` behind them; gives the unit if it was read on the way.
  const UnitReading& shape(QuantityReading& q, const NumberReading& n, uint32_t& end) {
    if (n.kind == Kind::digits && !words_.is(end, "/"))
      if (const UnitReading& both = two_amounts(q, end)) return both;
    if (!words_.joins_numbers(end)) return range(q, n, end);
    if (words_.is(end, "/") && n.kind == Kind::digits) {
      const NumberReading* m = second_number(end + 1);
      if (m != nullptr && !words_.is(m->end, "/") && !unit(end)) {
        q.shape = "pair";
        q.second = m->value;
        end = m->end;
      }
      return kNoUnit;
    }
    if (words_.is(end, ":") && n.kind == Kind::digits && words_.glued(end) && words_.glued(end + 1)) {
      if (const NumberReading* m = second_number(end + 1)) {
        q.shape = "ratio";
        q.is_titre_or_ratio = true;
        q.second = m->as_thousands.empty() ? m->value : m->as_thousands;
        end = m->end;
      }
      return kNoUnit;
    }
    if (words_.is(end, "\xC2\xB1") || (words_.is(end, "+") && (words_.is(end + 1, "/") || words_.is(end + 1, "-")))) {
      uint32_t next = end + 1;
      while (words_.is(next, "/") || words_.is(next, "-")) ++next;
      if (const NumberReading* m = second_number(next)) {
        q.shape = "plus-minus";
        q.second = m->value;
        end = m->end;
      }
      return kNoUnit;
    }
    if (words_.is(end, "x") || words_.is(end, "*") || words_.is(end, "by")) return dimensions(q, end);
    return range(q, n, end);
  }

  // "10 x 8 x 3 cm", "10 mm x 8 mm"; not "77 x 10^9" and not "3 x 250 mg".
  const UnitReading& dimensions(QuantityReading& q, uint32_t& end) {
    if (unit(end)) return kNoUnit;
    uint32_t at = end;
    std::string_view* more[] = {&q.second, &q.third};
    const UnitReading* last = &kNoUnit;
    for (std::string_view* value : more) {
      if (!words_.is(at, "x") && !words_.is(at, "*") && !words_.is(at, "by")) break;
      const NumberReading* m = words_.is_number(at + 1) ? number(at + 1) : nullptr;
      if (m == nullptr) break;
      *value = m->value;
      at = m->end;
      last = &unit(at);
      if (*last) break;
    }
    const bool long_enough =
        !q.second.empty() && (!*last || last->kind == "length" || last->kind == "area" || last->kind == "volume");
    if (!long_enough) {
      q.second = q.third = {};
      return kNoUnit;
    }
    q.shape = "dimensions";
    end = at;
    return *last;
  }

  const UnitReading& range(QuantityReading& q, const NumberReading& n, uint32_t& end) {
    const UnitReading& own = unit(end);
    const uint32_t joint = own ? own.end : end;
    if (!words_.joins_numbers(joint)) return kNoUnit;
    const bool dash = words_.is(joint, "-"), to = words_.is(joint, "to");
    const bool between = words_.is(joint, "and") && after_word(n, "between");
    if ((!dash && !to && !between) || (to && after_word(n, "from"))) return kNoUnit;
    if (dash && words_.glued(joint) != words_.glued(joint + 1)) return kNoUnit;
    const NumberReading* m = words_.is_number(joint + 1) || !dash ? number(joint + 1) : nullptr;
    const bool fits = m != nullptr && m->kind != Kind::article && m->kind != Kind::vague && m->kind == n.kind;
    if (!fits) return kNoUnit;
    const UnitReading& other = unit(m->end);
    if (own && (!other || other.ucum != own.ucum)) return kNoUnit;
    if (falls(n.value, m->value)) return kNoUnit;  // "65 to 53 mmHg": a change, not a range
    if (dash && words_.is(m->end, "-") && words_.is_number(m->end + 1)) return kNoUnit;  // a date, a telephone number
    q.shape = "range";
    q.low = n.value;
    q.high = m->value;
    q.value = {};
    end = m->end;
    if (other.counts && !n.as_thousands.empty() && !m->as_thousands.empty()) {
      q.low = n.as_thousands;
      q.high = m->as_thousands;
    }
    return other;
  }

  // Whether `word` stands before the number that ends at n.end.
  bool after_word(const NumberReading& n, std::string_view word) const {
    for (uint32_t i = n.end; i > words_.begin && i + 4 > n.end; --i)
      if (words_.is(i - 1, word)) return true;
    return false;
  }

  // Without a unit: "12-lead", "3rd", "5HT", "3D", or the hyphen of a compound.
  bool names_something(const NumberReading& n, uint32_t end) const {
    if (n.kind != Kind::digits) return true;
    if (words_.glued(end) && words_.is_word(end)) return true;
    if (words_.is(end, "-") && words_.glued(end) && words_.is_word(end + 1) && words_.glued(end + 1)) return true;
    return false;
  }

  // Gives the unit, which may be another then.
  const UnitReading& choose_thousands(QuantityReading& q, const NumberReading& n, const UnitReading& u,
                                      uint32_t& number_end, uint32_t& end) {
    if (n.as_thousands.empty() || q.shape != "number") return u;
    if (n.thousands_end == n.end) {  // "109.000"
      const bool bare_volume = u.kind == "volume" && u.ucum == "mm3";
      if (u && (u.counts || bare_volume) && !u.scaled) q.value = n.as_thousands;
      if (!bare_volume) return u;
      UnitReading* const counted = arena_.make<UnitReading>(u);
      counted->ucum = "/mm3";
      return *counted;
    }
    // "36 790 per microliter": the blank is a separator if a unit follows the whole.
    const UnitReading& whole = unit(n.thousands_end);
    if (u || !whole || !whole.counts) return u;
    q.value = n.as_thousands;
    number_end = n.thousands_end;
    end = whole.end;
    return whole;
  }

  void behind_unit(QuantityReading& q, uint32_t& end) {
    if (const PhraseTable::Hit after = grammar_.comparators_after.at(words_, end)) {
      q.comparator = grammar_.comparator_after_rows[after.row.index].comparator;
      end = after.end;
    }
  }

  void finish(QuantityReading& q, const UnitReading& u, const ComparatorRow* comparator) const {
    if (comparator != nullptr) q.comparator = comparator->comparator;
    if (!u) return;
    q.ucum = u.ucum;
    q.unit = u.row;
    q.unit_words = words_.cover(u.begin, u.end);
  }

  void emit(const QuantityReading& q, const UnitReading& u, uint32_t first, uint32_t end) {
    Mention m = mention_of(context_, first, end, MentionKind::quantity);
    m.quantity = &q;
    m.row = q.unit;
    out_.push_back(m);
    const bool dose = u.dose && !u.counts && !u.scaled && q.shape != "dimensions" && q.shape != "ratio";
    if (!dose) return;
    QuantityReading* d = arena_.make<QuantityReading>(q);
    const bool part = q.second == "2" || q.second == "4";
    if (q.shape == "pair" && u.kind == "dose-form" && part && (q.value == "1" || q.value == "3")) {  // "1/2 tablet"
      d->value = q.second == "2" ? (q.value == "1" ? "0.5" : "1.5") : (q.value == "1" ? "0.25" : "0.75");
      d->second = {};
      d->shape = "number";
    }
    m.kind = MentionKind::dosage_part;
    m.part = u.over_time ? "rate" : "dose";
    m.quantity = d;
    out_.push_back(m);
  }

  const ScanContext& context_;
  const Words& words_;
  const ScanGrammar& grammar_;
  Arena& arena_;
  std::vector<Mention>& out_;
  uint32_t results_begin_ = words_.begin, results_end_ = words_.begin;  // of the run of results looked at last
};

}  // namespace

void scan_quantities(const ScanContext& context, std::vector<Mention>& out) {
  QuantityScanner(context, out).run();
}

}  // namespace anamnesis
