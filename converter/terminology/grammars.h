// Systems whose codes are told by a grammar instead of a list: UCUM units, language tags (BCP-47), MIME types (BCP-13);
// and systems whose codes are not here but have a form with a check digit: SNOMED CT, LOINC.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace anamnesis::terminology {

enum class Grammar : unsigned char { ucum, language, mime };

// The grammar that decides about the codes of a system, if one does.
std::optional<Grammar> grammar_of(std::string_view system);

// Why the code is none of the grammar's; nothing if it is one.
std::optional<std::string> refuse(Grammar grammar, std::string_view code);

// Why a code can be none of this system, by its form alone; nothing if it may be one.
std::optional<std::string> refuse_form(std::string_view system, std::string_view code);

}  // namespace anamnesis::terminology
