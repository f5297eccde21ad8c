// Names of tests that no table knows, by their last word (grammar/test_names): "P57 staining", "level of X".
#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "recognise/merge.h"
#include "recognise/scan.h"
#include "segment/fold.h"
#include "segment/segments.h"
#include "tables/tables.h"

namespace anamnesis {

inline constexpr std::string_view kTestNames = "grammar/test_names";

// Immutable; may be shared between threads. The table must outlive it.
class TestNames {
 public:
  // A missing table is an empty one.
  void compile(const Table* table, const Folding& folding, Vocabulary& vocabulary);
  bool is_head(WordId id) const { return id < heads_.size() && heads_[id]; }
  // An ordinary word, which is no part of a name.
  bool is_stop(WordId id) const { return id < stops_.size() && stops_[id]; }

  // Appends a candidate of kind test, whose row is the head's, for each name among the tokens. `candidates`: what the
  // tables found; their words are no part of an unknown name, but for what a test may be of (a drug, an organism).
  void find(const Segments& segments, const Scanned& scanned, uint16_t rank, Arena& arena,
            std::vector<Candidate>& candidates) const;

 private:
  struct Name;
  bool may_stand(const Name& name, uint32_t token) const;
  uint32_t words_before(const Name& name, uint32_t head) const;
  uint32_t words_behind(const Name& name, uint32_t head) const;

  std::vector<Row> heads_;   // by word id
  std::vector<bool> stops_;  // by word id
};

}  // namespace anamnesis
