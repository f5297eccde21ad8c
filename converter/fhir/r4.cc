// r4_model: the types of R4 from r4/StructureDefinition.ndjson inside the binary, one definition a line. Only the head
// of each line is looked at until the type is needed.
#include <unordered_map>

#include "base/embedded.h"
#include "fhir/model.h"

namespace anamnesis::fhir {
namespace {

// The embedded files stand one behind the other, each after a line "path length".
std::string_view embedded_file(std::string_view wanted) {
  std::string_view rest = embedded_schemas();
  while (!rest.empty()) {
    const size_t line = rest.find('\n');
    const size_t space = rest.substr(0, line).rfind(' ');
    if (line == std::string_view::npos || space == std::string_view::npos) return {};
    size_t size = 0;
    for (const char c : rest.substr(space + 1, line - space - 1)) size = size * 10 + static_cast<size_t>(c - '0');
    if (rest.substr(0, space) == wanted) return rest.substr(line + 1, size);
    rest.remove_prefix(line + 1 + size);
  }
  return {};
}

// The value of a string or word member in the head of a line of ours.
std::string_view head_member(std::string_view head, std::string_view key) {
  const size_t at = head.find(key);
  if (at == std::string_view::npos) return {};
  std::string_view rest = head.substr(at + key.size());
  if (rest.starts_with('"')) rest.remove_prefix(1);
  return rest.substr(0, rest.find_first_of("\",}"));
}

struct R4 {
  std::unordered_map<std::string_view, std::string_view> lines;
  std::unique_ptr<Model> model;

  R4() {
    std::vector<TypeHead> heads;
    std::string_view rest = embedded_file("r4/StructureDefinition.ndjson");
    while (!rest.empty()) {
      const std::string_view line = rest.substr(0, rest.find('\n'));
      rest.remove_prefix(std::min(line.size() + 1, rest.size()));
      const std::string_view head = line.substr(0, line.find("\"snapshot\""));
      if (head_member(head, "\"derivation\":") == "constraint") continue;
      const std::string_view type = head_member(head, "\"type\":");
      const std::string_view kind = head_member(head, "\"kind\":");
      if (type.empty() || kind == "logical") continue;
      const std::string_view base = head_member(head, "\"baseDefinition\":");
      lines.emplace(type, line);
      heads.push_back({type, base.substr(base.rfind('/') + 1), kind, head_member(head, "\"abstract\":") == "true"});
    }
    model = make_model(heads, [this](std::string_view type) { return lines.find(type)->second; });
  }
};

}  // namespace

const Model& r4_model() {
  static const R4 r4;
  return *r4.model;
}

}  // namespace anamnesis::fhir
