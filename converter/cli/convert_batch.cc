// Inputs become items (a document, or a line of NDJSON) as workers ask for them; results come back in the items' order
// and go to the output of their input. Memory is bounded by the items under way, whatever the length of the input.
#include "cli/convert_batch.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>

#include "base/files.h"
#include "base/json.h"
#include "base/pool.h"
#include "base/utf8.h"
#include "pipeline/lines.h"
#include "read/read.h"

namespace anamnesis::cli {
namespace {

// One document or line to convert.
struct Item {
  size_t input = 0;
  uint32_t line = 0;  // 0: the whole input
  std::string bytes;
  std::string problem;  // if it could not be read
  bool unreadable = false;
};

struct Done {
  size_t input = 0;
  uint32_t line = 0;
  Output output;
  std::string raw;  // for the dead letter
  bool unreadable = false;
};

// A file that appears under its name only when it is complete, or standard output.
class Sink {
 public:
  explicit Sink(std::string path) : path_(std::move(path)) {
    if (path_.empty() || path_ == "-") {
      file_ = stdout;
      return;
    }
    std::error_code failed;
    std::filesystem::create_directories(std::filesystem::path(path_).parent_path(), failed);
    direct_ = std::filesystem::exists(path_, failed) && !std::filesystem::is_regular_file(path_, failed);
    file_ = std::fopen(written().c_str(), "wb");
    ok_ = file_ != nullptr;
    if (!ok_) std::fprintf(stderr, "anamnesis: %s: %s\n", path_.c_str(), std::strerror(errno));
  }
  ~Sink() { close(); }
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;

  void write(std::string_view bytes) {
    if (ok_ && std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size()) fail();
  }
  bool close() {
    if (file_ == stdout) {
      if (std::fflush(stdout) != 0) fail();
    } else if (file_ != nullptr) {
      if (std::fclose(file_) != 0) fail();
      std::error_code failed;
      if (ok_ && !direct_) std::filesystem::rename(written(), path_, failed);
      if (failed) fail();
    }
    file_ = nullptr;
    return ok_;
  }

 private:
  std::string written() const { return direct_ ? path_ : path_ + ".part"; }
  void fail() {
    if (ok_) std::fprintf(stderr, "anamnesis: %s: cannot write\n", path_.empty() ? "standard output" : path_.c_str());
    ok_ = false;
  }

  std::string path_;
  std::FILE* file_ = nullptr;
  bool ok_ = true;
  bool direct_ = false;
};

// The items of all inputs, one after the other.
class Source {
 public:
  explicit Source(const BatchOptions& options) : options_(options) {}

  std::optional<Item> next() {
    for (;;) {
      if (lines_) {
        if (std::optional<StreamLine> line = lines_->next()) return of_line(std::move(*line));
        const bool broke = lines_->failed();
        lines_.reset();
        ++at_;
        if (broke) return Item{at_ - 1, 0, {}, options_.inputs[at_ - 1] + ": the stream broke off", true};
        continue;
      }
      if (at_ == options_.inputs.size()) return std::nullopt;
      const std::string& path = options_.inputs[at_];
      Result<LineReader> reader = LineReader::open(path, options_.conversion.max_line);
      if (!reader) return Item{at_++, 0, {}, reader.error().text(), true};
      if (is_lines(path, reader->head())) {
        lines_.emplace(std::move(*reader));
        continue;
      }
      Result<std::string> bytes = reader->rest(kMaxFileSize);
      if (!bytes) return Item{at_++, 0, {}, path + ": " + bytes.error().message, true};
      return Item{at_++, 0, std::move(*bytes), {}, false};
    }
  }

  // NDJSON by name or by its first lines; from standard input also a single line that is a whole object.
  static bool is_lines(const std::string& path, std::string_view head) {
    if (guess_format(path, head) == Format::ndjson) return true;
    if (path != "-" || !head.starts_with('{')) return false;
    const std::string_view first = head.substr(0, head.find('\n'));
    const size_t last = first.find_last_not_of(" \t\r");
    return first.size() == head.size() ? first.size() > 1 : first[last] == '}';
  }

 private:
  Item of_line(StreamLine line) {
    Item item{at_, line.number, std::move(line.bytes), {}, false};
    if (line.size > item.bytes.size()) {
      item.problem = options_.inputs[at_] + ":" + std::to_string(item.line) + ": a line of " +
                     std::to_string(line.size) + " bytes is over the limit of " +
                     std::to_string(options_.conversion.max_line);
      item.bytes.clear();
    }
    return item;
  }

  const BatchOptions& options_;
  size_t at_ = 0;
  std::optional<LineReader> lines_;
};

// {"input","line","id","reason","raw"}: enough to mend the input and run it again.
std::string dead_letter(const std::string& input, const Done& done) {
  std::string out = "{\"input\":";
  json::append_string(out, input);
  if (done.line != 0) out += ",\"line\":" + std::to_string(done.line);
  out += ",\"reason\":";
  json::append_string(out, done.output.problem);
  if (!done.raw.empty() && !find_invalid_utf8(done.raw)) {
    if (const std::string id = ndjson_id(done.raw); !id.empty()) {
      out += ",\"id\":";
      json::append_string(out, id);
    }
    out += ",\"raw\":";
    json::append_string(out, done.raw);
  }
  return out + "}\n";
}

class Batch {
 public:
  Batch(const Converter& converter, const BatchOptions& options) : options_(options), source_(options) {
    for (int i = 0; i < std::max(options.jobs, 1); ++i) workers_.push_back(converter.worker());
    if (!options.errors.empty()) errors_ = std::make_unique<Sink>(options.errors);
    if (!options.explain.empty()) explain_ = std::make_unique<Sink>(options.explain);
    if (!options.out_is_folder) out_ = std::make_unique<Sink>(options.out);
  }

  int run() {
    ordered_map<Item, Done>(
        options_.jobs, [&] { return source_.next(); },
        [&](Item item, int worker) { return convert(std::move(item), worker); },
        [&](Done done) { take(std::move(done)); });
    for (auto* sink : {&out_, &errors_, &explain_})
      if (*sink != nullptr && !(*sink)->close()) write_failed_ = true;
    if (options_.progress && (converted_ + failed_) > 0) std::fputc('\n', stderr);
    if (write_failed_ || (converted_ == 0 && failed_ > 0 && unreadable_ == failed_)) return 3;
    return failed_ == 0 ? 0 : 1;
  }

 private:
  Done convert(Item item, int worker) {
    Converter::Worker& w = workers_[static_cast<size_t>(worker)];
    const std::string& name = options_.inputs[item.input];
    Done done{item.input, item.line, {}, {}, item.unreadable};
    if (!item.problem.empty())
      done.output = w.refuse(std::move(item.problem), item.line != 0);
    else if (item.line != 0)
      done.output = w.convert_line(name, item.line, item.bytes);
    else
      done.output = w.convert(name, item.bytes);
    if (!done.output.ok && (item.line != 0 || name == "-")) done.raw = std::move(item.bytes);
    return done;
  }

  void take(Done done) {
    const std::string& input = options_.inputs[done.input];
    if (done.output.ok)
      ++converted_;
    else
      ++failed_, std::fprintf(stderr, "anamnesis: %s\n", done.output.problem.c_str());
    unreadable_ += done.unreadable;
    if (options_.out_is_folder && (out_ == nullptr || done.input != current_)) {
      if (out_ != nullptr && !out_->close()) write_failed_ = true;
      current_ = done.input;
      out_ = std::make_unique<Sink>(output_name(options_.out, input, options_.conversion.format, done.line != 0));
    }
    // An input that is not there at all leaves no trace in the output; one that is bad leaves its OperationOutcome.
    if (!done.unreadable) out_->write(done.output.text);
    if (!done.output.ok && errors_ != nullptr) errors_->write(dead_letter(input, done));
    if (explain_ != nullptr) explain_->write(done.output.explanation);
    if (options_.progress) std::fprintf(stderr, "\r%llu converted, %llu failed", converted_, failed_);
  }

  const BatchOptions& options_;
  Source source_;
  std::vector<Converter::Worker> workers_;
  std::unique_ptr<Sink> out_, errors_, explain_;
  size_t current_ = 0;
  unsigned long long converted_ = 0, failed_ = 0, unreadable_ = 0;
  bool write_failed_ = false;
};

}  // namespace

std::string output_name(const std::string& folder, const std::string& input, Options::Format format, bool lines) {
  const std::string stem = input == "-" ? "stdin" : std::filesystem::path(input).stem().string();
  const char* ending = format == Options::Format::xml ? ".xml" : lines ? ".ndjson" : ".json";
  return (std::filesystem::path(folder) / (stem + ending)).string();
}

bool reads_lines(const std::string& input) {
  return guess_format(input, {}) == Format::ndjson;
}

int run_batch(const Converter& converter, const BatchOptions& options) {
  return Batch(converter, options).run();
}

}  // namespace anamnesis::cli
