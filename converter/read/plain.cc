// Plain text. The text stays as it is; only a header is looked for.
//
// Flattened corpora put the metadata in front of the text, on one line or several: "key: ... authors: ... title: ...
// date: ... journal: ... DOI: ... sha: ... doc_id: ... cord_uid: ...". A header is at least two such fields at the
// very start. A field of words ends at the next label; a field of one word (an identifier) ends with that word, and
// if no label follows, the text begins there.
#include <algorithm>
#include <array>
#include <optional>

#include "read/builder.h"
#include "read/readers.h"

namespace anamnesis {
namespace {

constexpr size_t kReach = 6000;  // how far behind a label the next one may be

struct Label {
  std::string_view name;  // lower case
  bool one_word;
};
constexpr Label kLabels[] = {{"key", true},      {"authors", false}, {"author", false},  {"title", false},
                             {"date", true},     {"journal", false}, {"doi", true},      {"sha", true},
                             {"doc_id", true},   {"cord_uid", true}, {"pmid", true},     {"pmcid", true},
                             {"license", false}, {"url", true},      {"abstract", false}};

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// The label that stands at `at`, with its colon and a blank behind it.
const Label* label_at(std::string_view text, size_t at) {
  for (const Label& label : kLabels) {
    const size_t end = at + label.name.size();
    if (end + 1 >= text.size() || text[end] != ':' || !is_blank(text[end + 1])) continue;
    const bool same = std::equal(label.name.begin(), label.name.end(), text.begin() + static_cast<std::ptrdiff_t>(at),
                                 [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b + 32 : b); });
    if (same) return &label;
  }
  return nullptr;
}

size_t skip_blanks(std::string_view text, size_t at) {
  while (at < text.size() && is_blank(text[at])) ++at;
  return at;
}

struct FieldAt {
  const Label* label;
  Span value;
};

// Where a field of words ends: in front of the next label, else at the line's end.
size_t end_of_words(std::string_view text, size_t at) {
  for (size_t i = at; i + 1 < text.size() && i < at + kReach; ++i)
    if (is_blank(text[i]) && label_at(text, i + 1) != nullptr) return i;
  const size_t line_end = text.find('\n', at);
  return line_end == std::string_view::npos || line_end > at + kReach ? std::string_view::npos : line_end;
}

std::vector<FieldAt> header_of(std::string_view text, size_t& body) {
  std::vector<FieldAt> out;
  size_t at = skip_blanks(text, text.starts_with("\xEF\xBB\xBF") ? 3 : 0);
  for (const Label* label; (label = label_at(text, at)) != nullptr;) {
    size_t begin = skip_blanks(text, at + label->name.size() + 1);
    if (label->name == "abstract") {
      at = begin;
      break;
    }
    if (label_at(text, begin) != nullptr) {  // an empty field
      at = begin;
      continue;
    }
    size_t end;
    if (label->one_word) {
      end = std::min(text.find_first_of(" \t\r\n", begin), text.size());
      // A date may be of several words if a label follows them.
      if (label->name == "date" && label_at(text, skip_blanks(text, end)) == nullptr) {
        const size_t words = end_of_words(text, begin);
        if (words != std::string_view::npos && words - begin < 24 &&
            !normal_date(text.substr(begin, words - begin)).empty())
          end = words;
      }
    } else {
      end = end_of_words(text, begin);
      if (end == std::string_view::npos) return {};
    }
    out.push_back({label, {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)}});
    at = skip_blanks(text, end);
  }
  body = at;
  return out;
}

void take(Metadata& metadata, std::string_view label, std::string_view value) {
  if (label == "title")
    metadata.title = value;
  else if (label == "authors" || label == "author")
    add_authors(metadata, value);
  else if (label == "date")
    metadata.date = normal_date(value);
  else if (label == "journal")
    metadata.journal = value;
  else if (label == "sha")
    add_identifier(metadata, "sha1", value.substr(0, value.find(';')));
  else if (label == "doi" || label == "cord_uid" || label == "pmid" || label == "pmcid")
    add_identifier(metadata, label, value);
}

}  // namespace

Document read_plain(std::string text) {
  Document out;
  out.text = std::move(text);
  size_t body = 0;
  const std::vector<FieldAt> header = header_of(out.text, body);
  if (header.size() < 2) return out;
  uint32_t at = 0;
  for (const FieldAt& field : header) {
    take(out.metadata, field.label->name, field.value.of(out.text));
    if (field.label->name != "title") continue;
    out.parts.push_back({{at, field.value.begin}, DocumentPart::Role::front, {}});
    out.parts.push_back({field.value, DocumentPart::Role::title, {}});
    at = field.value.end;
  }
  out.parts.push_back({{at, static_cast<uint32_t>(body)}, DocumentPart::Role::front, {}});
  return out;
}

}  // namespace anamnesis
