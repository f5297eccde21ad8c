// JSON: RapidJSON's reader over a stream of our own.
//
// RapidJSON reads "in situ": it asks the stream where a string begins (PutBegin) and puts its characters one by one.
// Our stream uses that moment to look for the string's end, sixteen bytes at a time where there is SSE2: if no
// backslash stands before the closing quote, the string is a slice of the source, and RapidJSON goes on at the
// quote. Otherwise the characters it puts go to the arena. So the source is never changed, nothing is copied twice,
// and each event knows where its text began.
#include "base/json.h"

#include <rapidjson/reader.h>

#include <algorithm>
#include <cstring>
#include <unordered_set>

#include "base/json_string.h"
#include "base/utf8.h"

namespace anamnesis::json {

// RapidJSON's stream concept over a text that need not end in NUL.
struct SourceStream {
  using Ch = char;

  SourceStream(std::string_view source, Arena& memory)
      : begin(source.data()), at(source.data()), end(source.data() + source.size()), arena(memory) {}

  Ch Peek() const { return at != end ? *at : '\0'; }
  Ch Take() { return at != end ? *at++ : '\0'; }
  size_t Tell() const { return static_cast<size_t>(at - begin); }

  Ch* PutBegin() {
    if (at == begin || at[-1] != '"') return nullptr;  // a number: its text is told by its length
    string_offset = static_cast<uint32_t>(Tell() - 1);
    const char* stop = find_string_stop(at, end);
    if (stop == end || *stop != '\\') {
      Ch* head = const_cast<Ch*>(at);  // never written through: Put only counts while `slice` holds
      slice = true;
      put = const_cast<Ch*>(stop);
      at = stop;
      return head;
    }
    const char* close = stop;
    while (close != end && *close != '"') close += (*close == '\\' && end - close > 1) ? 2 : 1;
    slice = false;
    const size_t prefix = static_cast<size_t>(stop - at);
    Ch* head = static_cast<Ch*>(arena.allocate(static_cast<size_t>(std::min(close, end) - at) + 1, 1));
    std::memcpy(head, at, prefix);
    put = head + prefix;
    at = stop;
    return head;
  }
  void Put(Ch c) {
    if (!slice) *put = c;
    ++put;
  }
  size_t PutEnd(Ch* head) const { return static_cast<size_t>(put - head); }
  void Flush() {}

  const char* begin;
  const char* at;
  const char* end;
  Arena& arena;
  Ch* put = nullptr;
  bool slice = false;
  uint32_t string_offset = 0;
  std::vector<uint32_t> comments;
};

}  // namespace anamnesis::json

namespace rapidjson {
template <>
inline void SkipWhitespace(anamnesis::json::SourceStream& s) {
  const char* p = s.at;
  while (p != s.end && (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t')) ++p;
  s.at = p;
  if (p != s.end && *p == '/') s.comments.push_back(static_cast<uint32_t>(s.Tell()));
}
}  // namespace rapidjson

namespace anamnesis::json {
namespace {

// Builds the tree from RapidJSON's events; returning false stops the reader.
class Builder {
 public:
  Builder(SourceStream& stream, Arena& arena, int max_depth, Notes* notes)
      : stream_(stream), arena_(arena), max_depth_(static_cast<size_t>(max_depth)), notes_(notes) {}

  bool Null() { return word(Kind::null, 4); }
  bool Bool(bool b) { return word(Kind::boolean, b ? 4 : 5); }
  bool RawNumber(const char*, rapidjson::SizeType length, bool) { return word(Kind::number, length); }
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(int64_t) { return false; }
  bool Uint64(uint64_t) { return false; }
  bool Double(double) { return false; }

  bool String(const char* text, rapidjson::SizeType length, bool) {
    if (!whole(text, length)) return false;
    Value* v = add(Kind::string, stream_.string_offset);
    v->text = {text, length};
    v->end = static_cast<uint32_t>(stream_.Tell());
    return true;
  }
  bool Key(const char* text, rapidjson::SizeType length, bool) {
    if (!whole(text, length)) return false;
    key_ = {text, length};
    key_offset_ = stream_.string_offset;
    return true;
  }
  bool StartObject() { return open(Kind::object); }
  bool StartArray() { return open(Kind::array); }
  bool EndObject(rapidjson::SizeType) {
    find_duplicates(*stack_.back().value);
    return close();
  }
  bool EndArray(rapidjson::SizeType) { return close(); }

  const Value* root() const { return root_; }
  bool too_deep() const { return too_deep_; }
  bool half_a_pair() const { return half_a_pair_; }

 private:
  struct Level {
    Value* value;
    Value* last;
  };

  // RapidJSON finds a high surrogate without its low one, but lets a low one pass alone.
  bool whole(const char* text, rapidjson::SizeType length) {
    half_a_pair_ = !stream_.slice && find_invalid_utf8({text, length});
    return !half_a_pair_;
  }
  Value* add(Kind kind, uint32_t offset) {
    Value* v = arena_.make<Value>();
    v->kind = kind;
    v->offset = offset;
    if (stack_.empty()) {
      root_ = v;
      return v;
    }
    Level& level = stack_.back();
    if (level.value->kind == Kind::object) {
      v->key = key_;
      v->key_offset = key_offset_;
    }
    (level.last == nullptr ? level.value->first : level.last->next) = v;
    level.last = v;
    ++level.value->size;
    return v;
  }
  bool word(Kind kind, size_t length) {
    const size_t end = stream_.Tell();
    Value* v = add(kind, static_cast<uint32_t>(end - length));
    v->text = {stream_.begin + end - length, length};
    v->end = static_cast<uint32_t>(end);
    return true;
  }
  bool open(Kind kind) {
    if (stack_.size() >= max_depth_) {
      too_deep_ = true;
      return false;
    }
    stack_.push_back({add(kind, static_cast<uint32_t>(stream_.Tell() - 1)), nullptr});
    return true;
  }
  bool close() {
    stack_.back().value->end = static_cast<uint32_t>(stream_.Tell());
    stack_.pop_back();
    return true;
  }
  void mark(Value* v) {
    v->duplicate = true;
    if (notes_ != nullptr) notes_->duplicates.push_back(v);
  }
  void find_duplicates(const Value& object) {
    if (object.size < 2) return;
    if (object.size <= 24) {
      for (Value* v = object.first->next; v != nullptr; v = v->next)
        for (const Value* before = object.first; before != v; before = before->next)
          if (before->key.size() == v->key.size() && before->key == v->key) {
            mark(v);
            break;
          }
      return;
    }
    std::unordered_set<std::string_view> seen;
    for (Value* v = object.first; v != nullptr; v = v->next)
      if (!seen.insert(v->key).second) mark(v);
  }

  SourceStream& stream_;
  Arena& arena_;
  size_t max_depth_;
  Notes* notes_;
  std::vector<Level> stack_;
  const Value* root_ = nullptr;
  std::string_view key_;
  uint32_t key_offset_ = 0;
  bool too_deep_ = false, half_a_pair_ = false;
};

const char* message(rapidjson::ParseErrorCode code) {
  switch (code) {
    case rapidjson::kParseErrorDocumentEmpty: return "there is no JSON value";
    case rapidjson::kParseErrorDocumentRootNotSingular: return "there is something behind the JSON value";
    case rapidjson::kParseErrorObjectMissName: return "a key in quotes is missing";
    case rapidjson::kParseErrorObjectMissColon: return "the colon behind a key is missing";
    case rapidjson::kParseErrorObjectMissCommaOrCurlyBracket: return "a comma or } is missing in an object";
    case rapidjson::kParseErrorArrayMissCommaOrSquareBracket: return "a comma or ] is missing in an array";
    case rapidjson::kParseErrorStringUnicodeEscapeInvalidHex: return "a \\u escape needs four hex digits";
    case rapidjson::kParseErrorStringUnicodeSurrogateInvalid: return "half a surrogate pair in a \\u escape";
    case rapidjson::kParseErrorStringEscapeInvalid: return "a wrong escape or a control character in a string";
    case rapidjson::kParseErrorStringMissQuotationMark: return "a string has no end";
    case rapidjson::kParseErrorNumberMissFraction: return "a number needs digits behind its point";
    case rapidjson::kParseErrorNumberMissExponent: return "a number needs digits in its exponent";
    default: return "is not a JSON value";
  }
}

Error fault(std::string_view source, size_t offset, std::string message) {
  const LineColumn at = locate(source, std::min(offset, source.size()));
  return Error{.message = std::move(message), .line = at.line, .column = at.column};
}

}  // namespace

const Value* Value::find(std::string_view wanted) const {
  if (kind != Kind::object) return nullptr;
  for (const Value* v = first; v != nullptr; v = v->next)
    if (v->key == wanted) return v;
  return nullptr;
}

std::string_view Value::string(std::string_view wanted) const {
  const Value* v = find(wanted);
  return v != nullptr && v->kind == Kind::string ? v->text : std::string_view();
}

std::string_view Value::scalar(std::string_view wanted) const {
  const Value* v = find(wanted);
  const bool has = v != nullptr && (v->kind == Kind::string || v->kind == Kind::number || v->kind == Kind::boolean);
  return has ? v->text : std::string_view();
}

Result<const Value*> parse(std::string_view source, Arena& arena, const Limits& limits, Notes* notes) {
  if (source.size() > limits.bytes) return Error{.message = "is larger than the limit for JSON"};
  if (const auto bad = find_invalid_utf8(source)) return fault(source, *bad, "is not well-formed UTF-8");
  SourceStream stream(source, arena);
  if (source.starts_with("\xef\xbb\xbf")) stream.at += 3;
  Builder builder(stream, arena, limits.depth, notes);
  rapidjson::Reader reader;
  constexpr unsigned strict = rapidjson::kParseInsituFlag | rapidjson::kParseNumbersAsStringsFlag;
  const rapidjson::ParseResult done = limits.comments
                                          ? reader.Parse<strict | rapidjson::kParseCommentsFlag>(stream, builder)
                                          : reader.Parse<strict>(stream, builder);
  if (builder.too_deep())
    return fault(source, done.Offset(), "is nested deeper than " + std::to_string(limits.depth) + " levels");
  if (builder.half_a_pair())
    return fault(source, stream.string_offset, message(rapidjson::kParseErrorStringUnicodeSurrogateInvalid));
  if (done.IsError()) return fault(source, done.Offset(), message(done.Code()));
  if (stream.at != stream.end) return fault(source, stream.Tell(), "there is something behind the JSON value");
  if (notes != nullptr && limits.comments) notes->comments = std::move(stream.comments);
  return builder.root();
}

void append_string(std::string& out, std::string_view text) {
  const char* p = text.data();
  const char* end = p + text.size();
  char room[64];
  if (text.size() + 2 <= sizeof room && find_string_stop(p, end) == end) {  // as most are: appended at once
    room[0] = room[text.size() + 1] = '"';
    std::copy(p, end, room + 1);
    out.append(room, text.size() + 2);
    return;
  }
  out += '"';
  while (p != end) {
    const char* stop = find_string_stop(p, end);
    out.append(p, stop);
    if (stop == end) break;
    switch (*stop) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      case '\b': out += "\\b"; break;
      case '\f': out += "\\f"; break;
      default: {
        constexpr char hex[] = "0123456789abcdef";
        out += "\\u00";
        out += hex[static_cast<unsigned char>(*stop) >> 4];
        out += hex[*stop & 15];
      }
    }
    p = stop + 1;
  }
  out += '"';
}

void append(std::string& out, const Value& value) {
  if (value.kind == Kind::string) return append_string(out, value.text);
  if (value.kind != Kind::object && value.kind != Kind::array) {
    out += value.text;
    return;
  }
  const bool object = value.kind == Kind::object;
  out += object ? '{' : '[';
  for (const Value* v = value.first; v != nullptr; v = v->next) {
    if (v != value.first) out += ',';
    if (object) {
      append_string(out, v->key);
      out += ':';
    }
    append(out, *v);
  }
  out += object ? '}' : ']';
}

}  // namespace anamnesis::json
