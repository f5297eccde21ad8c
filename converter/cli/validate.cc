// anamnesis validate: FHIR JSON, NDJSON or XML -> findings.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <thread>

#include "base/files.h"
#include "cli/commands.h"
#include "package/packages.h"
#include "package/schema_folder.h"
#include "pipeline/validate_stream.h"
#include "validate/outcome.h"
#include "validate/rules.h"
#include "validate/suppressions.h"
#include "validate/validator.h"

#include <unistd.h>

namespace anamnesis::cli {
namespace {

struct ValidateOptions {
  std::vector<std::string> inputs, packages, resources, profiles, formats{"text"};
  std::string resolve, fail_on = "error", suppressions, baseline, write_baseline, today, explain, schemas;
  bool list_rules = false, security_checks = false, display_warnings = false;
  int jobs = 0;
  uint64_t max_line = uint64_t{64} << 20;
};

// One --format: where its bytes go. "-" is standard output.
struct Sink {
  std::unique_ptr<validate::OutcomeWriter> writer;
  std::string path = "-";
  std::string bytes = {};

  void flush() {
    if (path == "-") print(bytes);
  }
  static void print(std::string& bytes) {
    std::fwrite(bytes.data(), 1, bytes.size(), stdout);
    bytes.clear();
  }
};

int complain(const std::string& text, int status) {
  std::cerr << text << "\n";
  return status;
}

Result<std::vector<Sink>> make_sinks(const std::vector<std::string>& formats) {
  std::vector<Sink> out;
  bool printed = false;
  for (const std::string& wanted : formats) {
    const size_t equals = wanted.find('=');
    const auto format = validate::format_of(wanted.substr(0, equals));
    if (!format) return Error{"--format " + wanted + ": expected text, json, sarif, junit or github, or FORMAT=PATH"};
    Sink sink;
    if (equals != wanted.npos) sink.path = wanted.substr(equals + 1);
    if (sink.path == "-" && std::exchange(printed, true))
      return Error{"only one --format can go to standard output; give the others a path: FORMAT=PATH"};
    sink.writer = validate::make_writer(*format, sink.path == "-" && isatty(STDOUT_FILENO) != 0);
    if (sink.path == "-") sink.writer->take = Sink::print;
    out.push_back(std::move(sink));
  }
  return out;
}

// The day suppressions are measured by: --today, else SOURCE_DATE_EPOCH, else the clock's.
std::string today(const ValidateOptions& o) {
  if (!o.today.empty()) return o.today;
  const char* epoch = std::getenv("SOURCE_DATE_EPOCH");
  const std::time_t now = epoch != nullptr ? static_cast<std::time_t>(std::atoll(epoch)) : std::time(nullptr);
  std::tm date{};
  gmtime_r(&now, &date);
  char text[16];
  std::strftime(text, sizeof text, "%Y-%m-%d", &date);
  return text;
}

// The run: what every document passes through on its way to the sinks.
class Run {
 public:
  explicit Run(const ValidateOptions& options) : o_(options) {}

  int go() {
    if (const int status = prepare(); status != 0) return status;
    for (Sink& s : sinks_) s.writer->begin(s.bytes);
    const int jobs = o_.jobs > 0 ? o_.jobs : static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
    validate_stream(
        {.inputs = o_.inputs, .jobs = jobs, .max_line = o_.max_line}, *validator_,
        [&](ValidatedDocument& d) { add(d); }, [&](const Error& e) { failed(e); });
    for (Sink& s : sinks_) s.writer->end(s.bytes);
    return finish();
  }

 private:
  int prepare() {
    auto sinks = make_sinks(o_.formats);
    if (!sinks) return complain(sinks.error().text(), 2);
    sinks_ = std::move(*sinks);
    limit_ = *validate::fail_on_of(o_.fail_on);
    if (!o_.schemas.empty()) {
      auto schemas = package::compile_schema_folder(o_.schemas);
      if (!schemas) return complain(schemas.error().text(), 2);
      packages_ = std::make_unique<package::Packages>(std::move(*schemas));
    } else {
      packages_ = std::make_unique<package::Packages>();
    }
    for (const std::string& p : o_.packages)
      if (const auto added = packages_->add_package(p); !added) return complain(added.error().text(), 2);
    for (const std::string& m : packages_->missing())
      complain("warning: the package " + m + " is not there; what depends on it cannot be checked", 0);
    for (const std::string& r : o_.resources)
      if (const auto added = packages_->add_resource(r); !added) complain("warning: " + added.error().text(), 0);
    auto validator = validate::Validator::load(*packages_, {.profiles = o_.profiles,
                                                            .resolve_folder = o_.resolve,
                                                            .security_checks = o_.security_checks,
                                                            .display_warnings = o_.display_warnings});
    if (!validator) return complain(validator.error().text(), 2);
    validator_ = std::move(*validator);
    return read_lists();
  }

  int read_lists() {
    if (!o_.suppressions.empty()) {
      const auto text = read_file(o_.suppressions);
      if (!text) return complain(text.error().text(), 2);
      auto parsed = validate::Suppressions::parse(*text, o_.suppressions, today(o_));
      if (!parsed) return complain(parsed.error().text(), 2);
      suppressions_ = std::move(*parsed);
    }
    if (!o_.baseline.empty()) {
      const auto text = read_file(o_.baseline);
      if (!text) return complain(text.error().text(), 2);
      auto parsed = validate::Baseline::parse(*text, o_.baseline);
      if (!parsed) return complain(parsed.error().text(), 2);
      baseline_ = std::move(*parsed);
    }
    return 0;
  }

  void add(ValidatedDocument& d) {
    ++documents_;
    if (!o_.write_baseline.empty()) recorded_.record(d.file, d.issues);
    suppressions_.apply(d.file, d.issues);
    baseline_.apply(d.file, d.issues);
    if (validate::fails(d.issues, limit_)) findings_ = true;
    const validate::Outcome outcome{.file = d.file, .line = d.line, .source = d.text, .issues = &d.issues};
    for (Sink& s : sinks_) {
      s.writer->add(outcome, s.bytes);
      s.flush();
    }
  }

  void failed(const Error& error) {
    complain(error.text(), 0);
    some_failed_ = true;
  }

  int finish() {
    int status = findings_ ? 1 : some_failed_ ? (documents_ == 0 ? 3 : 1) : 0;
    for (const Issue& i : suppressions_.leftovers())
      std::cerr << o_.suppressions << ":" << i.line << ":" << i.column << ": " << name_of(i.severity) << ": " << i.text
                << "\n";
    for (Sink& s : sinks_) {
      s.flush();
      if (s.path == "-") continue;
      if (const auto written = write_file(s.path, s.bytes); !written) status = complain(written.error().text(), 3);
    }
    if (!o_.write_baseline.empty()) {
      if (const auto written = write_file(o_.write_baseline, recorded_.text()); !written)
        return complain(written.error().text(), 3);
      if (status == 1 && !some_failed_) status = 0;  // the findings are known from now on
    }
    return status;
  }

  const ValidateOptions& o_;
  std::unique_ptr<package::Packages> packages_;
  std::unique_ptr<validate::Validator> validator_;
  std::vector<Sink> sinks_;
  validate::Suppressions suppressions_;
  validate::Baseline baseline_, recorded_;
  validate::FailOn limit_ = validate::FailOn::error;
  size_t documents_ = 0;
  bool findings_ = false, some_failed_ = false;
};

int run(const ValidateOptions& o) {
  if (o.list_rules) {
    std::cout << validate::list_rules();
    return 0;
  }
  if (!o.explain.empty()) {
    const std::string text = validate::explain_rule(o.explain);
    if (text.empty()) return complain("there is no rule '" + o.explain + "': see --list-rules", 2);
    std::cout << text;
    return 0;
  }
  if (o.inputs.empty()) return complain("validate: an input is missing: files, folders, or - for standard input", 2);
  return Run(o).go();
}

}  // namespace

void add_validate(CLI::App& app, int& status) {
  auto o = std::make_shared<ValidateOptions>();
  CLI::App* c = app.add_subcommand("validate", "FHIR JSON, NDJSON or XML -> findings");
  c->add_option("INPUT", o->inputs, "files, folders, or - for standard input");
  c->add_option("--format", o->formats, "text, json, sarif, junit or github; FORMAT=PATH writes a file")
      ->allow_extra_args(false);
  c->add_option("--package", o->packages, "a FHIR package: .tgz, folder, or id#version in ~/.fhir/packages")
      ->allow_extra_args(false);
  c->add_option("--resource", o->resources, "a conformance resource, JSON or XML")->allow_extra_args(false);
  c->add_option("--profile", o->profiles, "canonical of a profile that every resource must conform to")
      ->allow_extra_args(false);
  c->add_option("--resolve", o->resolve, "folder where Type/id references are looked up as type-id.json|xml");
  c->add_option("--schemas", o->schemas, "folder of definitions to use instead of the bundled ones");
  c->add_flag("--security-checks", o->security_checks, "HTML in strings is an error");
  c->add_flag("--display-issues-are-warnings", o->display_warnings,
              "a Coding's display that is none of its code's names is no error");
  c->add_option("--fail-on", o->fail_on, "exit with 1 at this severity")
      ->check(CLI::IsMember({"error", "warning", "never"}));
  c->add_option("--suppress", o->suppressions, "TSV of findings to leave out: rule, path, reason, expiry");
  c->add_option("--baseline", o->baseline, "findings that are known already (see --write-baseline)");
  c->add_option("--write-baseline", o->write_baseline, "write this run's findings for --baseline");
  c->add_option("--jobs", o->jobs, "workers (default: the cores); the output does not depend on it")
      ->check(CLI::Range(1, 1024));
  c->add_option("--max-line", o->max_line, "bytes of the longest NDJSON line (default 64MiB)")
      ->transform(CLI::AsSizeValue(false));
  c->add_option("--today", o->today,
                "YYYY-MM-DD by which suppressions expire (default: SOURCE_DATE_EPOCH or the clock)");
  c->add_flag("--list-rules", o->list_rules, "list every rule");
  c->add_option("--explain", o->explain, "explain a rule");
  c->set_config("--config", "", "read options from a file (INI or TOML)");
  c->callback([o, &status] { status = run(*o); });
}

}  // namespace anamnesis::cli
