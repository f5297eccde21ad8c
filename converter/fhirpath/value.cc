// Values: FHIR elements to System values and back to text.
#include "fhirpath/value.h"

#include <optional>

#include "fhir/model.h"
#include "fhirpath/temporal.h"

namespace anamnesis::fhirpath {
namespace {

constexpr std::string_view kUcum = "http://unitsofmeasure.org";

// The System kind of a FHIR primitive; nothing for complex types.
std::optional<Kind> primitive_kind(const fhir::Element& e) {
  if (e.type() == nullptr) {  // not annotated: what JSON said
    if (e.json == fhir::JsonKind::boolean) return Kind::boolean;
    if (e.json == fhir::JsonKind::number) return Kind::decimal;
    return e.has_value ? std::optional(Kind::string) : std::nullopt;
  }
  if (!e.type()->is_primitive()) return std::nullopt;
  const std::string_view n = e.type()->name;
  switch (n.front()) {
    case 'b': return n == "boolean" ? Kind::boolean : Kind::string;
    case 'd': return n == "decimal" ? Kind::decimal : n == "date" ? Kind::date : Kind::date_time;
    case 'i':
      return n == "integer" || n == "integer64" ? Kind::integer : n == "instant" ? Kind::date_time : Kind::string;
    case 'p': return Kind::integer;  // positiveInt
    case 't': return n == "time" ? Kind::time : Kind::string;
    case 'u': return n == "unsignedInt" ? Kind::integer : Kind::string;
    default: return Kind::string;
  }
}

Value primitive_value(const fhir::Element& e, Kind kind, Arena& arena) {
  const std::string_view text = e.value();
  switch (kind) {
    case Kind::boolean:
      if (text == "true" || text == "false") return Value::of(text == "true");
      break;
    case Kind::integer:
    case Kind::decimal: {
      const auto d = Decimal::parse(text);
      if (!d) break;
      const auto i = kind == Kind::integer || e.type() == nullptr ? d->to_int64() : std::nullopt;
      if (i && d->scale() == 0) return Value::of(*i);
      if (kind == Kind::decimal) return Value::of(arena.make<Decimal>(*d));
      break;
    }
    case Kind::date:
    case Kind::date_time:
      if (const auto t = parse_date(text, kind == Kind::date_time)) return Value::of(kind, arena.make<Temporal>(*t));
      break;
    case Kind::time:
      if (const auto t = parse_time(text)) return Value::of(kind, arena.make<Temporal>(*t));
      break;
    default: return Value::of(text);
  }
  return Value::of(&e);
}

// FHIR's Quantity as System.Quantity: no comparator; UCUM's time units become calendar units (R4, FHIRPath page).
Value quantity_value(const fhir::Element& e, Arena& arena) {
  const fhir::Element* value = e.child("value");
  if (value == nullptr || !value->has_value || e.child("comparator") != nullptr) return Value::of(&e);
  const auto number = Decimal::parse(value->value());
  if (!number) return Value::of(&e);
  Quantity q{*number, e.text("code"), Calendar::none};
  if (q.unit.empty()) q.unit = e.text("unit");
  if (q.unit.empty()) q.unit = "1";
  if (e.text("system") == kUcum) q.calendar = calendar_of_ucum(q.unit);
  return Value::of(arena.make<Quantity>(q));
}

}  // namespace

Value to_system(const Value& v, Arena& arena) {
  if (v.kind != Kind::element) return v;
  const fhir::Element& e = *v.element;
  if (e.has_value) {
    const auto kind = primitive_kind(e);
    return kind ? primitive_value(e, *kind, arena) : v;
  }
  if (e.type() != nullptr && e.type()->kind == fhir::TypeKind::complex && e.type()->is_a("Quantity"))
    return quantity_value(e, arena);
  return v;
}

std::string_view fhir_type_name(const fhir::Element& e) {
  if (!e.resource_type().empty()) return e.resource_type();
  if (e.type() == nullptr) return {};
  const std::string_view name = e.type()->name;
  return name.substr(name.rfind('/') == std::string_view::npos ? 0 : name.rfind('/') + 1);
}

bool is_fhir_type(const fhir::Element& e, std::string_view name) {
  if (e.resource_type() == name && !name.empty()) return true;
  if (e.type() == nullptr) return false;
  if (e.type()->is_a(name)) return true;
  return e.type()->kind == fhir::TypeKind::backbone && (name == "BackboneElement" || name == "Element");
}

bool is_fhir_primitive(const fhir::Element& e) {
  return e.type() != nullptr ? e.type()->is_primitive() : e.has_value && e.resource_type().empty();
}

std::string_view type_name(const Value& v) {
  switch (v.kind) {
    case Kind::element: {
      const std::string_view name = fhir_type_name(*v.element);
      if (!name.empty()) return name;
      return v.element->has_value ? "string" : "Element";
    }
    case Kind::boolean: return "boolean";
    case Kind::integer: return "integer";
    case Kind::decimal: return "decimal";
    case Kind::string: return "string";
    case Kind::date: return "date";
    case Kind::date_time: return "dateTime";
    case Kind::time: return "time";
    case Kind::quantity: return "Quantity";
    case Kind::type: return "ClassInfo";
  }
  return "";
}

std::string to_text(const Value& v) {
  switch (v.kind) {
    case Kind::element: return std::string(v.element->value());
    case Kind::boolean: return v.boolean ? "true" : "false";
    case Kind::integer: return std::to_string(v.integer);
    case Kind::decimal: return v.decimal->to_string();
    case Kind::string: return std::string(v.string);
    case Kind::date:
    case Kind::date_time: return "@" + to_text(*v.temporal, v.kind);
    case Kind::time: return "@T" + to_text(*v.temporal, v.kind);
    case Kind::quantity: {
      const Quantity& q = *v.quantity;
      if (q.calendar != Calendar::none && calendar_word(q.unit)) return q.value.to_string() + " " + std::string(q.unit);
      return q.value.to_string() + " '" + std::string(q.unit) + "'";
    }
    case Kind::type: return std::string(v.type->space) + "." + std::string(v.type->name);
  }
  return "";
}

}  // namespace anamnesis::fhirpath
