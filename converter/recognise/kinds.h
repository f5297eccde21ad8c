// Which tables take part in recognising, and what kind of mention their rows make.
#pragma once
#include <array>
#include <span>
#include <string_view>

#include "recognise/mention.h"

namespace anamnesis {

struct TermTable {
  std::string_view name;
  MentionKind kind;
};

// In the order of preference where two rows match the same words and nothing else decides.
inline constexpr std::array<TermTable, 18> kTermTables = {{
    {"grammar/events", MentionKind::event},
    {"grammar/modifiers", MentionKind::modifier},
    {"terms/habits", MentionKind::habit},
    {"terms/conditions", MentionKind::condition},
    {"terms/findings", MentionKind::finding},
    {"terms/medications", MentionKind::medication},
    {"terms/tests", MentionKind::test},
    {"terms/procedures", MentionKind::procedure},
    {"terms/devices", MentionKind::device},
    {"terms/organisms", MentionKind::organism},
    {"terms/specimens", MentionKind::specimen},
    {"terms/body_sites", MentionKind::body_site},
    {"terms/relatives", MentionKind::relative},
    {"terms/occupations", MentionKind::occupation},
    {"terms/substances", MentionKind::substance},
    {"grammar/finding_heads", MentionKind::finding_head},
    {"grammar/result_words", MentionKind::result_word},
    {"grammar/part_words", MentionKind::part_word},
}};

// The names alone, as PhraseIndex wants them.
std::span<const std::string_view> term_table_names();

// The block of the compiled tables that holds their lexicon.
inline constexpr std::string_view kTermLexicon = "lexicon-terms";

// The same for the cues of context.
inline constexpr std::array<std::string_view, 1> kCueTables = {{"grammar/cues"}};
inline constexpr std::string_view kCueLexicon = "lexicon-cues";

}  // namespace anamnesis
