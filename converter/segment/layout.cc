// Layout. Text in, paragraphs out.
//
// Width is the 95th percentile of the line lengths. A document is wrapped when its width is that of a page and most
// of its lines end in the middle of a sentence; it is double-spaced when, besides, a single blank line follows
// nearly every line. In wrapped text a break is soft unless a blank line (double-spaced: two), a list mark, or a
// short line that ends a sentence says otherwise. A page break shows in double-spaced text as a break without its
// blank line; a capital letter alone at the foot of such a page is a page mark, not a word, and so is a line that
// holds only a page number.
#include "segment/layout.h"

#include <algorithm>

#include "base/ascii.h"

namespace anamnesis {
namespace {

struct Line {
  Span span;            // trimmed
  uint32_t blanks = 0;  // blank lines before it
  bool indented = false;
};

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

std::vector<Line> lines_of(std::string_view text, Span within) {
  std::vector<Line> out;
  uint32_t blanks = 0;
  for (uint32_t begin = within.begin; begin < within.end;) {
    uint32_t end = static_cast<uint32_t>(std::min<size_t>(text.find('\n', begin), within.end));
    const uint32_t next = end + 1;
    const uint32_t line_start = begin;
    while (begin < end && is_blank(text[begin])) ++begin;
    while (begin < end && is_blank(text[end - 1])) --end;
    if (begin == end) {
      ++blanks;
    } else {
      out.push_back({{begin, end}, blanks, begin > line_start});
      blanks = 0;
    }
    begin = next;
  }
  return out;
}

bool ends_sentence(std::string_view line) {
  while (!line.empty() && (line.back() == '"' || line.back() == ')' || line.back() == '\'')) line.remove_suffix(1);
  return !line.empty() && (line.back() == '.' || line.back() == '!' || line.back() == '?' || line.back() == ':');
}

uint32_t width_of(const std::vector<Line>& lines) {
  std::vector<uint32_t> sizes;
  for (const Line& line : lines) sizes.push_back(line.span.size());
  if (sizes.empty()) return 0;
  const auto at = sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() * 95 / 100);
  std::nth_element(sizes.begin(), at, sizes.end());
  return *at;
}

bool starts_list_item(std::string_view line) {
  if (line.starts_with("- ") || line.starts_with("* ") || line.starts_with("\xE2\x80\xA2")) return true;
  size_t digits = 0;
  while (digits < line.size() && is_digit(line[digits])) ++digits;
  return digits > 0 && digits < 3 && digits + 1 < line.size() && (line[digits] == '.' || line[digits] == ')') &&
         line[digits + 1] == ' ';
}

bool is_page_number(std::string_view line) {
  if (line.starts_with("Page ") || line.starts_with("page ")) line.remove_prefix(5);
  return line.size() <= 4 && std::all_of(line.begin(), line.end(), is_digit);
}

// The length of a page mark at the end of `line`: a blank and one capital letter; 0 if there is none.
uint32_t page_mark(std::string_view line, std::string_view next) {
  const bool lone =
      line.size() > 2 && is_upper(line.back()) && line[line.size() - 2] == ' ' && is_lower(line[line.size() - 3]);
  return lone && !next.empty() && is_lower(next.front()) ? 2 : 0;
}

bool ends_paragraph(std::string_view text, const Line& line, const Line& next, LayoutKind kind, uint32_t width) {
  if (kind == LayoutKind::flowing) return true;
  const std::string_view here = line.span.of(text), there = next.span.of(text);
  const uint32_t usual = kind == LayoutKind::double_spaced ? 1 : 0;
  if (next.blanks > usual || starts_list_item(there)) return true;
  const bool sentence_ends = ends_sentence(here) && !is_lower(there.front());
  if (next.blanks < usual) return sentence_ends || line.span.size() * 2 < width;  // a page break
  if (line.span.size() * 2 < width && is_upper(there.front())) return true;       // a heading, or a last line
  return sentence_ends && (line.span.size() * 4 < width * 3 || next.indented);
}

}  // namespace

LayoutKind layout_of(std::string_view text) {
  const std::vector<Line> lines = lines_of(text, {0, static_cast<uint32_t>(text.size())});
  const uint32_t width = width_of(lines);
  if (lines.size() < 4 || width < 40 || width > 200) return LayoutKind::flowing;
  size_t open = 0, full = 0, spaced = 0;
  for (size_t i = 0; i < lines.size(); ++i) {
    open += !ends_sentence(lines[i].span.of(text));
    full += lines[i].span.size() * 10 >= width * 7;
    spaced += i > 0 && lines[i].blanks == 1;
  }
  const size_t n = lines.size();
  if (open * 2 < n || full * 10 < n * 6) return LayoutKind::flowing;
  return n >= 8 && spaced * 10 >= n * 7 ? LayoutKind::double_spaced : LayoutKind::hard_wrapped;
}

std::vector<Paragraph> paragraphs_of(std::string_view text, Span within, LayoutKind kind) {
  std::vector<Line> lines = lines_of(text, within);
  if (kind != LayoutKind::flowing)
    std::erase_if(lines, [&](const Line& line) { return is_page_number(line.span.of(text)); });
  const uint32_t width = width_of(lines);
  std::vector<Paragraph> out;
  bool fresh = true;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (fresh) out.emplace_back();
    Span span = lines[i].span;
    fresh = i + 1 < lines.size() && ends_paragraph(text, lines[i], lines[i + 1], kind, width);
    if (kind == LayoutKind::double_spaced && i + 1 < lines.size() && lines[i + 1].blanks == 0)
      span.end -= page_mark(span.of(text), lines[i + 1].span.of(text));
    out.back().lines.push_back(span);
  }
  return out;
}

}  // namespace anamnesis
