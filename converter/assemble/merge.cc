// The same fact told twice becomes one statement with several mentions. Two drafts are the same if type, concept,
// polarity and patient agree and no field of one contradicts the other's; measurements only with the same value. A
// doubt gives way to the certain fact; a test without a result gives way to the same test with one.
#include <algorithm>
#include <numeric>

#include "assemble/scene.h"
#include "base/text_hash.h"

namespace anamnesis {
namespace {

bool is_condition(const Draft& d) {
  return d.type == "diagnosis" || d.type == "symptom" || d.type == "finding";
}
bool is_result(const Draft& d) {
  return d.type == "measurement" || d.type == "vital-sign" || d.type == "score" || d.type == "qualitative-result";
}

// What two drafts must share to be compared at all: family of type, patient, concept.
struct FactKey {
  std::string_view family;
  uint32_t patient = 0;
  const Table* table = nullptr;
  std::string_view name;  // of the row, or the text where there is none
  std::string_view text;  // "acute X" and "X" may share a row of a grammar: what narrows the text narrows the fact
  bool operator==(const FactKey&) const = default;
};

FactKey key_of(const Scene& scene, const Draft& d) {
  FactKey key{is_condition(d) ? "condition" : is_result(d) ? "result" : d.type, d.patient, d.row.table, {}, {}};
  key.name = d.row ? d.row.key() : scene.rules.folding.fold(d.text, scene.arena);
  if (d.row && d.row.table->name().starts_with("grammar/")) key.text = d.text;
  return key;
}

struct Keyed {
  uint64_t hash;
  uint32_t draft;
  FactKey key;
};

bool may_be_told_again(const Draft& d) {
  return !d.discarded && d.type != "age" && d.type != "sex" && d.type != "encounter" && d.type != "death";
}

// The drafts by what they may be the same as, those of one hash together and in their order.
ArenaVector<Keyed> by_key(const Scene& scene) {
  ArenaVector<Keyed> out(scene.arena);
  out.reserve(scene.drafts.size());
  for (uint32_t d = 0; d < scene.drafts.size(); ++d) {
    if (!may_be_told_again(scene.drafts[d])) continue;
    const FactKey key = key_of(scene, scene.drafts[d]);
    out.push_back({hash_text(key.name, key.patient), d, key});
  }
  std::sort(out.begin(), out.end(),
            [](const Keyed& a, const Keyed& b) { return std::pair(a.hash, a.draft) < std::pair(b.hash, b.draft); });
  return out;
}

bool agree(const Draft& a, const Draft& b, std::string_view name) {
  const Field *x = a.find(name), *y = b.find(name);
  return x == nullptr || y == nullptr || x->value == y->value;
}

// A finding of the liver is not that of the brain; one of liver and lung may be the one of the lung told before, if
// that bears no time that would be said of the liver too.
bool share_site(const Draft& a, const Draft& b) {
  if (a.find("body-site") == nullptr || b.find("body-site") == nullptr) return true;
  size_t of_a = 0, of_b = 0, shared = 0;
  for (const Field& f : b.fields) of_b += f.name == "body-site";
  for (const Field& x : a.fields) {
    of_a += x.name == "body-site";
    for (const Field& y : b.fields) shared += x.name == "body-site" && y.name == "body-site" && x.value == y.value;
  }
  const bool same = shared == of_a && shared == of_b;
  return same || (shared > 0 && a.find("onset") == nullptr && b.find("onset") == nullptr);
}

bool both_or_neither(const Draft& a, const Draft& b, std::string_view name) {
  return (a.find(name) == nullptr) == (b.find(name) == nullptr);
}

bool same_result(const Draft& a, const Draft& b) {
  for (const std::string_view name : {"value", "low", "high", "systolic", "diastolic", "value-text", "comparator",
                                      "unit", "specimen", "effective", "interpretation"})
    if (!agree(a, b, name)) return false;
  const auto valued = [](const Draft& d) {
    return d.find("value") || d.find("low") || d.find("systolic") || d.find("value-text") || d.find("interpretation") ||
           d.groups != 0;
  };
  if (!valued(a) || !valued(b)) return true;  // named again without a result
  if ((a.groups != 0) != (b.groups != 0)) return false;
  if (!both_or_neither(a, b, "negated")) return false;
  for (const std::string_view name : {"value", "low", "high", "systolic", "value-text"})
    if (!both_or_neither(a, b, name)) return false;
  return true;
}

// Two dates, neither of which says the other more exactly: a mass found in 2012 and a mass found in 2016.
bool dates_differ(const Draft& a, const Draft& b, std::string_view name) {
  const Field *x = a.find(name), *y = b.find(name);
  return x != nullptr && y != nullptr && x->value.starts_with("date:") && y->value.starts_with("date:") &&
         !x->value.starts_with(y->value) && !y->value.starts_with(x->value);
}

// What was done is not done with what is planned next.
bool is_planned(const Draft& d) {
  const Field* status = d.find("status");
  return status != nullptr && (status->value == "preparation" || status->value == "intended");
}

bool same_fact(const Draft& a, const Draft& b) {
  if (is_result(a)) return same_result(a, b);
  if (!both_or_neither(a, b, "negated")) return false;
  if (is_condition(a)) {
    for (const std::string_view name : {"laterality", "course", "stage"})
      if (!agree(a, b, name)) return false;
    return share_site(a, b) && !dates_differ(a, b, "onset");
  }
  if (a.type == "procedure" || a.type == "diagnostic-procedure")
    return is_planned(a) >= is_planned(b) && agree(a, b, "conclusion") && agree(a, b, "performed") &&
           agree(a, b, "body-site") && agree(a, b, "status") && agree(a, b, "outcome") && agree(a, b, "laterality");
  if (a.type == "examination") return agree(a, b, "study") && agree(a, b, "effective");
  if (a.type == "family-history") return agree(a, b, "relationship");
  if (a.type == "device-use" || a.type == "social-history" || a.type == "allergy") return true;
  return a.type == "medication";
}

bool group_within(const Draft& whole, const Draft& part, uint16_t group, uint16_t into) {
  bool any = false;
  for (const Field& f : part.fields) {
    if (f.group != group || f.name == "dosage-text") continue;
    const Field* have = whole.find(f.name, into);
    if (have == nullptr || have->value != f.value) return false;
    any = true;
  }
  if (any) return true;
  const Field *x = whole.find("dosage-text", into), *y = part.find("dosage-text", group);  // "high-dose"
  return x != nullptr && y != nullptr && x->value == y->value;
}

void forget(Draft& draft, std::string_view name) {
  for (ArenaVector<Field>* all : {&draft.fields, &draft.repeats})
    std::erase_if(*all, [&](const Field& f) { return f.name == name; });
}

void absorb_field(Draft& into, const Field& f) {
  if (f.name == "certainty" || f.name == "historical" || f.name == "negated") return;
  if (f.name == "status") forget(into, f.name);  // the later word holds
  const bool may_be_many =
      f.name == "modifier" || f.name == "body-site" || f.name == "conclusion-code" || f.name == "reaction";
  const bool repeats = std::any_of(into.fields.begin(), into.fields.end(), [&](const Field& g) {
    return g.name == f.name && g.group == 0 && (g.value == f.value || !may_be_many);
  });
  const Field* have = into.find(f.name, 0);
  if (!repeats) {
    into.fields.push_back(f);
  } else if (have != nullptr && have->value == f.value && have->span != f.span && !f.span.empty()) {
    into.repeats.push_back(f);
    into.repeats.back().again = true;
  }
}

// A dosage told again: its words are further evidence; any other is one more.
void absorb_dosage(Draft& into, const Draft& from, uint16_t group) {
  uint16_t known = 0;
  for (uint16_t g = 1; g <= into.groups && known == 0; ++g)
    if (group_within(into, from, group, g)) known = g;
  if (known == 0) ++into.groups;
  for (Field f : from.fields) {
    if (f.group != group || (known != 0 && f.name != "dosage-text")) continue;
    f.group = known != 0 ? known : into.groups;
    (known != 0 ? into.repeats : into.fields).push_back(f);
  }
}

// "The patient died before surgery": a word close before the act says that it was not done by then.
bool not_yet(const Scene& scene, const Draft& d) {
  constexpr uint32_t kClose = 3;
  const uint32_t begin = scene.segments.sentences[d.sentence].first_token;
  for (uint32_t t = d.first_token; t > begin && d.first_token - t < kClose; --t)
    if (scene.is(t - 1, Link::not_yet)) return true;
  return false;
}

// "A colonoscopy was planned. The colonoscopy showed a polyp.": what another sentence tells without a plan was carried
// out. And a device in use is not one that is planned again.
void settle_plan(const Scene& scene, Draft& into, Draft& from) {
  const bool was = is_planned(into), is = is_planned(from);
  if (was == is || (is && from.type == "medication")) return;  // given, and again
  if (was && (into.sentence == from.sentence || not_yet(scene, from))) return;
  forget(was ? into : from, "status");
}

// Adds what `from` knows more to `into`.
void absorb(const Scene& scene, Draft& into, Draft& from) {
  settle_plan(scene, into, from);
  into.mentions.insert(into.mentions.end(), from.mentions.begin(), from.mentions.end());
  if (into.shown_by == kNoDraft) into.shown_by = from.shown_by;
  const auto settled = [&](std::string_view name) {  // what the later mention says for certain, or of now
    if (from.find(name) == nullptr) std::erase_if(into.fields, [&](const Field& f) { return f.name == name; });
  };
  settled("certainty");
  if (from.type != "medication") settled("historical");
  for (const Field& f : from.fields)
    if (f.group == 0) absorb_field(into, f);
  for (uint16_t g = 1; g <= from.groups; ++g) absorb_dosage(into, from, g);
  if (into.type == "finding" && from.type != "finding") into.type = from.type;
}

// A period from 2021 to 12 March 2021 says no more than its exact end, and one that ends before it begins says nothing
// of its end; no FHIR server takes either.
void settle_period(Draft& draft) {
  const Field *start = draft.find("effective"), *end = draft.find("end");
  if (start == nullptr || end == nullptr || !start->value.starts_with("date:") || !end->value.starts_with("date:"))
    return;
  const std::string_view a = start->value, b = end->value;
  const bool coarse = a != b && b.starts_with(a);
  if (!coarse && a.substr(0, b.size()) <= b) return;
  std::erase_if(draft.fields, [&](const Field& f) { return f.name == (coarse ? "effective" : "end"); });
}

}  // namespace

void merge_drafts(Scene& scene) {
  std::vector<uint32_t> home_of(scene.drafts.size());
  std::iota(home_of.begin(), home_of.end(), 0u);
  const ArenaVector<Keyed> all = by_key(scene);
  std::vector<const Keyed*> homes;  // of the hash that is being read
  for (const Keyed& keyed : all) {
    if (!homes.empty() && homes.front()->hash != keyed.hash) homes.clear();
    Draft& draft = scene.drafts[keyed.draft];
    const auto home = std::find_if(homes.begin(), homes.end(), [&](const Keyed* h) {
      return h->key == keyed.key && same_fact(scene.drafts[h->draft], draft);
    });
    if (home == homes.end()) {
      homes.push_back(&keyed);
      continue;
    }
    home_of[keyed.draft] = (*home)->draft;
    Draft& into = scene.drafts[(*home)->draft];
    // A better result takes the place of a bare mention of the test, with its type.
    if (is_result(draft) && into.find("value-text") == nullptr && draft.find("value-text") != nullptr)
      into.type = draft.type;
    absorb(scene, into, draft);
    draft.discarded = true;
  }
  for (Draft& draft : scene.drafts) settle_period(draft);
  for (Draft& draft : scene.drafts)
    if (draft.shown_by != kNoDraft) {
      draft.shown_by = home_of[draft.shown_by];
      if (scene.drafts[draft.shown_by].discarded) draft.shown_by = kNoDraft;
    }
}

}  // namespace anamnesis
