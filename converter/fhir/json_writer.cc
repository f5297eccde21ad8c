// Element tree -> FHIR JSON: the children of one name, which stand together or apart, become one member, and a second
// one with an underscore where a primitive has an id or extensions.
#include "fhir/json_writer.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "base/json.h"
#include "fhir/model.h"

namespace anamnesis::fhir {
namespace {

// Can this stand in JSON without quotes? A number or boolean out of XML may be anything.
bool is_bare(std::string_view v) {
  if (v == "true" || v == "false") return true;
  const auto digits = [&] {
    const size_t n = std::min(v.find_first_not_of("0123456789"), v.size());
    v.remove_prefix(n);
    return n;
  };
  if (v.starts_with('-')) v.remove_prefix(1);
  const bool zero = v.starts_with('0');
  const size_t whole = digits();
  if (whole == 0 || (zero && whole > 1)) return false;
  if (v.starts_with('.')) {
    v.remove_prefix(1);
    if (digits() == 0) return false;
  }
  if (v.starts_with('e') || v.starts_with('E')) {
    v.remove_prefix(1);
    if (v.starts_with('-') || v.starts_with('+')) v.remove_prefix(1);
    if (digits() == 0) return false;
  }
  return v.empty();
}

// The end of a string, with room made ahead: nearly all that is written is a few bytes long.
class Sink {
 public:
  explicit Sink(std::string& out) : out_(out), size_(out.size()) {}
  ~Sink() { out_.resize(size_); }
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;

  void put(char c) {
    if (size_ == out_.size()) grow(1);
    out_[size_++] = c;
  }
  void put(std::string_view text) {
    if (text.empty()) return;
    if (out_.size() - size_ < text.size()) grow(text.size());
    std::memcpy(out_.data() + size_, text.data(), text.size());
    size_ += text.size();
  }
  void blanks(size_t n) {
    if (out_.size() - size_ < n) grow(n);
    std::memset(out_.data() + size_, ' ', n);
    size_ += n;
  }
  // As a JSON string.
  void string(std::string_view text) {
    if (json::plain_prefix(text) == text.size()) {
      put('"');
      put(text);
      put('"');
    } else {
      std::string escaped;
      json::append_string(escaped, text);
      put(escaped);
    }
  }

 private:
  void grow(size_t n) { out_.resize(std::max(out_.size() * 2, size_ + n + 4096)); }

  std::string& out_;
  size_t size_;
};

class JsonWriter {
 public:
  JsonWriter(std::string& out, int indent) : out_(out), indent_(indent) {}

  void object(const Element& e) {
    out_.put('{');
    ++depth_;
    bool first = true;
    if (e.is_resource()) {
      first = false;
      line();
      out_.put(indent_ == 0 ? "\"resourceType\":" : "\"resourceType\": ");
      out_.string(e.resource_type);
    }
    for (const Element* c = e.first; c != nullptr; c = c->next)
      if (c->index == 0) member(*c, first);
    --depth_;
    if (!first) line();
    out_.put('}');
  }

 private:
  void line() {
    if (indent_ == 0) return;
    out_.put('\n');
    out_.blanks(static_cast<size_t>(indent_ * depth_));
  }
  // A name that the model knows has nothing to escape.
  void key(const Element& e, bool underscore, bool& first) {
    if (!first) out_.put(',');
    first = false;
    line();
    if (underscore || e.property != nullptr) {
      out_.put(underscore ? "\"_" : "\"");
      out_.put(e.name);
      out_.put('"');
    } else {
      out_.string(e.name);
    }
    out_.put(indent_ == 0 ? ":" : ": ");
  }

  static bool is_primitive(const Element& e) {
    if (e.type != nullptr) return e.type->is_primitive();
    return e.has_value || e.json == JsonKind::null;
  }

  // Siblings have one parent, so what has one definition has one name.
  static bool same_name(const Element& a, const Element& b) {
    return a.property != nullptr || b.property != nullptr ? a.property == b.property : a.name == b.name;
  }

  void member(const Element& head, bool& first) {
    const size_t begin = items_.size();
    bool primitive = false, values = false, extras = false;
    for (const Element* c = &head; c != nullptr; c = c->next) {
      if (!same_name(*c, head)) continue;
      items_.push_back(c);
      primitive |= is_primitive(*c);
      values |= c->has_value;
      extras |= c->first != nullptr;
    }
    const size_t count = items_.size() - begin;
    const bool array = head.property != nullptr ? head.property->is_array : head.in_array || count > 1;
    if (!primitive) {
      key(head, false, first);
      list(begin, count, array, [this](const Element& c) { object(c); });
    } else {
      if (values) {
        key(head, false, first);
        list(begin, count, array, [this](const Element& c) { scalar(c); });
      }
      if (extras) {
        key(head, true, first);
        list(begin, count, array, [this](const Element& c) { c.first == nullptr ? out_.put("null") : object(c); });
      }
    }
    items_.resize(begin);
  }

  template <typename Write>
  void list(size_t begin, size_t count, bool array, Write write) {
    if (!array) return write(*items_[begin]);
    out_.put('[');
    ++depth_;
    for (size_t i = begin; i < begin + count; ++i) {
      if (i != begin) out_.put(',');
      line();
      write(*items_[i]);
    }
    --depth_;
    line();
    out_.put(']');
  }

  void scalar(const Element& e) {
    if (!e.has_value) {
      out_.put("null");
      return;
    }
    bool bare = e.json == JsonKind::number || e.json == JsonKind::boolean;
    if (e.json == JsonKind::none && e.type != nullptr)
      bare = e.type->is_a("boolean") || e.type->is_a("decimal") || e.type->is_a("integer");
    if (bare && is_bare(e.value))
      out_.put(e.value);
    else
      out_.string(e.value);
  }

  Sink out_;
  int indent_;
  int depth_ = 0;
  std::vector<const Element*> items_;  // a stack: the items of the members that are being written
};

}  // namespace

void write_json(std::string& out, const Element& root, const JsonStyle& style) {
  JsonWriter(out, style.indent).object(root);
}

}  // namespace anamnesis::fhir
