// The concept tree is flattened in document order; children know their parents by position, from nesting and from the
// properties parent, child and subsumedBy. A supplement adds designations and properties to concepts that are there
// already; it cannot add concepts. Codes are found by binary search over positions sorted by code.
#include "terminology/code_system.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "base/ascii.h"
#include "base/json.h"

namespace anamnesis::terminology {
namespace {

Content content_of(std::string_view text) {
  if (text == "fragment") return Content::fragment;
  if (text == "example") return Content::example;
  if (text == "not-present") return Content::not_present;
  if (text == "supplement") return Content::supplement;
  return Content::complete;
}

// The value[x] of a concept's property: a code of a Coding, else the primitive.
std::string_view property_text(const json::Value& property) {
  for (const json::Value* m = property.first; m != nullptr; m = m->next) {
    if (!m->key.starts_with("value")) continue;
    return m->is(json::Kind::object) ? m->string("code") : m->text;
  }
  return {};
}

}  // namespace

struct CodeSystem::Builder {
  CodeSystem& out;
  std::string_view source = {};  // what kept views may point into
  std::vector<std::vector<Designation>> designations = {};
  std::vector<std::vector<PropertyValue>> properties = {};
  std::vector<std::vector<uint32_t>> parents = {};

  std::string_view keep(std::string_view s) {
    const bool inside = s.data() >= source.data() && s.data() + s.size() <= source.data() + source.size();
    return inside || s.empty() ? s : out.arena_.copy(s);
  }

  static const json::Value* items(const json::Value& object, const char* member) {
    const json::Value* array = object.find(member);
    return array != nullptr && array->is(json::Kind::array) ? array->first : nullptr;
  }

  void add_details(const json::Value& json, uint32_t at) {
    for (const json::Value* d = items(json, "designation"); d != nullptr; d = d->next)
      designations[at].push_back({keep(d->string("language")), keep(d->string("value"))});
    for (const json::Value* p = items(json, "property"); p != nullptr; p = p->next)
      properties[at].push_back({keep(p->string("code")), keep(property_text(*p))});
  }

  void add_concepts(const json::Value* concept_, uint32_t parent, int depth) {
    for (; concept_ != nullptr && depth < kMaxConceptDepth; concept_ = concept_->next) {
      if (!concept_->is(json::Kind::object)) continue;
      const auto at = static_cast<uint32_t>(out.concepts_.size());
      Concept& c = out.concepts_.emplace_back();
      c.code = keep(concept_->string("code"));
      c.display = keep(concept_->string("display"));
      designations.emplace_back();
      properties.emplace_back();
      parents.emplace_back();
      if (parent != kNone) parents[at].push_back(parent);
      add_details(*concept_, at);
      add_concepts(items(*concept_, "concept"), at, depth + 1);
    }
  }

  void sort() {
    out.by_code_.resize(out.concepts_.size());
    for (uint32_t i = 0; i < out.by_code_.size(); ++i) out.by_code_[i] = i;
    std::stable_sort(out.by_code_.begin(), out.by_code_.end(), [&](uint32_t a, uint32_t b) {
      return out.compare(out.concepts_[a].code, out.concepts_[b].code) < 0;
    });
  }

  void link(uint32_t parent, uint32_t child) {
    if (parent == kNone || child == kNone || parent == child) return;
    auto& list = parents[child];
    if (std::find(list.begin(), list.end(), parent) == list.end()) list.push_back(parent);
  }

  void read_properties() {
    for (uint32_t i = 0; i < out.concepts_.size(); ++i) {
      Concept& c = out.concepts_[i];
      for (const PropertyValue& p : properties[i]) {
        if (p.code == "parent" || p.code == "subsumedBy") link(out.find(p.value), i);
        if (p.code == "child") link(i, out.find(p.value));
        if ((p.code == "notSelectable" || p.code == "abstract" || p.code == "not-selectable") && p.value == "true")
          c.abstract = true;
        if (p.code == "inactive" && p.value == "true") c.inactive = true;
        if (p.code == "status" && (p.value == "retired" || p.value == "inactive")) c.inactive = true;
      }
    }
  }

  void supplement(const json::Value* concept_, int depth) {
    for (; concept_ != nullptr && depth < kMaxConceptDepth; concept_ = concept_->next) {
      if (const uint32_t at = out.find(concept_->string("code")); at != kNone) add_details(*concept_, at);
      supplement(items(*concept_, "concept"), depth + 1);
    }
  }

  void find_placeholders() {
    if (!out.url.starts_with("http://terminology.hl7.org/CodeSystem/v2-")) return;
    for (uint32_t i = 0; i < out.concepts_.size(); ++i)
      if (out.concepts_[i].code.ends_with("xxx") || out.concepts_[i].code.ends_with("nnnn"))
        out.placeholders_.push_back(i);
  }

  void flatten() {
    for (uint32_t i = 0; i < out.concepts_.size(); ++i) {
      Concept& c = out.concepts_[i];
      const auto move = [](auto& from, auto& to, uint32_t& begin, uint32_t& count) {
        begin = static_cast<uint32_t>(to.size());
        count = static_cast<uint32_t>(from.size());
        to.insert(to.end(), from.begin(), from.end());
      };
      move(parents[i], out.parents_, c.parents, c.parent_count);
      move(designations[i], out.designations_, c.designations, c.designation_count);
      move(properties[i], out.properties_, c.properties, c.property_count);
      for (const uint32_t p : parents[i]) out.concepts_[p].has_children = true;
    }
  }
};

Result<std::unique_ptr<CodeSystem>> CodeSystem::compile(const package::Resource& resource,
                                                        std::span<const package::Resource* const> supplements) {
  auto out = std::make_unique<CodeSystem>();
  Builder builder{*out, resource.json};
  Arena parsing;
  const auto parsed = json::parse(resource.json, parsing);
  if (!parsed) return parsed.error();
  const json::Value& root = **parsed;
  out->url = builder.keep(root.string("url"));
  out->version = builder.keep(root.string("version"));
  out->name = builder.keep(root.string("name"));
  out->status = builder.keep(root.string("status"));
  out->value_set = builder.keep(root.string("valueSet"));
  out->supplements = builder.keep(root.string("supplements"));
  out->experimental = root.scalar("experimental") == "true";
  out->case_sensitive = root.scalar("caseSensitive") != "false";
  // What names a system it supplements is a supplement, whatever `content` says.
  out->content = out->supplements.empty() ? content_of(root.string("content")) : Content::supplement;
  builder.add_concepts(Builder::items(root, "concept"), kNone, 0);
  builder.sort();
  for (const package::Resource* s : supplements) {
    Arena more;
    const auto supplement = json::parse(s->json, more);
    if (!supplement) continue;
    builder.source = s->json;
    builder.supplement(Builder::items(**supplement, "concept"), 0);
  }
  builder.read_properties();
  builder.flatten();
  builder.find_placeholders();
  return out;
}

int CodeSystem::compare(std::string_view a, std::string_view b) const {
  if (case_sensitive) return a.compare(b);
  const size_t shared = std::min(a.size(), b.size());
  for (size_t i = 0; i < shared; ++i)
    if (to_lower(a[i]) != to_lower(b[i])) return to_lower(a[i]) < to_lower(b[i]) ? -1 : 1;
  return a.size() == b.size() ? 0 : a.size() < b.size() ? -1 : 1;
}

uint32_t CodeSystem::find(std::string_view code) const {
  const auto it = std::lower_bound(by_code_.begin(), by_code_.end(), code, [&](uint32_t i, std::string_view wanted) {
    return compare(concepts_[i].code, wanted) < 0;
  });
  return it != by_code_.end() && compare(concepts_[*it].code, code) == 0 ? *it : find_placeholder(code);
}

uint32_t CodeSystem::find_placeholder(std::string_view code) const {
  for (const uint32_t i : placeholders_) {
    const std::string_view form = concepts_[i].code;
    bool fits = form.size() == code.size();
    for (size_t k = 0; fits && k < form.size(); ++k) {
      const bool digit = code[k] >= '0' && code[k] <= '9', upper = code[k] >= 'A' && code[k] <= 'Z';
      fits = form[k] == 'n' ? digit : form[k] == 'x' ? digit || upper : form[k] == code[k];
    }
    if (fits) return i;
  }
  return kNone;
}

bool CodeSystem::is_a(uint32_t specific, uint32_t general) const {
  std::vector<uint32_t> open{specific};  // a concept may have several parents, and faulty data may go in circles
  for (size_t i = 0; i < open.size() && open.size() <= concepts_.size(); ++i) {
    if (open[i] == general) return true;
    for (const uint32_t p : parents(open[i]))
      if (std::find(open.begin(), open.end(), p) == open.end()) open.push_back(p);
  }
  return false;
}

std::span<const uint32_t> CodeSystem::parents(uint32_t i) const {
  return std::span(parents_).subspan(concepts_[i].parents, concepts_[i].parent_count);
}

std::span<const Designation> CodeSystem::designations(uint32_t i) const {
  return std::span(designations_).subspan(concepts_[i].designations, concepts_[i].designation_count);
}

std::span<const PropertyValue> CodeSystem::properties(uint32_t i) const {
  return std::span(properties_).subspan(concepts_[i].properties, concepts_[i].property_count);
}

}  // namespace anamnesis::terminology
