// Anamnesis as a library: narrative clinical cases in, validated FHIR R4 Bundles out. Needs nothing but this header.
//
//   auto loaded = anamnesis::Converter::load({});
//   if (!loaded.converter) { std::cerr << loaded.error; ... }
//   auto worker = loaded.converter->worker();
//   anamnesis::Output out = worker.convert("case.txt", bytes);
//   if (out.ok) use(out.text);         // the Bundle
//   else        report(out.problem);   // out.text is an OperationOutcome
//
// The same bytes under the same options give the same output, on any machine and in any thread: no clock, no
// randomness.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace anamnesis {

struct Options {
  enum class Bundle : uint8_t { transaction, collection, document };
  enum class Evidence : uint8_t { element, resource, none };
  enum class Format : uint8_t { json, ndjson, xml };  // indented JSON, one line of JSON, XML

  Bundle bundle = Bundle::transaction;
  Evidence evidence = Evidence::element;
  Format format = Format::json;
  std::string recorded;               // instant of Provenance.recorded; empty: unknown. Bundle::document needs it
  std::vector<std::string> mappings;  // folders of mapping tables on top of the bundled ones
  std::string schemas;                // folder of schemas instead of the bundled ones
  bool validate = true;
  bool keep_invalid = false;               // give out a Bundle even if it fails its own validation
  bool meta_profile = false;               // name our profiles in meta.profile
  bool explain = false;                    // fill Output::explanation
  uint64_t max_line = uint64_t{64} << 20;  // bytes of one line
};

struct Output {
  std::string text;  // the Bundle, or an OperationOutcome that says why there is none; ends with a line feed
  bool ok = false;
  std::string problem;      // if not ok: one line, with file:line:column where known
  std::string explanation;  // lines of JSON: why each element is there, and why some words gave nothing
};

class Converter {
 public:
  struct Loaded {
    std::unique_ptr<const Converter> converter;  // null if `error` says why
    std::string error;
  };
  // Reads tables and schemas once. The Converter is immutable and may be shared between threads.
  static Loaded load(const Options& options);
  ~Converter();

  // Converts documents one after the other, reusing its memory. One worker a thread; not to outlive the Converter.
  class Worker {
   public:
    ~Worker();
    Worker(Worker&&) noexcept;
    // A document in any form that is read: plain text, CORD-19 JSON, JATS XML, one line of NDJSON. `name` is for
    // messages and tells the format where the bytes leave it open.
    Output convert(std::string_view name, std::string_view bytes);
    // Line `number` of an NDJSON file: the output is one line as well, whatever the format.
    Output convert_line(std::string_view name, uint32_t number, std::string_view bytes);
    // The OperationOutcome for an input that could not even be read.
    Output refuse(std::string problem, bool one_line = false);

   private:
    friend class Converter;
    struct State;
    explicit Worker(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
  };
  Worker worker() const;

 private:
  Converter();
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace anamnesis
