// Each rule's path is walked in the model of R4, from each resource that the rule is for.
#include "map/lint.h"

#include <algorithm>
#include <string>

#include "tables/suggest.h"

namespace anamnesis {
namespace {

using fhir::Property;
using fhir::TypeDef;

class RuleLint {
 public:
  RuleLint(const Mapping& mapping, const fhir::Model& model, std::vector<Error>& out)
      : mapping_(mapping), model_(model), out_(out) {}

  void check(const Rule& rule) {
    rule_ = &rule;
    for (std::string_view resource : split_list(rule.row["resource"])) {
      const TypeDef* type = model_.type(resource);
      if (type == nullptr || type->kind != fhir::TypeKind::resource) {
        say("resource", "'" + std::string(resource) + "' is no resource type of R4");
        continue;
      }
      check_path(*type);
    }
    check_vocabulary();
  }

 private:
  void say(std::string_view column, std::string message) {
    const Row row = rule_->row;
    uint32_t place = 1;  // of the cell: code points before it, and the tabs
    for (const std::string_view name : row.table->columns()) {
      if (name == column) break;
      place += static_cast<uint32_t>(row[name].size()) + 1;
    }
    out_.push_back({std::move(message), row.table->file(row.index), row.table->line(row.index), place});
  }

  void check_path(const TypeDef& resource) {
    const TypeDef* at = &resource;
    for (size_t i = 0; i < rule_->path.size(); ++i) {
      const Step& step = rule_->path[i];
      const Property* property = nullptr;
      std::vector<std::string_view> known, types;
      for (const Property& p : at->properties()) {
        known.push_back(p.is_choice ? p.name : p.json_name);
        if (step.choice ? p.is_choice && p.name == step.name : p.json_name == step.name) {
          property = &p;
          types.push_back(p.type->name);
        }
      }
      if (property == nullptr) {
        const std::string near = suggest(step.name, known);
        say("path", std::string(at->name) + " has no element '" + std::string(step.name) +
                        (step.choice ? "[x]'" : "'") + (near.empty() ? "" : "; did you mean '" + near + "'?"));
        return;
      }
      const bool item = step.item != Step::Item::one;
      if (item != property->is_array)
        say("path", "'" + std::string(step.name) +
                        (item ? "' holds one value, not a list" : "' is a list: say which item, as in name[+]"));
      if (i + 1 == rule_->path.size()) return check_types(types);
      at = property->type;
    }
  }

  void check_types(const std::vector<std::string_view>& allowed) {
    const Transform t = rule_->transform;
    if (t == Transform::reference || t == Transform::resource || t == Transform::shown || t == Transform::shown_by) {
      if (allowed[0] != "Reference") say("type", "the element is no Reference");
      return;
    }
    for (const std::string_view type : rule_->types) {
      const TypeDef* def = model_.type(type);
      if (def == nullptr) {
        say("type", "'" + std::string(type) + "' is no type of R4");
      } else if (std::none_of(allowed.begin(), allowed.end(), [&](std::string_view a) { return def->is_a(a); })) {
        std::string list;
        for (const std::string_view a : allowed) list.append(list.empty() ? "" : ", ").append(a);
        say("type", "the element's type is " + list + ", not " + std::string(type));
      }
    }
  }

  void check_vocabulary() {
    const bool needs = rule_->transform == Transform::coded || rule_->transform == Transform::keyed;
    if (needs && rule_->vocabulary.empty()) say("vocabulary", "no vocabulary is named");
    if (!needs || rule_->fallback.empty() || mapping_.vocabulary(rule_->vocabulary, rule_->fallback)) return;
    say("default",
        "vocabulary '" + std::string(rule_->vocabulary) + "' has no entry '" + std::string(rule_->fallback) + "'");
  }

  const Mapping& mapping_;
  const fhir::Model& model_;
  std::vector<Error>& out_;
  const Rule* rule_ = nullptr;
};

}  // namespace

std::vector<Error> lint_rules(const Mapping& mapping, const fhir::Model& model) {
  std::vector<Error> out;
  RuleLint lint(mapping, model, out);
  for (const auto& rule : mapping.all_rules()) lint.check(*rule);
  return out;
}

}  // namespace anamnesis
