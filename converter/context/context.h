// Context: how a mention is meant. Axes are independent; each remembers the cue that set it.
#pragma once
#include <cstdint>
#include <memory>
#include <span>

#include "base/arena.h"
#include "base/span.h"
#include "read/document.h"
#include "recognise/mention.h"
#include "segment/segments.h"
#include "tables/tables.h"

namespace anamnesis {

enum class Polarity : uint8_t { affirmed, negated };
enum class Certainty : uint8_t { confirmed, provisional, differential, refuted };
enum class Experiencer : uint8_t { patient, relative, other };
enum class Temporality : uint8_t { current, historical, hypothetical, planned };
enum class Reality : uint8_t { this_case, background };  // background: general knowledge, cited work, other patients

struct CueUse {
  Row row;    // of grammar/cues, or grammar/sections when the section decided
  Span span;  // where it stands
};

struct Context {
  Polarity polarity = Polarity::affirmed;
  Certainty certainty = Certainty::confirmed;
  Experiencer experiencer = Experiencer::patient;
  Temporality temporality = Temporality::current;
  Reality reality = Reality::this_case;
  CueUse polarity_cue, certainty_cue, experiencer_cue, temporality_cue, reality_cue;
};

// The cue tables, compiled. Immutable, shared between threads; refers to `tables`, which must outlive it.
class ContextRules {
 public:
  explicit ContextRules(const Tables& tables);
  ~ContextRules();
  ContextRules(ContextRules&&) noexcept;
  ContextRules& operator=(ContextRules&&) noexcept;

  struct Compiled;
  const Compiled& compiled() const { return *compiled_; }

 private:
  std::unique_ptr<const Compiled> compiled_;
};

// One Context per mention, in the same order; in the arena.
std::span<const Context> apply_context(const Document& document, const Segments& segments,
                                       std::span<const Mention> mentions, const ContextRules& rules, Arena& arena);

}  // namespace anamnesis
