// Element tree -> FHIR JSON: the children of one name, which stand together or apart, become one member, and a second
// one with an underscore where a primitive has an id or extensions.
#include "fhir/json_writer.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/json.h"
#include "fhir/model.h"

namespace anamnesis::fhir {
namespace {

// Can this stand in JSON without quotes? A number or boolean out of XML may be anything.
bool is_bare(std::string_view v) {
  if (v == "true" || v == "false") return true;
  const auto digits = [&] {
    size_t n = 0;
    while (n < v.size() && v[n] >= '0' && v[n] <= '9') ++n;
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

class JsonWriter {
 public:
  JsonWriter(std::string& out, int indent) : out_(out), indent_(indent) {}

  void object(const Element& e) {
    out_ += '{';
    ++depth_;
    bool first = true;
    if (e.is_resource()) {
      first = false;
      line();
      out_ += indent_ == 0 ? "\"resourceType\":" : "\"resourceType\": ";
      json::append_string(out_, e.resource_type());
    }
    bool repeats = false;  // else no member's further items need be looked for
    for (const Element* c = e.first(); c != nullptr; c = c->next()) repeats |= c->index != 0;
    const Element* before = nullptr;
    for (const Element* c = e.first(); c != nullptr; before = c, c = c->next())
      if (c->index == 0 || is_first(e, *c, before)) member(*c, repeats, first);
    --depth_;
    if (!first) line();
    out_ += '}';
  }

 private:
  void line() {
    if (indent_ == 0) return;
    out_ += '\n';
    out_.append(static_cast<size_t>(indent_ * depth_), ' ');
  }
  // A name that the model knows has nothing to escape, and is put together before it is appended at once.
  void key(const Element& e, bool underscore, bool& first) {
    constexpr size_t kLongest = 80;
    if (!first) out_ += ',';
    first = false;
    line();
    const std::string_view name = e.name();
    if (e.property() == nullptr || name.size() > kLongest) {
      json::append_string(out_, underscore ? "_" + std::string(name) : std::string(name));
      out_ += indent_ == 0 ? ":" : ": ";
      return;
    }
    char room[kLongest + 5];
    char* at = room;
    *at++ = '"';
    if (underscore) *at++ = '_';
    at = std::copy(name.begin(), name.end(), at);
    *at++ = '"';
    *at++ = ':';
    if (indent_ != 0) *at++ = ' ';
    out_.append(room, at);
  }

  static bool is_primitive(const Element& e) {
    if (e.type() != nullptr) return e.type()->is_primitive();
    return e.has_value || e.json == JsonKind::null;
  }

  // Siblings have one parent, so what has one definition has one name.
  static bool same_name(const Element& a, const Element& b) {
    return a.property() != nullptr || b.property() != nullptr ? a.property() == b.property() : a.name() == b.name();
  }

  // The reader leaves out what has the wrong shape, so the first item of a list need not have been the first.
  static bool is_first(const Element& parent, const Element& e, const Element* before) {
    if (before != nullptr && same_name(*before, e)) return false;
    for (const Element* c = parent.first(); c != &e; c = c->next())
      if (same_name(*c, e)) return false;
    return true;
  }

  void member(const Element& head, bool repeats, bool& first) {
    const size_t begin = items_.size();
    bool primitive = false, values = false, extras = false;
    for (const Element* c = &head; c != nullptr; c = repeats ? c->next() : nullptr) {
      if (!same_name(*c, head)) continue;
      items_.push_back(c);
      primitive |= is_primitive(*c);
      values |= c->has_value;
      extras |= c->has_children();
    }
    const size_t count = items_.size() - begin;
    const bool array = head.property() != nullptr ? head.property()->is_array : head.in_array || count > 1;
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
        list(begin, count, array, [this](const Element& c) { c.has_children() ? object(c) : void(out_ += "null"); });
      }
    }
    items_.resize(begin);
  }

  template <typename Write>
  void list(size_t begin, size_t count, bool array, Write write) {
    if (!array) return write(*items_[begin]);
    out_ += '[';
    ++depth_;
    for (size_t i = begin; i < begin + count; ++i) {
      if (i != begin) out_ += ',';
      line();
      write(*items_[i]);
    }
    --depth_;
    line();
    out_ += ']';
  }

  void scalar(const Element& e) {
    if (!e.has_value) {
      out_ += "null";
      return;
    }
    bool bare = e.json == JsonKind::number || e.json == JsonKind::boolean;
    if (e.json == JsonKind::none && e.type() != nullptr)
      bare = e.type()->is_a("boolean") || e.type()->is_a("decimal") || e.type()->is_a("integer");
    if (bare && is_bare(e.value()))
      out_ += e.value();
    else
      json::append_string(out_, e.value());
  }

  std::string& out_;
  int indent_;
  int depth_ = 0;
  std::vector<const Element*> items_;  // a stack: the items of the members that are being written
};

}  // namespace

void write_json(std::string& out, const Element& root, const JsonStyle& style) {
  JsonWriter(out, style.indent).object(root);
}

}  // namespace anamnesis::fhir
