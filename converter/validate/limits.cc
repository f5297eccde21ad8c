// maxLength, minLength, minValue, maxValue, decimal places, "a value must be there".
#include <compare>
#include <optional>

#include "base/utf8.h"
#include "validate/checks.h"

namespace anamnesis::validate {
namespace {

// Compares decimal texts without losing digits: sign, whole part, fraction. Exponents are left alone (no answer).
std::optional<int> compare_numbers(std::string_view a, std::string_view b) {
  struct Parts {
    bool minus;
    std::string_view whole, fraction;
  };
  const auto split = [](std::string_view t) -> std::optional<Parts> {
    if (t.find_first_of("eE") != std::string_view::npos || t.empty()) return std::nullopt;
    Parts p{t.front() == '-', {}, {}};
    if (t.front() == '-' || t.front() == '+') t.remove_prefix(1);
    const size_t dot = t.find('.');
    p.whole = t.substr(0, dot);
    p.fraction = dot == std::string_view::npos ? std::string_view() : t.substr(dot + 1);
    while (p.whole.size() > 1 && p.whole.front() == '0') p.whole.remove_prefix(1);
    while (!p.fraction.empty() && p.fraction.back() == '0') p.fraction.remove_suffix(1);
    if (p.whole == "0" && p.fraction.empty()) p.minus = false;
    return p;
  };
  const auto x = split(a), y = split(b);
  if (!x || !y) return std::nullopt;
  if (x->minus != y->minus) return x->minus ? -1 : 1;
  int order =
      x->whole.size() != y->whole.size() ? (x->whole.size() < y->whole.size() ? -1 : 1) : x->whole.compare(y->whole);
  if (order == 0) order = x->fraction.compare(y->fraction);
  if (order != 0) order = order < 0 ? -1 : 1;
  return x->minus ? -order : order;
}

// Dates and times: the common prefix decides.
int compare_times(std::string_view a, std::string_view b) {
  const size_t n = std::min(a.size(), b.size());
  const int order = a.substr(0, n).compare(b.substr(0, n));
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

// Order of a value and a limit of the same type; nothing if they do not compare.
std::optional<int> compare(const fhir::Element& e, const fhir::Element& limit) {
  if (e.type == nullptr) return std::nullopt;
  const std::string_view type = e.type->name;
  if (type == "decimal" || e.type->is_a("integer")) return compare_numbers(e.value, limit.value);
  if (type == "date" || type == "dateTime" || type == "instant" || type == "time")
    return compare_times(e.value, limit.value);
  if (e.type->is_a("Quantity")) {
    const bool same = e.text("system") == limit.text("system") && e.text("code") == limit.text("code");
    if (same && !e.text("value").empty()) return compare_numbers(e.text("value"), limit.text("value"));
  }
  return std::nullopt;
}

std::string number_text(const fhir::Element& e) {
  return std::string(e.has_value ? e.value : e.text("value"));
}

}  // namespace

void check_limits(Walk& walk, const fhir::Element& e, const Node& node) {
  if (node.must_have_value && !e.has_value)
    walk.error(e, "required", "value-required", "an extension is not enough here: a value must be there");
  if (node.max_length && count_code_points(e.value) > *node.max_length)
    walk.error(e, "too-long", "value-too-long",
               "the value may have at most " + std::to_string(*node.max_length) + " characters");
  if (node.min_length && e.has_value && count_code_points(e.value) < *node.min_length)
    walk.error(e, "value", "value-too-short",
               "the value must have at least " + std::to_string(*node.min_length) + " characters");
  if (node.max_decimals && e.has_value) {
    const size_t dot = e.value.find('.');
    if (dot != std::string_view::npos && e.value.size() - dot - 1 > *node.max_decimals)
      walk.error(e, "value", "value-decimals",
                 "the value may have at most " + std::to_string(*node.max_decimals) + " decimal places");
  }
  if (node.min_value != nullptr)
    if (const auto order = compare(e, *node.min_value); order && *order < 0)
      walk.error(e, "value", "value-too-small",
                 "the value '" + number_text(e) + "' is less than the minimum '" + number_text(*node.min_value) + "'");
  if (node.max_value != nullptr)
    if (const auto order = compare(e, *node.max_value); order && *order > 0)
      walk.error(e, "value", "value-too-large",
                 "the value '" + number_text(e) + "' is more than the maximum '" + number_text(*node.max_value) + "'");
}

}  // namespace anamnesis::validate
