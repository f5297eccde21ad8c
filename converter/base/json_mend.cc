// One pass over the tokens with a stack of open brackets. What is copied is the source; what is put in or left out is
// noted with its place, so that offsets can be turned back.
#include "base/json_mend.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/json.h"

namespace anamnesis::json {
namespace {

enum class Expects : uint8_t { name, colon, value, comma };

class Mender {
 public:
  explicit Mender(std::string_view source) : source_(source) { out_.text.reserve(source.size() + 16); }

  std::optional<Mended> run() {
    if (source_.starts_with("\xef\xbb\xbf")) copy(3);
    while (skip_blanks(), at_ < source_.size())
      if (!token() || out_.mends.size() > kMostMends) return std::nullopt;
    if (!open_.empty() || !done_ || out_.mends.empty()) return std::nullopt;
    return std::move(out_);
  }

 private:
  void copy(size_t n) {
    out_.text.append(source_.substr(at_, n));
    at_ += std::min(n, source_.size() - at_);
  }
  void put(char c) {
    out_.text.push_back(c);
    shift(1);
  }
  void shift(int32_t by) {
    shifted_ += by;
    out_.shifts.emplace_back(static_cast<uint32_t>(out_.text.size()), shifted_);
  }
  void note(Mend::Kind kind, size_t offset, std::string_view word = {}) {
    out_.mends.push_back({kind, static_cast<uint32_t>(offset), word});
  }

  void skip_blanks() {
    while (at_ < source_.size()) {
      const std::string_view rest = source_.substr(at_);
      const bool line = rest.starts_with("//"), block = rest.starts_with("/*");
      if (!line && !block && !is_blank(rest[0])) return;
      if (!line && !block) {
        copy(1);
      } else {
        const size_t end = line ? rest.find('\n') : rest.find("*/");
        copy(end == std::string_view::npos ? rest.size() : end + (block ? 2 : 0));
      }
    }
  }
  static bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

  bool token() {
    const char c = source_[at_];
    if (c == '}' || c == ']') return close(c);
    if (c == ',') {
      if (expects_ != Expects::comma || open_.empty()) return false;
      comma_at_ = out_.text.size();
      comma_from_ = at_;
      copy(1);
      after_comma_ = true;
      expects_ = next();
      return true;
    }
    if (c == ':') {
      if (expects_ != Expects::colon) return false;
      copy(1);
      expects_ = Expects::value;
      return true;
    }
    if (expects_ == Expects::colon || done_) return false;
    if (expects_ == Expects::comma) {
      note(Mend::comma_missing, at_);
      put(',');
      expects_ = next();
    }
    after_comma_ = false;
    if (c == '{' || c == '[') return open(c);
    return c == '"' ? string() : word();
  }

  Expects next() const { return open_.back() == '{' ? Expects::name : Expects::value; }

  bool open(char c) {
    if (expects_ == Expects::name || open_.size() > 400) return false;
    open_.push_back(c);
    copy(1);
    expects_ = next();
    return true;
  }

  bool close(char c) {
    if (open_.empty() || (open_.back() == '{') != (c == '}')) return false;
    if (after_comma_) {
      note(Mend::comma_extra, comma_from_);
      out_.text[comma_at_] = ' ';
    } else if (expects_ == Expects::colon || (expects_ == Expects::value && c == '}')) {
      return false;
    }
    after_comma_ = false;
    copy(1);
    open_.pop_back();
    return value_ends();
  }

  bool value_ends() {
    expects_ = Expects::comma;
    done_ = open_.empty();
    return true;
  }

  bool string() {
    size_t end = at_ + 1;
    while (end < source_.size() && source_[end] != '"' && source_[end] != '\n') end += source_[end] == '\\' ? 2 : 1;
    if (end >= source_.size() || source_[end] != '"') return false;
    copy(end + 1 - at_);
    return name_or_value();
  }

  bool name_or_value() {
    if (expects_ != Expects::name) return value_ends();
    expects_ = Expects::colon;
    return true;
  }

  // A number, true, false, null; or what should stand in quotes.
  bool word() {
    size_t end = at_;
    while (end < source_.size() && (is_alnum(source_[end]) || std::string_view("_-+.").find(source_[end]) < 4)) ++end;
    const std::string_view text = source_.substr(at_, end - at_);
    if (text.empty() || open_.empty()) return false;
    const bool plain = text == "true" || text == "false" || text == "null" || text[0] == '-' || is_digit(text[0]);
    const bool name = expects_ == Expects::name;
    if (plain && !name) return copy(text.size()), value_ends();
    note(name ? Mend::name_unquoted : Mend::word_unquoted, at_, text);
    put('"');
    copy(text.size());
    put('"');
    return name_or_value();
  }

  static constexpr size_t kMostMends = 1000;  // a text with more of them is no JSON

  std::string_view source_;
  Mended out_;
  size_t at_ = 0, comma_at_ = 0, comma_from_ = 0;
  std::vector<char> open_;
  Expects expects_ = Expects::value;
  bool after_comma_ = false, done_ = false;
  int32_t shifted_ = 0;
};

}  // namespace

uint32_t Mended::original(uint32_t offset) const {
  const auto after = std::upper_bound(shifts.begin(), shifts.end(), offset,
                                      [](uint32_t o, const auto& shift) { return o < shift.first; });
  return after == shifts.begin() ? offset : offset - static_cast<uint32_t>((after - 1)->second);
}

void Mended::restore(Value& tree) const {
  tree.offset = original(tree.offset);
  tree.end = original(tree.end);
  tree.key_offset = original(tree.key_offset);
  for (Value* v = tree.first; v != nullptr; v = v->next) restore(*v);
}

std::optional<Mended> mend(std::string_view source) {
  return source.size() > (size_t{64} << 20) ? std::nullopt : Mender(source).run();
}

}  // namespace anamnesis::json
