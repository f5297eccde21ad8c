// compose becomes parts one to one. An expansion's tree is flattened into one part per system.
#include "terminology/value_set_compiler.h"

#include <algorithm>

#include "base/json.h"
#include "terminology/code_system.h"
#include "terminology/grammars.h"

namespace anamnesis::terminology {
namespace {

const json::Value* items(const json::Value* object, const char* member) {
  const json::Value* array = object == nullptr ? nullptr : object->find(member);
  return array != nullptr && array->is(json::Kind::array) ? array->first : nullptr;
}

}  // namespace

std::string_view ValueSetCompiler::keep(std::string_view s) {
  const bool inside = s.data() >= source_.data() && s.data() + s.size() <= source_.data() + source_.size();
  return inside || s.empty() ? s : out_->rules_->arena.copy(s);
}

void ValueSetCompiler::finish(Part& part) {
  std::vector<uint32_t> positions(part.codes.size());
  for (uint32_t i = 0; i < positions.size(); ++i) positions[i] = i;
  std::stable_sort(positions.begin(), positions.end(),
                   [&](uint32_t a, uint32_t b) { return part.codes[a].code < part.codes[b].code; });
  std::vector<Listed> sorted;
  part.order.resize(positions.size());
  for (const uint32_t p : positions) {
    part.order[p] = static_cast<uint32_t>(sorted.size());
    sorted.push_back(part.codes[p]);
  }
  part.codes = std::move(sorted);
}

Part ValueSetCompiler::part_of(const json::Value& include, bool inactive_too) {
  Part part;
  part.system = keep(include.string("system"));
  part.version = keep(include.string("version"));
  part.inactive_too = inactive_too;
  if (!part.system.empty()) part.code_system = lookups_.code_system(part.system, part.version);
  for (const json::Value* c = items(&include, "concept"); c != nullptr; c = c->next)
    part.codes.push_back({keep(c->string("code")), keep(c->string("display"))});
  for (const json::Value* f = items(&include, "filter"); f != nullptr; f = f->next) {
    Filter filter{keep(f->string("property")), keep(f->string("value")), Operator::equals, nullptr};
    const auto op = operator_of(f->string("op"));
    filter.op = op.value_or(Operator::regex);  // an unknown operator is a regex that is not there: unknown
    if (op == Operator::regex)
      if (auto regex = Regex::compile(filter.value)) filter.regex = std::make_shared<const Regex>(std::move(*regex));
    part.filters.push_back(std::move(filter));
  }
  for (const json::Value* v = items(&include, "valueSet"); v != nullptr; v = v->next)
    part.imports.push_back(lookups_.value_set(v->text));
  finish(part);
  return part;
}

void ValueSetCompiler::add_expansion(const json::Value* contains, int depth) {
  for (; contains != nullptr && depth < kMaxConceptDepth; contains = contains->next) {
    const std::string_view system = contains->string("system"), code = contains->string("code");
    if (!code.empty() && contains->scalar("abstract") != "true") {
      auto& parts = out_->rules_->expansion;
      auto it = std::find_if(parts.begin(), parts.end(), [&](const Part& p) { return p.system == system; });
      if (it == parts.end()) {
        it = parts.emplace(parts.end());
        it->system = keep(system);
      }
      it->codes.push_back({keep(code), keep(contains->string("display"))});
    }
    add_expansion(items(contains, "contains"), depth + 1);
  }
}

void ValueSetCompiler::note_unknown(const Part& part) {
  auto& list = out_->unknown_systems_;
  for (const ValueSet* import : part.imports)
    if (import != nullptr) list.insert(list.end(), import->unknown_systems().begin(), import->unknown_systems().end());
  const bool here = part.code_system != nullptr && part.code_system->content == Content::complete;
  if (!part.system.empty() && part.codes.empty() && !here && !grammar_of(part.system)) list.push_back(part.system);
}

std::unique_ptr<ValueSet> ValueSetCompiler::compile() {
  Arena parsing;
  const auto parsed = json::parse(source_, parsing);
  if (!parsed || !(*parsed)->is(json::Kind::object)) return nullptr;
  const json::Value& root = **parsed;
  out_ = std::make_unique<ValueSet>();
  ValueSet::Rules& rules = *out_->rules_;
  out_->url = keep(root.string("url"));
  out_->version = keep(root.string("version"));
  out_->name = keep(root.string("name"));
  out_->status = keep(root.string("status"));
  out_->experimental = root.scalar("experimental") == "true";
  const json::Value* compose = root.find("compose");
  const bool inactive_too = compose == nullptr || compose->scalar("inactive") != "false";
  for (const json::Value* i = items(compose, "include"); i != nullptr; i = i->next)
    rules.includes.push_back(part_of(*i, inactive_too));
  for (const json::Value* e = items(compose, "exclude"); e != nullptr; e = e->next)
    rules.excludes.push_back(part_of(*e, true));
  if (const json::Value* expansion = root.find("expansion"); expansion != nullptr) {
    add_expansion(items(expansion, "contains"), 0);
    size_t count = 0;
    for (Part& part : rules.expansion) {
      count += part.codes.size();
      finish(part);
    }
    const std::string_view total = expansion->scalar("total");
    rules.has_expansion = count != 0;
    rules.expansion_is_complete = total.empty() || total == std::to_string(count);
  }
  for (const Part& part : rules.includes) note_unknown(part);
  std::sort(out_->unknown_systems_.begin(), out_->unknown_systems_.end());
  out_->unknown_systems_.erase(std::unique(out_->unknown_systems_.begin(), out_->unknown_systems_.end()),
                               out_->unknown_systems_.end());
  return std::move(out_);
}

}  // namespace anamnesis::terminology
