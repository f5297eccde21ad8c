// anamnesis fhirpath EXPRESSION [FILE]: evaluates one expression on one resource.
//
// FHIR JSON or XML in ("-" is standard input), or nothing; the items of the resulting collection out: one a line, or as
// a JSON array of {"type", "value"}. Exit status 2: the expression is wrong, or failed on this resource; 3: no input.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/json.h"
#include "cli/commands.h"
#include "fhir/json_writer.h"
#include "fhir/model.h"
#include "fhir/xml_reader.h"
#include "fhirpath/explain.h"
#include "fhirpath/fhirpath.h"
#include "package/packages.h"
#include "terminology/terminology.h"
#include "validate/validator.h"

namespace anamnesis::cli {
namespace {

struct Options {
  std::string expression;
  std::string file;
  std::string format = "text";
  std::string now;
  bool explain = false;
};

// Answers from the bundled definitions and terminology, which are looked at only when an expression asks.
class BundledHost : public fhirpath::Host {
 public:
  std::optional<bool> conforms_to(const fhir::Element& element, std::string_view profile) override {
    constexpr std::string_view kBase = "http://hl7.org/fhir/StructureDefinition/";
    if (profile.starts_with(kBase) && fhir::r4_model().type(profile.substr(kBase.size())) != nullptr)
      return fhirpath::is_fhir_type(element, profile.substr(kBase.size()));
    const auto validator = validate::Validator::load(packages(), {.profiles = {std::string(profile)}});
    if (!validator || element.resource_type().empty()) return std::nullopt;
    Issues issues;
    (*validator)->validate(element, {}, issues);
    return std::none_of(issues.begin(), issues.end(), [](const Issue& i) { return i.severity >= Severity::error; });
  }

  std::optional<bool> member_of(const fhirpath::Value& code, std::string_view canonical) override {
    const terminology::ValueSet* set = terms().value_set(canonical);
    if (set == nullptr) return std::nullopt;
    if (code.kind == fhirpath::Kind::string) return yes_or_no(set->contains_code(code.string));
    if (code.kind != fhirpath::Kind::element) return false;
    if (code.element->has_value) return yes_or_no(set->contains_code(code.element->value()));
    bool unknown = false;
    const auto among = [&](const fhir::Element& coding) {
      const auto answer = set->contains(coding.text("system"), coding.text("code"), coding.text("version"));
      unknown = unknown || answer == terminology::Answer::unknown;
      return answer == terminology::Answer::yes;
    };
    if (among(*code.element)) return true;  // a Coding or a Quantity
    for (const fhir::Element* c = code.element->first(); c != nullptr; c = c->next())
      if (c->name() == "coding" && among(*c)) return true;
    return unknown ? std::nullopt : std::optional(false);
  }

  std::optional<bool> subsumes(const fhirpath::Value& general, const fhirpath::Value& specific) override {
    if (general.kind != fhirpath::Kind::element || specific.kind != fhirpath::Kind::element) return std::nullopt;
    const fhir::Element &a = *general.element, &b = *specific.element;
    if (a.text("system") != b.text("system")) return false;
    return yes_or_no(terms().subsumes(a.text("system"), a.text("code"), b.text("code")));
  }

 private:
  static std::optional<bool> yes_or_no(terminology::Answer answer) {
    if (answer == terminology::Answer::unknown) return std::nullopt;
    return answer == terminology::Answer::yes;
  }
  const package::Packages& packages() {
    if (!packages_) packages_ = std::make_unique<package::Packages>();
    return *packages_;
  }
  const terminology::Terminology& terms() {
    if (!terms_) terms_ = std::make_unique<terminology::Terminology>(packages());
    return *terms_;
  }
  std::unique_ptr<package::Packages> packages_;
  std::unique_ptr<terminology::Terminology> terms_;
};

std::string iso_time(std::time_t seconds) {
  using namespace std::chrono;
  const sys_seconds at{std::chrono::seconds(seconds)};
  const auto day = floor<days>(at);
  const year_month_day date{day};
  const hh_mm_ss time{at - day};
  char out[48];
  std::snprintf(out, sizeof out, "%04d-%02u-%02uT%02d:%02d:%02d.000Z", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                static_cast<int>(time.seconds().count()));
  return out;
}

// now(), fixed for the run: as given, else SOURCE_DATE_EPOCH, else the clock of this one command for interactive use.
std::string run_time(const std::string& given) {
  if (!given.empty()) return given;
  if (const char* epoch = std::getenv("SOURCE_DATE_EPOCH")) return iso_time(std::strtoll(epoch, nullptr, 10));
  return iso_time(std::time(nullptr));
}

std::string value_text(const fhirpath::Value& v) {
  std::string text = fhirpath::to_text(v);
  if (v.kind == fhirpath::Kind::element && !v.element->has_value) fhir::write_json(text, *v.element, {.indent = 0});
  return text;
}

void print(const fhirpath::Collection& items, const std::string& format) {
  std::string out;
  if (format == "json") out = "[";
  for (size_t i = 0; i < items.size(); ++i) {
    const std::string text = value_text(items[i]);
    if (format == "json") {
      out += i == 0 ? "{\"type\":" : ",\n {\"type\":";
      json::append_string(out, fhirpath::type_name(items[i]));
      out += ",\"value\":";
      json::append_string(out, text);
      out += "}";
    } else {
      ((out += fhirpath::type_name(items[i])) += '\t') += text + "\n";
    }
  }
  if (format == "json") out += "]\n";
  std::fwrite(out.data(), 1, out.size(), stdout);
}

int run(const Options& options) {
  const fhir::Model& model = fhir::r4_model();
  Arena arena;
  std::string source;
  fhir::Element* root = nullptr;
  if (!options.file.empty()) {
    Result<std::string> bytes = read_file(options.file);
    if (!bytes) {
      std::cerr << "anamnesis: " << bytes.error().text() << "\n";
      return 3;
    }
    source = std::move(*bytes);
    Issues issues;  // a file that is not quite FHIR can still be asked; validate says what is wrong with it
    Result<fhir::Element*> read = fhir::read_resource(source, arena, model, issues);
    if (!read) {
      Error error = read.error();
      error.file = options.file;
      std::cerr << "anamnesis: " << error.text() << "\n";
      return 3;
    }
    root = *read;
  }
  const std::string type(root != nullptr ? fhirpath::fhir_type_name(*root) : std::string_view());
  const auto expression =
      fhirpath::compile(options.expression, {.model = &model, .context_type = type, .strict = true});
  if (!expression) {
    std::cerr << "anamnesis: " << expression.error().text() << "\n";
    return 2;
  }
  BundledHost host;
  fhirpath::Environment environment{.model = &model, .host = &host, .now = run_time(options.now)};
  environment.trace = [](std::string_view name, fhirpath::Collection items) {
    for (const fhirpath::Value& v : items) std::cerr << "trace " << name << ": " << value_text(v) << "\n";
  };
  fhirpath::Explanation explanation;
  if (options.explain) environment.watch = explanation.watcher();
  fhirpath::Evaluator evaluator(std::move(environment));
  const auto result = evaluator.evaluate(*expression, root);
  if (options.explain) std::cout << explanation.text(*expression);
  if (!result) {
    std::cerr << "anamnesis: " << result.error().text() << "\n";
    return 2;
  }
  if (!options.explain) print(*result, options.format);
  return 0;
}

}  // namespace

void add_fhirpath(CLI::App& app, int& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("fhirpath", "Evaluate one FHIRPath expression");
  command->add_option("EXPRESSION", options->expression, "the expression; write -- before it if it starts with a sign")
      ->required();
  command->add_option("INPUT", options->file, "a FHIR resource, JSON or XML; - is standard input");
  command->add_option("--format", options->format, "text (default) or json")->check(CLI::IsMember({"text", "json"}));
  command->add_option("--now", options->now, "the time that now() and today() give, such as 2024-05-01T12:00:00Z");
  command->add_flag("--explain", options->explain, "print the expression's tree with the value at each node");
  command->callback([options, &status] { status = run(*options); });
}

}  // namespace anamnesis::cli
