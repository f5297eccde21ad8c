// StatedTime: a time field's value (assemble/README.md, "Times") taken apart, and what of it R4 can hold.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace anamnesis {

struct StatedTime {
  enum class Kind : uint8_t { date, age, ago, lasting, after, before, day, at, words };
  Kind kind = Kind::words;
  std::string_view date;    // of Kind::date: an R4 dateTime as far as it is one ("2017-03-05")
  std::string_view end;     // of a date interval "date:2011/2013"
  std::string_view number;  // decimal: years, days, ...; the day's number
  std::string_view high;    // upper end of a range, or empty
  std::string_view unit;    // UCUM
  std::string_view anchor;  // "admission", ...; empty if the text does not say
};

// Nothing if the value has a known prefix and does not follow its form.
std::optional<StatedTime> parse_time(std::string_view value);

// The longest front part of an ISO date that is an R4 dateTime ("2017-03-05T14:30" without a zone gives the day);
// empty if there is none.
std::string_view fhir_date_time(std::string_view iso);

// A decimal as R4 writes it, as a slice where possible: leading "+" and zeros cut off; empty if it is none.
std::string_view fhir_decimal(std::string_view number);

bool is_integer(std::string_view number);  // digits alone, no leading zero unless it is "0"

}  // namespace anamnesis
