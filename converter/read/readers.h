// The readers behind read.h, one per form. Bytes are well-formed UTF-8 when they get here.
#pragma once
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "read/document.h"

namespace anamnesis {

// plain.cc: the text is the file itself. A header line of "key: value" fields becomes metadata and a front part.
Document read_plain(std::string text);

// cord.cc: an object of a CORD-19 file, either pdf_json or pmc_json.
bool is_cord(const json::Value& object);
Result<Document> read_cord(const json::Value& object);

// jats.cc
Result<Document> read_jats(std::string_view bytes);

}  // namespace anamnesis
