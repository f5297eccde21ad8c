// maxLength, minLength, minValue, maxValue, decimal places, "a value must be there".
#include <algorithm>
#include <compare>
#include <optional>

#include "base/decimal.h"
#include "base/utf8.h"
#include "terminology/ucum.h"
#include "validate/checks.h"

namespace anamnesis::validate {
namespace {

constexpr std::string_view kUcum = "http://unitsofmeasure.org";

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
  if (e.type() == nullptr) return std::nullopt;
  const std::string_view type = e.type()->name;
  if (type == "decimal" || e.type()->is_a("integer")) return compare_numbers(e.value(), limit.value());
  if (type == "date" || type == "dateTime" || type == "instant" || type == "time")
    return compare_times(e.value(), limit.value());
  if (!e.type()->is_a("Quantity") || e.text("value").empty() || e.text("system") != limit.text("system"))
    return std::nullopt;
  if (e.text("code") == limit.text("code")) return compare_numbers(e.text("value"), limit.text("value"));
  const auto a = Decimal::parse(e.text("value")), b = Decimal::parse(limit.text("value"));
  if (e.text("system") != kUcum || !a || !b) return std::nullopt;
  return ucum::compare({*a, std::string(e.text("code"))}, {*b, std::string(limit.text("code"))});
}

// A quantity whose unit measures something else than the limit's.
bool incomparable(const fhir::Element& e, const fhir::Element& limit) {
  return e.type() != nullptr && e.type()->is_a("Quantity") && e.text("system") == kUcum &&
         limit.text("system") == kUcum && !e.text("code").empty() && !e.text("value").empty() &&
         !ucum::commensurable(e.text("code"), limit.text("code"));
}

std::string number_text(const fhir::Element& e) {
  return std::string(e.has_value ? e.value() : e.text("value"));
}

void check_limit(Walk& walk, const fhir::Element& e, const fhir::Element& limit, bool least) {
  const std::string bound = (least ? "minimum '" : "maximum '") + number_text(limit) + "'";
  if (incomparable(e, limit))
    return walk.error(e, "value", "value-unit",
                      "the unit '" + std::string(e.text("code")) + "' cannot be compared with that of the " + bound);
  const auto order = compare(e, limit);
  if (order && (least ? *order < 0 : *order > 0))
    walk.error(e, "value", least ? "value-too-small" : "value-too-large",
               "the value '" + number_text(e) + (least ? "' is less than the " : "' is more than the ") + bound);
}

bool has_alternative(const fhir::Element& e, const Node& node) {
  for (const fhir::Element* c = e.first(); c != nullptr; c = c->next())
    if (c->name() == "extension" && std::find(node.value_alternatives.begin(), node.value_alternatives.end(),
                                              c->text("url")) != node.value_alternatives.end())
      return true;
  return false;
}

// The bytes of a base64Binary, or of an Attachment.
void check_size(Walk& walk, const fhir::Element& e, uint32_t most) {
  const bool is_attachment = e.type() != nullptr && e.type()->name == "Attachment";
  const std::string_view data = is_attachment ? e.text("data") : e.value();
  if (data.empty()) return;
  if (const size_t size = base64_size(data); size > most)
    walk.error(e, "structure", "value-size",
               "the content has " + std::to_string(size) + " bytes, at most " + std::to_string(most) + " are allowed");
}

}  // namespace

void check_limits(Walk& walk, const fhir::Element& e, const Node& node) {
  if (node.must_have_value && !e.has_value)
    walk.error(e, "required", "value-required", "an extension is not enough here: a value must be there");
  if (node.max_length && count_code_points(e.value()) > *node.max_length)
    walk.error(e, "too-long", "value-too-long",
               "the value may have at most " + std::to_string(*node.max_length) + " characters");
  if (node.min_length && e.has_value && count_code_points(e.value()) < *node.min_length)
    walk.error(e, "value", "value-too-short",
               "the value must have at least " + std::to_string(*node.min_length) + " characters");
  if (node.max_decimals) {
    const std::string_view number = e.has_value ? e.value() : e.text("value");
    const size_t dot = number.find('.');
    if (dot != std::string_view::npos && number.size() - dot - 1 > *node.max_decimals)
      walk.error(e, "value", "value-decimals",
                 "the value may have at most " + std::to_string(*node.max_decimals) + " decimal places");
  }
  if (node.regex != nullptr && e.has_value && !node.regex->full_match(e.value()))
    walk.error(e, "invalid", "value-regex", "the value does not match the regular expression of its definition");
  if (!node.value_alternatives.empty() && !e.has_value && !has_alternative(e, node))
    walk.error(e, "required", "value-required",
               "a value must be there, or one of the extensions that may stand for it");
  if (node.max_size) check_size(walk, e, *node.max_size);
  if (node.min_value != nullptr) check_limit(walk, e, *node.min_value, true);
  if (node.max_value != nullptr) check_limit(walk, e, *node.max_value, false);
}

}  // namespace anamnesis::validate
