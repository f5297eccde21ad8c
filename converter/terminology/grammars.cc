// BCP-47 after RFC 5646: language[-extlang][-script][-region][-variant]*[-extension]*[-x-private], with two-letter
// languages and regions looked up in the lists under schemas/codes/. BCP-13 after RFC 6838: type/subtype and
// parameters. Check digits: Verhoeff for SNOMED CT, modulo 10 for LOINC.
#include "terminology/grammars.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/ascii.h"
#include "base/catalogue.h"
#include "terminology/ucum.h"

namespace anamnesis::terminology {
namespace {

bool all(std::string_view s, bool (*test)(char)) {
  return !s.empty() && std::all_of(s.begin(), s.end(), test);
}

bool is_known_language(std::string_view two_letters) {
  static const std::string_view list = embedded_catalogue().file("codes/languages.txt");
  const std::string wanted = ascii_lower(two_letters);
  for (size_t at = 0; at + 2 <= list.size(); at += 3)
    if (list.substr(at, 2) == wanted) return true;
  return list.empty();
}

// Takes the leading subtag off `rest`.
std::string_view next_subtag(std::string_view& rest) {
  const std::string_view tag = rest.substr(0, rest.find('-'));
  rest.remove_prefix(std::min(tag.size() + 1, rest.size()));
  return tag;
}

bool is_variant(std::string_view t) {
  return all(t, is_alnum) && ((t.size() >= 5 && t.size() <= 8) || (t.size() == 4 && is_digit(t[0])));
}

std::optional<std::string> refuse_language(std::string_view code) {
  if (code.ends_with('-')) return "a language tag does not end in a hyphen";
  std::string_view rest = code;
  std::string_view tag = next_subtag(rest);
  const auto wrong = [&] { return "'" + std::string(tag) + "' is no part of a language tag there"; };
  if (ascii_lower(tag) == "i" || ascii_lower(tag) == "x") return rest.empty() ? std::optional(wrong()) : std::nullopt;
  // Four letters are reserved; five to eight are for languages registered by themselves, of which there is none.
  if (!all(tag, is_letter) || tag.size() < 2 || tag.size() > 3) return wrong();
  if (tag.size() == 2 && !is_known_language(tag)) return "'" + std::string(tag) + "' is no language of ISO 639-1";
  enum { extlang, script, region, variant, extension } stage = extlang;
  while (!rest.empty()) {
    tag = next_subtag(rest);
    if (stage == extlang && tag.size() == 3 && all(tag, is_letter)) continue;
    if (stage <= script && tag.size() == 4 && all(tag, is_letter)) {
      stage = region;
    } else if (stage <= region &&
               ((tag.size() == 2 && all(tag, is_letter)) || (tag.size() == 3 && all(tag, is_digit)))) {
      stage = variant;
    } else if (stage <= variant && is_variant(tag)) {
      stage = variant;
    } else if (tag.size() == 1 && is_alnum(tag[0]) && !rest.empty()) {
      stage = extension;
      if (ascii_lower(tag) == "x") return std::nullopt;
    } else if (stage != extension || tag.size() < 2 || tag.size() > 8 || !all(tag, is_alnum)) {
      return wrong();
    }
  }
  return std::nullopt;
}

bool is_token(char c) {  // RFC 2045
  return c > ' ' && c < '\x7f' && std::string_view("()<>@,;:\\\"/[]?=").find(c) == std::string_view::npos;
}

std::optional<std::string> refuse_mime(std::string_view code) {
  const std::string_view type = code.substr(0, code.find(';'));
  const size_t slash = type.find('/');
  // R4's own short names for its formats (http.html, "mime types").
  if (type == "xml" || type == "json" || type == "ttl") return std::nullopt;
  if (slash == type.npos) return "a MIME type is type/subtype";
  std::string_view subtype = type.substr(slash + 1);
  while (subtype.ends_with(' ')) subtype.remove_suffix(1);
  if (!all(type.substr(0, slash), is_token) || !all(subtype, is_token))
    return "a MIME type is type/subtype, each a word without spaces or brackets";
  return std::nullopt;
}

// Dihedral group tables of the Verhoeff check, made by their rule.
int verhoeff(std::string_view digits) {
  static constexpr std::array<int, 10> kShift = {1, 5, 7, 6, 2, 8, 3, 0, 9, 4};
  const auto multiply = [](int a, int b) {
    if (a < 5) return b < 5 ? (a + b) % 5 : (a + b) % 5 + 5;
    return b < 5 ? (a - b + 5) % 5 + 5 : (a - b + 5) % 5;
  };
  int check = 0;
  for (size_t i = 0; i < digits.size(); ++i) {
    int d = digits[digits.size() - 1 - i] - '0';
    for (size_t k = 0; k < i % 8; ++k) d = kShift[static_cast<size_t>(d)];
    check = multiply(check, d);
  }
  return check;
}

std::optional<std::string> refuse_snomed(std::string_view code) {
  if (!all(code, is_digit)) return std::nullopt;  // an expression
  if (code.size() < 6 || code.size() > 18) return "a SNOMED CT identifier has 6 to 18 digits";
  if (verhoeff(code) != 0) return "its check digit is wrong";
  return std::nullopt;
}

std::optional<std::string> refuse_loinc(std::string_view code) {
  const std::string_view start = code.substr(0, 2);
  // The check digit decides nothing: parts and answers count their letters too, and codes in wide use have a wrong one.
  if (start == "LP" || start == "LA" || start == "LG" || start == "LL") code.remove_prefix(2);
  const size_t dash = code.find('-');
  if (dash == code.npos || dash + 2 != code.size() || !all(code.substr(0, dash), is_digit) || !is_digit(code.back()))
    return "a LOINC code is digits, a hyphen and a check digit";
  return std::nullopt;
}

}  // namespace

std::optional<Grammar> grammar_of(std::string_view system) {
  if (system == "http://unitsofmeasure.org") return Grammar::ucum;
  if (system == "urn:ietf:bcp:47") return Grammar::language;
  if (system == "urn:ietf:bcp:13") return Grammar::mime;
  return std::nullopt;
}

std::optional<std::string> refuse(Grammar grammar, std::string_view code) {
  if (grammar == Grammar::language) return refuse_language(code);
  if (grammar == Grammar::mime) return refuse_mime(code);
  const auto checked = ucum::check(code);
  if (checked) return std::nullopt;
  return checked.error().message;
}

std::optional<std::string> refuse_form(std::string_view system, std::string_view code) {
  if (system == "http://snomed.info/sct") return refuse_snomed(code);
  if (system == "http://loinc.org") return refuse_loinc(code);
  return std::nullopt;
}

}  // namespace anamnesis::terminology
