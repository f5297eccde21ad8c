// recognise: everything in a document that a table or a scanner knows, as mentions in text order.
#pragma once
#include <memory>
#include <span>
#include <string_view>

#include "base/arena.h"
#include "base/result.h"
#include "read/document.h"
#include "recognise/mention.h"
#include "segment/segments.h"
#include "tables/tables.h"

namespace anamnesis {

// A mention that was matched and lost against another one over the same words.
struct Overlapped {
  Mention mention;
  uint32_t winner = 0;      // index into Mentions::mentions
  std::string_view reason;  // static text: "a longer match", "a preferred kind", ...
};

// A mention that was matched and does not count where it stands, by a row of grammar/senses.
struct Refused {
  Mention mention;
  Row row;
};

inline constexpr std::string_view kRefusedReason = "means something else here";

struct Mentions {
  std::span<const Mention> mentions;  // by begin, then longest first; only modifiers may lie inside another one
  std::span<const Overlapped> overlapped;
  std::span<const Refused> refused;
  std::span<const Mention> hints;  // weak ones (a pronoun's sex): they stand in nobody's way
};

// What the tables say, compiled for matching. Immutable, shared between threads; refers to `tables`, which must
// outlive it.
class Recogniser {
 public:
  // Errors: a row that a scanner cannot use, with file:line:column.
  static Result<Recogniser> compile(const Tables& tables);
  ~Recogniser();
  Recogniser(Recogniser&&) noexcept;
  Recogniser& operator=(Recogniser&&) noexcept;

  struct Compiled;
  const Compiled& compiled() const { return *compiled_; }

 private:
  Recogniser();
  std::unique_ptr<const Compiled> compiled_;
};

// The result lives in the arena.
Mentions recognise(const Document& document, const Segments& segments, const Recogniser& recogniser, Arena& arena);

}  // namespace anamnesis
