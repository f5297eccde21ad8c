// FHIRPath: evaluations per second of the invariants on the root of each resource of the large synthetic patients (or
// of the samples' Bundles where those are not at hand). Output: name, value, unit, budget; see bench.py.
//
// Where ANAMNESIS_FHIRPATH_JS names a folder with node_modules/fhirpath (`npm install fhirpath` there), fhirpath.js
// does the same evaluations in the same run, and the ratio is printed.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>

#include "fhir/json_reader.h"
#include "unit/fhirpath/invariants.h"

using namespace anamnesis;

namespace {

const std::string kSource = ANAMNESIS_SOURCE_DIR;

std::vector<std::string> bundle_files() {
  std::vector<std::string> out;
  for (const char* folder : {"/../shared/fhir/synthea", "/samples"}) {
    if (const auto files = list_files(kSource + folder))
      for (const std::string& f : *files)
        if (f.ends_with("bundle.json") && out.size() < 12) out.push_back(f);
    if (!out.empty()) break;
  }
  return out;
}

struct Job {
  const fhir::Element* resource;
  const fhirpath::Expression* expression;
};

// Evaluations per second, the best of several rounds of all jobs.
template <typename Run>
double rate(const std::vector<Job>& jobs, const Run& run) {
  double best = 0;
  for (int round = 0; round < 5; ++round) {
    const auto begin = std::chrono::steady_clock::now();
    size_t done = 0;
    for (int again = 0; again < 3; ++again)
      for (const Job& job : jobs) done += run(job) ? 1 : 0;
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
    if (done == 0) return 0;
    best = std::max(best, 3 * static_cast<double>(jobs.size()) / seconds.count());
  }
  return best;
}

// What fhirpath.js did in a second on the same resources and expressions; 0 where it is not installed.
double peer_rate(const std::vector<std::string>& bundles, const std::vector<test::Invariant>& invariants, bool all) {
  const char* folder = std::getenv("ANAMNESIS_FHIRPATH_JS");
  if (folder == nullptr) return 0;
  const std::string list = std::string(folder) + "/invariants.tsv";
  std::string text;
  for (const test::Invariant& i : invariants)
    if (!i.of_profile && i.path.find('.') == std::string::npos && i.key != "cid-0" && (all || i.key != "dom-3")) text += i.path + "\t" + i.expression + "\n";
  if (!write_file(list, text)) return 0;
  std::string command = "node " + kSource + "/tests/bench/fhirpath_peer.cjs " + folder + " " + list;
  for (const std::string& b : bundles) command += " " + b;
  std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  double value = 0;
  return pipe != nullptr && std::fscanf(pipe.get(), "%lf", &value) == 1 ? value : 0;
}

// The invariants on the root of each resource of the Bundles; `all`: with dom-3, which looks through the whole resource.
std::vector<Job> make_jobs(const std::vector<const fhir::Element*>& resources, const test::InvariantIndex& index, bool all) {
  std::vector<Job> out;
  for (const fhir::Element* resource : resources)
    for (const fhir::TypeDef* t = resource->type(); t != nullptr; t = t->base)
      if (const auto at = index.find(t->name); at != index.end())
        for (const test::Invariant* i : at->second)
          if (all || i->key != "dom-3") out.push_back({resource, &i->compiled[0]});
  return out;
}

}  // namespace

int main() {
  const auto invariants = test::load_invariants();
  const auto index = test::index_of(invariants);
  const std::vector<std::string> bundles = bundle_files();
  std::vector<std::string> sources;
  for (const std::string& b : bundles)
    if (auto bytes = read_file(b)) sources.push_back(std::move(*bytes));
  Arena arena;
  std::vector<const fhir::Element*> resources;
  for (const std::string& source : sources) {
    Issues issues;
    const auto bundle = fhir::read_json(source, arena, fhir::r4_model(), issues);
    if (!bundle) continue;
    for (const fhir::Element* entry = (*bundle)->first(); entry != nullptr; entry = entry->next())
      if (const fhir::Element* resource = entry->child("resource")) resources.push_back(resource);
  }
  fhirpath::Evaluator evaluator({.model = &fhir::r4_model()});
  const auto holds = [&](const Job& j) { return evaluator.holds(*j.expression, *j.resource).ok(); };
  const auto evaluate = [&](const Job& j) { return evaluator.evaluate(*j.expression, j.resource).ok(); };
  const double all = rate(make_jobs(resources, index, true), holds);
  const double local = rate(make_jobs(resources, index, false), holds);
  const double tree = rate(make_jobs(resources, index, false), evaluate);
  std::printf("fhirpath, root invariants\t%.0f\tper second\n", all);
  std::printf("fhirpath, without dom-3\t%.0f\tper second\n", local);
  std::printf("fhirpath, without dom-3 and native forms\t%.0f\tper second\n", tree);
  const double peer = peer_rate(bundles, invariants, true), peer_local = peer_rate(bundles, invariants, false);
  if (peer > 0 && peer_local > 0) {
    std::printf("fhirpath.js, root invariants\t%.0f\tper second\n", peer);
    std::printf("fhirpath.js, without dom-3\t%.0f\tper second\n", peer_local);
    std::printf("fhirpath to fhirpath.js, root invariants\t%.1f\tx\t20\n", all / peer);
    std::printf("fhirpath to fhirpath.js, without dom-3\t%.1f\tx\t20\n", local / peer_local);
    std::printf("the same without native forms\t%.1f\tx\n", tree / peer_local);
  }
  return 0;
}
