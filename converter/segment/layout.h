// Layout: which line breaks of a text end a paragraph, and which only a line.
#pragma once
#include <string_view>
#include <vector>

#include "base/span.h"

namespace anamnesis {

enum class LayoutKind : uint8_t {
  flowing,       // a line is a paragraph
  hard_wrapped,  // lines are broken at a width; a blank line ends a paragraph
  double_spaced  // the same with a blank line after every line
};

// A paragraph's lines, without their line ends and without stray page marks.
struct Paragraph {
  std::vector<Span> lines;
};

LayoutKind layout_of(std::string_view text);

// The paragraphs of text[within], in order.
std::vector<Paragraph> paragraphs_of(std::string_view text, Span within, LayoutKind kind);

}  // namespace anamnesis
