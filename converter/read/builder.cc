// Builder. Pieces of text in; Document::text with its parts, and normal forms of metadata, out.
#include "read/builder.h"

#include <algorithm>
#include <cctype>

#include "base/ascii.h"
#include "base/hash.h"

namespace anamnesis {
namespace {

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

std::string_view trim(std::string_view s) {
  while (!s.empty() && is_space(s.front())) s.remove_prefix(1);
  while (!s.empty() && is_space(s.back())) s.remove_suffix(1);
  return s;
}

// 1 to 12 by the first three letters of an English month; 0 if it is none.
int month_of(std::string_view word) {
  constexpr std::string_view names = "janfebmaraprmayjunjulaugsepoctnovdec";
  if (word.size() < 3) return 0;
  std::string three;
  for (const char c : word.substr(0, 3)) three += static_cast<char>(c | 32);
  const size_t at = names.find(three);
  return at == std::string_view::npos || at % 3 != 0 ? 0 : static_cast<int>(at / 3 + 1);
}

std::string two(int n) {
  return {static_cast<char>('0' + n / 10), static_cast<char>('0' + n % 10)};
}

}  // namespace

void append_collapsed(std::string& out, std::string_view text) {
  text = trim(text);
  bool space = false;
  for (const char c : text) {
    if (is_space(c)) {
      space = true;
      continue;
    }
    if (space) out += ' ';
    space = false;
    out += c;
  }
}

void DocumentBuilder::begin_part(DocumentPart::Role role, std::string_view path) {
  end_part();
  std::string& text = document_.text;
  text_before_ = text.size();
  part_ = {{static_cast<uint32_t>(text.size()), 0}, role, {}};
  append_collapsed(part_.heading, path);
  const size_t slash = part_.heading.rfind(" / ");
  const std::string_view printed = std::string_view(part_.heading).substr(slash == std::string::npos ? 0 : slash + 3);
  if (!printed.empty()) {
    text += printed;
    text += "\n\n";
  }
  heading_end_ = text.size();
  open_ = true;
}

void DocumentBuilder::paragraph(std::string_view printed) {
  std::string& text = document_.text;
  const size_t before = text.size();
  append_collapsed(text, printed);
  if (text.size() == before) return;
  part_.span.end = static_cast<uint32_t>(text.size());
  text += "\n\n";
}

void DocumentBuilder::end_part() {
  if (!open_) return;
  open_ = false;
  if (part_.span.end == 0) {
    document_.text.resize(text_before_);
  } else {
    document_.parts.push_back(std::move(part_));
  }
  part_ = {};
}

std::string normal_date(std::string_view printed) {
  int year = 0, month = 0, day = 0;
  std::string_view rest = trim(printed);
  while (!rest.empty()) {
    size_t n = 0;
    if (is_digit(rest[0])) {
      int value = 0;
      while (n < rest.size() && n < 5 && is_digit(rest[n])) value = value * 10 + (rest[n++] - '0');
      if (n == 4 && year == 0)
        year = value;
      else if (n <= 2 && month == 0 && year != 0)
        month = value;
      else if (n <= 2 && day == 0)
        day = value;
      else
        return {};
    } else if (std::isalpha(static_cast<unsigned char>(rest[0]))) {
      while (n < rest.size() && std::isalpha(static_cast<unsigned char>(rest[n]))) ++n;
      if (rest.substr(0, n) == "T") break;  // the time of a dateTime
      const int named = month_of(rest.substr(0, n));
      if (named == 0) return {};
      month = named;
    } else {
      n = 1;
    }
    rest.remove_prefix(n);
  }
  if (year < 1500 || year > 2200 || month > 12 || day > 31) return {};
  std::string out = std::to_string(year);
  if (month != 0) out += "-" + two(month);
  if (month != 0 && day != 0) out += "-" + two(day);
  return out;
}

namespace {

bool is_control(unsigned char c) {
  return c < ' ' || c == 0x7F;
}

}  // namespace

void add_authors(Metadata& metadata, std::string_view printed) {
  while (!printed.empty()) {
    const size_t end = std::min(printed.find(';'), printed.size());
    const std::string_view name = trim(printed.substr(0, end));
    printed.remove_prefix(std::min(end + 1, printed.size()));
    if (name.empty()) continue;
    const size_t comma = name.find(',');
    Author author;
    author.text = name;
    author.family = trim(name.substr(0, comma));
    if (comma != std::string_view::npos) author.given = trim(name.substr(comma + 1));
    metadata.authors.push_back(std::move(author));
  }
}

void add_identifier(Metadata& metadata, std::string_view system, std::string_view value) {
  value = trim(value);
  if (system == "doi")
    for (const std::string_view prefix : {"https://doi.org/", "http://doi.org/", "http://dx.doi.org/",
                                          "https://dx.doi.org/", "doi:", "DOI:", "doi.org/"})
      if (value.starts_with(prefix)) value = trim(value.substr(prefix.size()));
  const bool known = std::any_of(metadata.identifiers.begin(), metadata.identifiers.end(),
                                 [&](const Identifier& i) { return i.system == system; });
  const bool printable = std::none_of(value.begin(), value.end(), is_control);
  if (!value.empty() && printable && !known) metadata.identifiers.push_back({std::string(system), std::string(value)});
}

void blank_controls(Metadata& metadata) {
  const auto blank = [](std::string& text) {
    std::replace_if(text.begin(), text.end(), is_control, ' ');
    text = trim(text);
  };
  blank(metadata.title);
  blank(metadata.journal);
  for (Author& author : metadata.authors)
    for (std::string* text : {&author.text, &author.family, &author.given}) blank(*text);
  std::erase_if(metadata.authors, [](const Author& author) { return author.text.empty(); });
}

void set_identity(Document& document, std::string_view id) {
  document.identity = id;
  for (const std::string_view system : {"doi", "pmcid", "cord_uid"})
    for (const Identifier& i : document.metadata.identifiers)
      if (document.identity.empty() && i.system == system) document.identity = i.system + ":" + i.value;
  if (document.identity.empty()) document.identity = "sha256:" + sha256_hex(document.text);
}

}  // namespace anamnesis
