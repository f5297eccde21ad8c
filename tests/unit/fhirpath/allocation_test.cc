// A warm evaluator takes no memory from the system for the invariants on common resources: operator new is counted.
#include <cstdlib>
#include <new>
#include <set>

#include "fhir/json_reader.h"
#include "unit/fhirpath/invariants.h"

#include <doctest/doctest.h>

using namespace anamnesis;

namespace {

thread_local bool counting = false;
thread_local size_t allocations = 0;

void* allocate(size_t size) {
  if (counting) ++allocations;
  if (void* p = std::malloc(size == 0 ? 1 : size)) return p;
  throw std::bad_alloc();
}

template <typename Run>
size_t allocations_of(const Run& run) {
  allocations = 0;
  counting = true;
  run();
  counting = false;
  return allocations;
}

// Narratives are read by the validator.
class Reader : public fhirpath::Host {
  std::optional<bool> html_checks(const fhir::Element&) override { return true; }
};

// The samples' Bundles, and where they are at hand two of the large synthetic patients.
std::vector<std::string> bundles() {
  const std::string root(ANAMNESIS_SOURCE_DIR);
  std::vector<std::string> out;
  for (const char* sample : {"covid-transplant", "heart-failure", "hip-fracture", "ketoacidosis", "lupus-nephritis"})
    out.push_back(root + "/samples/" + sample + "/bundle.json");
  if (const auto files = list_files(root + "/../shared/fhir/synthea"))
    for (const std::string& f : *files)
      if (f.ends_with(".json") && out.size() < 7) out.push_back(f);
  return out;
}

}  // namespace

void* operator new(size_t size) {
  return allocate(size);
}
void* operator new[](size_t size) {
  return allocate(size);
}
void operator delete(void* p) noexcept {
  std::free(p);
}
void operator delete[](void* p) noexcept {
  std::free(p);
}
void operator delete(void* p, size_t) noexcept {
  std::free(p);
}
void operator delete[](void* p, size_t) noexcept {
  std::free(p);
}

TEST_CASE("invariants on common resources are evaluated without an allocation once the evaluator is warm") {
  CHECK(allocations_of([] { delete new int; }) == 1);  // the count counts
  const auto invariants = test::load_invariants();
  const auto index = test::index_of(invariants);
  Reader reader;
  fhirpath::Evaluator evaluator({.model = &fhir::r4_model(), .host = &reader});
  size_t evaluated = 0;
  std::string allocating;
  std::set<std::string> types;
  for (const std::string& bundle : bundles()) {
    const auto json = read_file(bundle);
    REQUIRE(json.ok());
    Arena arena;
    Issues issues;
    const auto root = fhir::read_json(*json, arena, fhir::r4_model(), issues);
    REQUIRE(root.ok());
    test::for_each_invariant(**root, index, [&](const fhir::Element& e, const test::Invariant& i) {
      types.emplace(e.resource_type());
      (void)evaluator.holds(i.compiled[0], e);
      (void)evaluator.evaluate(i.compiled[0], &e);
      const size_t n = allocations_of([&] { (void)evaluator.holds(i.compiled[0], e); }) +
                       allocations_of([&] { (void)evaluator.evaluate(i.compiled[0], &e); });
      if (n != 0 && allocating.find(i.key) == std::string::npos) allocating += i.key + " ";
      ++evaluated;
    });
  }
  CHECK(evaluated > 10000);
  CHECK(types.size() > 8);
  CHECK(allocating == "");
}
