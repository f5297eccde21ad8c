// The source hands out batches: a whole file, or NDJSON lines of about 256 KiB together, so that workers meet seldom.
#include "pipeline/validate_stream.h"

#include <algorithm>

#include "base/files.h"
#include "base/pool.h"
#include "fhir/xml_reader.h"
#include "pipeline/lines.h"
#include "validate/validator.h"

namespace anamnesis {
namespace {

constexpr size_t kBatchBytes = size_t{256} << 10;

struct Batch {
  std::vector<ValidatedDocument> documents;
  std::vector<Error> errors;
};

bool is_resource_file(const std::string& path) {
  return path.ends_with(".json") || path.ends_with(".xml") || path.ends_with(".ndjson") || path.ends_with(".jsonl");
}

// Is this the beginning of NDJSON rather than of one indented resource? Its first line is a whole object, or too long
// to have been wrapped.
bool looks_like_lines(std::string_view head) {
  const std::string_view line = head.substr(0, head.find('\n'));
  const size_t first = line.find_first_not_of(" \t\r"), last = line.find_last_not_of(" \t\r");
  if (first == line.npos || line[first] != '{') return false;
  return line.size() == head.size() ? head.size() >= kBatchBytes : line[last] == '}' && last > first;
}

class Source {
 public:
  explicit Source(const ValidateStream& stream) : stream_(stream) { expand(); }

  // The next documents; nothing at the end.
  std::optional<Batch> next() {
    Batch batch;
    batch.errors = std::exchange(errors_, {});
    size_t bytes = 0;
    while (bytes < kBatchBytes && (lines_ != nullptr || at_ < files_.size())) {
      if (lines_ == nullptr && !open(files_[at_++], batch, bytes)) continue;
      if (lines_ != nullptr) read_lines(batch, bytes);
    }
    if (batch.documents.empty() && batch.errors.empty()) return std::nullopt;
    return batch;
  }

 private:
  void expand() {
    for (const std::string& input : stream_.inputs) {
      if (!is_folder(input)) {
        files_.push_back(input);
        continue;
      }
      auto found = list_files(input);
      if (!found)
        errors_.push_back(found.error());
      else
        std::copy_if(found->begin(), found->end(), std::back_inserter(files_), is_resource_file);
    }
  }

  // Opens a file; a whole resource goes to the batch at once.
  bool open(const std::string& file, Batch& batch, size_t& bytes) {
    if (file != "-" && !file.ends_with(".ndjson") && !file.ends_with(".jsonl")) {
      auto text = read_file(file);
      if (!text) {
        batch.errors.push_back(text.error());
        return false;
      }
      bytes += text->size() + 1;
      batch.documents.push_back({file, 0, std::move(*text), {}});
      return false;
    }
    auto reader = LineReader::open(file, stream_.max_line);
    if (!reader) {
      batch.errors.push_back(reader.error());
      return false;
    }
    name_ = file;
    if (file != "-" || looks_like_lines(reader->head())) {
      lines_ = std::make_unique<LineReader>(std::move(*reader));
      return true;
    }
    auto text = reader->rest(kMaxFileSize);
    if (!text) {
      batch.errors.push_back({text.error().message, file});
      return false;
    }
    bytes += text->size() + 1;
    batch.documents.push_back({file, 0, std::move(*text), {}});
    return false;
  }

  void read_lines(Batch& batch, size_t& bytes) {
    while (bytes < kBatchBytes) {
      auto line = lines_->next();
      if (!line) {
        if (lines_->failed()) batch.errors.push_back({"the input broke off", name_});
        lines_ = nullptr;
        return;
      }
      if (line->bytes.find_first_not_of(" \t\r") == std::string::npos) continue;
      bytes += line->bytes.size() + 1;
      ValidatedDocument document{name_, line->number, std::move(line->bytes), {}};
      if (line->size > document.text.size()) {
        document.issues.push_back({.severity = Severity::fatal,
                                   .code = "too-long",
                                   .id = "line-too-long",
                                   .text = "the line has " + std::to_string(line->size) +
                                           " bytes, more than the limit of " + std::to_string(stream_.max_line) +
                                           " (--max-line)",
                                   .line = 1,
                                   .column = 1});
        document.text.clear();
      }
      batch.documents.push_back(std::move(document));
    }
  }

  const ValidateStream& stream_;
  std::vector<std::string> files_;
  std::vector<Error> errors_;
  size_t at_ = 0;
  std::unique_ptr<LineReader> lines_;
  std::string name_;
};

void validate_into(const validate::Validator& validator, std::string_view text, Arena& arena, Issues& issues) {
  arena.reset();
  const auto root = fhir::read_resource(text, arena, fhir::r4_model(), issues);
  if (root) return validator.validate(**root, text, issues);
  issues.push_back({.severity = Severity::fatal,
                    .code = "invalid",
                    .id = "not-readable",
                    .text = root.error().message,
                    .line = root.error().line,
                    .column = root.error().column});
}

}  // namespace

Issues validate_text(const validate::Validator& validator, std::string_view text) {
  Arena arena;
  Issues issues;
  validate_into(validator, text, arena, issues);
  return issues;
}

void validate_stream(const ValidateStream& stream, const validate::Validator& validator,
                     const std::function<void(ValidatedDocument&)>& done,
                     const std::function<void(const Error&)>& failed) {
  Source source(stream);
  std::vector<Arena> arenas(static_cast<size_t>(std::max(stream.jobs, 1)));
  ordered_map<Batch, Batch>(
      stream.jobs, [&] { return source.next(); },
      [&](Batch batch, int worker) {
        for (ValidatedDocument& d : batch.documents)
          if (d.issues.empty()) validate_into(validator, d.text, arenas[static_cast<size_t>(worker)], d.issues);
        return batch;
      },
      [&](Batch batch) {
        for (const Error& e : batch.errors) failed(e);
        for (ValidatedDocument& d : batch.documents) done(d);
      });
}

}  // namespace anamnesis
