// What the parts of assembling share.
#include "assemble/scene.h"

#include <algorithm>
#include <charconv>

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
      tests(tables.find("terms/tests")),
      drug_stems(tables.find("grammar/drug_stems")),
      stay_anchors(read_stay_anchors(tables.find("grammar/anchors"))),
      numbers(read_numbers(tables)) {}

const Field* Draft::find(std::string_view name, uint16_t group) const {
  for (const Field& field : fields)
    if (field.name == name && (group == UINT16_MAX || field.group == group)) return &field;
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
  std::string out;
  bool blank = false;
  for (const char c : raw) {
    if (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
      blank = true;
      continue;
    }
    if (blank && !out.empty()) out += ' ';
    blank = false;
    out += c;
  }
  return out == raw ? raw : keep(out);
}

std::span<const uint32_t> Scene::lost_to(uint32_t winner) const {
  const auto& all = mentions.overlapped;
  const auto begin =
      std::lower_bound(lost.begin(), lost.end(), winner, [&](uint32_t l, uint32_t w) { return all[l].winner < w; });
  const auto end =
      std::upper_bound(begin, lost.end(), winner, [&](uint32_t w, uint32_t l) { return w < all[l].winner; });
  return {begin, end};
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
  Draft draft;
  draft.type = type;
  draft.row = m.row;
  draft.text = flat(m.span);
  draft.mentions.push_back(m.span);
  draft.context = c;
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
  drafts.push_back(std::move(draft));
  draft_of[i] = static_cast<uint32_t>(drafts.size() - 1);
  return draft_of[i];
}

}  // namespace anamnesis
