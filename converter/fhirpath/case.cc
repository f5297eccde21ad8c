// Case. Ranges of the Unicode character database in which upper and lower case stand at a fixed distance, or alternate.
#include "fhirpath/case.h"

#include "base/utf8.h"

namespace anamnesis::fhirpath {
namespace {

struct Range {
  char32_t first, last;  // upper case
  char32_t distance;     // to lower case; 0: upper and lower alternate, upper on even code points; 1: on odd ones
};
constexpr Range kRanges[] = {
    {U'A', U'Z', 32},    {0xC0, 0xD6, 32},    {0xD8, 0xDE, 32},  {0x100, 0x12E, 0},  {0x132, 0x136, 0},
    {0x139, 0x147, 1},   {0x14A, 0x176, 0},   {0x179, 0x17D, 1}, {0x391, 0x3A1, 32}, {0x3A3, 0x3AB, 32},
    {0x400, 0x40F, 80},  {0x410, 0x42F, 32},  {0x460, 0x480, 0}, {0x48A, 0x4BE, 0},  {0x4D0, 0x52E, 0},
    {0x1E00, 0x1E94, 0}, {0x1EA0, 0x1EFE, 0},
};

}  // namespace

char32_t to_lower(char32_t c) {
  for (const Range& r : kRanges) {
    if (c < r.first || c > r.last) continue;
    if (r.distance > 1) return c + r.distance;
    return (c & 1) == r.distance ? c + 1 : c;
  }
  return c;
}

char32_t to_upper(char32_t c) {
  if (c == 0x3C2) return 0x3A3;  // final sigma
  for (const Range& r : kRanges) {
    if (r.distance > 1) {
      if (c >= r.first + r.distance && c <= r.last + r.distance) return c - r.distance;
    } else if (c > r.first && c <= r.last + 1) {
      return (c & 1) != r.distance ? c - 1 : c;
    }
  }
  return c;
}

namespace {
std::string mapped(std::string_view text, char32_t (*map)(char32_t)) {
  std::string out;
  out.reserve(text.size());
  for (uint32_t at = 0; at < text.size();) {
    const CodePoint c = decode_utf8(text, at);
    append_utf8(out, map(c.value));
    at = c.next;
  }
  return out;
}
}  // namespace

std::string lower(std::string_view text) {
  return mapped(text, to_lower);
}
std::string upper(std::string_view text) {
  return mapped(text, to_upper);
}

}  // namespace anamnesis::fhirpath
