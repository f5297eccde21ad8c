// The stages of a conversion, one by one, over the samples' narratives. Output: name, value, unit, budget; see
// bench.py.
//
// Time is the processor time of this thread, and each figure the best of many rounds, so that what else the machine
// does matters little. Text stages are told in MB of text a second, the others in cases a second; a sample is about
// half as long as a case report and gives as large a Bundle (70 to 110 KB).
//
// The samples are few, so that all they need of the tables is soon in the nearest caches: FOLDER (of .txt files) tells
// what a stage does with text that is new to it.
//
// convert_bench [WORD [SECONDS [FOLDER]]]: only the stages whose name has this word; half a second each, or as long as
// a profiler needs.
#include <ctime>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/files.h"
#include "fhir/json_writer.h"
#include "package/packages.h"
#include "pipeline/convert.h"
#include "read/read.h"
#include "recognise/kinds.h"
#include "recognise/phrases.h"
#include "validate/validator.h"

using namespace anamnesis;

namespace {

double processor_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

constexpr const char* kLoading = "load the tables";
std::string_view wanted;  // in a stage's name
double least_seconds = 0.5;

// The least time that `run` took, over at least 15 rounds and half a second.
double best_of(const std::function<void()>& run) {
  double best = 1e9, spent = 0;
  for (int round = 0; round < 15 || (spent < least_seconds && round < 4000 * least_seconds); ++round) {
    const double begin = processor_seconds();
    run();
    const double took = processor_seconds() - begin;
    best = std::min(best, took);
    spent += took;
  }
  return best;
}

std::vector<Document> documents(const std::string& folder, std::string_view ending) {
  std::vector<Document> out;
  const auto files = list_files(folder);
  for (const std::string& file : files ? *files : std::vector<std::string>()) {
    if (!file.ends_with(ending)) continue;
    const auto bytes = read_file(file);
    if (auto document = read_document(file, *bytes, {})) out.push_back(std::move(*document));
  }
  return out;
}

// What each stage made of one document, for the next one.
struct Case {
  const Document& document;
  Arena arena{};
  Segments segments{};
  Mentions mentions{};
  std::span<const Context> contexts{};
  Statements statements{};
  Resources resources{};
  Bundle bundle{};
};

struct Bench {
  const Knowledge& knowledge;
  const validate::Validator& validator;
  std::vector<Case*> cases;
  double bytes = 0;

  template <typename Stage>
  double seconds(const Stage& stage) const {
    return best_of([&] {
      for (Case* c : cases) stage(*c);
    });
  }
  template <typename Stage>
  void text_stage(const char* name, const char* budget, const Stage& stage) const {
    if (std::string_view(name).find(wanted) == std::string_view::npos) return;
    std::printf("%s\t%.2f\tMB/s%s\n", name, bytes / 1e6 / seconds(stage), budget);
  }
  template <typename Stage>
  void case_stage(const char* name, const char* budget, const Stage& stage) const {
    if (std::string_view(name).find(wanted) == std::string_view::npos) return;
    std::printf("%s\t%.0f\tcases/s%s\n", name, static_cast<double>(cases.size()) / seconds(stage), budget);
  }
};

// Stages that keep nothing work on an arena of their own, emptied for each document as in a batch.
void measure(const Bench& bench) {
  const Knowledge& k = bench.knowledge;
  const BundleOptions options;
  Arena scratch;
  const auto fresh = [&]() -> Arena& {
    scratch.reset();
    return scratch;
  };
  for (Case* c : bench.cases) {
    c->segments = segment(c->document, k.segmentation, c->arena);
    c->mentions = recognise(c->document, c->segments, k.recogniser, c->arena);
    c->contexts = apply_context(c->document, c->segments, c->mentions.mentions, k.context, c->arena);
    c->statements = assemble(c->document, c->segments, c->mentions, c->contexts, k.assembly, c->arena);
    Issues issues;
    c->resources = map_statements(c->document, c->statements, k.mapping, c->arena, issues);
    c->bundle = make_bundle(c->document, c->resources, k.mapping, options, c->arena);
  }
  bench.text_stage("stage: segment", "", [&](Case& c) { segment(c.document, k.segmentation, fresh()); });
  bench.text_stage("stage: recognise", "\t40",
                   [&](Case& c) { recognise(c.document, c.segments, k.recogniser, fresh()); });
  const auto folding = Folding::compile(*k.tables);
  const PhraseIndex terms(*k.tables, term_table_names(), *folding, kTermLexicon);
  std::vector<PhraseMatch> matches;
  const Vocabulary everyday;
  bench.text_stage("recognise: phrases of all term tables", "\t40", [&](Case& c) {
    matches.clear();
    terms.find(c.document.text, c.segments.tokens, c.segments.sentences, &everyday, fresh(), matches);
  });
  bench.text_stage("stage: context", "",
                   [&](Case& c) { apply_context(c.document, c.segments, c.mentions.mentions, k.context, fresh()); });
  bench.text_stage("stage: assemble", "",
                   [&](Case& c) { assemble(c.document, c.segments, c.mentions, c.contexts, k.assembly, fresh()); });
  const auto map = [&](Case& c) {
    Issues issues;
    return map_statements(c.document, c.statements, k.mapping, fresh(), issues);
  };
  bench.case_stage("stage: map", "", map);
  bench.case_stage("stage: map and bundle", "", [&](Case& c) {
    Resources made = map(c);
    make_bundle(c.document, made, k.mapping, options, scratch);
  });
  bench.case_stage("stage: validate", "", [&](Case& c) {
    Issues findings;
    bench.validator.validate(*c.bundle.root, {}, findings);
  });
  bench.case_stage("stage: write", "", [&](Case& c) {
    std::string out;
    fhir::write_json(out, *c.bundle.root, {0});
  });
  Workspace ws;
  bench.case_stage("all stages", "\t500", [&](Case& c) {
    const Conversion made = convert(c.document, k, &bench.validator, options, ws);
    std::string out;
    fhir::write_json(out, *made.bundle.root, {0});
  });
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1) wanted = argv[1];
  if (argc > 2) least_seconds = std::atof(argv[2]);
  const package::Packages packages;
  const auto validator = validate::Validator::load(
      packages,
      {.profiles = {"https://w3id.org/anamnesis/fhir/StructureDefinition/anamnesis-bundle"}, .least = Severity::error});
  double loading = 1e9;
  Result<std::unique_ptr<const Knowledge>> knowledge = Knowledge::load();
  const bool time_loading = std::string_view(kLoading).find(wanted) != std::string_view::npos;
  if (time_loading) loading = best_of([&] { knowledge = Knowledge::load(); });
  if (!knowledge || !validator) return 1;
  const std::vector<Document> all =
      argc > 3 ? documents(argv[3], ".txt") : documents(std::string(ANAMNESIS_SOURCE_DIR) + "/samples", "case.txt");
  std::vector<std::unique_ptr<Case>> owned;
  Bench bench{**knowledge, **validator, {}, 0};
  for (const Document& document : all) {
    owned.push_back(std::unique_ptr<Case>(new Case{document}));
    bench.cases.push_back(owned.back().get());
    bench.bytes += static_cast<double>(document.text.size());
  }
  if (time_loading) std::printf("%s\t%.1f\tms\t-30\n", kLoading, loading * 1e3);
  measure(bench);
  return 0;
}
