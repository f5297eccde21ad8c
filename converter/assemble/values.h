// What the parts of attaching values share. Internal to assemble/.
#pragma once
#include "assemble/scene.h"

namespace anamnesis {

// readings.cc: a quantity becomes the value of a test.
inline bool is_test(const Scene& scene, uint32_t mention) {
  return scene.mention(mention).kind == MentionKind::test && scene.draft_of[mention] != kNoDraft;
}
// An amount not yet given to anything.
inline bool is_quantity(const Scene& scene, uint32_t mention) {
  const Mention& m = scene.mention(mention);
  return m.quantity != nullptr && (m.kind == MentionKind::quantity || m.kind == MentionKind::dosage_part) &&
         !scene.used[mention];
}
bool is_study(const Scene& scene, uint32_t mention);
bool is_capitals(const Scene& scene, uint32_t token);
bool is_abbreviation(const Scene& scene, uint32_t token);    // capitals that stand for what was not told before
bool is_grade(const Scene& scene, const Mention& quantity);  // "3+", a dipstick's
bool has_number(const Draft& draft);
bool has_value(const Draft& draft);
bool fits(const Scene& scene, const Mention& test, std::string_view ucum);
// Limits of what is normal, a time, how many times the normal, by how much something changed.
bool is_no_reading(const Scene& scene, uint32_t quantity);
void put_quantity(Scene& scene, Draft& draft, const Mention& quantity);
// Puts the quantity on the test's draft, or on a copy of it if that has a value already (another reading).
void give(Scene& scene, uint32_t test, uint32_t quantity);
// The same, where `quantity` stands for `reading`.
void give(Scene& scene, uint32_t test, uint32_t quantity, QuantityReading reading);
// "(normal < 5)", "(15-65 pg/L)", "188 mg/L <5": the quantity is a reference range of the value before it.
bool is_reference(const Scene& scene, uint32_t previous, uint32_t quantity);
void put_reference(Draft& draft, const Mention& limits, std::string_view words);
// The quantity that lost its words to a time, where the test is measured in its unit; or none.
const Mention* time_as_value(const Scene& scene, uint32_t test, uint32_t time);

// values.cc: numbers to tests.
void give_numbers(Scene& scene, Scene::Range range);

// value_lists.cc: "A, B and C were 1, 2 and 3".
void give_lists(Scene& scene, Scene::Range range);

// panels.cc: "ABG 7.34/52/61".
void give_panels(Scene& scene, Scene::Range range);

// columns.cc: the lines of a table of results.
void give_columns(Scene& scene, Scene::Range range);

// results.cc: words to tests.
void give_words(Scene& scene, Scene::Range range);
void give_found(Scene& scene, Scene::Range range);
void settle_denied(Scene& scene, Scene::Range range);
void drop_unsaid(Scene& scene, Scene::Range range);

// marks.cc: "CD31 (+)".
void give_marks(Scene& scene, Scene::Range range);

// scores.cc: the parts of a score ("E4V5M6"), and scores in classes.
void give_score_parts(Scene& scene, Scene::Range range);
void give_grades(Scene& scene, Scene::Range range);

// circumstances.cc: what else a number or a word may be: a size, a habit, an outcome; where and how it was measured.
void give_circumstances(Scene& scene, Scene::Range range);

}  // namespace anamnesis
