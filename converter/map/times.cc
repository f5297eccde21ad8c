// Times in R4's types, at the precision that was stated. A date is a dateTime, a time span between dates a Period, an
// age an Age or Range; what is relative stays relative: a string where the type allows one, otherwise a dateTime
// without a value, both with the extension relative-time (words, anchor, offset).
#include <algorithm>

#include "map/builder.h"

namespace anamnesis {
namespace {

bool allows(const Rule& rule, std::string_view type) {
  return std::find(rule.types.begin(), rule.types.end(), type) != rule.types.end();
}

}  // namespace

using fhir::Element;
using fhir::JsonKind;

void Builder::add_extension(Element* parent, std::string_view url, std::string_view name, std::string_view value) {
  Element* extension = fhir::add(job_.arena, parent, "extension");
  fhir::add(job_.arena, extension, "url", url);
  fhir::add(job_.arena, extension, name, value);
}

void Builder::add_relative_time(Element* on, const StatedTime& time, std::string_view words) {
  using Kind = StatedTime::Kind;
  Element* extension = fhir::add(job_.arena, on, "extension");
  if (!words.empty()) add_extension(extension, "words", "valueString", words);
  if (!time.anchor.empty()) add_extension(extension, "anchor", "valueString", time.anchor);
  const auto length = [&](std::string_view url, std::string_view number, std::string_view unit, bool before) {
    Element* part = fhir::add(job_.arena, extension, "extension");
    fhir::add(job_.arena, part, "url", url);
    const std::string_view value = before && number != "0" ? job_.arena.copy("-" + std::string(number)) : number;
    fhir::attach(part, add_quantity(value, {}, unit, {}), "valueDuration");
  };
  const bool before = time.kind == Kind::ago || time.kind == Kind::before;
  if (time.kind == Kind::lasting) {
    length("duration", time.number, time.unit, false);
    if (!time.high.empty()) length("duration-high", time.high, time.unit, false);
  } else if (before || time.kind == Kind::after || time.kind == Kind::age) {
    length("offset", time.number, time.unit, before);
    if (!time.high.empty()) length("offset-high", time.high, time.unit, before);
  } else if (time.kind == Kind::day) {
    add_extension(extension, "day", "valueString", time.number);
  } else if (time.kind == Kind::at) {
    length("offset", "0", "d", false);
  }
  fhir::add(job_.arena, extension, "url", job_.mapping.system("relative-time"));
}

Builder::Value Builder::time(const Rule& rule, const Field* field) {
  using Kind = StatedTime::Kind;
  std::optional<StatedTime> stated = parse_time(field->value);
  if (!stated) {
    complain(rule, field, "a time that does not follow its form");
    stated = StatedTime{};
  }
  if (stated->kind == Kind::date && !stated->end.empty() && allows(rule, "Period")) {
    Element* out = node();
    if (!stated->date.empty()) fhir::add(job_.arena, out, "start", stated->date);
    fhir::add(job_.arena, out, "end", stated->end);
    return {out, "Period"};
  }
  // R4's vital signs want a time to the day at least (vs-1): "in 2006" stays words.
  constexpr size_t kDay = std::string_view("2006-01-31").size();
  if (statement_.type == "vital-sign" && stated->kind == Kind::date && stated->date.size() < kDay)
    stated = StatedTime{};
  if (stated->kind == Kind::date && !stated->date.empty() && allows(rule, "dateTime"))
    return {node(stated->date), "dateTime"};
  if (stated->kind == Kind::age && stated->high.empty() && allows(rule, "Age"))
    return {add_quantity(stated->number, {}, stated->unit, {}), "Age"};
  if (stated->kind == Kind::age && allows(rule, "Range")) {
    Element* out = node();
    fhir::attach(out, add_quantity(stated->number, {}, stated->unit, {}), "low");
    if (!stated->high.empty()) fhir::attach(out, add_quantity(stated->high, {}, stated->unit, {}), "high");
    return {out, "Range"};
  }
  std::string_view words = words_of(field);
  const bool text = allows(rule, "string");
  Element* out = text && !words.empty() ? node(words) : node();
  if (!text) {
    Element* reason = fhir::add(job_.arena, out, "extension");
    fhir::add(job_.arena, reason, "url", job_.mapping.system("data-absent-reason"));
    fhir::add(job_.arena, reason, "valueCode", "unknown");
  }
  if (stated->kind == Kind::age) stated->anchor = "birth";
  if (!text || stated->kind != Kind::words) add_relative_time(out, *stated, words);
  return {out, text ? "string" : "dateTime"};
}

}  // namespace anamnesis
