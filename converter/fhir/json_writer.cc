// Element tree -> FHIR JSON: the children of one name, which stand together or apart, become one member, and a second
// one with an underscore where a primitive has an id or extensions.
#include "fhir/json_writer.h"

#include <algorithm>
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

class JsonWriter {
 public:
  JsonWriter(std::string& out, int indent) : out_(out), indent_(indent) {}

  void object(const Element& e) {
    out_ += '{';
    ++depth_;
    bool first = true;
    if (e.is_resource()) {
      key("resourceType", false, first);
      json::append_string(out_, e.resource_type);
    }
    for (const Element* c = e.first; c != nullptr; c = c->next)
      if (c->index == 0) member(*c, first);
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
  void key(std::string_view name, bool underscore, bool& first) {
    if (!first) out_ += ',';
    first = false;
    line();
    if (underscore) {
      out_ += "\"_";
      out_ += name;
      out_ += '"';
    } else {
      json::append_string(out_, name);
    }
    out_ += indent_ == 0 ? ":" : ": ";
  }

  static bool is_primitive(const Element& e) {
    if (e.type != nullptr) return e.type->is_primitive();
    return e.has_value || e.json == JsonKind::null;
  }

  void member(const Element& head, bool& first) {
    items_.clear();
    for (const Element* c = &head; c != nullptr; c = c->next)
      if (c->name == head.name) items_.push_back(c);
    const std::vector<const Element*> items = items_;
    const bool array = head.property != nullptr ? head.property->is_array : head.in_array || items.size() > 1;
    bool primitive = false, values = false, extras = false;
    for (const Element* c : items) {
      primitive |= is_primitive(*c);
      values |= c->has_value;
      extras |= c->first != nullptr;
    }
    if (!primitive) {
      key(head.name, false, first);
      list(items, array, [this](const Element& c) { object(c); });
      return;
    }
    if (values) {
      key(head.name, false, first);
      list(items, array, [this](const Element& c) { scalar(c); });
    }
    if (extras) {
      key(head.name, true, first);
      list(items, array, [this](const Element& c) { c.first == nullptr ? void(out_ += "null") : object(c); });
    }
  }

  template <typename Write>
  void list(const std::vector<const Element*>& items, bool array, Write write) {
    if (!array) return write(*items.front());
    out_ += '[';
    ++depth_;
    for (const Element* c : items) {
      if (c != items.front()) out_ += ',';
      line();
      write(*c);
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
    if (e.json == JsonKind::none && e.type != nullptr)
      bare = e.type->is_a("boolean") || e.type->is_a("decimal") || e.type->is_a("integer");
    if (bare && is_bare(e.value))
      out_ += e.value;
    else
      json::append_string(out_, e.value);
  }

  std::string& out_;
  int indent_;
  int depth_ = 0;
  std::vector<const Element*> items_;
};

}  // namespace

void write_json(std::string& out, const Element& root, const JsonStyle& style) {
  JsonWriter(out, style.indent).object(root);
}

}  // namespace anamnesis::fhir
