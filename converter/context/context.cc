// How each mention is meant, from the cues around it.
#include "context/context.h"

namespace anamnesis {

struct ContextRules::Compiled {};

ContextRules::ContextRules(const Tables&) : compiled_(std::make_unique<Compiled>()) {}
ContextRules::~ContextRules() = default;
ContextRules::ContextRules(ContextRules&&) noexcept = default;
ContextRules& ContextRules::operator=(ContextRules&&) noexcept = default;

std::span<const Context> apply_context(const Document&, const Segments&, std::span<const Mention> mentions,
                                       const ContextRules&, Arena& arena) {
  return arena.make_array<Context>(mentions.size());
}

}  // namespace anamnesis
