// JATS XML. Title, abstract and body of the first <article> become parts, a section each; figure and table captions
// and table rows follow the section they stand in. Left out: references, author lists, acknowledgements, notes,
// sub-articles and responses (peer review), formulas, supplementary material.
//
// Inline markup falls away, but raised digits stay raised ("10<sup>9</sup>" is no 109), and citation marks that stick
// to a word go.
#include <vector>

#include "base/xml.h"
#include "read/builder.h"
#include "read/readers.h"

namespace anamnesis {
namespace {

using Role = DocumentPart::Role;
using xml::Node;

bool any_of(std::string_view name, std::initializer_list<std::string_view> names) {
  for (const std::string_view n : names)
    if (n == name) return true;
  return false;
}

const Node* find_below(const Node& node, std::string_view name) {
  if (node.is(name)) return &node;
  for (const Node* c = node.first; c != nullptr; c = c->next)
    if (c->kind == xml::Kind::element)
      if (const Node* found = find_below(*c, name)) return found;
  return nullptr;
}

const Node* path(const Node* node, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    if (node == nullptr) return nullptr;
    node = node->child(name);
  }
  return node;
}

bool is_block(const Node& node) {
  return any_of(node.name, {"p",
                            "list",
                            "disp-quote",
                            "boxed-text",
                            "def-list",
                            "fig",
                            "fig-group",
                            "table-wrap",
                            "table-wrap-group",
                            "sec",
                            "verse-group",
                            "speech",
                            "statement",
                            "graphic",
                            "media",
                            "supplementary-material",
                            "disp-formula",
                            "disp-formula-group",
                            "array",
                            "code"});
}

bool is_float(const Node& node) {
  return any_of(node.name, {"fig", "fig-group", "table-wrap", "table-wrap-group", "boxed-text"});
}

// "9" -> U+2079. Digits and signs only; anything else is appended as it is.
void append_raised(std::string& out, std::string_view text) {
  constexpr std::string_view digits[] = {"\xE2\x81\xB0", "\xC2\xB9",     "\xC2\xB2",     "\xC2\xB3",
                                         "\xE2\x81\xB4", "\xE2\x81\xB5", "\xE2\x81\xB6", "\xE2\x81\xB7",
                                         "\xE2\x81\xB8", "\xE2\x81\xB9"};
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c >= '0' && c <= '9')
      out += digits[static_cast<size_t>(c - '0')];
    else if (c == '+')
      out += "\xE2\x81\xBA";
    else if (c == '-')
      out += "\xE2\x81\xBB";
    else if (text.substr(i, 3) == "\xE2\x88\x92" || text.substr(i, 3) == "\xE2\x80\x93")
      out += "\xE2\x81\xBB", i += 2;
    else
      out += c;
  }
}

void append_inline(std::string& out, const Node& node);

void append_child(std::string& out, const Node& c) {
  if (c.kind == xml::Kind::text) {
    out += c.value;
    return;
  }
  if (c.kind != xml::Kind::element || is_block(c) ||
      any_of(c.name, {"fn", "tex-math", "mml:math", "math", "object-id"}))
    return;
  const bool sticks = !out.empty() && out.back() != ' ' && out.back() != '\n' && out.back() != '[' && out.back() != '(';
  if (c.name == "xref" && c.attribute("ref-type") == "bibr" && sticks) return;
  if (c.name == "sup") {
    if (find_below(c, "xref") != nullptr) return;
    std::string raised;
    append_inline(raised, c);
    return append_raised(out, raised);
  }
  if (c.name == "break") out += ' ';
  append_inline(out, c);
}

void append_inline(std::string& out, const Node& node) {
  for (const Node* c = node.first; c != nullptr; c = c->next) append_child(out, *c);
}

std::string inline_text(const Node* node) {
  std::string raw, out;
  if (node != nullptr) append_inline(raw, *node);
  append_collapsed(out, raw);
  return out;
}

class Reader {
 public:
  explicit Reader(Document& document) : builder_(document) {}

  void title(std::string_view text) {
    builder_.begin_part(Role::title);
    builder_.paragraph(text);
    builder_.end_part();
  }

  void section(const Node& node, Role role, const std::string& above) {
    std::string here = above;
    if (const Node* title = node.child("title"); title != nullptr) {
      const std::string name = inline_text(title);
      if (!name.empty()) here += (here.empty() ? "" : " / ") + name;
    }
    builder_.begin_part(role, here);
    bool nested = false;
    for (const Node* c = node.first; c != nullptr; c = c->next) {
      if (c->kind != xml::Kind::element || any_of(c->name, {"title", "label", "sec-meta"})) continue;
      if (c->name == "sec") {
        floats();
        section(*c, role, here);
        nested = true;
        continue;
      }
      // Paragraphs behind a subsection belong to the section again.
      if (nested) builder_.begin_part(role, {});
      nested = false;
      block(*c);
    }
    floats();
    builder_.end_part();
  }

  void floats_of(const Node& node) {
    for (const Node* c = node.first; c != nullptr; c = c->next)
      if (c->kind == xml::Kind::element) block(*c);
    floats();
  }

 private:
  void block(const Node& node) {
    if (is_float(node)) {
      floats_.push_back(&node);
    } else if (any_of(node.name, {"p", "verse-line", "attrib", "term", "def"})) {
      paragraph(node);
    } else if (any_of(node.name, {"list", "list-item", "disp-quote", "def-list", "def-item", "speech", "statement",
                                  "verse-group"})) {
      for (const Node* c = node.first; c != nullptr; c = c->next)
        if (c->kind == xml::Kind::element && c->name != "label") block(*c);
    }
  }

  // A paragraph may hold blocks: what stands before and behind them are paragraphs of their own.
  void paragraph(const Node& node) {
    std::string text;
    for (const Node* c = node.first; c != nullptr; c = c->next) {
      if (c->kind == xml::Kind::element && is_block(*c)) {
        if (!is_float(*c)) {
          builder_.paragraph(text);
          text.clear();
        }
        block(*c);
      } else {
        append_child(text, *c);
      }
    }
    builder_.paragraph(text);
  }

  void floats() {
    std::vector<const Node*> waiting;
    waiting.swap(floats_);
    for (const Node* node : waiting) float_part(*node);
  }

  void float_part(const Node& node) {
    if (any_of(node.name, {"fig-group", "table-wrap-group"})) {
      for (const Node* c = node.first; c != nullptr; c = c->next)
        if (c->kind == xml::Kind::element && is_float(*c)) float_part(*c);
      return;
    }
    if (node.name == "boxed-text") return section(node, Role::caption, {});
    if (const Node* caption = node.child("caption"); caption != nullptr) {
      builder_.begin_part(Role::caption);
      builder_.paragraph(inline_text(node.child("label")) + " " + inline_text(caption->child("title")));
      for (const Node* p = caption->child("p"); p != nullptr; p = p->following("p")) builder_.paragraph(inline_text(p));
      builder_.end_part();
    }
    if (const Node* table = find_below(node, "table"); table != nullptr) {
      builder_.begin_part(Role::table);
      rows(*table);
      builder_.end_part();
    }
  }

  void rows(const Node& node) {
    for (const Node* c = node.first; c != nullptr; c = c->next) {
      if (c->kind != xml::Kind::element) continue;
      if (c->name != "tr") {
        rows(*c);
        continue;
      }
      std::string line;
      for (const Node* cell = c->first; cell != nullptr; cell = cell->next)
        if (cell->is("td") || cell->is("th")) line += (line.empty() ? "" : " | ") + inline_text(cell);
      builder_.paragraph(line);
    }
  }

  DocumentBuilder builder_;
  std::vector<const Node*> floats_;
};

void add_contributors(Metadata& metadata, const Node& meta) {
  for (const Node* group = meta.child("contrib-group"); group != nullptr; group = group->following("contrib-group"))
    for (const Node* c = group->child("contrib"); c != nullptr; c = c->following("contrib")) {
      const std::string_view type = c->attribute("contrib-type");
      if (!type.empty() && type != "author") continue;
      const Node* name = c->child("name");
      if (name == nullptr) name = path(c, {"name-alternatives", "name"});
      Author author;
      if (name != nullptr) {
        author.family = inline_text(name->child("surname"));
        author.given = inline_text(name->child("given-names"));
        author.text = author.given.empty() ? author.family : author.given + " " + author.family;
      } else {
        author.text = author.family = inline_text(c->child("collab"));
      }
      if (!author.text.empty()) metadata.authors.push_back(std::move(author));
    }
}

// The most precise publication date; of equals the first.
std::string publication_date(const Node& meta) {
  std::string best;
  for (const Node* d = meta.child("pub-date"); d != nullptr; d = d->following("pub-date")) {
    std::string printed = inline_text(d->child("year"));
    if (d->child("month") != nullptr) printed += "-" + inline_text(d->child("month"));
    if (d->child("month") != nullptr && d->child("day") != nullptr) printed += "-" + inline_text(d->child("day"));
    const std::string date = normal_date(printed);
    if (date.size() > best.size()) best = date;
  }
  return best;
}

void read_metadata(Metadata& metadata, const Node& article) {
  metadata.language = article.attribute("xml:lang");
  const Node* front = article.child("front");
  if (front == nullptr) return;
  if (const Node* journal = front->child("journal-meta"); journal != nullptr) {
    const Node* name = path(journal, {"journal-title-group", "journal-title"});
    metadata.journal = inline_text(name != nullptr ? name : journal->child("journal-title"));
  }
  const Node* meta = front->child("article-meta");
  if (meta == nullptr) return;
  metadata.title = inline_text(path(meta, {"title-group", "article-title"}));
  add_contributors(metadata, *meta);
  metadata.date = publication_date(*meta);
  for (const Node* id = meta->child("article-id"); id != nullptr; id = id->following("article-id")) {
    const std::string_view type = id->attribute("pub-id-type");
    std::string value = inline_text(id);
    if (type == "doi" || type == "pmid") add_identifier(metadata, type, value);
    if (type == "pmc" || type == "pmcid")
      add_identifier(metadata, "pmcid", value.starts_with("PMC") ? value : "PMC" + value);
  }
}

bool is_main_abstract(const Node& abstract) {
  return any_of(abstract.attribute("abstract-type"), {"", "structured", "section", "summary", "executive-summary"});
}

}  // namespace

Result<Document> read_jats(std::string_view bytes) {
  Arena arena;
  const Result<const Node*> root = xml::parse(bytes, arena);
  if (!root) return root.error();
  const Node* article = find_below(**root, "article");
  if (article == nullptr) return Error{"the XML holds no <article>: is it JATS?", {}, 1, 1};
  Document out;
  Reader reader(out);
  read_metadata(out.metadata, *article);
  reader.title(out.metadata.title);
  const size_t before = out.text.size();
  if (const Node* meta = path(article, {"front", "article-meta"}); meta != nullptr)
    for (const Node* a = meta->child("abstract"); a != nullptr; a = a->following("abstract"))
      if (is_main_abstract(*a)) reader.section(*a, Role::abstract_text, {});
  if (const Node* body = article->child("body"); body != nullptr) reader.section(*body, Role::body, {});
  if (const Node* floats = article->child("floats-group"); floats != nullptr) reader.floats_of(*floats);
  if (out.text.size() == before) return Error{"the article has neither an abstract nor a body", {}, 1, 1};
  return out;
}

}  // namespace anamnesis
