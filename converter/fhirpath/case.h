// Upper and lower case of single letters: Latin, Greek and Cyrillic, one code point to one.
#pragma once
#include <string>
#include <string_view>

namespace anamnesis::fhirpath {

char32_t to_lower(char32_t c);
char32_t to_upper(char32_t c);
inline char32_t fold_case(char32_t c) {
  return to_lower(c);
}
std::string lower(std::string_view text);
std::string upper(std::string_view text);

}  // namespace anamnesis::fhirpath
