// anamnesis convert: narrative clinical cases in, validated FHIR R4 Bundles out.
//
// What is wrong with the command line or the configuration ends with status 2 before anything is read.
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <map>
#include <memory>
#include <thread>

#include "base/ascii.h"
#include "base/files.h"
#include "cli/commands.h"
#include "cli/convert_batch.h"
#include "cli/inputs.h"

namespace anamnesis::cli {
namespace {

struct Arguments {
  BatchOptions batch;
  std::vector<std::string> inputs;
  std::string format = "json", bundle = "transaction", evidence = "element", max_line = "64MiB";
};

int complain(int status, const std::string& message) {
  std::fprintf(stderr, "anamnesis: %s\n", message.c_str());
  return status;
}

std::string instant_of(std::time_t time) {
  std::tm utc{};
  gmtime_r(&time, &utc);
  char out[32];
  std::strftime(out, sizeof out, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return out;
}

// R4's instant: a date, a time to the second, and a zone.
bool is_instant(const std::string& text) {
  const std::string form = "dddd-dd-ddTdd:dd:dd";
  if (text.size() <= form.size()) return false;
  for (size_t i = 0; i < form.size(); ++i)
    if (form[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != form[i]) return false;
  size_t at = form.size();
  if (text[at] == '.') at = std::min(text.find_first_not_of("0123456789", at + 1), text.size());
  const std::string zone = text.substr(at);
  const auto number = [&](size_t from) { return std::atoi(text.substr(from, 2).c_str()); };
  if (number(5) < 1 || number(5) > 12 || number(8) < 1 || number(8) > 31 || number(11) > 23 || number(14) > 59)
    return false;
  return zone == "Z" || (zone.size() == 6 && (zone[0] == '+' || zone[0] == '-') && zone[3] == ':');
}

// The time of the run, only as far as it was asked for; "" if it was not, an error text in `wrong`.
std::string recorded_time(const std::string& asked, std::string& wrong) {
  if (asked == "now") return instant_of(std::time(nullptr));
  if (!asked.empty()) {
    if (!is_instant(asked)) wrong = "--recorded wants an instant such as 2024-05-01T12:00:00Z, or `now`";
    return asked;
  }
  const char* epoch = std::getenv("SOURCE_DATE_EPOCH");
  if (epoch == nullptr) return {};
  char* end = nullptr;
  const long long seconds = std::strtoll(epoch, &end, 10);
  if (*epoch == '\0' || *end != '\0') wrong = "SOURCE_DATE_EPOCH is not a number of seconds";
  return instant_of(static_cast<std::time_t>(seconds));
}

// "64MiB", "1000000", "2g": bytes, or 0 if it is no size.
uint64_t size_of(const std::string& text) {
  char* end = nullptr;
  const unsigned long long number = std::strtoull(text.c_str(), &end, 10);
  const std::string unit = ascii_lower(end);
  const std::map<std::string, int> kShifts{{"", 0},     {"k", 10}, {"kib", 10}, {"m", 20},
                                           {"mib", 20}, {"g", 30}, {"gib", 30}};
  const auto at = kShifts.find(unit);
  return at == kShifts.end() || end == text.c_str() ? 0 : number << at->second;
}

// A name that ends like a FHIR file is a file, as is one that is there and no folder; anything else is a folder.
bool is_output_folder(const std::string& path, const std::vector<std::string>& inputs, size_t expanded) {
  if (path.empty() || path == "-") return false;
  if (expanded != 1 || is_folder(inputs[0]) || is_folder(path)) return true;
  if (file_exists(path)) return false;
  const std::string ending = std::filesystem::path(path).extension().string();
  return ending != ".json" && ending != ".ndjson" && ending != ".jsonl" && ending != ".xml";
}

// Two inputs whose outputs would have one name: said before any work is done.
std::string find_clash(const BatchOptions& batch) {
  std::map<std::string, std::string> seen;
  for (const std::string& input : batch.inputs) {
    const std::string name = output_name(batch.out, input, batch.conversion.format, reads_lines(input));
    const auto [at, fresh] = seen.emplace(name, input);
    if (!fresh) return at->second + " and " + input + " would both be written to " + name;
  }
  return {};
}

// An input that one of the outputs would overwrite: said before any work is done.
std::string find_overwritten(const BatchOptions& batch) {
  std::error_code ignored;
  std::map<std::filesystem::path, std::string> inputs;  // by the place they really are at
  for (const std::string& input : batch.inputs)
    if (input != "-") inputs.emplace(std::filesystem::weakly_canonical(input, ignored), input);
  std::vector<std::string> outputs = {batch.explain, batch.errors};
  if (!batch.out_is_folder) outputs.push_back(batch.out);
  for (const std::string& input : batch.inputs)
    if (batch.out_is_folder)
      outputs.push_back(output_name(batch.out, input, batch.conversion.format, reads_lines(input)));
  for (const std::string& output : outputs) {
    if (output.empty() || output == "-") continue;
    const auto at = inputs.find(std::filesystem::weakly_canonical(output, ignored));
    if (at != inputs.end()) return output + " is an input (" + at->second + ") and would be overwritten";
  }
  return {};
}

int run(Arguments& arguments) {
  BatchOptions& batch = arguments.batch;
  Options& conversion = batch.conversion;
  using Format = Options::Format;
  conversion.format = arguments.format == "xml"      ? Format::xml
                      : arguments.format == "ndjson" ? Format::ndjson
                                                     : Format::json;
  conversion.bundle = arguments.bundle == "document"     ? Options::Bundle::document
                      : arguments.bundle == "collection" ? Options::Bundle::collection
                                                         : Options::Bundle::transaction;
  conversion.evidence = arguments.evidence == "none"       ? Options::Evidence::none
                        : arguments.evidence == "resource" ? Options::Evidence::resource
                                                           : Options::Evidence::element;
  conversion.explain = !batch.explain.empty();
  conversion.max_line = size_of(arguments.max_line);
  if (conversion.max_line == 0) return complain(2, "--max-line wants a size such as 64MiB");
  std::string wrong;
  conversion.recorded = recorded_time(conversion.recorded, wrong);
  if (!wrong.empty()) return complain(2, wrong);
  if (conversion.bundle == Options::Bundle::document && conversion.recorded.empty())
    return complain(2, "--bundle document needs --recorded: R4 demands a time, and the narrative does not give one");

  if (arguments.inputs.empty()) arguments.inputs.push_back("-");
  Result<std::vector<std::string>> inputs = narratives_in(arguments.inputs);
  if (!inputs) return complain(3, inputs.error().text());
  if (inputs->empty()) return complain(3, "no narrative found in the folders given");
  batch.inputs = std::move(*inputs);
  batch.out_is_folder = is_output_folder(batch.out, arguments.inputs, batch.inputs.size());
  const bool lines = std::any_of(batch.inputs.begin(), batch.inputs.end(), reads_lines);
  if (conversion.format == Format::xml && (lines || (batch.inputs.size() > 1 && !batch.out_is_folder)))
    return complain(2, "XML holds one Bundle a file: give -o DIR, and no NDJSON");
  if (batch.out_is_folder)
    if (const std::string clash = find_clash(batch); !clash.empty()) return complain(2, clash);
  if (const std::string overwritten = find_overwritten(batch); !overwritten.empty()) return complain(2, overwritten);
  if (batch.inputs.size() > 1 && !batch.out_is_folder) conversion.format = Format::ndjson;  // one stream, many Bundles
  batch.progress = isatty(STDERR_FILENO) != 0 && (lines || batch.inputs.size() > 1);

  const Converter::Loaded loaded = Converter::load(conversion);
  if (loaded.converter == nullptr) return complain(2, loaded.error);
  return run_batch(*loaded.converter, batch);
}

}  // namespace

void add_convert(CLI::App& app, int& status) {
  auto arguments = std::make_shared<Arguments>();
  BatchOptions& batch = arguments->batch;
  batch.jobs = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  CLI::App* command = app.add_subcommand("convert", "Narrative clinical cases to validated FHIR R4 Bundles");
  command->add_option("INPUT", arguments->inputs,
                      "Files, folders or - (standard input): plain text, CORD-19 JSON, JATS XML, NDJSON");
  command->add_option("-o,--output", batch.out,
                      "A file (*.json, *.ndjson, *.xml), or a folder for STEM.json of each input");
  command->add_option("--format", arguments->format, "json (indented), ndjson (one line a Bundle) or xml")
      ->check(CLI::IsMember({"json", "ndjson", "xml"}))
      ->capture_default_str();
  command->add_option("--bundle", arguments->bundle, "transaction (PUT under stable ids), collection or document")
      ->check(CLI::IsMember({"transaction", "collection", "document"}))
      ->capture_default_str();
  command
      ->add_option("--evidence", arguments->evidence,
                   "Where the source's words are pointed to: element, resource or none")
      ->check(CLI::IsMember({"element", "resource", "none"}))
      ->capture_default_str();
  command->add_option("--recorded", batch.conversion.recorded, "Instant of Provenance.recorded, or now");
  command->add_option("--errors", batch.errors, "Inputs that failed, with reasons, as NDJSON");
  command->add_option("--explain", batch.explain,
                      "Why each element is there, and why some words gave nothing, as NDJSON");
  command
      ->add_option("--mappings", batch.conversion.mappings,
                   "Folder of mapping tables on top of the bundled ones (repeatable)")
      ->allow_extra_args(false);
  command->add_option("--schemas", batch.conversion.schemas, "Folder of schemas instead of the bundled ones");
  command->add_option("--max-line", arguments->max_line, "Longest line that is read")->capture_default_str();
  command->add_option("--jobs", batch.jobs, "Workers; the output is the same for any number")
      ->check(CLI::Range(1, 1024));
  command->add_flag("--keep-invalid", batch.conversion.keep_invalid, "Give out a Bundle that fails its own validation");
  command->add_flag("--meta-profile", batch.conversion.meta_profile,
                    "Name the profiles of what is emitted in meta.profile");
  command->callback([arguments, &status] { status = run(*arguments); });
}

}  // namespace anamnesis::cli
