// Encodings of strings (FHIRPath 5.6, "Additional String Functions"): hex, base64, urlbase64; html and json escapes.
#include <algorithm>
#include <array>
#include <charconv>

#include "base/utf8.h"
#include "fhirpath/chapters.h"
#include "fhirpath/lexer.h"

namespace anamnesis::fhirpath {
namespace {

constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUrlBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string to_base64(std::string_view s, std::string_view alphabet) {
  std::string out;
  for (size_t i = 0; i < s.size(); i += 3) {
    uint32_t bits = 0;
    for (size_t k = 0; k < 3; ++k) bits = bits << 8 | (i + k < s.size() ? static_cast<unsigned char>(s[i + k]) : 0u);
    for (size_t k = 0; k < 4; ++k) out += i + k <= s.size() ? alphabet[bits >> (18 - 6 * k) & 63] : '=';
  }
  return out;
}

std::optional<std::string> from_base64(std::string_view s, std::string_view alphabet) {
  while (!s.empty() && s.back() == '=') s.remove_suffix(1);
  std::string out;
  uint32_t bits = 0;
  int have = 0;
  for (const char c : s) {
    const size_t v = alphabet.find(c);
    if (v == std::string_view::npos) return std::nullopt;
    bits = (bits << 6 | static_cast<uint32_t>(v)) & 0xFFFFFF;
    have += 6;
    if (have >= 8) {
      have -= 8;
      out += static_cast<char>(bits >> have & 0xFF);
    }
  }
  return have >= 6 ? std::nullopt : std::optional(out);
}

std::string to_hex(std::string_view s) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const char c : s) {
    out += digits[static_cast<unsigned char>(c) >> 4];
    out += digits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

std::optional<std::string> from_hex(std::string_view s) {
  std::string out;
  if (s.size() % 2 != 0) return std::nullopt;
  for (size_t i = 0; i < s.size(); i += 2) {
    unsigned v = 0;
    if (std::from_chars(s.data() + i, s.data() + i + 2, v, 16).ptr != s.data() + i + 2) return std::nullopt;
    out += static_cast<char>(v);
  }
  return out;
}

struct Entity {
  std::string_view name;
  char c;
};
constexpr std::array<Entity, 5> kEntities = {
    {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}}};

std::string escape_html(std::string_view s) {
  std::string out;
  for (const char c : s) {
    const auto e = std::find_if(kEntities.begin(), kEntities.end(), [c](const Entity& x) { return x.c == c; });
    if (e != kEntities.end())
      out += e->name;
    else
      out += c;
  }
  return out;
}

// A numeric character reference (&#8364; &#x20AC;), without its marks.
std::optional<char32_t> character_reference(std::string_view body) {
  const bool hex = body.starts_with("#x") || body.starts_with("#X");
  if (!body.starts_with('#')) return std::nullopt;
  body.remove_prefix(hex ? 2 : 1);
  uint32_t v = 0;
  const auto end = std::from_chars(body.data(), body.data() + body.size(), v, hex ? 16 : 10);
  const bool whole = end.ptr == body.data() + body.size() && end.ec == std::errc() && !body.empty();
  return whole && v != 0 && v < 0x110000 && (v < 0xD800 || v > 0xDFFF) ? std::optional<char32_t>(v) : std::nullopt;
}

std::string unescape_html(std::string_view s) {
  std::string out;
  while (!s.empty()) {
    const size_t semicolon = s[0] == '&' ? s.substr(0, 12).find(';') : std::string_view::npos;
    if (semicolon != std::string_view::npos) {
      const std::string_view whole = s.substr(0, semicolon + 1);
      const auto e = std::find_if(kEntities.begin(), kEntities.end(), [&](const Entity& x) { return x.name == whole; });
      const auto code = character_reference(whole.substr(1, whole.size() - 2));
      if (e != kEntities.end() || code || whole == "&apos;") {
        if (code)
          append_utf8(out, *code);
        else
          out += e != kEntities.end() ? e->c : '\'';
        s.remove_prefix(whole.size());
        continue;
      }
    }
    out += s[0];
    s.remove_prefix(1);
  }
  return out;
}

std::string escape_json(std::string_view s) {
  constexpr std::string_view hex = "0123456789abcdef";
  std::string out;
  for (const char c : s) {
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\b': out += "\\b"; break;
      case '\f': out += "\\f"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20)
          ((out += "\\u00") += hex[static_cast<size_t>(c) >> 4]) += hex[static_cast<size_t>(c) & 15];
        else
          out += c;
    }
  }
  return out;
}

std::optional<std::string> unescape_json(std::string_view s) {
  std::string out;
  return unescape(s, out) ? std::optional(out) : std::nullopt;
}

struct Input {
  std::optional<std::string_view> text, form;
};
Input input(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  const auto text = eval.string(call, focus);
  return {text, eval.string(call, eval.argument(call, 0, frame))};
}

// Bytes that were decoded must be text again.
Collection decoded(Eval& eval, const Node& call, const std::optional<std::string>& bytes) {
  if (!bytes || find_invalid_utf8(*bytes)) return eval.fail(call, "the text cannot be decoded");
  return eval.text(call, *bytes);
}

}  // namespace

Collection f_encode(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  const auto [text, form] = input(eval, call, focus, frame);
  if (!text || !form) return {};
  if (*form == "hex") return eval.text(call, to_hex(*text));
  if (*form == "base64") return eval.text(call, to_base64(*text, kBase64));
  if (*form == "urlbase64") return eval.text(call, to_base64(*text, kUrlBase64));
  return {};
}

Collection f_decode(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  const auto [text, form] = input(eval, call, focus, frame);
  if (!text || !form) return {};
  if (*form == "hex") return decoded(eval, call, from_hex(*text));
  if (*form == "base64") return decoded(eval, call, from_base64(*text, kBase64));
  if (*form == "urlbase64") return decoded(eval, call, from_base64(*text, kUrlBase64));
  return {};
}

Collection f_escape(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  const auto [text, form] = input(eval, call, focus, frame);
  if (!text || !form) return {};
  if (*form == "html") return eval.text(call, escape_html(*text));
  if (*form == "json") return eval.text(call, escape_json(*text));
  return {};
}

Collection f_unescape(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  const auto [text, form] = input(eval, call, focus, frame);
  if (!text || !form) return {};
  if (*form == "html") return eval.text(call, unescape_html(*text));
  if (*form == "json") return decoded(eval, call, unescape_json(*text));
  return {};
}

}  // namespace anamnesis::fhirpath
