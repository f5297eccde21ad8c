// Segmenting. A Document in; tokens, sentences and sections out.
//
// The text is cut into blocks, the source's own parts and what lies between them. A block's paragraphs come from the
// layout; each is tokenised and looked at from the front: a heading line opens a section; else sentences are split,
// and a sentence may begin with a heading run into it, or hold words that open another kind of text. At the end,
// unlabelled text that stands before the opening of the case and names no patient is called its introduction.
#include "segment/segment.h"

#include <algorithm>

#include "segment/layout.h"
#include "segment/tokens.h"

namespace anamnesis {
namespace {

using Form = Headings::Form;
using Match = Headings::Match;
using Role = DocumentPart::Role;

constexpr uint32_t kOpenerReach = 14;  // tokens of a sentence within which an opener may start

std::string_view kind_of(Role role) {
  switch (role) {
    case Role::body: return "";
    case Role::abstract_text: return "abstract";
    case Role::title: return "title";
    case Role::front: return "front";
    case Role::caption: return "caption";
    case Role::table: return "table";
    case Role::reference: return "references";
    case Role::other: return "other";
  }
  return "";
}

class Segmenter {
 public:
  Segmenter(const Document& document, const SegmentTables& tables, Arena& arena)
      : document_(document), text_(document.text), tables_(tables), arena_(arena), layout_(layout_of(text_)) {
    tokens_.reserve(text_.size() / 5 + 16);
  }

  Segments run() {
    uint32_t at = 0;
    for (const DocumentPart& part : document_.parts) {
      if (at < part.span.begin) block({at, part.span.begin}, Role::body, {});
      block(part.span, part.role, part.heading);
      at = part.span.end;
    }
    if (at < text_.size()) block({at, static_cast<uint32_t>(text_.size())}, Role::body, {});
    name_introduction();
    finish_sections();
    return {keep(tokens_), keep(sentences_), keep(sections_)};
  }

 private:
  template <typename T>
  std::span<const T> keep(const std::vector<T>& from) {
    const std::span<T> to = arena_.make_array<T>(from.size());
    std::copy(from.begin(), from.end(), to.begin());
    return to;
  }

  std::span<const Token> tokens(uint32_t first, uint32_t end) const {
    return std::span<const Token>(tokens_).subspan(first, end - first);
  }

  void open_section(uint32_t at, Span heading, const Match& match) {
    const std::string_view kind = match.row ? match.row["kind"] : match.meaning ? match.meaning.key() : "";
    sections_.push_back({heading, {at, at}, kind, match.row, match.meaning});
  }

  void block(Span span, Role role, std::string_view heading) {
    if (text_.find_first_not_of(" \t\r\n", span.begin) >= span.end) return;
    if (after_tail_ && role == Role::body && heading.empty()) role = Role::reference;
    const bool reads = role == Role::body || role == Role::abstract_text;
    Match match;
    if (reads && !heading.empty()) match = match_heading(heading);
    // An unknown heading is taken for a part of the section before it, as in nested sections.
    const bool continues = reads && !heading.empty() && !match.row && !sections_.empty() && role == last_role_ &&
                           sections_.back().meaning && sections_.back().meaning["nested"] == "yes";
    if (continues) {
      match = {sections_.back().row, sections_.back().meaning};
    } else if (!match.row) {
      match.meaning = tables_.headings.meaning_of(kind_of(role));
    }
    uint32_t from = span.begin;
    const size_t slash = heading.rfind(" / ");
    const std::string_view printed = heading.substr(slash == std::string_view::npos ? 0 : slash + 3);
    if (!printed.empty() && span.of(text_).starts_with(printed)) from += static_cast<uint32_t>(printed.size());
    open_section(span.begin, {span.begin, from}, match);
    if (!match.meaning && !kind_of(role).empty()) sections_.back().kind = kind_of(role);
    last_role_ = role;
    if (from > span.begin) plain_paragraph({{{span.begin, from}}});
    for (const Paragraph& lines : paragraphs_of(text_, {from, span.end}, layout_)) {
      if (reads)
        paragraph(lines);
      else
        plain_paragraph(lines);
    }
  }

  Match match_one(std::string_view heading) {
    heading_tokens_.clear();
    tokenise(heading, {0, static_cast<uint32_t>(heading.size())}, tables_.folding, arena_, heading_tokens_);
    return tables_.headings.of_heading(heading_tokens_);
  }

  // "Methods / Treatment" stays methods; "Case report / Treatment" is treatment: an outer heading that is not about
  // the patient holds for all below it, else the innermost known one does.
  Match match_heading(std::string_view path) {
    Match match;
    while (!path.empty()) {
      const size_t slash = path.find(" / ");
      if (const Match one = match_one(path.substr(0, slash)); one.row) match = one;
      const std::string_view reality = match.meaning ? match.meaning["reality"] : std::string_view();
      if (match.row && reality != "case" && reality != "shown") break;
      path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 3);
    }
    return match;
  }

  uint32_t tokenise_lines(const Paragraph& paragraph) {
    const auto first = static_cast<uint32_t>(tokens_.size());
    for (const Span line : paragraph.lines) tokenise(text_, line, tables_.folding, arena_, tokens_);
    return first;
  }

  // Sentences only: nothing in it opens a section.
  void plain_paragraph(const Paragraph& lines) {
    const uint32_t first = tokenise_lines(lines);
    split(first, static_cast<uint32_t>(tokens_.size()));
    uint32_t start = first;
    for (const uint32_t end : ends_) {
      add_sentence(start, end);
      start = end;
    }
    ++paragraph_;
  }

  void paragraph(const Paragraph& lines) {
    const uint32_t first = tokenise_lines(lines), end = static_cast<uint32_t>(tokens_.size());
    if (first == end) return;
    paragraph_first_ = first;
    if (!heading_line(first, end)) {
      // An abstract under its heading ends with its paragraph; what follows has to say what it is.
      if (abstract_open_ && !starts_with_heading(first, end)) open_section(tokens_[first].span.begin, {}, {});
      abstract_open_ = false;
      // "Family history: none." and a paragraph of the patient: what such a heading says holds for its own paragraph.
      if (inline_section_ == sections_.size() && inline_section_ != 0 && !starts_with_heading(first, end) &&
          sections_.back().meaning && sections_.back().meaning["ends"] == "paragraph")
        open_section(tokens_[first].span.begin, {}, {});
      split(first, end);
      uint32_t start = first;
      for (const uint32_t stop : ends_) {
        sentence(start, stop);
        start = stop;
      }
      abstract_open_ =
          last_role_ == Role::body && !sections_.empty() && sections_.back().kind == "abstract" && sections_.back().row;
    }
    ++paragraph_;
  }

  void split(uint32_t first, uint32_t end) {
    ends_.clear();
    split_sentences(text_, tokens_, first, end, tables_.abbreviations, ends_);
  }

  void add_sentence(uint32_t first, uint32_t end) {
    if (first == end) return;
    if (sections_.empty()) open_section(0, {}, {});
    const auto section = static_cast<uint32_t>(sections_.size() - 1);
    sentences_.push_back({{tokens_[first].span.begin, tokens_[end - 1].span.end}, first, end, section, paragraph_});
  }

  bool capital(uint32_t i) const {
    const char c = text_[tokens_[i].span.begin];
    return (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
  }

  // Behind "1.", "2.3", "IV." in front of a heading.
  uint32_t skip_numbering(uint32_t first, uint32_t end) const {
    uint32_t i = first;
    while (i < end && (tokens_[i].kind == TokenKind::number || tokens_[i].folded == "." || tokens_[i].folded == "-" ||
                       tokens_[i].folded == "#" || tokens_[i].folded == "*" || tokens_[i].folded == "\xE2\x80\xA2"))
      ++i;
    return i;
  }

  // A paragraph that is a heading and nothing else.
  bool heading_line(uint32_t first, uint32_t end) {
    if (end - first > 16) return false;
    const uint32_t start = skip_numbering(first, end);
    if (start == end || tokens_[start].kind != TokenKind::word) return false;
    const Match match = tables_.headings.at(tokens(start, end));
    if (!match.row) return false;
    uint32_t rest = start + match.tokens;
    while (rest < end && (tokens_[rest].folded == ":" || tokens_[rest].folded == "." || tokens_[rest].folded == "-"))
      ++rest;
    if (rest != end) return false;
    heading_sentence(first, end, match);
    return true;
  }

  // "2. Anaemia. Start iron. Labs: CBC": run into a plan's text, such a heading orders and does not report.
  bool is_part(uint32_t i, const Match& match) const {
    const bool goes_on = !sentences_.empty() && (sentences_.back().paragraph == paragraph_ || i > paragraph_first_);
    return goes_on && match.meaning && !sections_.empty() && sections_.back().meaning &&
           match.meaning["within"] == sections_.back().meaning.key();
  }

  void heading_sentence(uint32_t first, uint32_t end, Match match) {
    if (is_part(first, match)) match.row = sections_.back().row, match.meaning = sections_.back().meaning;
    const Span span{tokens_[first].span.begin, tokens_[end - 1].span.end};
    open_section(span.begin, span, match);
    add_sentence(first, end);
    abstract_open_ = false;
  }

  // How many tokens a heading run into the text takes at `i`, with its colon; 0 if there is none.
  uint32_t inline_heading(uint32_t i, uint32_t end, bool starts_sentence, Match& match) const {
    if (tokens_[i].kind != TokenKind::word || !capital(i)) return 0;
    match = tables_.headings.at(tokens(i, end));
    if (!match.row || match.form == Form::line) return 0;
    const uint32_t next = i + match.tokens;
    if (next >= end) return 0;
    // "P: ..." opens a line of a note, "P: 88" and "vitamin A: low" none.
    const bool letter = match.tokens == 1 && tokens_[i].span.size() == 1;
    if (letter &&
        !(i == skip_numbering(paragraph_first_, end) && next + 1 < end && tokens_[next + 1].kind == TokenKind::word))
      return 0;
    if (tokens_[next].is_mark(':')) return match.tokens + 1;
    if (starts_sentence && tokens_[next].is_mark('.') && next + 1 == end) return match.tokens + 1;  // "Discussion."
    if (!starts_sentence || match.form != Form::run || !tokens_[next].space_before) return 0;
    const bool goes_on = tokens_[next].kind == TokenKind::word && capital(next) && end - next > 3;
    return goes_on ? match.tokens : 0;
  }

  bool starts_with_heading(uint32_t first, uint32_t end) const {
    Match match;
    return inline_heading(skip_numbering(first, end) < end ? skip_numbering(first, end) : first, end, true, match) != 0;
  }

  // One sentence, cut where headings are run into it; openers looked for in each piece.
  void sentence(uint32_t first, uint32_t end) {
    uint32_t start = first;
    for (uint32_t i = first; i < end; ++i) {
      const bool at_start = i == start;
      if (!at_start && (!tokens_[i].space_before || !capital(i))) continue;
      Match match;
      const uint32_t taken = inline_heading(i, end, at_start, match);
      if (taken == 0) continue;
      if (!at_start) piece(start, i);
      heading_sentence(i, i + taken, match);
      if (i + taken < end) inline_section_ = sections_.size();
      start = i + taken;
      i = start - 1;
    }
    if (start < end) piece(start, end);
  }

  void piece(uint32_t first, uint32_t end) {
    for (uint32_t i = first; i < end && !after_tail_; ++i) {
      const Match match = tables_.headings.opener_at(tokens(i, end));
      if (!match.row || (match.form == Form::opener && i - first > kOpenerReach)) continue;
      if (match.form == Form::anchor) {
        if (!sections_.empty()) anchored_.push_back(static_cast<uint32_t>(sections_.size() - 1));
        continue;
      }
      if (!opens(match)) continue;
      open_section(tokens_[first].span.begin, {}, match);
      after_tail_ = match.form == Form::tail;
      break;
    }
    add_sentence(first, end);
  }

  // An opener counts where nothing but an opener has labelled the text; author statements always do.
  bool opens(const Match& match) const {
    if (match.form == Form::tail) return true;
    if (sections_.empty()) return true;
    const Section& now = sections_.back();
    if (now.kind == match.row["kind"]) return false;
    const bool unlabelled = now.kind.empty() || (now.row && now.heading.empty());
    return unlabelled || (now.kind == "introduction" && match.row["kind"] == "case");
  }

  void name_introduction() {
    size_t opening = sections_.size();
    for (size_t i = 0; i < sections_.size() && opening == sections_.size(); ++i)
      if (sections_[i].kind == "case") opening = i;
    if (opening == sections_.size()) return;
    for (size_t i = 0; i < opening; ++i) {
      Section& section = sections_[i];
      const bool anchored = std::find(anchored_.begin(), anchored_.end(), i) != anchored_.end();
      if (!section.kind.empty() || anchored) continue;
      section.kind = "introduction";
      section.meaning = tables_.headings.meaning_of(section.kind);
    }
  }

  // Each section reaches to the next one.
  void finish_sections() {
    for (size_t i = 0; i < sections_.size(); ++i) {
      Section& section = sections_[i];
      const uint32_t end = i + 1 < sections_.size() ? sections_[i + 1].body.begin : static_cast<uint32_t>(text_.size());
      if (!section.heading.empty()) section.body.begin = section.heading.end;
      section.body.end = std::max(end, section.body.begin);
    }
  }

  const Document& document_;
  std::string_view text_;
  const SegmentTables& tables_;
  Arena& arena_;
  const LayoutKind layout_;
  std::vector<Token> tokens_, heading_tokens_;
  std::vector<Sentence> sentences_;
  std::vector<Section> sections_;
  std::vector<uint32_t> ends_, anchored_;
  uint32_t paragraph_ = 0, paragraph_first_ = 0;  // its first token
  size_t inline_section_ = 0;  // how many sections there were behind the last heading with text behind it
  Role last_role_ = Role::other;
  bool abstract_open_ = false, after_tail_ = false;
};

}  // namespace

Result<SegmentTables> SegmentTables::compile(const Tables& tables) {
  SegmentTables out;
  Result<Folding> folding = Folding::compile(tables);
  if (!folding) return folding.error();
  out.folding = std::move(*folding);
  Result<Headings> headings = Headings::compile(tables, out.folding);
  if (!headings) return headings.error();
  out.headings = std::move(*headings);
  Result<Abbreviations> abbreviations = Abbreviations::compile(tables, out.folding);
  if (!abbreviations) return abbreviations.error();
  out.abbreviations = std::move(*abbreviations);
  return out;
}

Segments segment(const Document& document, const SegmentTables& tables, Arena& arena) {
  return Segmenter(document, tables, arena).run();
}

}  // namespace anamnesis
