// CodeSystem: the concepts of one code system, found by code, with hierarchy, designations and properties.
//
// In: a CodeSystem resource (JSON) and its supplements. Immutable after compile, thread-safe. Its texts are slices of
// the resources' JSON, which must outlive it, or copies it owns.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/arena.h"
#include "base/result.h"
#include "package/packages.h"

namespace anamnesis::json {
struct Value;
}

namespace anamnesis::terminology {

constexpr int kMaxConceptDepth = 200;  // of concepts in concepts, and of an expansion

enum class Content : uint8_t { complete, fragment, example, not_present, supplement };

struct Designation {
  std::string_view language, value;
};

struct PropertyValue {
  std::string_view code, value;  // any type, as text
};

struct Concept {
  std::string_view code, display;
  uint32_t parents = 0, parent_count = 0;  // positions in CodeSystem::parents_
  uint32_t designations = 0, designation_count = 0;
  uint32_t properties = 0, property_count = 0;
  bool abstract = false;  // property notSelectable
  bool inactive = false;  // property inactive, or a status of retired or deprecated
  bool has_children = false;
};

class CodeSystem {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;

  // Errors: the text is not JSON.
  static Result<std::unique_ptr<CodeSystem>> compile(const package::Resource& resource,
                                                     std::span<const package::Resource* const> supplements);

  std::string_view url, version, name, status, value_set, supplements;
  bool experimental = false;
  bool case_sensitive = true;
  Content content = Content::complete;

  uint32_t find(std::string_view code) const;  // kNone if it has no such code
  const Concept& operator[](uint32_t i) const { return concepts_[i]; }
  uint32_t size() const { return static_cast<uint32_t>(concepts_.size()); }
  bool is_a(uint32_t specific, uint32_t general) const;  // itself or a descendant
  std::span<const uint32_t> parents(uint32_t i) const;
  std::span<const Designation> designations(uint32_t i) const;
  std::span<const PropertyValue> properties(uint32_t i) const;

 private:
  struct Builder;
  int compare(std::string_view a, std::string_view b) const;
  uint32_t find_placeholder(std::string_view code) const;

  Arena arena_{size_t{4} << 10};
  std::vector<Concept> concepts_;       // in the resource's order
  std::vector<uint32_t> by_code_;       // sorted
  std::vector<uint32_t> placeholders_;  // of HL7 V2 tables: "NNxxx" stands for NN and any country's code
  std::vector<uint32_t> parents_;
  std::vector<Designation> designations_;
  std::vector<PropertyValue> properties_;
};

}  // namespace anamnesis::terminology
