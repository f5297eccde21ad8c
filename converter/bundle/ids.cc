// An id is the UUID v5, in a namespace of ours, of the document's identity, the fact and its number among equal facts.
#include "base/hash.h"
#include "bundle/parts.h"

namespace anamnesis {
namespace {

const Uuid& name_space() {
  // RFC 9562's namespace for URLs, and our canonical base in it.
  static const Uuid kUrl{0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1,
                         0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8};
  static const Uuid kOurs = uuid5(kUrl, "https://w3id.org/anamnesis/fhir/");
  return kOurs;
}

}  // namespace

std::string_view Ids::id_of(std::string_view fact) {
  const auto [at, fresh] = seen_.try_emplace(fact, 0);
  const uint32_t ordinal = fresh ? 0 : ++at->second;
  const std::string_view name = arena_.join({identity_, "\n", fact, "\n", std::to_string(ordinal)});
  return arena_.copy(to_text(uuid5(name_space(), name)));
}

std::string_view Ids::full_url(std::string_view id) {
  return arena_.join({"urn:uuid:", id});
}

}  // namespace anamnesis
