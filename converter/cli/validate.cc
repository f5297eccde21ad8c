// anamnesis validate: FHIR JSON, NDJSON or XML -> findings.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>

#include "base/files.h"
#include "base/json.h"
#include "cli/commands.h"
#include "fhir/xml_reader.h"
#include "package/packages.h"
#include "validate/validator.h"

namespace anamnesis::cli {
namespace {

struct ValidateOptions {
  std::vector<std::string> inputs, packages, resources, profiles;
  std::string resolve, format = "text", fail_on = "error";
};

// One OperationOutcome on one line.
std::string outcome_json(const Issues& issues) {
  std::string out = R"({"resourceType":"OperationOutcome","issue":[)";
  for (const Issue& i : issues) {
    if (&i != issues.data()) out += ',';
    out.append("{\"severity\":\"").append(name_of(i.severity)).append("\",\"code\":\"").append(i.code).append("\",\"details\":{");
    if (!i.id.empty()) out.append("\"coding\":[{\"system\":\"https://w3id.org/anamnesis/fhir/CodeSystem/rules\",\"code\":\"").append(i.id).append("\"}],");
    out += "\"text\":";
    json::append_string(out, i.text);
    out.append("},\"diagnostics\":\"[").append(std::to_string(i.line)).append(",").append(std::to_string(i.column)).append("]\"");
    if (!i.expression.empty()) {
      out += ",\"expression\":[";
      json::append_string(out, i.expression);
      out += ']';
    }
    out += '}';
  }
  if (issues.empty()) out += R"({"severity":"information","code":"informational","details":{"text":"No findings"}})";
  return out + "]}\n";
}

std::string outcome_text(const std::string& name, const Issues& issues) {
  std::string out;
  for (const Issue& i : issues) {
    out.append(name).append(":").append(std::to_string(i.line)).append(":").append(std::to_string(i.column)).append(": ");
    out.append(name_of(i.severity)).append(": ").append(i.text).append(" [").append(i.id).append("] at ").append(i.expression).append("\n");
  }
  return out;
}

Issues validate_text(const validate::Validator& validator, std::string_view text) {
  Issues issues;
  Arena arena;
  const auto root = fhir::read_resource(text, arena, fhir::r4_model(), issues);
  if (!root) {
    const Error& e = root.error();
    issues.push_back(Issue{.severity = Severity::fatal, .code = "invalid", .id = "not-readable", .text = e.message, .line = e.line, .column = e.column});
    return issues;
  }
  validator.validate(**root, text, issues);
  return issues;
}

int run(const ValidateOptions& o) {
  package::Packages packages;
  for (const std::string& p : o.packages)
    if (const auto added = packages.add_package(p); !added) {
      std::cerr << added.error().text() << "\n";
      return 2;
    }
  for (const std::string& r : o.resources)
    if (const auto added = packages.add_resource(r); !added) std::cerr << added.error().text() << "\n";
  auto validator = validate::Validator::load(packages, {.profiles = o.profiles, .resolve_folder = o.resolve});
  if (!validator) {
    std::cerr << validator.error().text() << "\n";
    return 2;
  }
  int status = 0;
  for (const std::string& input : o.inputs) {
    std::vector<std::string> files{input};
    if (is_folder(input)) {
      auto found = list_files(input);
      if (!found) return std::cerr << found.error().text() << "\n", 3;
      files = *found;
    }
    for (const std::string& file : files) {
      const auto text = read_file(file);
      if (!text) {
        std::cerr << text.error().text() << "\n";
        status = std::max(status, 3);
        continue;
      }
      const auto one = [&](std::string_view resource, const std::string& name) {
        const Issues issues = validate_text(**validator, resource);
        const Severity limit = o.fail_on == "warning" ? Severity::warning : Severity::error;
        for (const Issue& i : issues)
          if (o.fail_on != "never" && i.severity >= limit) status = std::max(status, 1);
        const std::string out = o.format == "json" ? outcome_json(issues) : outcome_text(name, issues);
        std::fwrite(out.data(), 1, out.size(), stdout);
      };
      if (!file.ends_with(".ndjson")) {
        one(*text, file);
        continue;
      }
      std::string_view rest = *text;
      while (!rest.empty()) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        if (line.find_first_not_of(" \t\r") != std::string_view::npos) one(line, file);
      }
    }
  }
  return status;
}

}  // namespace

void add_validate(CLI::App& app, int& status) {
  auto options = std::make_shared<ValidateOptions>();
  CLI::App* command = app.add_subcommand("validate", "FHIR JSON, NDJSON or XML -> findings");
  command->add_option("INPUT", options->inputs, "files, folders, or - for standard input")->required();
  command->add_option("--format", options->format, "text or json")->check(CLI::IsMember({"text", "json"}));
  command->add_option("--package", options->packages, "a FHIR package: .tgz, folder, or id#version")->expected(1)->take_all();
  command->add_option("--resource", options->resources, "a conformance resource")->expected(1)->take_all();
  command->add_option("--profile", options->profiles, "canonical of a profile to validate against")->expected(1)->take_all();
  command->add_option("--resolve", options->resolve, "folder where Type/id references are looked up as type-id.json|xml");
  command->add_option("--fail-on", options->fail_on, "error, warning or never")->check(CLI::IsMember({"error", "warning", "never"}));
  command->callback([options, &status] { status = run(*options); });
}

}  // namespace anamnesis::cli
