// Mentions of a document: the lexicon's matches merged with what the scanners read.
#include "recognise/recognise.h"

namespace anamnesis {

struct Recogniser::Compiled {};

Recogniser::Recogniser(const Tables&) : compiled_(std::make_unique<Compiled>()) {}
Recogniser::~Recogniser() = default;
Recogniser::Recogniser(Recogniser&&) noexcept = default;
Recogniser& Recogniser::operator=(Recogniser&&) noexcept = default;

Mentions recognise(const Document&, const Segments&, const Recogniser&, Arena&) { return {}; }

}  // namespace anamnesis
