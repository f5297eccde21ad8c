// Tokens. One pass; each character is blank, letter, digit, raised or lowered digit, or punctuation. ASCII is told
// by a table of 128 entries, the rest by ranges.
#include "segment/tokens.h"

#include <array>

#include "base/utf8.h"
#include "base/word_hash.h"

namespace anamnesis {
namespace {

enum class Class : uint8_t { punctuation, blank, letter, digit, raised, joiner };

constexpr std::array<Class, 128> ascii_classes() {
  std::array<Class, 128> out{};
  for (int c = 0; c < 128; ++c) {
    if (c <= ' ' || c == 127)
      out[static_cast<size_t>(c)] = Class::blank;
    else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
      out[static_cast<size_t>(c)] = Class::letter;
    else if (c >= '0' && c <= '9')
      out[static_cast<size_t>(c)] = Class::digit;
    else if (c == '\'')
      out[static_cast<size_t>(c)] = Class::joiner;
  }
  return out;
}
constexpr std::array<Class, 128> kAscii = ascii_classes();

Class class_of(char32_t c) {
  if (c < 128) return kAscii[c];
  if (c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200B) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
      c == 0x205F || c == 0x3000 || c == 0xFEFF || c == 0x85)
    return Class::blank;
  if (c == 0xAD || c == 0x200C || c == 0x200D || c == 0x2060 || c == 0x2019 || c == 0x2018 || c == 0x2BC)
    return Class::joiner;
  if (c == 0xB2 || c == 0xB3 || c == 0xB9 || c == 0x2070 || (c >= 0x2074 && c <= 0x2079) ||
      (c >= 0x2080 && c <= 0x2089))
    return Class::raised;
  if (c == 0xB5 || c == 0xAA) return Class::letter;
  if (c < 0xC0 || c == 0xD7 || c == 0xF7) return Class::punctuation;
  if (c >= 0x2010 && c <= 0x2BFF) return Class::punctuation;
  if ((c >= 0x3001 && c <= 0x303F) || (c >= 0xFF01 && c <= 0xFF0F) || (c >= 0xFF1A && c <= 0xFF20) || c == 0xFFFD ||
      (c >= 0xE000 && c <= 0xF8FF))
    return Class::punctuation;
  return Class::letter;
}

// One form for each mark; what is not listed stays as printed.
std::string_view fold_mark(char32_t c) {
  if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xFE63 || c == 0xFF0D || c == 0x2043) return "-";
  switch (c) {
    case 0xD7:
    case 0x2715:
    case 0x2716:
    case 0x2A2F: return "x";
    case 0x2018:
    case 0x2019:
    case 0xB4:
    case 0x60:
    case 0x2BC: return "'";
    case 0x201C:
    case 0x201D:
    case 0x201E:
    case 0xAB:
    case 0xBB: return "\"";
    case 0x2044:
    case 0x2215:
    case 0xFF0F: return "/";
    case 0x223C:
    case 0x2248:
    case 0x2245:
    case 0xFF5E:
    case 0x2243: return "~";
    case 0x2264:
    case 0x2A7D:
    case 0x2266: return "\xE2\x89\xA4";
    case 0x2265:
    case 0x2A7E:
    case 0x2267: return "\xE2\x89\xA5";
    case 0xFF1C:
    case 0x3008: return "<";
    case 0xFF1E:
    case 0x3009: return ">";
    case 0xFF05: return "%";
    case 0xFF0C: return ",";
    case 0xFF1A:
    case 0x2236: return ":";
    case 0xFF08: return "(";
    case 0xFF09: return ")";
    case 0xBA:
    case 0x2DA:
    case 0xB0: return "\xC2\xB0";
    case 0x22C5:
    case 0x2219:
    case 0xB7: return "\xC2\xB7";
    default: return {};
  }
}

class Scanner {
 public:
  Scanner(std::string_view text, Span within, const Folding& folding, Arena& arena, std::vector<Token>& out)
      : text_(text), at_(within.begin), end_(within.end), folding_(folding), arena_(arena), out_(out) {}

  void run() {
    while (at_ < end_) {
      const CodePoint point = peek(at_);
      switch (class_of(point.value)) {
        case Class::blank:
          at_ = point.next;
          space_ = true;
          break;
        case Class::letter: word(); break;
        case Class::digit: number(); break;
        case Class::raised: raised(); break;
        default: mark(point); break;
      }
    }
  }

 private:
  CodePoint peek(uint32_t at) const {
    const auto c = static_cast<unsigned char>(text_[at]);
    return c < 0x80 ? CodePoint{c, at + 1} : decode_utf8(text_, at);
  }
  Class class_at(uint32_t at) const { return at < end_ ? class_of(peek(at).value) : Class::blank; }

  // What folds to nothing (an accent that stands alone) stays as printed.
  void emit(uint32_t end, TokenKind kind, std::string_view folded) {
    if (folded.empty()) folded = text_.substr(at_, end - at_);
    out_.push_back({{at_, end}, folded, kind, space_, hash_word(folded)});
    at_ = end;
    space_ = false;
  }

  void word() {
    // "77x10", "5 x10^9": the sign between two numbers. Behind a blank only before a power of ten ("2 x4" may be a
    // dose).
    const bool power = text_.substr(at_, 3) == "x10" && class_at(at_ + 3) != Class::digit;
    const bool after_number = (!space_ || power) && !out_.empty() && out_.back().kind == TokenKind::number;
    if (after_number && (text_[at_] == 'x' || text_[at_] == 'X') && class_at(at_ + 1) == Class::digit)
      return emit(at_ + 1, TokenKind::word, "x");
    uint32_t end = at_;
    while (end < end_) {
      const CodePoint point = peek(end);
      const Class c = class_of(point.value);
      const bool inside = c == Class::letter || c == Class::digit || c == Class::raised ||
                          (c == Class::joiner && class_at(point.next) == Class::letter);
      if (!inside) break;
      end = point.next;
    }
    emit(end, TokenKind::word, folding_.fold(text_.substr(at_, end - at_), arena_));
  }

  void number() {
    uint32_t end = at_;
    bool plain = true;
    while (end < end_) {
      const char c = text_[end];
      if (c >= '0' && c <= '9') {
        ++end;
      } else if ((c == '.' || c == ',') && end > at_ && class_at(end + 1) == Class::digit) {
        ++end;
      } else if (end + 2 < end_ && text_.compare(end, 2, "\xC2\xB7") == 0 && class_at(end + 2) == Class::digit) {
        plain = false;  // a decimal point at mid-height
        end += 2;
      } else {
        break;
      }
    }
    const std::string_view digits = text_.substr(at_, end - at_);
    if (plain) return emit(end, TokenKind::number, digits);
    std::string folded(digits);
    for (size_t dot; (dot = folded.find("\xC2\xB7")) != std::string::npos;) folded.replace(dot, 2, ".");
    emit(end, TokenKind::number, arena_.copy(folded));
  }

  void raised() {
    uint32_t end = at_;
    while (end < end_ && class_at(end) == Class::raised) end = peek(end).next;
    emit(end, TokenKind::number, folding_.fold(text_.substr(at_, end - at_), arena_));
  }

  void mark(CodePoint point) { emit(point.next, TokenKind::punctuation, fold_mark(point.value)); }

  std::string_view text_;
  uint32_t at_, end_;
  const Folding& folding_;
  Arena& arena_;
  std::vector<Token>& out_;
  bool space_ = true;
};

}  // namespace

void tokenise(std::string_view text, Span within, const Folding& folding, Arena& arena, std::vector<Token>& out) {
  Scanner(text, within, folding, arena, out).run();
}

}  // namespace anamnesis
