// OBO 1.4 -> one term per [Term] stanza that is not obsolete: its name and its exact synonyms.
#include <optional>

#include "base/gzip_lines.h"
#include "import/import.h"

namespace anamnesis::import {
namespace {

struct Stanza {
  Term term;
  std::string id, name;
  bool obsolete = false;
};

// "\"stomach cramp\" EXACT []" -> the text, if the scope is EXACT.
std::optional<std::string> exact_synonym(std::string_view value) {
  if (!value.starts_with('"')) return std::nullopt;
  std::string text;
  size_t at = 1;
  for (; at < value.size() && value[at] != '"'; ++at) {
    if (value[at] == '\\' && at + 1 < value.size()) ++at;
    text += value[at];
  }
  return value.substr(std::min(at + 1, value.size())).starts_with(" EXACT") ? std::optional(text) : std::nullopt;
}

Result<void> finish(const std::optional<Stanza>& stanza, const Sink& sink) {
  if (!stanza || stanza->obsolete || stanza->id.empty() || stanza->name.empty()) return {};
  const size_t colon = stanza->id.find(':');
  const std::string prefix = stanza->id.substr(0, colon),
                    local = colon == std::string::npos ? "" : stanza->id.substr(colon + 1);
  Term term = stanza->term;
  for (const char c : prefix) term.key += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  term.key += "-" + local;
  term.phrases.insert(term.phrases.begin(), stanza->name);
  if (const std::string_view column = column_of_system(prefix); !column.empty()) term.cells.emplace_back(column, local);
  return sink(term);
}

void take(Stanza& stanza, std::string_view tag, std::string_view value) {
  if (tag == "id") stanza.id = value;
  if (tag == "name") stanza.name = value;
  if (tag == "is_obsolete") stanza.obsolete = value.starts_with("true");
  if (tag == "synonym")
    if (auto text = exact_synonym(value)) stanza.term.phrases.push_back(std::move(*text));
}

}  // namespace

Result<void> import_obo(const std::string& path, const Sink& sink) {
  auto lines = GzipLineReader::open(path);
  if (!lines) return lines.error();
  std::optional<Stanza> stanza;
  std::string_view line;
  for (;;) {
    const auto more = lines->next(line);
    if (!more) return more.error();
    if (lines->line_number() == 1 && !line.starts_with("format-version:"))
      return Error{"is no OBO file: it does not begin with format-version", path, 1, 1};
    if (!*more) break;
    if (line.starts_with('[')) {
      if (auto taken = finish(stanza, sink); !taken) return taken;
      stanza.reset();
      if (line == "[Term]") stanza.emplace();
    } else if (const size_t colon = line.find(": "); stanza && colon != std::string_view::npos) {
      take(*stanza, line.substr(0, colon), line.substr(colon + 2));
    }
  }
  return finish(stanza, sink);
}

}  // namespace anamnesis::import
