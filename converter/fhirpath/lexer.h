// Lexer: FHIRPath source in, one token at a time out, each with its place.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace anamnesis::fhirpath {

enum class TokenKind : uint8_t {
  end,
  identifier,
  quoted_identifier,
  string,
  number,
  date,
  date_time,
  time,
  symbol,
  special,
  bad
};

struct Token {
  TokenKind kind = TokenKind::end;
  std::string_view text;  // the source; for literals without their marks (quotes, @, @T); "$this" for special
  uint32_t offset = 0;    // bytes from the start
  uint32_t end = 0;       // behind its last byte
  bool escaped = false;   // a string or quoted identifier that holds escapes

  bool is(std::string_view symbol) const { return kind == TokenKind::symbol && text == symbol; }
  bool word(std::string_view w) const { return kind == TokenKind::identifier && text == w; }
};

class Lexer {
 public:
  explicit Lexer(std::string_view source) : source_(source) {}
  Token next() {
    Token token = scan();
    token.end = static_cast<uint32_t>(at_);
    return token;
  }
  const std::string& message() const { return message_; }  // why the last token was bad
  std::string_view source() const { return source_; }

 private:
  Token scan();
  bool skip_blank();
  Token quoted(char quote, TokenKind kind);
  Token temporal();
  Token bad(uint32_t offset, std::string message);
  bool digits(size_t n);
  bool time_part();

  std::string_view source_;
  size_t at_ = 0;
  std::string message_;
};

// The text of a string or quoted identifier with its escapes replaced; false at an unknown escape.
bool unescape(std::string_view raw, std::string& out);

}  // namespace anamnesis::fhirpath
