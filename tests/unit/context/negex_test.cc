// The context stage against the public NegEx sentences, where they are at hand (../shared): each line holds a
// concept and the sentence it stands in. Set ANAMNESIS_VERBOSE to see the lines that were read otherwise.
#include <doctest/doctest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "base/files.h"
#include "context/context.h"
#include "segment/segment.h"
#include "tables/tables.h"

using namespace anamnesis;

namespace {

std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> out(1);
  for (const char c : line)
    if (c == '\t') out.emplace_back(); else out.back() += c;
  return out;
}

std::string upper(std::string s) {
  for (char& c : s) if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return s;
}

Span find_concept(const std::string& sentence, std::string wanted) {
  while (!wanted.empty() && wanted.back() == ' ') wanted.pop_back();
  size_t at = sentence.find(upper(wanted));
  if (at == std::string::npos) at = upper(sentence).find(upper(wanted));
  if (at == std::string::npos) return {};
  return {static_cast<uint32_t>(at), static_cast<uint32_t>(at + wanted.size())};
}

struct Score {
  int tp = 0, fp = 0, fn = 0;
  void count(bool said, bool wanted) { tp += said && wanted; fp += said && !wanted; fn += !said && wanted; }
  double f() const { return tp == 0 ? 0 : 2.0 * tp / (2.0 * tp + fp + fn); }
};

}  // namespace

TEST_CASE("negation and history in the NegEx sentences are read as their annotators did") {
  const auto bytes = read_file(std::string(ANAMNESIS_SOURCE_DIR) + "/../shared/corpora/negex-dev.tsv");
  if (!bytes) {
    MESSAGE("skipped: ../shared/corpora/negex-dev.tsv is not there");
    return;
  }
  const auto tables = Tables::load();
  REQUIRE(tables.ok());
  const auto segmenting = SegmentTables::compile(*tables);
  REQUIRE(segmenting.ok());
  const ContextRules rules(*tables);
  Score negation, history;
  const bool verbose = std::getenv("ANAMNESIS_VERBOSE") != nullptr;
  size_t begin = bytes->find('\n') + 1;
  int unread = 0, lines = 0;
  while (begin < bytes->size()) {
    size_t end = bytes->find('\n', begin);
    if (end == std::string::npos) end = bytes->size();
    const auto cells = split(bytes->substr(begin, end - begin));
    begin = end + 1;
    if (cells.size() < 6) continue;
    ++lines;
    Document document;
    document.text = cells[2];
    const Span span = find_concept(document.text, cells[1]);
    Arena arena;
    const Segments segments = segment(document, *segmenting, arena);
    Mention mention;
    mention.kind = MentionKind::condition;
    mention.span = span;
    bool found = false;
    for (uint32_t s = 0; s < segments.sentences.size() && !span.empty(); ++s)
      for (uint32_t t = segments.sentences[s].first_token; t < segments.sentences[s].end_token; ++t)
        if (segments.tokens[t].span.overlaps(span)) {
          if (!found) {
            mention.first_token = t;
            mention.sentence = s;
          }
          if (mention.sentence == s) mention.end_token = t + 1;
          found = true;
        }
    if (!found) {
      ++unread;
      if (verbose) MESSAGE("unread: " << document.text);
      continue;
    }
    const Context context = apply_context(document, segments, {&mention, 1}, rules, arena)[0];
    const bool negated = context.polarity == Polarity::negated, historical = context.temporality == Temporality::historical;
    negation.count(negated, cells[3] == "Negated");
    history.count(historical, cells[4] == "Historical");
    if (verbose && negated != (cells[3] == "Negated"))
      std::printf("NEG %s: %s | %s\n", negated ? "wrong" : "missed", cells[1].c_str(), cells[2].c_str());
    if (verbose && historical != (cells[4] == "Historical"))
      std::printf("HIST %s: %s | %s\n", historical ? "wrong" : "missed", cells[1].c_str(), cells[2].c_str());
  }
  std::printf("NegEx sentences: %d, not found %d; negation F %.3f (tp %d fp %d fn %d), historical F %.3f (tp %d fp %d fn %d)\n",
              lines, unread, negation.f(), negation.tp, negation.fp, negation.fn, history.f(), history.tp, history.fp,
              history.fn);
  CHECK(negation.f() >= 0.96);
  CHECK(history.f() >= 0.75);
}
