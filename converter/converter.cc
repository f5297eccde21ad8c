// The public library: knowledge and validator loaded once, a workspace for each worker, the pipeline for each document.
#include "converter.h"

#include <utility>

#include "bundle/bundle.h"
#include "fhir/json_writer.h"
#include "fhir/model.h"
#include "fhir/xml_writer.h"
#include "package/packages.h"
#include "package/schema_folder.h"
#include "pipeline/convert.h"
#include "pipeline/explain.h"
#include "pipeline/knowledge.h"
#include "pipeline/outcome.h"
#include "read/read.h"
#include "validate/validator.h"

namespace anamnesis {
namespace {

BundleOptions bundle_options(const Options& options, const std::string& tables_version) {
  BundleOptions out;
  out.kind = static_cast<BundleKind>(options.bundle);
  out.evidence = static_cast<EvidenceLevel>(options.evidence);
  out.recorded = options.recorded;
  out.meta_profile = options.meta_profile;
  out.converter_version = ANAMNESIS_VERSION;
  out.tables_version = tables_version;
  return out;
}

std::string write(const fhir::Element& root, Options::Format format) {
  std::string out;
  out.reserve(size_t{96} << 10);  // as long as most are
  if (format == Options::Format::xml) {
    out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    fhir::write_xml(out, root);
  } else {
    fhir::write_json(out, root, {format == Options::Format::json ? 2 : 0});
  }
  if (!out.ends_with('\n')) out += '\n';
  return out;
}

}  // namespace

struct Converter::State {
  Options options;
  BundleOptions bundle;
  std::unique_ptr<const Knowledge> knowledge;
  std::unique_ptr<const package::Packages> packages;
  std::unique_ptr<validate::Validator> validator;
};

struct Converter::Worker::State {
  const Converter::State& shared;
  Workspace workspace;

  Output run(const Result<Document>& document, Options::Format format);
  Output failed(const Issues& issues, std::string problem, Options::Format format);
};

Output Converter::Worker::State::failed(const Issues& issues, std::string problem, Options::Format format) {
  Arena arena;
  Output out;
  out.text = write(*make_outcome(issues, arena), format);
  out.problem = std::move(problem);
  return out;
}

Output Converter::Worker::State::run(const Result<Document>& document, Options::Format format) {
  if (!document) {
    const Error& error = document.error();
    return failed({{Severity::fatal, "structure", "unreadable", error.message, "", error.line, error.column}},
                  error.text(), format);
  }
  const Conversion made =
      anamnesis::convert(*document, *shared.knowledge, shared.validator.get(), shared.bundle, workspace);
  std::string explanation;
  if (shared.options.explain) append_explanation(explanation, *document, made);
  if (!made.valid() && !shared.options.keep_invalid) {
    Issues errors;
    for (const Issue& issue : made.findings)
      if (issue.severity >= Severity::error) errors.push_back(issue);
    const std::string first = errors.front().expression + ": " + errors.front().text;
    Output out = failed(errors,
                        document->name + ": the Bundle fails its own validation and is withheld (" +
                            std::to_string(errors.size()) + " errors; " + first + ")",
                        format);
    out.explanation = std::move(explanation);
    return out;
  }
  Output out;
  out.ok = true;
  out.text = write(*made.bundle.root, format);
  out.explanation = std::move(explanation);
  return out;
}

Converter::Converter() : state_(std::make_unique<State>()) {}
Converter::~Converter() = default;

Converter::Loaded Converter::load(const Options& options) {
  if (options.bundle == Options::Bundle::document && options.recorded.empty())
    return {nullptr, "a document Bundle needs the time it was recorded, which R4 demands and no narrative gives"};
  std::unique_ptr<Converter> out(new Converter);
  State& state = *out->state_;
  state.options = options;
  auto knowledge = Knowledge::load(options.mappings);
  if (!knowledge) return {nullptr, knowledge.error().text()};
  state.knowledge = std::move(*knowledge);
  state.bundle = bundle_options(options, state.knowledge->tables_version);
  if (options.validate) {
    if (options.schemas.empty()) {
      state.packages = std::make_unique<const package::Packages>();
    } else {
      auto schemas = package::compile_schema_folder(options.schemas);
      if (!schemas) return {nullptr, schemas.error().text()};
      state.packages = std::make_unique<const package::Packages>(std::move(*schemas));
    }
    // Our profile of a Bundle names our profile of every resource that it may hold.
    auto validator = validate::Validator::load(
        *state.packages, {.profiles = {"https://w3id.org/anamnesis/fhir/StructureDefinition/anamnesis-bundle"},
                          .least = Severity::error});  // only errors withhold a Bundle
    if (!validator) return {nullptr, validator.error().text()};
    state.validator = std::move(*validator);
  }
  return {std::move(out), {}};
}

Converter::Worker Converter::worker() const {
  return Worker(std::unique_ptr<Worker::State>(new Worker::State{*state_, {}}));
}

Converter::Worker::Worker(std::unique_ptr<State> state) : state_(std::move(state)) {}
Converter::Worker::Worker(Worker&&) noexcept = default;
Converter::Worker::~Worker() = default;

Output Converter::Worker::convert(std::string_view name, std::string_view bytes) {
  return state_->run(read_document(name, bytes, {state_->shared.options.max_line}), state_->shared.options.format);
}

Output Converter::Worker::convert_line(std::string_view name, uint32_t number, std::string_view bytes) {
  return state_->run(read_ndjson_line(name, number, bytes, {state_->shared.options.max_line}), Options::Format::ndjson);
}

Output Converter::Worker::refuse(std::string problem, bool one_line) {
  const Issues issues{{Severity::fatal, "structure", "unreadable", problem}};
  return state_->failed(issues, std::move(problem), one_line ? Options::Format::ndjson : state_->shared.options.format);
}

}  // namespace anamnesis
