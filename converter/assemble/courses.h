// What the parts of reading events share. Internal to assemble/.
#pragma once
#include "assemble/scene.h"

namespace anamnesis {

// courses.cc: what became of a treatment, by the event `i`.
void put_status(Scene& scene, uint32_t i, Scene::Range range);
void put_refusal(Scene& scene, uint32_t i, Scene::Range range);
void put_taken_home(Scene& scene, uint32_t i, Scene::Range range);
void put_listed_status(Scene& scene, uint32_t sentence);

// The time right behind mention `i`: "resolved within 3 days", "was stopped on day 5"; or UINT32_MAX.
uint32_t time_behind(const Scene& scene, uint32_t i, Scene::Range range);
void give_time(Scene& scene, Draft& draft, std::string_view field, uint32_t time);

}  // namespace anamnesis
