// What the parts of assembling share.
#include "assemble/scene.h"

#include <algorithm>
#include <charconv>
#include <numeric>

#include "base/ascii.h"
#include "base/word_hash.h"
#include "recognise/kinds.h"

namespace anamnesis {
namespace {

constexpr std::string_view kImpliedTests[] = {"grammar/implied_tests"};

std::string_view name_of(Certainty certainty) {
  switch (certainty) {
    case Certainty::provisional: return "provisional";
    case Certainty::differential: return "differential";
    case Certainty::refuted: return "refuted";
    case Certainty::confirmed: break;
  }
  return {};
}

std::unordered_set<std::string_view> keys_of(const Table* table) {
  std::unordered_set<std::string_view> out;
  for (uint32_t i = 0; table != nullptr && i < table->size(); ++i) out.insert(table->key(i));
  return out;
}

std::vector<AllergyWords> read_allergy_words(const Table* events) {
  std::vector<AllergyWords> out;
  for (uint32_t i = 0; events != nullptr && i < events->size(); ++i) {
    const std::string_view event = events->cell(i, "event");
    if (events->cell(i, "class") == "allergy" && events->cell(i, "reaction").empty())
      out.push_back({std::string(events->key(i)), event == "allergy"});
  }
  return out;
}

std::unordered_set<std::string_view> read_stay_anchors(const Table* anchors) {
  std::unordered_set<std::string_view> out;
  for (uint32_t i = 0; anchors != nullptr && i < anchors->size(); ++i)
    if (anchors->cell(i, "stay") == "yes") out.insert(anchors->cell(i, "anchor"));
  return out;
}

std::unordered_map<std::string_view, uint32_t> read_numbers(const Tables& tables) {
  std::unordered_map<std::string_view, uint32_t> out;
  for (const std::string_view name : {"grammar/ordinals", "grammar/numbers", "grammar/roman"}) {
    const Table* table = tables.find(name);
    for (uint32_t i = 0; table != nullptr && i < table->size(); ++i) {
      const std::string_view kind = table->cell(i, "kind"), value = table->cell(i, "value");
      uint32_t n = 0;
      const auto read = std::from_chars(value.data(), value.data() + value.size(), n);
      if ((kind.empty() || kind == "unit") && read.ec == std::errc() && n < 20) out.emplace(table->key(i), n);
    }
  }
  return out;
}

}  // namespace

AssemblyRules::Compiled::Compiled(const Tables& tables, Folding fold, Links link_words)
    : folding(std::move(fold)),
      links(std::move(link_words)),
      unit_kinds(tables.find("grammar/units")),
      terms(tables, term_table_names(), folding, kTermLexicon),
      implied_tests(tables, kImpliedTests, folding, {}),
      score_parts(tables.find("grammar/score_parts")),
      told_in_parts(keys_of(score_parts)),
      panels(tables.find("grammar/panels")),
      told_by_order(keys_of(panels)),
      tests(tables.find("terms/tests")),
      drug_stems(tables.find("grammar/drug_stems")),
      allergy_words(read_allergy_words(tables.find("grammar/events"))),
      stay_anchors(read_stay_anchors(tables.find("grammar/anchors"))),
      numbers(read_numbers(tables)) {}

namespace {

std::span<Scene::Range> mentions_by_sentence(const Segments& segments, std::span<const Mention> all, Arena& arena) {
  const auto out = arena.make_array<Scene::Range>(segments.sentences.size());
  uint32_t at = 0;
  for (uint32_t s = 0; s < out.size(); ++s) {
    out[s].begin = at;
    while (at < all.size() && all[at].sentence == s) ++at;
    out[s].end = at;
  }
  return out;
}

std::span<uint32_t> filled(size_t size, uint32_t value, Arena& arena) {
  const auto out = arena.make_uninitialised<uint32_t>(size);
  std::fill(out.begin(), out.end(), value);
  return out;
}

// Losers by their winner, and where each winner's begin: by counting, so that those of one stay in their order.
void index_lost(Scene& scene, std::span<const Overlapped> all) {
  for (const Overlapped& o : all) ++scene.first_lost[o.winner];
  std::partial_sum(scene.first_lost.begin(), scene.first_lost.end(), scene.first_lost.begin());
  for (size_t i = all.size(); i-- > 0;) scene.lost[--scene.first_lost[all[i].winner]] = static_cast<uint32_t>(i);
}

}  // namespace

Scene::Scene(const Document& of, const Segments& its_segments, const Mentions& its_mentions,
             std::span<const Context> their_contexts, const AssemblyRules::Compiled& by_rules, Arena& in)
    : document(of),
      segments(its_segments),
      mentions(its_mentions),
      contexts(their_contexts),
      rules(by_rules),
      arena(in),
      roles(rules.links.of(segments.tokens, arena)),
      drafts(arena),
      draft_of(filled(mentions.mentions.size(), kNoDraft, arena)),
      used(arena.make_array<bool>(mentions.mentions.size())),
      reading_of(filled(mentions.mentions.size(), kNoDraft, arena)),
      dropped(arena),
      patient_of(filled(segments.sentences.size(), 0, arena)),
      of_sentence(mentions_by_sentence(segments, mentions.mentions, arena)),
      lost(arena.make_uninitialised<uint32_t>(mentions.overlapped.size())),
      first_lost(filled(mentions.mentions.size() + 1, 0, arena)) {
  drafts.reserve(mentions.mentions.size());
  index_lost(*this, mentions.overlapped);
}

const Field* Draft::find(std::string_view name, uint16_t group) const {
  for (const Field& field : fields)
    if (same_word(field.name, name) && (group == UINT16_MAX || field.group == group)) return &field;
  return nullptr;
}

void Draft::add(std::string_view name, std::string_view value, Span span, Row of, uint16_t group) {
  fields.push_back({name, value, of, span, group});
}

bool Scene::only(uint32_t first, uint32_t end, Link role) const {
  for (uint32_t t = first; t < end; ++t)
    if (!is(t, role)) return false;
  return true;
}

bool Scene::any(uint32_t first, uint32_t end, Link role) const {
  for (uint32_t t = first; t < end; ++t)
    if (is(t, role)) return true;
  return false;
}

bool Scene::says(Span span, Link role) const {
  const auto tokens = segments.tokens;
  const auto first = std::lower_bound(tokens.begin(), tokens.end(), span.begin,
                                      [](const Token& t, uint32_t at) { return t.span.begin < at; });
  for (auto t = first; t != tokens.end() && t->span.end <= span.end; ++t)
    if (is(static_cast<uint32_t>(t - tokens.begin()), role)) return true;
  return false;
}

bool Scene::tokens_free(uint32_t first, uint32_t end) const {
  const auto& all = mentions.mentions;
  const auto at =
      std::lower_bound(all.begin(), all.end(), first, [](const Mention& m, uint32_t t) { return m.end_token <= t; });
  return at == all.end() || at->first_token >= end;
}

std::string_view Scene::flat(Span span) const {
  const std::string_view raw = words(span);
  if (is_unbroken(raw)) return raw;
  const auto is_blank = [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; };
  bool blank = true, flat_already = true;  // before the character; as the words are printed
  for (const char c : raw) {
    flat_already &= !is_blank(c) || (c == ' ' && !blank);
    blank = is_blank(c);
  }
  if (flat_already && !blank) return raw;
  const std::span<char> out = arena.make_uninitialised<char>(raw.size());
  size_t size = 0;
  blank = false;
  for (const char c : raw) {
    if (is_blank(c)) {
      blank = size > 0;
      continue;
    }
    if (blank) out[size++] = ' ';
    blank = false;
    out[size++] = c;
  }
  return {out.data(), size};
}

std::string_view Scene::joined(std::string_view a, std::string_view b) const {
  const std::span<char> out = arena.make_uninitialised<char>(a.size() + 1 + b.size());
  std::copy(a.begin(), a.end(), out.begin());
  out[a.size()] = ' ';
  std::copy(b.begin(), b.end(), out.begin() + static_cast<std::ptrdiff_t>(a.size()) + 1);
  return {out.data(), out.size()};
}

Row Scene::other_meaning(uint32_t i, MentionKind kind) const {
  for (const uint32_t o : lost_to(i)) {
    const Mention& other = mentions.overlapped[o].mention;
    if (other.kind == kind && other.span == mention(i).span) return other.row;
  }
  return {};
}

bool Scene::is_fact(uint32_t i) const {
  const Context& c = contexts[i];
  return c.reality == Reality::this_case && c.experiencer == Experiencer::patient &&
         c.temporality != Temporality::hypothetical;
}

bool Scene::in_heading(const Mention& m) const {
  const Section& section = section_of(m);
  return m.span.begin >= section.heading.begin && m.span.end <= section.heading.end;
}

void Scene::drop(uint32_t i, std::string_view reason, Row cue) {
  dropped.push_back({mention(i).span, mention(i).row, reason, cue});
}

uint32_t Scene::open(std::string_view type, uint32_t i) {
  const Mention& m = mention(i);
  const Context& c = contexts[i];
  Draft& draft = drafts.emplace_back(arena);
  draft.fields.reserve(4);
  draft.type = type;
  draft.row = m.row;
  draft.text = flat(m.span);
  draft.mentions.push_back(m.span);
  draft.planned = c.temporality == Temporality::planned;
  draft.sentence = m.sentence;
  draft.patient = patient_of[m.sentence];
  draft.first_token = m.first_token;
  draft.end_token = m.end_token;
  draft.mention = i;
  if (c.polarity == Polarity::negated) draft.add("negated", "true", c.polarity_cue.span, c.polarity_cue.row);
  if (c.certainty != Certainty::confirmed)
    draft.add("certainty", name_of(c.certainty), c.certainty_cue.span, c.certainty_cue.row);
  if (c.temporality == Temporality::historical)
    draft.add("historical", "true", c.temporality_cue.span, c.temporality_cue.row);
  return draft_of[i] = static_cast<uint32_t>(drafts.size() - 1);
}

}  // namespace anamnesis
