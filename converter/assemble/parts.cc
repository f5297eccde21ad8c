// What is told of a part of the body. Mentions of one sentence in; out: a finding at that part ("the liver was
// enlarged", "a painful left shoulder"), its denial ("abdomen: soft, non-tender"), or, where all is well, an
// examination of the part with that result ("the lungs were clear").
//
// The words are rows of grammar/part_words, and findings of the tables ("her feet were swollen"). From a word behind
// its part the way goes back over verbs and over the other words of the same list to a body site that is the subject of
// its clause: the site in "CT of the liver was normal" is not. A finding gets the best name that the tables have for
// word and part together: "enlarged liver", "enlargement of liver", else the word's own.
#include <algorithm>

#include "assemble/scene.h"

namespace anamnesis {
namespace {

// A body site with what narrows it ("left", "upper"): mentions [first, site], tokens [begin, end).
struct Part {
  uint32_t first = 0, site = 0, begin = 0, end = 0;
};

bool says_of(const Row& word, const Mention& site) {
  const std::string_view sites = word["sites"];
  return sites.empty() || lists_item(sites, site.row["concept"]);
}

// The row of grammar/part_words that mention `i` is, or that its words are as well; of several the one for `site`.
Row word_row(const Scene& scene, uint32_t i, const Mention* site = nullptr) {
  const auto fits = [&](const Mention& m) {
    return m.kind == MentionKind::part_word && (site == nullptr || says_of(m.row, *site));
  };
  const Mention& m = scene.mention(i);
  if (fits(m)) return m.row;
  for (const uint32_t o : scene.lost_to(i)) {
    const Mention& other = scene.mentions.overlapped[o].mention;
    if (fits(other) && other.span == m.span) return other.row;
  }
  return {};
}

bool is_site(const Scene& scene, uint32_t i) {
  return scene.mention(i).kind == MentionKind::body_site;
}

// "Pupils", "gait": what is looked at, and is no part.
bool is_sign(const Scene& scene, uint32_t i) {
  const Mention& m = scene.mention(i);
  return m.kind == MentionKind::test && m.row["category"] == "exam" && scene.draft_of[i] != kNoDraft;
}

// "of the", "on his": ties a site to the one before it.
bool narrows_site(const Scene& scene, uint32_t first, uint32_t end) {
  return first < end && scene.is(first, Link::site) && scene.only(first + 1, end, Link::owner);
}

Part part_at(const Scene& scene, uint32_t site, Scene::Range range) {
  Part part{site, site, scene.mention(site).first_token, scene.mention(site).end_token};
  while (part.first > range.begin) {
    const Mention& m = scene.mention(part.first - 1);
    const bool narrows = m.kind == MentionKind::modifier && (m.part == "laterality" || m.part == "quality");
    const bool whole = m.kind == MentionKind::body_site && narrows_site(scene, m.end_token, part.begin);
    if (!whole && (!narrows || m.end_token != part.begin)) break;
    part.begin = scene.mention(--part.first).first_token;
  }
  return part;
}

// Whether a part that begins at `token` is the subject of its clause. `opens`: only right at its beginning.
bool is_subject(const Scene& scene, uint32_t token, uint32_t sentence, bool opens) {
  const uint32_t start = scene.segments.sentences[sentence].first_token;
  bool article = false;
  while (token > start && (scene.is(token - 1, Link::article) || scene.is(token - 1, Link::owner)) &&
         !scene.is(token - 1, Link::of)) {
    --token;
    article = true;
  }
  if (token == start || scene.is(token - 1, Link::part_clause)) return true;
  if (article || opens) return article && !opens && !scene.is(token - 1, Link::part_of);
  // "the main portal vein": one more word between.
  return token > start + 1 && scene.is(token - 2, Link::article) && scene.tokens_free(token - 1, token) &&
         is_subject(scene, token - 1, sentence, false);
}

// Whether what is behind the word leaves it the last of its phrase: no noun that it may belong to.
bool ends_phrase(const Scene& scene, uint32_t i) {
  const uint32_t end = scene.mention(i).end_token;
  return end == scene.segments.sentences[scene.mention(i).sentence].end_token ||
         scene.segments.tokens[end].kind != TokenKind::word || scene.is(end, Link::part_clause) ||
         scene.is(end, Link::part_of) || scene.is(end, Link::phrase_end);
}

// Whether a noun stands right behind the word, which then tells of that: "the liver was normal and enlarged nodes".
bool belongs_behind(const Scene& scene, uint32_t i, Scene::Range range) {
  return i + 1 < range.end && scene.mention(i + 1).first_token == scene.mention(i).end_token &&
         word_row(scene, i + 1).table == nullptr && scene.mention(i + 1).kind != MentionKind::time;
}

// What may stand between a part and a word for it: how much, since when, and other such words.
bool may_stand_between(const Scene& scene, uint32_t i) {
  const Mention& m = scene.mention(i);
  return word_row(scene, i) ||
         (m.kind == MentionKind::modifier && (m.part == "severity" || m.part == "course" || m.part == "quality"));
}

// The parts that the word at `i` is said of, nearest first.
std::vector<Part> parts_before(const Scene& scene, uint32_t i, Scene::Range range) {
  uint32_t at = scene.mention(i).first_token, j = i;
  bool listed = false;
  for (; j > range.begin && !is_site(scene, j - 1) && !is_sign(scene, j - 1); --j) {
    const Mention& between = scene.mention(j - 1);
    listed |= bool(word_row(scene, j - 1));
    if (!may_stand_between(scene, j - 1) || !scene.only(between.end_token, at, Link::part_list)) return {};
    at = between.first_token;
  }
  if (j == range.begin) return {};
  std::vector<Part> out;
  Part part = part_at(scene, j - 1, range);
  while (part.end < at && scene.is(part.end, Link::part_size)) ++part.end;
  const bool verb = part.end < at && scene.only(part.end, at, Link::part_verb);
  if (!verb && part.end != at) return {};
  if ((listed || !verb) && !ends_phrase(scene, i)) return {};  // "was normal and enlarged nodes were seen"
  out.push_back(part);
  while (part.first > range.begin && is_site(scene, part.first - 1) &&
         scene.mention(part.first - 1).end_token < part.begin &&
         scene.only(scene.mention(part.first - 1).end_token, part.begin, Link::list_of_results)) {
    part = part_at(scene, part.first - 1, range);
    out.push_back(part);
  }
  if (!is_subject(scene, part.begin, scene.mention(i).sentence, !verb)) return {};
  return out;
}

Row known_finding(const Scene& scene, const std::string& words) {
  const Row row = scene.term_named(words);
  const bool finding = row && (row.table->name() == "terms/findings" || row.table->name() == "terms/conditions");
  return finding ? row : Row();
}

// The row that names word and part together, or none.
Row whole_finding(const Scene& scene, std::string_view word, std::span<const std::string_view> nouns,
                  const Part& part) {
  const Mention& site = scene.mention(part.site);
  std::vector<std::string_view> names = split_list(site.row["phrases"]);
  names.insert(names.begin(), scene.flat(site.span));
  for (const std::string_view name : names) {
    const std::string n(name);
    if (const Row row = known_finding(scene, std::string(word) + " " + n); row) return row;
    for (const std::string_view noun : nouns)
      for (const std::string& words : {n + " " + std::string(noun), std::string(noun) + " of " + n})
        if (const Row row = known_finding(scene, words); row) return row;
  }
  return {};
}

Row whole_finding(const Scene& scene, const Row& word, const Part& part) {
  return whole_finding(scene, word.key(), split_list(word["finding"]), part);
}

// The same, else the word's own finding, else none.
Row finding_of(const Scene& scene, uint32_t i, const Row& word, const Part& part) {
  if (const Row row = whole_finding(scene, word, part); row) return row;
  if (const Row own = scene.other_meaning(i, MentionKind::finding); own) return own;
  for (const std::string_view noun : split_list(word["finding"]))
    if (const Row row = known_finding(scene, std::string(noun)); row) return row;
  return {};
}

void add_site(Scene& scene, Draft& draft, const Part& part) {
  for (uint32_t j = part.first; j <= part.site; ++j) add_part(scene, draft, j);
}

// "was mildly enlarged": what stands right before the word.
void add_degree(Scene& scene, Draft& draft, uint32_t i, uint32_t limit) {
  uint32_t at = scene.mention(i).first_token;
  for (uint32_t j = i; j-- > limit && scene.mention(j).end_token == at; at = scene.mention(j).first_token) {
    const Mention& m = scene.mention(j);
    if (m.kind != MentionKind::modifier || word_row(scene, j)) return;
    add_part(scene, draft, j);
  }
}

void draft_finding(Scene& scene, uint32_t i, const Row& word, const Part& part, bool denied) {
  const Mention& m = scene.mention(i);
  const Row row = finding_of(scene, i, word, part);
  const uint32_t d = scene.open(row && row["category"] == "symptom" ? "symptom" : "finding", i);
  Draft& draft = scene.drafts[d];
  draft.row = row;
  const std::string_view site = scene.flat(scene.tokens_span(part.begin, scene.mention(part.site).end_token));
  const auto nouns = split_list(word["finding"]);
  const std::string_view said = denied && !nouns.empty() ? nouns.front() : scene.flat(m.span);
  draft.text = scene.keep(std::string(site) + " " + std::string(said));
  if (denied) draft.add("negated", "true", m.span, word);
  add_degree(scene, draft, i, part.site + 1);
  add_site(scene, draft, part);
}

void draft_examination(Scene& scene, uint32_t i, const Row& word, const Part& part) {
  const Mention &m = scene.mention(i), &site = scene.mention(part.site);
  const uint32_t d = scene.open("examination", part.site);
  Draft& draft = scene.drafts[d];
  draft.row = {};
  const Span span = scene.tokens_span(part.begin, part.end);
  draft.text = scene.flat(span);
  const bool next_to_it = part.end + 6 > m.first_token;  // "face, palms and soles were spared": each its own word
  draft.mentions = {next_to_it ? span.cover(m.span) : span};
  draft.add("value-text", "normal", m.span, word);
  draft.add("body-site", scene.flat(site.span), site.span, site.row);
  for (uint32_t j = part.first; j < part.site; ++j) add_part(scene, draft, j);
  scene.used[part.site] = true;
}

// "No murmurs, lungs clear": the denial ended with what it denies, since a part behind a comma has its own word.
bool denied_before(const Scene& scene, uint32_t i, const Part& part) {
  const Context& c = scene.contexts[i];
  return c.polarity == Polarity::negated && part.begin > 0 && part.end <= scene.mention(i).first_token &&
         scene.is(part.begin - 1, Link::comma) &&
         c.polarity_cue.span.end <= scene.segments.tokens[part.begin - 1].span.begin;
}

void tell_part(Scene& scene, uint32_t i, const Row& word, const Part& part) {
  const std::string_view kind = word["kind"];
  const bool apart = denied_before(scene, i, part);
  const bool negated = scene.contexts[i].polarity == Polarity::negated && !apart;
  if (kind != "finding" && negated) return;
  if (is_sign(scene, part.site)) {  // "the pupils were dilated" is a finding where the tables name it
    if (kind == "normal" || !whole_finding(scene, word, part)) return;
    const bool measured = i + 1 < scene.mentions.mentions.size() && scene.mention(i + 1).quantity != nullptr;
    if (!measured) {  // "dilated to 5 mm" tells the size as well
      scene.drafts[scene.draft_of[part.site]].discarded = true;
      scene.draft_of[part.site] = kNoDraft;
    }
  }
  if (kind == "normal")
    draft_examination(scene, i, word, part);
  else
    draft_finding(scene, i, word, part, kind == "denied");
  if (apart && kind != "denied")
    std::erase_if(scene.drafts.back().fields, [](const Field& f) { return f.name == "negated"; });
  scene.used[i] = true;
}

void tell_behind(Scene& scene, uint32_t i, Scene::Range range) {
  if (scene.draft_of[i] != kNoDraft || belongs_behind(scene, i, range)) return;
  const std::vector<Part> parts = parts_before(scene, i, range);
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    if (const Row word = word_row(scene, i, &scene.mention(part->site)); word) tell_part(scene, i, word, *part);
  }
}

// "a painful left shoulder": right before a site, where no finding behind the site takes both.
void tell_before(Scene& scene, uint32_t i, Scene::Range range) {
  const Mention& m = scene.mention(i);
  Part part{i + 1, i, m.end_token, m.end_token};
  for (uint32_t j = i + 1; j < range.end && scene.mention(j).first_token == part.end && !scene.used[j]; ++j) {
    if (!is_site(scene, j) && scene.mention(j).kind != MentionKind::modifier) {
      if (scene.mention(j).kind != MentionKind::time) return;
      break;
    }
    if (is_site(scene, j)) part.site = j;
    part.end = scene.mention(j).end_token;
  }
  if (part.site == i) return;
  const Row word = word_row(scene, i, &scene.mention(part.site));
  if (!word || word["kind"] != "finding") return;
  part.end = scene.mention(part.site).end_token;
  draft_finding(scene, i, word, part, false);
  scene.drafts[scene.draft_of[i]].text = scene.flat(scene.tokens_span(m.first_token, part.end));
  scene.used[i] = true;
}

// "lungs clear, trace edema": behind a part where all is well comes another one, which goes without saying.
bool behind_normal(const Scene& scene, uint32_t i, Scene::Range range) {
  for (uint32_t j = i; j > range.begin && may_stand_between(scene, j - 1); --j)
    if (const Row word = word_row(scene, j - 1); word && word["kind"] == "normal") return true;
  return false;
}

}  // namespace

Scene::Range add_subject(Scene& scene, uint32_t i, Scene::Range range) {
  Draft& draft = scene.drafts[scene.draft_of[i]];
  if (draft.find("body-site") != nullptr || draft.find("laterality") != nullptr) return {};
  if (!word_row(scene, i) && behind_normal(scene, i, range)) return {};
  const std::vector<Part> parts = parts_before(scene, i, range);
  if (parts.empty() || is_sign(scene, parts.front().site)) return {};
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) add_site(scene, draft, *part);
  if (parts.size() == 1) {
    const std::string_view words[] = {scene.flat(scene.mention(i).span)};
    if (const Row better = whole_finding(scene, words[0], words, parts[0]); better) draft.row = better;
  }
  return {parts.back().begin, scene.mention(parts.front().site).end_token};
}

void tell_parts(Scene& scene, uint32_t sentence) {
  const Scene::Range range = scene.of_sentence[sentence];
  for (uint32_t i = range.begin; i < range.end; ++i) {
    if (scene.used[i] || !scene.is_fact(i) || scene.contexts[i].temporality == Temporality::planned) continue;
    if (!word_row(scene, i) || has_denying_prefix(scene, scene.mention(i).first_token)) continue;
    tell_behind(scene, i, range);
    if (!scene.used[i] && scene.draft_of[i] == kNoDraft) tell_before(scene, i, range);
  }
}

}  // namespace anamnesis
