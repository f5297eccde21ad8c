// assemble: mentions in their context become clinical statements about the patient (assemble/README.md).
#pragma once
#include <memory>
#include <span>
#include <vector>

#include "assemble/statement.h"
#include "base/arena.h"
#include "base/result.h"
#include "context/context.h"
#include "read/document.h"
#include "recognise/recognise.h"
#include "segment/segments.h"
#include "tables/tables.h"

namespace anamnesis {

// What the tables say about attaching, compiled. Immutable, shared between threads; refers to `tables`.
class AssemblyRules {
 public:
  // Errors: a row that names what assembling does not know, with file:line.
  static Result<AssemblyRules> compile(const Tables& tables);
  ~AssemblyRules();
  AssemblyRules(AssemblyRules&&) noexcept;
  AssemblyRules& operator=(AssemblyRules&&) noexcept;

  struct Compiled;
  const Compiled& compiled() const { return *compiled_; }

 private:
  explicit AssemblyRules(std::unique_ptr<const Compiled> compiled);
  std::unique_ptr<const Compiled> compiled_;
};

// `contexts` holds one entry per mention. The result lives in the arena.
Statements assemble(const Document& document, const Segments& segments, const Mentions& mentions,
                    std::span<const Context> contexts, const AssemblyRules& rules, Arena& arena);

// All that was matched and yielded nothing, in text order: also what lost or was refused before assembling.
std::vector<Dropped> all_dropped(const Mentions& mentions, const Statements& statements);

}  // namespace anamnesis
