// Catalogue: many texts in one block of bytes, found by name without parsing any: what the build makes of schemas/.
//
// An entry is a conformance resource (JSON text) or a plain file (type "file", its path as url). The block is
// mapped lazily by the operating system; nothing is read before it is asked for, and nothing is allocated.
// Thread-safe. Views live as long as the block.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace anamnesis {

struct CatalogueEntry {
  std::string_view type, url, version, id;  // "" where the resource has none
  std::string_view package;                 // "hl7.fhir.r4.core#4.0.1"
  std::string_view text;
};

class Catalogue {
 public:
  Catalogue() = default;                       // an empty one
  explicit Catalogue(std::string_view bytes);  // as made by write_catalogue; empty bytes: an empty one
  size_t size() const { return size_; }
  CatalogueEntry operator[](size_t i) const;                   // sorted by url, then in the order they were added
  std::pair<size_t, size_t> find(std::string_view url) const;  // the entries [first, second) with this url
  std::string_view file(std::string_view path) const;          // a plain file's text, e.g. "r4/invariants.tsv", or ""

 private:
  std::string_view url_of(size_t i) const;
  std::string_view string(uint32_t offset, uint32_t length) const { return bytes_.substr(offset, length); }
  const uint32_t* record(size_t i) const;

  std::string_view bytes_;
  size_t size_ = 0;
};

std::string write_catalogue(std::vector<CatalogueEntry> entries);

// The catalogue inside the binary.
const Catalogue& embedded_catalogue();

}  // namespace anamnesis
