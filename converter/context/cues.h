// Cues of one sentence: which words of it say how its mentions are meant.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "base/span.h"
#include "context/context.h"
#include "recognise/phrases.h"

namespace anamnesis {

enum class CueAxis : uint8_t { negation, certainty, temporality, experiencer, reality, stop, pseudo };
enum class CueReach : uint8_t { forward, backward, both, sentence };

// The value of a `reality` cue that speaks of many patients or of an experiment: background, and a sign that the whole
// document does.
inline constexpr uint8_t kStudy = 2;

// The value of a `negation` cue that denies nothing behind a noun that no mention begins with.
inline constexpr uint8_t kBare = 2;

// The value of an `experiencer` cue that names a child: another one, if the patient is grown.
inline constexpr uint8_t kChild = 3;

// The value of an `experiencer` cue that begins a name ("Institute of"): what follows it in capitals is part of that.
inline constexpr uint8_t kName = 4;

// The value of an `experiencer` cue beside a relative: forward, right behind one, what follows is still about that
// relative; backward, right before one, so is what stands right before the cue. It competes with no other cue.
inline constexpr uint8_t kSame = 5;

// Values of `experiencer` that reach nothing themselves, nor compete with other cues (children.h): words for a man and
// for a woman, who may be a child that was told of; words behind which another one than the child is told of; "born",
// behind which an age is the mother's; what only a newborn has, also within a mention; words for a birth; someone else
// of whom a pronoun may go on (others.h); and "his" and "her", which open no clause.
inline constexpr uint8_t kHe = 6, kShe = 7, kTurn = 8, kBorn = 9, kNewborn = 10, kBirth = 11, kSomeone = 12, kHis = 13,
                         kHers = 14;

// The value of a `stop` that ends all cues, but not between two treatments or studies.
inline constexpr uint8_t kStopsUnlike = 251;

// The values of a `temporality` cue behind which a disease is looked for, and a complaint told; and of one that tells a
// condition, which only a turn of the sentence ends.
inline constexpr uint8_t kSought = 4, kConditional = 5;

// A row of grammar/cues, read once.
struct CueRow {
  CueAxis axis = CueAxis::pseudo;
  CueReach reach = CueReach::forward;
  uint8_t value = 0;    // of the axis's enum in context.h; of a stop: the axis it ends, 255 all, 254 `noun`, 253
                        // `purpose`, 252 `verb`, 251 `unlike`
  uint16_t window = 0;  // tokens; 0 = no limit
  bool known = false;   // false: axis, value or direction is none we know, and the row does nothing
};
CueRow read_cue(const Row& row);

// Whether a cue says nothing by its reach: it goes on about one told before, or tells who is told of.
inline bool is_aside(const CueRow& rule) {
  return rule.axis == CueAxis::experiencer && rule.value >= kSame;
}

struct Cue {
  uint32_t first_token = 0, end_token = 0;
  CueRow rule;
  Row row;
  bool strange_noun = false;    // a bare denial followed by a word that no mention begins with
  bool joins = false;           // a stop between two treatments or studies
  uint32_t limit = UINT32_MAX;  // the bracket that closes what the cue stands in: it reaches no further
  bool subject = false;         // a relative or another who is the subject of the sentence
};

// The cues among `matches`, in text order: the longest where they overlap (words about the sentence as a whole compete
// only with each other, and so do stops), none that shares words with one of `covered` (token ranges of mentions)
// unless it holds all of it. Rows of one phrase stand side by side. `scratch`: for what is forgotten afterwards.
void choose_cues(std::span<const PhraseMatch> matches, std::span<const CueRow> rules,
                 std::span<const std::pair<uint32_t, uint32_t>> covered, Arena& scratch, std::vector<Cue>& out);

// True if `cue` reaches the mention at tokens [first, end), within its sentence [begin, limit).
bool reaches(const Cue& cue, uint32_t first, uint32_t end, std::span<const Cue> all);

}  // namespace anamnesis
