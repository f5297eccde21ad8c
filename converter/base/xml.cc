// XML: pugixml parses a private copy of the text (it works in place); its tree is then copied into the arena, without
// recursion, since the depth of the input is not ours to choose. pugixml checks tags but neither encodings, nor
// unknown entities, nor duplicate attributes, nor what stands outside the root: the copy does.
#include "base/xml.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <pugixml.hpp>

#include "base/ascii.h"
#include "base/utf8.h"

namespace anamnesis::xml {
namespace {

Error fault(std::string_view source, size_t offset, std::string message) {
  const LineColumn at = locate(source, std::min(offset, source.size()));
  return Error{.message = std::move(message), .line = at.line, .column = at.column};
}

const char* message(pugi::xml_parse_status status) {
  switch (status) {
    case pugi::status_no_document_element: return "there is no XML element";
    case pugi::status_bad_pi: return "a wrong processing instruction or XML declaration";
    case pugi::status_bad_comment: return "a comment has no end";
    case pugi::status_bad_cdata: return "a CDATA section has no end";
    case pugi::status_bad_doctype: return "a wrong document type";
    case pugi::status_bad_pcdata: return "text that may not stand here";
    case pugi::status_bad_start_element: return "a wrong start tag";
    case pugi::status_bad_attribute: return "a wrong attribute";
    case pugi::status_bad_end_element: return "a wrong end tag";
    case pugi::status_end_element_mismatch: return "an end tag that does not match its start tag";
    default: return "is not well-formed XML";
  }
}

// Where CDATA sections, comments and instructions lie: outside of tags, since "<!--" in an attribute opens nothing.
// Asked in ascending order, so that all questions together cost one pass.
class Sections {
 public:
  explicit Sections(std::string_view source) : source_(source) {}

  bool cover(size_t at) {
    while (end_ <= at && end_ < source_.size()) advance();
    return verbatim_ && begin_ < at && at < end_;
  }

 private:
  // To the next "<" and the end of what it opens.
  void advance() {
    begin_ = std::min(source_.find('<', end_), source_.size());
    const std::string_view rest = source_.substr(begin_);
    const std::string_view close = rest.starts_with("<![CDATA[") ? "]]>"
                                   : rest.starts_with("<!--")    ? "-->"
                                   : rest.starts_with("<?")      ? "?>"
                                                                 : "";
    verbatim_ = !close.empty();
    end_ = verbatim_ ? source_.find(close, begin_ + (close == "?>" ? 2 : 4)) : end_of_tag(begin_);
    end_ = std::min(end_, source_.size());
  }

  size_t end_of_tag(size_t at) const {
    char quote = 0;
    for (; at < source_.size(); ++at) {
      const char c = source_[at];
      if (quote != 0)
        quote = c == quote ? '\0' : quote;
      else if (c == '"' || c == '\'')
        quote = c;
      else if (c == '>')
        return at + 1;
    }
    return at;
  }

  std::string_view source_;
  size_t begin_ = 0, end_ = 0;
  bool verbatim_ = false;
};

// Whether the reference at the beginning of `rest` ("#233;", "amp;") is one that XML knows.
bool is_known_reference(std::string_view rest, bool html) {
  rest = rest.substr(0, 10);
  const size_t stop = rest.find(';');
  if (stop == std::string_view::npos || stop == 0) return false;
  std::string_view name = rest.substr(0, stop);
  if (name.front() == '#') {
    const bool hex = name.starts_with("#x");
    name.remove_prefix(hex ? 2 : 1);
    uint32_t c = 0;
    const auto end = std::from_chars(name.data(), name.data() + name.size(), c, hex ? 16 : 10);
    if (name.empty() || end.ec != std::errc() || end.ptr != name.data() + name.size()) return false;
    // pugixml would write any number as UTF-8.
    return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c < 0xD800) || (c >= 0xE000 && c < 0xFFFE) ||
           (c >= 0x10000 && c < 0x110000);
  }
  constexpr std::string_view known[] = {"lt", "gt", "amp", "quot", "apos"};
  if (std::find(std::begin(known), std::end(known), name) != std::end(known)) return true;
  return html && name.size() > 1 && std::all_of(name.begin(), name.end(), is_letter);
}

// A reference that pugixml would leave as it stands or take for a character that is none. 0 if there is none.
size_t find_unknown_entity(std::string_view source, bool html) {
  Sections sections(source);
  for (size_t at = source.find('&'); at != std::string_view::npos; at = source.find('&', at + 1))
    if (!is_known_reference(source.substr(at + 1), html) && !sections.cover(at)) return at + 1;
  return 0;
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
}

class Copier {
 public:
  Copier(Arena& arena, int max_depth) : arena_(arena), max_depth_(max_depth) {}

  // Copies everything below `from`; the depth limit is told by a null result.
  Node* copy(const pugi::xml_node& from) {
    Node* root = one(from, nullptr);
    pugi::xml_node at = from;
    Node* to = root;
    int depth = 1;
    while (true) {
      if (const pugi::xml_node child = at.first_child()) {
        if (++depth > max_depth_) return nullptr;
        at = child;
        Node* made = one(at, to);
        to->first = made;
        to = made;
        continue;
      }
      while (at != from && !at.next_sibling()) {
        at = at.parent();
        to = to->parent;
        --depth;
      }
      if (at == from) return root;
      at = at.next_sibling();
      Node* made = one(at, to->parent);
      to->next = made;
      to = made;
    }
  }

 private:
  Node* one(const pugi::xml_node& from, Node* parent) {
    Node* node = arena_.make<Node>();
    node->parent = parent;
    node->offset = static_cast<uint32_t>(from.offset_debug());
    node->name = arena_.copy(from.name());
    node->value = arena_.copy(from.value());
    switch (from.type()) {
      case pugi::node_element: node->kind = Kind::element; break;
      case pugi::node_comment: node->kind = Kind::comment; break;
      case pugi::node_pi: node->kind = Kind::instruction; break;
      default: node->kind = Kind::text;
    }
    Attribute* last = nullptr;
    for (const pugi::xml_attribute a : from.attributes()) {
      Attribute* copy = arena_.make<Attribute>(Attribute{arena_.copy(a.name()), arena_.copy(a.value()), nullptr});
      (last == nullptr ? node->attributes : last->next) = copy;
      last = copy;
    }
    return node;
  }

  Arena& arena_;
  int max_depth_;
};

const Attribute* find_duplicate(const Node& node) {
  for (const Attribute* a = node.attributes; a != nullptr; a = a->next)
    for (const Attribute* b = node.attributes; b != a; b = b->next)
      if (a->name == b->name) return a;
  return nullptr;
}

const Node* next_in_order(const Node* node, const Node* root) {
  if (node->first != nullptr) return node->first;
  while (node != root && node->next == nullptr) node = node->parent;
  return node == root ? nullptr : node->next;
}

}  // namespace

const Node* Node::child(std::string_view element) const {
  for (const Node* n = first; n != nullptr; n = n->next)
    if (n->is(element)) return n;
  return nullptr;
}

const Node* Node::following(std::string_view element) const {
  for (const Node* n = next; n != nullptr; n = n->next)
    if (n->is(element)) return n;
  return nullptr;
}

std::string_view Node::attribute(std::string_view wanted) const {
  for (const Attribute* a = attributes; a != nullptr; a = a->next)
    if (a->name == wanted) return a->value;
  return {};
}

namespace {

// Is the place outside of comments and CDATA sections, as far as it looks from the last that begins before it?
bool is_outside_comments(std::string_view source, size_t at) {
  const std::string_view before = source.substr(0, at);
  const auto closed = [&](std::string_view open, std::string_view close) {
    const size_t last = before.rfind(open);
    return last == std::string_view::npos || before.find(close, last) != std::string_view::npos;
  };
  return closed("<!--", "-->") && closed("<![CDATA[", "]]>");
}

}  // namespace

Result<const Node*> parse(std::string_view source, Arena& arena, const Limits& limits) {
  if (source.size() > limits.bytes) return Error{.message = "is larger than the limit for XML"};
  if (const auto bad = find_invalid_utf8(source)) return fault(source, *bad, "is not well-formed UTF-8");
  if (const auto at = std::find_if(source.begin(), source.end(), is_control); at != source.end())
    return fault(source, static_cast<size_t>(at - source.begin()), "a control character");
  const size_t doctype = source.find("<!DOCTYPE");
  if (doctype != std::string_view::npos) {
    if (!limits.document_type && is_outside_comments(source, doctype))
      return fault(source, doctype, "a document type is not allowed");
    const size_t stop = source.find_first_of("[>", doctype);
    if (stop != std::string_view::npos && source[stop] == '[')
      return fault(source, doctype, "declarations in a document type are not allowed");
  }
  if (const size_t entity = find_unknown_entity(source, limits.html_entities))
    return fault(source, entity - 1, "an unknown entity");
  pugi::xml_document document;
  constexpr unsigned flags = (pugi::parse_default | pugi::parse_ws_pcdata | pugi::parse_comments | pugi::parse_pi) &
                             ~static_cast<unsigned>(pugi::parse_wconv_attribute);
  const pugi::xml_parse_result done = document.load_buffer(source.data(), source.size(), flags, pugi::encoding_utf8);
  if (!done) return fault(source, static_cast<size_t>(std::max<std::ptrdiff_t>(done.offset, 0)), message(done.status));
  pugi::xml_node root;
  for (const pugi::xml_node child : document.children()) {
    const size_t offset = static_cast<size_t>(std::max<std::ptrdiff_t>(child.offset_debug(), 0));
    if (child.type() == pugi::node_element && root) return fault(source, offset, "a second root element");
    if (child.type() == pugi::node_element) root = child;
    const std::string_view text = child.value();
    if (child.type() == pugi::node_pcdata && text.find_first_not_of(" \t\r\n") != std::string_view::npos)
      return fault(source, offset, "text outside the root element");
  }
  const Node* copy = Copier(arena, limits.depth).copy(root);
  if (copy == nullptr) return fault(source, 0, "is nested deeper than " + std::to_string(limits.depth) + " levels");
  for (const Node* n = copy; n != nullptr; n = next_in_order(n, copy))
    if (const Attribute* twice = find_duplicate(*n))
      return fault(source, n->offset, "the attribute '" + std::string(twice->name) + "' is there twice");
  return copy;
}

void append_escaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\r': out += "&#13;"; break;
      default: out += c;
    }
  }
}

void append(std::string& out, const Node& node) {
  // Recursion is bounded by the depth limit of parse().
  switch (node.kind) {
    case Kind::text: return append_escaped(out, node.value);
    case Kind::comment: out.append("<!--").append(node.value).append("-->"); return;
    case Kind::instruction: out.append("<?").append(node.name).append(" ").append(node.value).append("?>"); return;
    case Kind::element: break;
  }
  out.append("<").append(node.name);
  for (const Attribute* a = node.attributes; a != nullptr; a = a->next) {
    out.append(" ").append(a->name).append("=\"");
    append_escaped(out, a->value);
    out += '"';
  }
  if (node.first == nullptr) {
    out += "/>";
    return;
  }
  out += '>';
  for (const Node* n = node.first; n != nullptr; n = n->next) append(out, *n);
  out.append("</").append(node.name).append(">");
}

}  // namespace anamnesis::xml
