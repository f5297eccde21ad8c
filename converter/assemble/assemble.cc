// Mentions in their context to statements.
#include "assemble/assemble.h"

namespace anamnesis {

struct AssemblyRules::Compiled {};

AssemblyRules::AssemblyRules(const Tables&) : compiled_(std::make_unique<Compiled>()) {}
AssemblyRules::~AssemblyRules() = default;
AssemblyRules::AssemblyRules(AssemblyRules&&) noexcept = default;
AssemblyRules& AssemblyRules::operator=(AssemblyRules&&) noexcept = default;

Statements assemble(const Document&, const Segments&, const Mentions&, std::span<const Context>, const AssemblyRules&,
                    Arena&) {
  return {};
}

}  // namespace anamnesis
