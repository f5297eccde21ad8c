// r4_model: the types of R4 from the StructureDefinitions inside the binary. Only the head of each is looked at until
// the type is needed.
#include <unordered_map>

#include "base/catalogue.h"
#include "fhir/model.h"

namespace anamnesis::fhir {
namespace {

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
    const Catalogue& catalogue = embedded_catalogue();
    for (size_t i = 0; i < catalogue.size(); ++i) {
      const CatalogueEntry entry = catalogue[i];
      if (entry.type != "StructureDefinition" || !entry.package.starts_with("hl7.fhir.r4.core#")) continue;
      const std::string_view line = entry.text;
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
