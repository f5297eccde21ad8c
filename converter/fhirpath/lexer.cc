// Lexer. Bytes in, tokens out, following the grammar's appendix: white space and both kinds of comment are skipped;
// a point behind a number belongs to it only if a digit follows; a date literal takes the longest text of its shape.
#include "fhirpath/lexer.h"

#include <charconv>

#include "base/ascii.h"
#include "base/utf8.h"

namespace anamnesis::fhirpath {
namespace {

bool starts_name(char c) {
  return is_letter(c) || c == '_';
}

// A code unit of \uXXXX, or -1.
int code_unit(std::string_view hex) {
  unsigned value = 0;
  if (hex.size() < 4) return -1;
  const auto end = std::from_chars(hex.data(), hex.data() + 4, value, 16);
  return end.ptr == hex.data() + 4 ? static_cast<int>(value) : -1;
}

}  // namespace

bool unescape(std::string_view raw, std::string& out) {
  out.clear();
  for (size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] != '\\') {
      out += raw[i];
      continue;
    }
    if (++i == raw.size()) return false;
    switch (raw[i]) {
      case '\\':
      case '/':
      case '"':
      case '\'':
      case '`': out += raw[i]; break;
      case 'f': out += '\f'; break;
      case 'n': out += '\n'; break;
      case 'r': out += '\r'; break;
      case 't': out += '\t'; break;
      case 'u': {
        int unit = code_unit(raw.substr(i + 1));
        if (unit < 0) return false;
        i += 4;
        if (unit >= 0xD800 && unit < 0xDC00) {  // a surrogate pair is one character
          const int low = raw.substr(i + 1).starts_with("\\u") ? code_unit(raw.substr(i + 3)) : -1;
          if (low < 0xDC00 || low > 0xDFFF) return false;
          unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
          i += 6;
        } else if (unit >= 0xDC00 && unit <= 0xDFFF) {
          return false;
        }
        append_utf8(out, static_cast<char32_t>(unit));
        break;
      }
      default: return false;
    }
  }
  return true;
}

Token Lexer::bad(uint32_t offset, std::string message) {
  message_ = std::move(message);
  at_ = source_.size();
  return {TokenKind::bad, {}, offset};
}

// Skips white space and comments; false at a comment without end.
bool Lexer::skip_blank() {
  while (at_ < source_.size()) {
    const std::string_view rest = source_.substr(at_);
    if (rest[0] == ' ' || rest[0] == '\t' || rest[0] == '\r' || rest[0] == '\n') {
      ++at_;
    } else if (rest.starts_with("\xC2\xA0")) {  // no-break space, pasted from pages
      at_ += 2;
    } else if (rest.starts_with("//")) {
      const size_t end = rest.find_first_of("\r\n");
      at_ = end == std::string_view::npos ? source_.size() : at_ + end;
    } else if (rest.starts_with("/*")) {
      const size_t end = rest.find("*/", 2);
      if (end == std::string_view::npos) return false;
      at_ += end + 2;
    } else {
      break;
    }
  }
  return true;
}

Token Lexer::quoted(char quote, TokenKind kind) {
  const size_t start = at_++;
  Token token{kind, {}, static_cast<uint32_t>(start)};
  while (at_ < source_.size() && source_[at_] != quote) {
    if (source_[at_] == '\\') {
      token.escaped = true;
      ++at_;
    }
    ++at_;
  }
  if (at_ >= source_.size())
    return bad(token.offset, kind == TokenKind::string ? "the string has no end" : "the quoted name has no end");
  token.text = source_.substr(start + 1, at_ - start - 1);
  ++at_;
  return token;
}

bool Lexer::digits(size_t n) {
  for (size_t i = 0; i < n; ++i)
    if (at_ + i >= source_.size() || !is_digit(source_[at_ + i])) return false;
  at_ += n;
  return true;
}

bool Lexer::time_part() {
  if (!digits(2)) return false;
  for (int i = 0; i < 2; ++i) {
    if (at_ >= source_.size() || source_[at_] != ':') return true;
    ++at_;
    if (!digits(2)) return false;
  }
  if (at_ + 1 < source_.size() && source_[at_] == '.' && is_digit(source_[at_ + 1]))
    for (++at_; at_ < source_.size() && is_digit(source_[at_]);) ++at_;
  return true;
}

Token Lexer::temporal() {
  const auto start = static_cast<uint32_t>(at_++);
  const auto peek = [&](char c) { return at_ < source_.size() && source_[at_] == c; };
  if (peek('T')) {
    ++at_;
    if (!time_part()) return bad(start, "malformed time");
    return {TokenKind::time, source_.substr(start + 2, at_ - start - 2), start};
  }
  if (!digits(4)) return bad(start, "malformed date");
  for (int i = 0; i < 2 && peek('-') && at_ + 1 < source_.size() && is_digit(source_[at_ + 1]); ++i) {
    ++at_;
    if (!digits(2)) return bad(start, "malformed date");
  }
  if (!peek('T')) return {TokenKind::date, source_.substr(start + 1, at_ - start - 1), start};
  ++at_;
  if (at_ < source_.size() && is_digit(source_[at_])) {
    if (!time_part()) return bad(start, "malformed time");
    if (peek('Z')) {
      ++at_;
    } else if ((peek('+') || peek('-')) && source_.size() - at_ >= 6 && source_[at_ + 3] == ':') {
      ++at_;
      if (!digits(2) || source_[at_++] != ':' || !digits(2)) return bad(start, "malformed time zone");
    }
  }
  return {TokenKind::date_time, source_.substr(start + 1, at_ - start - 1), start};
}

Token Lexer::scan() {
  const auto before = static_cast<uint32_t>(at_);
  if (!skip_blank()) return bad(before, "the comment has no end");
  const auto start = static_cast<uint32_t>(at_);
  if (at_ == source_.size()) return {TokenKind::end, {}, start};
  const char c = source_[at_];
  if (starts_name(c)) {
    while (at_ < source_.size() && (starts_name(source_[at_]) || is_digit(source_[at_]))) ++at_;
    return {TokenKind::identifier, source_.substr(start, at_ - start), start};
  }
  if (is_digit(c)) {
    while (at_ < source_.size() && is_digit(source_[at_])) ++at_;
    if (at_ + 1 < source_.size() && source_[at_] == '.' && is_digit(source_[at_ + 1]))
      for (++at_; at_ < source_.size() && is_digit(source_[at_]);) ++at_;
    const std::string_view text = source_.substr(start, at_ - start);
    // A long number (1L) is an integer here.
    if (at_ < source_.size() && source_[at_] == 'L' && (at_ + 1 == source_.size() || !starts_name(source_[at_ + 1])))
      ++at_;
    return {TokenKind::number, text, start};
  }
  if (c == '\'') return quoted('\'', TokenKind::string);
  if (c == '`') return quoted('`', TokenKind::quoted_identifier);
  if (c == '"') return quoted('"', TokenKind::quoted_identifier);  // the form of earlier versions
  if (c == '@') return temporal();
  if (c == '$') {
    for (++at_; at_ < source_.size() && starts_name(source_[at_]);) ++at_;
    return {TokenKind::special, source_.substr(start, at_ - start), start};
  }
  for (const std::string_view two : {"<=", ">=", "!=", "!~"})
    if (source_.substr(at_).starts_with(two)) {
      at_ += 2;
      return {TokenKind::symbol, two, start};
    }
  if (std::string_view(".()[]{},+-*/&|<>=~%").find(c) == std::string_view::npos)
    return bad(start, "unexpected character");
  ++at_;
  return {TokenKind::symbol, source_.substr(start, 1), start};
}

}  // namespace anamnesis::fhirpath
