// Reading: bytes of any known form become Documents.
//
// Plain text (the file itself), flat text with a "key: ... authors: ..." header line, CORD-19 JSON (pdf_json, pmc_json,
// early layout), JATS XML, and NDJSON, one {"id","text",...} object a line.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "read/document.h"

namespace anamnesis {

enum class Format : uint8_t { plain, cord_json, jats, ndjson };

struct ReadOptions {
  uint64_t max_line = uint64_t{64} << 20;  // bytes of a line; of a whole document that is not read by lines
};

// By the first bytes, and by the name's ending where they leave it open (.ndjson, .jsonl).
Format guess_format(std::string_view name, std::string_view bytes);

// One document from all of `bytes`, which came from `name`. Errors carry the place in the source: empty, ill-formed
// UTF-8, JSON or XML that is cut off or has no narrative, a line over the limit. NDJSON gives an error if it does not
// hold exactly one line: use read_lines.
Result<Document> read_document(std::string_view name, std::string_view bytes, const ReadOptions& options = {});

// One document from one line of NDJSON. `line` counts from 1. Members: "text" (or "note"), and any of "id", "title",
// "authors" (string, or list of strings), "date", "journal", "doi", "pmid", "pmcid", "cord_uid", "language".
Result<Document> read_ndjson_line(std::string_view name, uint32_t line, std::string_view bytes,
                                  const ReadOptions& options = {});

// What is known of a line of NDJSON that could not be read: its "id" if it has one.
std::string ndjson_id(std::string_view bytes);

}  // namespace anamnesis
