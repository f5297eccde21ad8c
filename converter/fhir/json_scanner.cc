// Scanner: text in, Elements out, by recursive descent over the Model's types. Every function is at its first byte when
// called and says whether it could read on; the first no ends it all.
//
// Since every property must be known, it has a number in its type, and a set of bits tells duplicates. `x` and `_x` are
// joined where `x` comes first, as nearly everybody writes them.
#include "fhir/json_scanner.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/json.h"
#include "base/json_string.h"
#include "base/utf8.h"

namespace anamnesis::fhir {
namespace {

constexpr int kDeepest = 100;            // FHIR in use is far less deep; the careful reader goes on
constexpr size_t kMostProperties = 512;  // of one type

class PropertySet {
 public:
  bool has(size_t n) const { return (words_[n / 64] >> (n % 64) & 1) != 0; }
  void add(size_t n) { words_[n / 64] |= uint64_t{1} << (n % 64); }

 private:
  std::array<uint64_t, kMostProperties / 64> words_{};
};

class Scanner {
 public:
  Scanner(std::string_view source, Arena& arena, const Model& model)
      : begin_(source.data()), at_(source.data()), end_(source.data() + source.size()), arena_(arena), model_(model) {}

  Element* document() {
    skip_white();
    Element* root = arena_.make<Element>();
    root->offset = offset();
    root->json = JsonKind::object;
    if (!take('{') || !object(*root, 0)) return nullptr;
    skip_white();
    return at_ == end_ ? root : nullptr;
  }

 private:
  uint32_t offset() const { return static_cast<uint32_t>(at_ - begin_); }
  char peek() const { return at_ != end_ ? *at_ : '\0'; }
  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  void skip_white() {
    while (at_ != end_ && *at_ <= ' ' && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
  }

  // Behind a comma: true, `more`. Behind what closes: true.
  bool next(char close, bool& more) {
    skip_white();
    more = take(',');
    if (!more) return take(close);
    skip_white();
    return true;
  }

  // A string without escapes.
  bool plain_string(std::string_view& out) {
    if (!take('"')) return false;
    const char* stop = json::find_string_stop(at_, end_);
    if (stop == end_ || *stop != '"') return false;
    out = {at_, static_cast<size_t>(stop - at_)};
    at_ = stop + 1;
    return true;
  }

  bool string(std::string_view& out) {
    const char* const begin = at_ + 1;
    if (plain_string(out)) return true;
    const char* p = json::find_string_stop(begin, end_);
    for (; p != end_ && *p == '\\'; p = json::find_string_stop(p + 2, end_))
      if (end_ - p < 2) return false;
    if (p == end_ || *p != '"') return false;
    at_ = p + 1;
    const auto text = json::unescape({begin, static_cast<size_t>(p - begin)}, arena_);
    out = text.value_or(out);
    return text.has_value();
  }

  bool key(std::string_view& out) {
    if (!plain_string(out)) return false;
    skip_white();
    if (!take(':')) return false;
    skip_white();
    return true;
  }

  // The members of an object, behind its brace.
  bool object(Element& e, int depth) {
    if (depth > kDeepest) return false;
    skip_white();
    bool more = peek() != '}';
    if (!more) return false;  // an object has something in it
    if (e.type() == nullptr || e.type()->kind == TypeKind::resource)
      if (!resource_type(e, more)) return false;
    const size_t nulls = nulls_;
    PropertySet seen, seen_extra;
    while (more)
      if (!member(e, depth, seen, seen_extra) || !next('}', more)) return false;
    return nulls_ == nulls;
  }

  // The first member of a resource.
  bool resource_type(Element& e, bool& more) {
    std::string_view name, type;
    if (!key(name) || name != "resourceType" || !plain_string(type) || type.empty()) return false;
    e.set_resource(type, model_.type(type));
    return e.type() != nullptr && next('}', more);
  }

  bool member(Element& parent, int depth, PropertySet& seen, PropertySet& seen_extra) {
    const uint32_t key_offset = offset();
    std::string_view name;
    if (!key(name)) return false;
    const bool extra = name.starts_with('_');
    const Property* p = parent.type()->find(extra ? name.substr(1) : name);
    if (p == nullptr || p->type == nullptr) return false;
    const auto number = static_cast<size_t>(p - parent.type()->properties().data());
    if (number >= kMostProperties || seen_extra.has(number)) return false;
    if (extra) {
      if (!p->type->is_primitive()) return false;
      seen_extra.add(number);
      return extras(parent, *p, key_offset, seen.has(number), depth);
    }
    if (seen.has(number) || (p->is_choice && choice_of(parent, *p) != nullptr)) return false;
    seen.add(number);
    if ((peek() == '[') != p->is_array) return false;
    if (!p->is_array) return value(append(parent, *p, key_offset), depth);
    return items(parent, *p, depth);
  }

  Element& append(Element& parent, const Property& p, uint32_t offset) {
    Element* e = arena_.make<Element>();
    e->define(p.json_name, &p);
    e->offset = offset;
    e->json = JsonKind::null;
    parent.append(e);
    return *e;
  }

  Element& append_item(Element& parent, const Property& p, uint32_t index) {
    Element& e = append(parent, p, offset());
    e.index = index;
    e.in_array = true;
    return e;
  }

  bool items(Element& parent, const Property& p, int depth) {
    ++at_;
    skip_white();
    bool more = true;
    for (uint32_t index = 0; more; ++index)
      if (!value(append_item(parent, p, index), depth) || !next(']', more)) return false;
    return true;
  }

  bool value(Element& e, int depth) {
    std::string_view text;
    switch (peek()) {
      case '{':
        if (e.type()->is_primitive()) return false;
        ++at_;
        e.json = JsonKind::object;
        return object(e, depth + 1);
      case '"': return string(text) && take_value(e, JsonKind::string, text);
      case 't': return word("true", text) && take_value(e, JsonKind::boolean, text);
      case 'f': return word("false", text) && take_value(e, JsonKind::boolean, text);
      case 'n': ++nulls_; return word("null", text);
      default: return number(text) && take_value(e, JsonKind::number, text);
    }
  }

  static bool take_value(Element& e, JsonKind kind, std::string_view text) {
    if (!e.type()->is_primitive()) return false;
    e.json = kind;
    e.set_value(text);
    return true;
  }

  bool word(std::string_view wanted, std::string_view& out) {
    out = {at_, std::min(wanted.size(), static_cast<size_t>(end_ - at_))};
    at_ += out.size();
    return out == wanted;
  }

  size_t digits() {
    const char* const begin = at_;
    while (at_ != end_ && is_digit(*at_)) ++at_;
    return static_cast<size_t>(at_ - begin);
  }

  // No exponents and nothing long: what is too large for a number is the careful reader's.
  bool number(std::string_view& out) {
    const char* const begin = at_;
    take('-');
    const bool zero = peek() == '0';
    const size_t whole = digits();
    if (whole == 0 || whole > 15 || (zero && whole > 1)) return false;
    if (take('.') && digits() == 0) return false;
    out = {begin, static_cast<size_t>(at_ - begin)};
    return peek() != 'e' && peek() != 'E';
  }

  // `_x`: what belongs to the values of `x`, which have been read if they are there.
  bool extras(Element& parent, const Property& p, uint32_t key_offset, bool has_values, int depth) {
    Element* e = has_values ? parent.first() : nullptr;
    while (e != nullptr && e->property() != &p) e = e->next();
    if (has_values && e->in_array != (peek() == '[')) return false;
    if (take('{')) return extra(has_values ? *e : append(parent, p, key_offset), has_values, depth);
    if (!take('[')) return false;
    skip_white();
    bool more = true;
    for (uint32_t index = 0; more; ++index) {
      if (has_values && (e == nullptr || e->property() != &p)) return false;
      std::string_view null;
      const bool good = peek() == 'n' ? has_values && word("null", null)
                        : take('{')   ? extra(has_values ? *e : append_item_before(parent, p, index), has_values, depth)
                                      : false;
      if (!good || !next(']', more)) return false;
      e = has_values ? e->next() : nullptr;
    }
    return e == nullptr || e->property() != &p;
  }

  // The same where the brace has been taken.
  Element& append_item_before(Element& parent, const Property& p, uint32_t index) {
    Element& e = append_item(parent, p, index);
    --e.offset;
    return e;
  }

  // An object with id or extension, behind its brace.
  bool extra(Element& e, bool has_value, int depth) {
    skip_white();
    if (peek() == '}' || e.type()->kind == TypeKind::resource) return false;
    if (has_value && e.json == JsonKind::null) --nulls_;
    return object(e, depth + 1);
  }

  const char* const begin_;
  const char* at_;
  const char* const end_;
  Arena& arena_;
  const Model& model_;
  size_t nulls_ = 0;  // values that were null and have had no extension yet
};

}  // namespace

Element* scan_json(std::string_view source, Arena& arena, const Model& model) {
  if (source.size() > json::Limits().bytes || find_invalid_utf8(source)) return nullptr;
  const Arena::Mark before = arena.mark();
  Element* root = Scanner(source, arena, model).document();
  if (root == nullptr) arena.rewind(before);
  return root;
}

}  // namespace anamnesis::fhir
