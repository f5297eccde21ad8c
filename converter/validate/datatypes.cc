// Rules that R4 states in words on data types.
#include "base/ascii.h"
#include "validate/checks.h"
#include "validate/references.h"

namespace anamnesis::validate {
namespace {

void check_identifier(Walk& walk, const fhir::Element& e) {
  const std::string_view system = e.text("system"), value = e.text("value");
  if (!system.empty() && !is_absolute(system))
    walk.error(e, "invalid", "identifier-system",
               "Identifier.system must be an absolute URI, not '" + std::string(system) + "'");
  if (system == "urn:ietf:rfc:3986" && !value.empty() && !is_absolute(value))
    walk.error(
        e, "invalid", "identifier-uri",
        "an identifier of the system urn:ietf:rfc:3986 must be a URI with a scheme, not '" + std::string(value) + "'");
  // RFC 4122 defines a form of URIs; as a system of its own it is only tolerated for what is a UUID.
  if (system == "https://tools.ietf.org/html/rfc4122" && !value.empty()) {
    const bool prefixed = value.starts_with("urn:uuid:");
    const std::string bare = ascii_lower(prefixed ? value.substr(9) : value);
    walk.report(is_uuid(bare) ? Severity::warning : Severity::error, e, "code-invalid", "identifier-uuid",
                is_uuid(bare) ? "a UUID's system is urn:ietf:rfc:3986 and its value starts with urn:uuid:"
                              : "'" + std::string(value) + "' is no UUID, as the identifier's system says");
  }
}

void check_coding(Walk& walk, const fhir::Element& e) {
  const std::string_view system = e.text("system");
  if (system.empty() || is_absolute(system)) return;
  const bool in_concept =
      e.parent != nullptr && e.parent->type() != nullptr && e.parent->type()->id == fhir::TypeId::codeable_concept;
  walk.error(in_concept ? *e.child("system") : e, "invalid", "coding-system",
             "a system must be an absolute URI, not '" + std::string(system) + "'");
}

void check_attachment(Walk& walk, const fhir::Element& e) {
  const fhir::Element* data = e.child("data");
  const std::string_view size = e.text("size");
  if (data == nullptr || !data->has_value || size.empty()) return;
  if (std::to_string(base64_size(data->value())) != size)
    walk.error(e, "invalid", "attachment-size",
               "the stated size is " + std::string(size) + ", the data has " +
                   std::to_string(base64_size(data->value())) + " bytes");
}

}  // namespace

size_t base64_size(std::string_view text) {
  size_t n = 0;
  for (const char c : text) n += c != '=' && c != ' ' && c != '\n' && c != '\r' && c != '\t';
  return n * 3 / 4;
}

void check_datatype(Walk& walk, const fhir::Element& e) {
  if (e.type()->is_quantity) check_coding(walk, e), check_code_in_system(walk, e);
  switch (e.type()->id) {
    case fhir::TypeId::identifier: return check_identifier(walk, e);
    case fhir::TypeId::coding: return check_coding(walk, e), check_code_in_system(walk, e);
    case fhir::TypeId::attachment: return check_attachment(walk, e);
    default: return;
  }
}

}  // namespace anamnesis::validate
