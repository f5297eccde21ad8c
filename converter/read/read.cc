// Reading. Checks that hold for every form (something is there, UTF-8, line length), then the form's reader, then
// the identity that ids are derived from.
#include "read/read.h"

#include <algorithm>

#include "base/json.h"
#include "base/utf8.h"
#include "read/builder.h"
#include "read/readers.h"

namespace anamnesis {
namespace {

Error at(std::string_view name, Error error, uint32_t line = 0) {
  error.file = name;
  if (line != 0) error.line = line;
  return error;
}

// Where the text starts: behind a byte order mark and blanks.
size_t start_of(std::string_view bytes) {
  const size_t mark = bytes.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  return std::min(bytes.find_first_not_of(" \t\r\n\f\v", mark), bytes.size());
}

Result<void> check_bytes(std::string_view name, std::string_view bytes, const ReadOptions& options) {
  if (bytes.empty()) return Error{"is empty", std::string(name)};
  if (start_of(bytes) == bytes.size()) return Error{"holds nothing but blanks", std::string(name)};
  uint32_t line = 1;
  for (size_t begin = 0; begin < bytes.size(); ++line) {
    const size_t end = std::min(bytes.find('\n', begin), bytes.size());
    if (end - begin > options.max_line)
      return Error{"a line of " + std::to_string(end - begin) + " bytes is over the limit of " +
                       std::to_string(options.max_line),
                   std::string(name), line, 1};
    begin = end + 1;
  }
  if (const auto bad = find_invalid_utf8(bytes)) {
    const LineColumn place = locate(bytes, *bad);
    const bool utf16 = bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");
    return Error{utf16 ? "is UTF-16; only UTF-8 is read" : "is not well-formed UTF-8", std::string(name), place.line,
                 place.column};
  }
  return {};
}

std::string_view text_member(const json::Value& object) {
  for (const std::string_view name : {"text", "note", "note_text", "case_report", "content", "body"})
    if (const json::Value* v = object.find(name); v != nullptr && v->is(json::Kind::string)) return v->text;
  return {};
}

void take_members(Metadata& metadata, const json::Value& object) {
  if (const std::string_view title = object.string("title"); !title.empty()) metadata.title = title;
  if (const std::string_view journal = object.string("journal"); !journal.empty()) metadata.journal = journal;
  if (const std::string date = normal_date(object.scalar("date")); !date.empty()) metadata.date = date;
  if (const std::string_view language = object.string("language"); !language.empty()) metadata.language = language;
  for (const std::string_view name : {"doi", "pmid", "pmcid", "cord_uid"})
    add_identifier(metadata, name, object.scalar(name));
  const json::Value* authors = object.find("authors");
  if (authors == nullptr) return;
  if (authors->is(json::Kind::string)) add_authors(metadata, authors->text);
  for (const json::Value* a = authors->first; a != nullptr; a = a->next)
    if (a->is(json::Kind::string)) add_authors(metadata, a->text);
}

Result<Document> read_object(const json::Value& object) {
  if (!object.is(json::Kind::object)) return Error{"is no JSON object", {}, 1, 1};
  if (is_cord(object)) return read_cord(object);
  const std::string_view text = text_member(object);
  if (text.find_first_not_of(" \t\r\n\f\v") == std::string_view::npos)
    return Error{"the object has no member \"text\" with a narrative", {}, 1, 1};
  Document out = read_plain(std::string(text));
  take_members(out.metadata, object);
  return out;
}

Result<Document> read_json(std::string_view bytes) {
  Arena arena;
  const Result<const json::Value*> parsed = json::parse(bytes, arena);
  if (!parsed) return parsed.error();
  Result<Document> out = read_object(**parsed);
  if (!out) return out;
  blank_controls(out->metadata);
  set_identity(*out, (*parsed)->scalar("id"));
  return out;
}

bool ends_with_any(std::string_view name, std::initializer_list<std::string_view> endings) {
  return std::any_of(endings.begin(), endings.end(), [&](std::string_view e) { return name.ends_with(e); });
}

}  // namespace

Format guess_format(std::string_view name, std::string_view bytes) {
  if (ends_with_any(name, {".ndjson", ".jsonl"})) return Format::ndjson;
  if (ends_with_any(name, {".txt", ".text"})) return Format::plain;
  const size_t start = start_of(bytes);
  const char first = start < bytes.size() ? bytes[start] : '\0',
             second = start + 1 < bytes.size() ? bytes[start + 1] : '\0';
  if (first == '<' && (second == '?' || second == '!' || (second >= 'a' && second <= 'z'))) return Format::jats;
  if (first != '{') return Format::plain;
  const size_t second_line = bytes.find('\n', start);
  if (second_line == std::string_view::npos) return Format::cord_json;
  const size_t next = std::min(bytes.find_first_not_of(" \t\r\n", second_line), bytes.size());
  const size_t last = bytes.find_last_not_of(" \t\r", second_line - 1);
  const bool lines = last != std::string_view::npos && bytes[last] == '}' && next < bytes.size() && bytes[next] == '{';
  return lines ? Format::ndjson : Format::cord_json;
}

Result<Document> read_document(std::string_view name, std::string_view bytes, const ReadOptions& options) {
  if (const Result<void> checked = check_bytes(name, bytes, options); !checked) return checked.error();
  const Format format = guess_format(name, bytes);
  if (format == Format::ndjson) {
    const size_t line_end = std::min(bytes.find('\n', start_of(bytes)), bytes.size());
    if (bytes.find_first_not_of(" \t\r\n", line_end) != std::string_view::npos)
      return Error{"holds several lines of NDJSON: one document a line", std::string(name), 2, 1};
    return read_ndjson_line(name, 1, bytes.substr(0, line_end), options);
  }
  Result<Document> out = format == Format::plain  ? Result<Document>(read_plain(std::string(bytes)))
                         : format == Format::jats ? read_jats(bytes)
                                                  : read_json(bytes);
  if (!out) return at(name, out.error());
  out->name = name;
  if (!out->identity.empty()) return out;  // JSON's
  blank_controls(out->metadata);
  set_identity(*out);
  return out;
}

Result<Document> read_ndjson_line(std::string_view name, uint32_t line, std::string_view bytes,
                                  const ReadOptions& options) {
  if (const Result<void> checked = check_bytes(name, bytes, options); !checked) {
    Error error = checked.error();
    if (error.column == 0) error.column = 1;
    return at(name, std::move(error), line);
  }
  Result<Document> out = read_json(bytes);
  if (!out) return at(name, out.error(), line);
  out->name = std::string(name) + ":" + std::to_string(line);
  return out;
}

std::string ndjson_id(std::string_view bytes) {
  Arena arena;
  const Result<const json::Value*> parsed = json::parse(bytes, arena);
  return parsed && (*parsed)->is(json::Kind::object) ? std::string((*parsed)->scalar("id")) : std::string();
}

}  // namespace anamnesis
