// FHIR JSON -> Element tree. What the scanner reads in one pass is done; here is the careful reader, for all else. It
// walks the JSON tree with the Model beside it. `x` and `_x` become one Element: the pair is found when either is met,
// and made at the place of whichever comes first.
#include "fhir/json_reader.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "base/json.h"
#include "base/json_mend.h"
#include "fhir/json_scanner.h"
#include "fhir/locations.h"

namespace anamnesis::fhir {
namespace {

JsonKind kind_of(const json::Value& v) {
  switch (v.kind) {
    case json::Kind::string: return JsonKind::string;
    case json::Kind::number: return JsonKind::number;
    case json::Kind::boolean: return JsonKind::boolean;
    case json::Kind::null: return JsonKind::null;
    default: return JsonKind::object;
  }
}

class JsonReader {
 public:
  JsonReader(std::string_view source, Arena& arena, const Model& model, Issues& issues)
      : source_(source), locations_(source), arena_(arena), model_(model), issues_(issues) {}

  Element* root(const json::Value& value, std::string_view type_name) {
    Element* e = arena_.make<Element>();
    e->offset = value.offset;
    e->json = kind_of(value);
    e->set_type(type_name.empty() ? nullptr : model_.type(type_name));
    fill(*e, value);
    return e;
  }

 private:
  // The content of one value into its element, whose property and type are set.
  void fill(Element& e, const json::Value& v) {
    switch (v.kind) {
      case json::Kind::object: return object(e, v);
      case json::Kind::array:
      case json::Kind::null: return;
      default: e.set_value(v.text);
    }
  }

  // x and _x of an object, by x. The first of each: others are told as duplicates.
  struct Pair {
    const json::Value *plain = nullptr, *extra = nullptr;
  };
  using Pairs = std::unordered_map<std::string_view, Pair>;

  static Pairs pairs_of(const json::Value& object) {
    Pairs pairs;
    for (const json::Value* m = object.first; m != nullptr; m = m->next) {
      const bool extra = m->key.starts_with('_');
      Pair& pair = pairs[extra ? m->key.substr(1) : m->key];
      const json::Value*& place = extra ? pair.extra : pair.plain;
      if (place == nullptr) place = m;
    }
    return pairs;
  }

  void object(Element& e, const json::Value& v) {
    if (v.size == 0) {
      e.faulty = e.type() == nullptr || !e.type()->is_primitive();
      report(e, v.offset, "json-empty-object", "an object has at least one property");
    }
    const bool may_be_resource = e.type() == nullptr || e.type()->kind == TypeKind::resource;
    const std::string_view type = may_be_resource ? v.string("resourceType") : std::string_view();
    if (!type.empty()) e.set_resource(type, model_.type(type));
    bool underscores = false;
    for (const json::Value* m = v.first; m != nullptr; m = m->next) underscores |= m->key.starts_with('_');
    const Pairs pairs = underscores ? pairs_of(v) : Pairs();
    for (const json::Value* m = v.first; m != nullptr; m = m->next) {
      if (may_be_resource && m->key == "resourceType") continue;
      if (m->duplicate) {
        report(e, m->key_offset, "json-duplicate", "the property '" + std::string(m->key) + "' is there twice");
        continue;
      }
      if (!underscores) {
        member(e, m->key, m->key_offset, m, nullptr);
        continue;
      }
      const bool extra = m->key.starts_with('_');
      const std::string_view name = extra ? m->key.substr(1) : m->key;
      const Pair& pair = pairs.at(name);
      const json::Value* other = extra ? pair.plain : pair.extra;
      if (other != nullptr && other->offset < m->offset) continue;  // made where the first of the two stood
      member(e, name, m->key_offset, extra ? other : m, extra ? m : other);
    }
  }

  // One property: `plain` is x, `extra` is _x; either may be missing.
  void member(Element& parent, std::string_view name, uint32_t key_offset, const json::Value* plain,
              const json::Value* extra) {
    const Property* p = parent.type() == nullptr ? nullptr : parent.type()->find(name);
    if (extra != nullptr && p != nullptr && p->type != nullptr && !p->type->is_primitive()) {
      report(parent, extra->offset, "element-unknown",
             "'_" + std::string(name) + "' is no element: " + std::string(p->type->name) + " is no primitive");
      extra = nullptr;
    }
    if (p != nullptr && p->is_choice && is_chosen(parent, *p, key_offset)) return;
    if (!are_alike(parent, name, p, plain, extra)) return;
    const json::Value* shape = plain != nullptr ? plain : extra;
    if (shape->kind != json::Kind::array) {
      item(parent, name, p, key_offset, plain, extra, false, 0);
      return;
    }
    Element& here = outside(parent, name, p, shape->offset);
    if (p != nullptr && !p->is_array) {
      parent.faulty = true;
      return report(here, key_offset, "json-array-unwanted", "'" + std::string(name) + "' must not be an array");
    }
    if (shape->size == 0) {
      parent.faulty = true;
      report(here, shape->offset, "json-empty-array", "the array '" + std::string(name) + "' is empty");
    }
    const json::Value* a = plain == nullptr ? nullptr : plain->first;
    const json::Value* b = extra == nullptr || extra->kind != json::Kind::array ? nullptr : extra->first;
    if (plain != nullptr && extra != nullptr && plain->size != extra->size)
      report(parent, extra->offset, "json-array-lengths",
             "'" + std::string(name) + "' and '_" + std::string(name) + "' have different numbers of items");
    for (uint32_t index = 0; a != nullptr || b != nullptr; ++index) {
      item(parent, name, p, a != nullptr ? a->offset : b->offset, a, b, true, index);
      a = a == nullptr ? nullptr : a->next;
      b = b == nullptr ? nullptr : b->next;
    }
  }

  // Has the parent another type of this choice already? That is told; the second is left out.
  bool is_chosen(Element& parent, const Property& p, uint32_t offset) {
    const Element* other = choice_of(parent, p);
    if (other == nullptr) return false;
    report(
        parent, offset, "cardinality-max",
        "'" + std::string(p.json_name) + "' is one too many: '" + std::string(other->name()) + "' stands here already");
    return true;
  }

  // Arrays go with arrays; otherwise `_x` must be an object. If not, that is told, and the property is left out.
  bool are_alike(Element& parent, std::string_view name, const Property* p, const json::Value* plain,
                 const json::Value* extra) {
    if (plain == nullptr && extra == nullptr) return false;
    if (p == nullptr || plain == nullptr || extra == nullptr) return true;
    if (extra->is(json::Kind::array) == plain->is(json::Kind::array) && !extra->is(json::Kind::null)) return true;
    tell_underscore(outside(parent, name, p, extra->offset), *extra);
    parent.faulty = true;
    return false;
  }

  // An element that its parent does not know (yet).
  Element& outside(Element& parent, std::string_view name, const Property* p, uint32_t offset) {
    Element* e = arena_.make<Element>();
    e->define(name, p);
    e->offset = offset;
    e->parent = &parent;
    return *e;
  }

  void item(Element& parent, std::string_view name, const Property* p, uint32_t offset, const json::Value* plain,
            const json::Value* extra, bool in_array, uint32_t index) {
    Element& e = outside(parent, name, p, offset);
    e.index = index;
    e.in_array = in_array;
    e.json = plain == nullptr ? JsonKind::null : kind_of(*plain);
    if (p != nullptr && p->is_array && !in_array)
      report(e, offset, "json-array-wanted", "'" + std::string(name) + "' must be an array");
    if (is_misshapen(e, plain, extra)) {
      parent.faulty = true;
      return;
    }
    parent.append(&e);
    if (plain != nullptr) fill(e, *plain);
    if (extra != nullptr && extra->is(json::Kind::object)) object(e, *extra);
  }

  // What has not the shape of its type is told and left out, as if it were not there: what it holds cannot be meant.
  bool is_misshapen(const Element& e, const json::Value* plain, const json::Value* extra) {
    const auto is = [](const json::Value* v, json::Kind kind) { return v != nullptr && v->is(kind); };
    const bool no_extra = extra == nullptr || extra->is(json::Kind::null);
    const auto name = [&] { return "'" + std::string(e.name()) + "'"; };
    if ((plain == nullptr || plain->is(json::Kind::null)) && no_extra) {
      report(e, e.offset, "json-null", "null is only allowed beside an item that has extensions");
      return e.property() != nullptr;  // what nobody knows keeps its form
    }
    if (is(plain, json::Kind::array)) {
      report(e, plain->offset, "json-array", "an array may not stand inside an array");
      return true;
    }
    if (e.property() == nullptr) {  // what nobody knows keeps its form, unless it is `_x` without an x or content
      if (!no_extra && extra->kind != json::Kind::object && (plain == nullptr || plain->is(json::Kind::null))) {
        report(*e.parent, extra->offset, "element-unknown", "'_" + std::string(e.name()) + "' is no element here");
        return true;
      }
      return false;
    }
    if (!no_extra && extra->kind != json::Kind::object) {
      tell_underscore(e, *extra);
      return true;
    }
    if (e.type() == nullptr || plain == nullptr) return false;
    if (e.type()->is_primitive()) {
      if (e.property()->is_array && !e.in_array) return true;
      if (!plain->is(json::Kind::object)) return false;
      report(e, e.offset, "json-primitive-wanted",
             name() + " must be a " + std::string(e.type()->name) + ", not an object");
      return true;
    }
    if (plain->is(json::Kind::object) || plain->is(json::Kind::null)) return false;
    report(e, e.offset, "json-object-wanted",
           name() + " must be an object, not '" + std::string(plain->text.substr(0, 40)) + "'");
    return true;
  }

  void tell_underscore(const Element& e, const json::Value& extra) {
    report(e, extra.offset, "json-underscore",
           "'_" + std::string(e.name()) + "' must be an object with id or extension");
  }

  void report(const Element& e, uint32_t offset, std::string_view id, std::string text) {
    Issue issue{.severity = Severity::error, .code = "structure", .id = id, .text = std::move(text)};
    issue.expression = json_path_of(e);
    if (!source_.empty()) {
      const LineColumn at = locations_.at(offset);
      issue.line = at.line;
      issue.column = at.column;
    }
    issues_.push_back(std::move(issue));
  }

  std::string_view source_;
  Locations locations_;
  Arena& arena_;
  const Model& model_;
  Issues& issues_;
};

void collect(const Element& e, std::vector<const Element*>& out) {
  out.push_back(&e);
  for (const Element* c = e.first(); c != nullptr; c = c->next()) collect(*c, out);
}

// Comments, given by their offsets in the source: each is told of the element that begins behind it, or of the root.
void tell_comments(const Element& root, std::string_view source, const std::vector<uint32_t>& offsets, Issues& issues) {
  if (offsets.empty()) return;
  std::vector<const Element*> elements;
  collect(root, elements);
  std::stable_sort(elements.begin(), elements.end(),
                   [](const Element* a, const Element* b) { return a->offset < b->offset; });
  Locations locations(source);
  for (const uint32_t offset : offsets) {
    const auto behind = std::lower_bound(elements.begin(), elements.end(), offset,
                                         [](const Element* e, uint32_t wanted) { return e->offset < wanted; });
    const LineColumn place = locations.at(offset);
    issues.push_back({.severity = Severity::error,
                      .code = "invalid",
                      .id = "json-comment",
                      .text = "JSON has no comments",
                      .expression = expression_of(behind == elements.end() ? root : **behind),
                      .line = place.line,
                      .column = place.column});
  }
}

// The innermost object that an offset lies in: an item's element stands where the item does, a single one at its key.
const Element* around(const Element& e, const json::Value& v, uint32_t offset) {
  for (const json::Value* m = v.first; m != nullptr; m = m->next) {
    const bool list = m->is(json::Kind::array);
    if (!list && !m->is(json::Kind::object)) continue;
    for (const json::Value* o = list ? m->first : m; o != nullptr; o = list ? o->next : nullptr) {
      if (!o->is(json::Kind::object) || offset < o->offset || offset >= o->end) continue;
      const uint32_t stands_at = list ? o->offset : m->key_offset;
      for (const Element* c = e.first(); c != nullptr; c = c->next())
        if (c->offset == stands_at) return around(*c, *o, offset);
      return &e;
    }
  }
  return &e;
}

// Commas that are missing are told once, since one slip often leaves out several; all else one by one.
void tell_mends(const Element& root, const json::Value& value, std::string_view source, const json::Mended& mended,
                Issues& issues) {
  const auto missing = [](const json::Mend& m) { return m.kind == json::Mend::comma_missing; };
  const auto commas = std::count_if(mended.mends.begin(), mended.mends.end(), missing);
  bool told = false;
  for (const json::Mend& m : mended.mends) {
    if (missing(m) && std::exchange(told, true)) continue;
    const std::string word = "'" + std::string(m.word) + "'";
    const LineColumn place = locate(source, m.offset);
    issues.push_back({.severity = Severity::error,
                      .code = "invalid",
                      .id = m.kind == json::Mend::name_unquoted || m.kind == json::Mend::word_unquoted ? "json-quotes"
                                                                                                       : "json-comma",
                      .text = m.kind == json::Mend::comma_missing
                                  ? commas == 1 ? "a comma is missing"
                                                : std::to_string(commas) + " commas are missing, the first here"
                              : m.kind == json::Mend::comma_extra   ? "there is a comma behind the last item"
                              : m.kind == json::Mend::name_unquoted ? "the name " + word + " has no quotes"
                                                                    : "the text " + word + " has no quotes",
                      .expression = expression_of(*around(root, value, m.offset)),
                      .line = place.line,
                      .column = place.column});
  }
}

// What only commas and quotes keep from being JSON, read all the same.
Element* read_mended(std::string_view source, Arena& arena, const Model& model, Issues& issues) {
  auto mended = json::mend(source);
  if (!mended) return nullptr;
  json::Notes notes;
  const auto value = json::parse(arena.copy(mended->text), arena, {.comments = true}, &notes);
  if (!value || !(*value)->is(json::Kind::object)) return nullptr;
  json::Value& tree = const_cast<json::Value&>(**value);  // made for this call alone
  mended->restore(tree);
  Element* root = read_json(tree, source, arena, model, issues);
  tell_mends(*root, tree, source, *mended, issues);
  for (uint32_t& comment : notes.comments) comment = mended->original(comment);
  tell_comments(*root, source, notes.comments, issues);
  return root;
}

}  // namespace

Element* read_json(const json::Value& value, std::string_view source, Arena& arena, const Model& model, Issues& issues,
                   std::string_view type_name) {
  return JsonReader(source, arena, model, issues).root(value, type_name);
}

Result<Element*> read_json(std::string_view source, Arena& arena, const Model& model, Issues& issues) {
  if (Element* root = scan_json(source, arena, model)) return root;
  return read_json_carefully(source, arena, model, issues);
}

Result<Element*> read_json_carefully(std::string_view source, Arena& arena, const Model& model, Issues& issues) {
  json::Notes notes;
  auto value = json::parse(source, arena);
  if (!value && source.find('/') != std::string_view::npos) {  // perhaps only comments are to blame
    const auto again = json::parse(source, arena, {.comments = true}, &notes);
    if (again) value = again;
  }
  if (!value) {
    if (Element* root = read_mended(source, arena, model, issues)) return root;
    return value.error();
  }
  if ((*value)->kind != json::Kind::object) {
    const LineColumn at = locate(source, (*value)->offset);
    return Error{.message = "a FHIR resource must be a JSON object", .line = at.line, .column = at.column};
  }
  Element* root = read_json(**value, source, arena, model, issues);
  tell_comments(*root, source, notes.comments, issues);
  return root;
}

}  // namespace anamnesis::fhir
