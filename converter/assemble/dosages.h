// What the parts of attaching dosages share. Internal to assemble/.
#pragma once
#include "assemble/scene.h"

namespace anamnesis {

// directions.cc: how a list of drugs to take directs what is taken.

// The token of "Sig" that directs the words from `first` on ("Sig: One (1) Tablet PO"); or UINT32_MAX.
uint32_t directed_by(const Scene& scene, uint32_t first);

// Makes the last dosage of the draft, which tells the strength of one piece, what is directed by `fields`, which stand
// from token `first` on: takes away what they say again or better.
void follow_directions(const Scene& scene, Draft& draft, ArenaVector<Field>& fields, uint32_t sig, uint32_t first);

// Counts a blood or cell product in bags.
void count_bags(const Draft& draft, ArenaVector<Field>& fields);

// Whether `fields` only say again, in brackets at token `first`, what the last dosage of the draft says.
bool says_again(const Scene& scene, const Draft& draft, const ArenaVector<Field>& fields, uint32_t first);

// The form that the words of mention `i`, a device otherwise, are of a drug right before ("albuterol inhaler");
// nullptr if they are none.
const Mention* form_of_drug(const Scene& scene, uint32_t i);

// strange_drugs.cc: whether a drug that no table knows, by how its name ends, stands between the two mentions, in none
// of those between; whether the part of a dosage stands behind the name of one, behind a comma and a dosage of `drug`.
bool unknown_between(const Scene& scene, uint32_t drug, uint32_t part);
bool names_another(const Scene& scene, uint32_t drug, uint32_t part);

}  // namespace anamnesis
