// Value: one item of a FHIRPath collection: a FHIR element, or a value of a System type.
//
// Values are small and trivially copyable; what does not fit (decimals, quantities, points in time) lies in the arena
// of the evaluation, of the compiled expression, or of the caller, and must outlive the value.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/arena.h"
#include "base/decimal.h"
#include "base/names.h"
#include "fhir/element.h"
#include "fhir/model.h"

namespace anamnesis::fhirpath {

// A date, a time of day or a point in time, as precise as it was written (FHIRPath, "Date/Time literals").
struct Temporal {
  enum Precision : uint8_t { year, month, day, hour, minute, second };  // fractions of a second count as seconds
  int16_t years = 0;
  uint8_t months = 1, days = 1, hours = 0, minutes = 0, seconds = 0;
  Precision precision = year;
  uint32_t nanoseconds = 0;
  uint8_t fraction_digits = 0;  // as written: 28.100 has three
  bool has_zone = false;
  bool zulu = false;  // the zone was written "Z"
  int16_t zone_minutes = 0;
};

// Calendar durations are words in FHIRPath (1 year), other units are UCUM codes ('mg').
enum class Calendar : uint8_t { none, year, month, week, day, hour, minute, second, millisecond };

struct Quantity {
  Decimal value;
  std::string_view unit;  // the UCUM code, or the calendar word as written
  Calendar calendar = Calendar::none;
};

struct TypeInfo {  // what type() returns
  std::string_view space, name;
};

enum class Kind : uint8_t { element, boolean, integer, decimal, string, date, date_time, time, quantity, type };

struct Value {
  Kind kind = Kind::boolean;
  union {
    const fhir::Element* element;
    bool boolean;
    int64_t integer;
    const Decimal* decimal;
    std::string_view string;
    const Temporal* temporal;  // date, date_time, time
    const Quantity* quantity;
    const TypeInfo* type;
  };

  Value() : integer(0) {}
  static Value of(const fhir::Element* e) {
    Value v;
    v.kind = Kind::element;
    v.element = e;
    return v;
  }
  static Value of(bool b) {
    Value v;
    v.kind = Kind::boolean;
    v.boolean = b;
    return v;
  }
  static Value of(int64_t i) {
    Value v;
    v.kind = Kind::integer;
    v.integer = i;
    return v;
  }
  static Value of(std::string_view s) {
    Value v;
    v.kind = Kind::string;
    v.string = s;
    return v;
  }
  static Value of(const Decimal* d) {
    Value v;
    v.kind = Kind::decimal;
    v.decimal = d;
    return v;
  }
  static Value of(const Quantity* q) {
    Value v;
    v.kind = Kind::quantity;
    v.quantity = q;
    return v;
  }
  static Value of(const TypeInfo* t) {
    Value v;
    v.kind = Kind::type;
    v.type = t;
    return v;
  }
  static Value of(Kind kind, const Temporal* t) {
    Value v;
    v.kind = kind;
    v.temporal = t;
    return v;
  }
  bool is_temporal() const { return kind == Kind::date || kind == Kind::date_time || kind == Kind::time; }
  bool is_number() const { return kind == Kind::integer || kind == Kind::decimal; }
  // FHIRPath converts a number to a quantity of unit '1' where one is asked for ("Conversion").
  bool is_quantity_like() const { return kind == Kind::quantity || is_number(); }
  Decimal number() const { return kind == Kind::integer ? Decimal(integer) : *decimal; }  // needs is_number()
  Quantity as_quantity() const {                                                          // needs is_quantity_like()
    return kind == Kind::quantity ? *quantity : Quantity{number(), "1", Calendar::none};
  }
};
static_assert(sizeof(Value) <= 24);

// An ordered collection; the items live as long as the evaluation that made them.
using Collection = std::span<const Value>;

// The System value of a FHIR primitive (or of a Quantity that System.Quantity can express), else the value itself.
// A primitive whose text does not fit its type stays an element, which then equals only itself.
Value to_system(const Value& v, Arena& arena);

// "boolean", "dateTime", "HumanName", ...: the System type's FHIR name, or the element's type.
std::string_view type_name(const Value& v);

// The value as text: 1.50, @2014-01, @T10:30, 4 'mg', 1 week; a primitive element's own text; "" for other elements.
std::string to_text(const Value& v);

// Whether an element has this FHIR type or one that is based on it.
bool is_fhir_type(const fhir::Element& e, std::string_view name);
std::string_view fhir_type_name(const fhir::Element& e);  // "" where it is not known
bool is_fhir_primitive(const fhir::Element& e);

// What FHIRPath calls a child: "value" for the JSON name "valueQuantity".
inline std::string_view member_name(const fhir::Element& e) {
  return e.property() != nullptr ? e.property()->name : e.name();
}
// Is that its name? `number` is the name's: see base/names.h.
inline bool is_called(const fhir::Element& e, uint32_t number, std::string_view name) {
  return same_name(e.property() != nullptr ? e.property()->name_number : 0, member_name(e), number, name);
}

}  // namespace anamnesis::fhirpath
