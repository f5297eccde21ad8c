// The xhtml of a narrative (narrative.html): well formed, only the elements and attributes that are allowed, each where
// it may stand (schemas/codes/xhtml.tsv), links and images that lead somewhere.
#include <algorithm>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "base/ascii.h"
#include "base/xml.h"
#include "package/rows.h"
#include "validate/checks.h"
#include "validate/references.h"

namespace anamnesis::validate {
namespace {

constexpr std::string_view kXhtml = "http://www.w3.org/1999/xhtml";
constexpr std::string_view kBlocks[] = {"blockquote", "div", "ol", "p", "pre", "table", "ul"};

struct ElementRule {
  std::string_view attributes, children, parents;  // lists with a blank before and behind each word
  bool text = false;
};

// A list of the table with a blank before and behind each word, so that a word is found by a search.
std::string_view padded(std::string_view list) {
  static Arena memory(size_t{16} << 10);
  return list.empty() ? list : memory.copy(" " + std::string(list) + " ");
}

const std::unordered_map<std::string_view, ElementRule>& element_rules() {
  static const auto rules = [] {
    std::unordered_map<std::string_view, ElementRule> out;
    package::Rows row("codes/xhtml.tsv");
    while (row.next()) out[row[0]] = {padded(row[1]), padded(row[2]), padded(row[3]), row[4] == "yes"};
    return out;
  }();
  return rules;
}

bool lists(std::string_view padded_list, std::string_view word) {
  for (size_t at = padded_list.find(word); at != padded_list.npos; at = padded_list.find(word, at + 1))
    if (at > 0 && padded_list[at - 1] == ' ' && padded_list[at + word.size()] == ' ') return true;
  return false;
}

bool is_white(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// The first character that no URL may hold (RFC 3986; letters of any script are let pass), or "".
std::string_view bad_url_character(std::string_view url) {
  if (url.starts_with("data:")) return {};
  for (size_t i = 0; i < url.size(); ++i)
    if (static_cast<unsigned char>(url[i]) < 0x80 && !is_alnum(url[i]) &&
        std::string_view(";?:@&=+$.,/%-_~#[]!'()*|").find(url[i]) == std::string_view::npos)
      return url.substr(i, 1);
  return {};
}

class Narrative {
 public:
  Narrative(Walk& walk, const fhir::Element& div) : walk_(walk), div_(div) {}

  void run() {
    const auto root = xml::parse(div_.value(), arena_, {.html_entities = true, .document_type = false});
    if (!root) {
      fault("narrative-xml", "the narrative is not well-formed XHTML: " + root.error().message);
      broken("txt-1", "what cannot be read shows no allowed content");
      return broken("txt-2", "what cannot be read shows no content");
    }
    entities();
    if ((*root)->name != "div")
      fault("narrative-div", "the narrative's outermost element must be div, not " + std::string((*root)->name));
    if (!walk_.is_xml() && (*root)->name.find(':') == std::string_view::npos && (*root)->attribute("xmlns") != kXhtml)
      fault("narrative-namespace", "the narrative's div must be in the namespace " + std::string(kXhtml));
    collect_ids(**root);
    visit(**root, false);
    if (illegal_) broken("txt-1", "only the elements and attributes of basic formatting are allowed");
    if (!has_content_) broken("txt-2", "the narrative must have some content that is not white space");
  }

 private:
  void fault(std::string_view id, std::string text) { walk_.error(div_, "invalid", id, std::move(text)); }
  void broken(std::string_view invariant, std::string text) {
    walk_.error(div_, "invariant", invariant, std::move(text));
  }

  // FHIR has no document type that would declare HTML's entities: XML's five are all there are.
  void entities() {
    const std::string_view text = div_.value();
    for (size_t at = text.find('&'); at != text.npos; at = text.find('&', at + 1)) {
      const std::string_view name = text.substr(at + 1, text.find(';', at) - at - 1);
      constexpr std::string_view known[] = {"amp", "apos", "gt", "lt", "quot"};
      if (name.starts_with('#') || std::find(std::begin(known), std::end(known), name) != std::end(known)) continue;
      fault("narrative-entity", "XHTML without a document type has no entity '&" + std::string(name) + ";'");
    }
  }

  void collect_ids(const xml::Node& n) {
    for (const std::string_view a : {"id", "name"})
      if (!n.attribute(a).empty()) ids_.insert(n.attribute(a));
    for (const xml::Node* c = n.first; c != nullptr; c = c->next) collect_ids(*c);
  }

  // `in_text`: inside an element that holds text only.
  void visit(const xml::Node& n, bool in_text) {
    if (n.kind == xml::Kind::text) has_content_ |= !is_white(n.value);
    if (n.kind != xml::Kind::element) return;
    const auto known = element_rules().find(n.name);
    if (known == element_rules().end() || n.name == "*") {
      illegal_ = true;
      fault("narrative-element", "the element '" + std::string(n.name) + "' is not allowed in a narrative");
    } else {
      place(n, known->second, in_text);
    }
    attributes(n, known == element_rules().end() ? ElementRule{} : known->second);
    if (n.name == "img") has_content_ = true;
    if (n.name == "a") link(n);
    if (n.name == "img") image(n);
    const bool text_inside = in_text || (known != element_rules().end() && known->second.text);
    for (const xml::Node* c = n.first; c != nullptr; c = c->next) visit(*c, text_inside);
  }

  void place(const xml::Node& n, const ElementRule& rule, bool in_text) {
    const std::string name(n.name);
    if (in_text && std::find(std::begin(kBlocks), std::end(kBlocks), n.name) != std::end(kBlocks))
      fault("narrative-block", "the element '" + name + "' may not stand in a paragraph or a piece of text");
    if (n.parent != nullptr && !rule.parents.empty() && !lists(rule.parents, n.parent->name))
      fault("narrative-place", "the element '" + name + "' may not stand in '" + std::string(n.parent->name) + "'");
    if (rule.children.empty()) return;
    for (const xml::Node* c = n.first; c != nullptr; c = c->next) {
      const bool good = c->kind == xml::Kind::text      ? is_white(c->value)
                        : c->kind == xml::Kind::element ? lists(rule.children, c->name)
                                                        : true;
      if (!good)
        return fault("narrative-place", "in the element '" + name + "' may not stand " +
                                            (c->kind == xml::Kind::text ? "text" : "'" + std::string(c->name) + "'"));
    }
  }

  void attributes(const xml::Node& n, const ElementRule& rule) {
    static const std::string_view everywhere = element_rules().at("*").attributes;
    for (const xml::Attribute* a = n.attributes; a != nullptr; a = a->next) {
      if (a->name == "xmlns" && a->value != kXhtml && n.parent != nullptr)
        fault("narrative-namespace", "the namespace '" + std::string(a->value) + "' has no place in a narrative");
      if (a->name.starts_with("xmlns") || lists(everywhere, a->name) || lists(rule.attributes, a->name)) continue;
      if (a->name == "xml:space") {
        walk_.report(Severity::information, div_, "invalid", "narrative-attribute",
                     "the attribute 'xml:space' has no effect in a narrative");
        continue;
      }
      illegal_ = true;
      fault("narrative-attribute", "the attribute '" + std::string(a->name) + "' of '" + std::string(n.name) +
                                       "' is not allowed in a narrative");
    }
  }

  // Schemes that run code, or name something that no reader can go to, are errors; others unknown are told.
  void link(const xml::Node& a) {
    const xml::Attribute* to = a.attributes;
    while (to != nullptr && to->name != "href") to = to->next;
    if (to == nullptr) return;
    const std::string_view href = to->value;
    if (is_white(href)) return fault("narrative-link", "a link is empty");
    address(href);
    if (href.starts_with('#')) {
      if (href.size() > 1 && !ids_.contains(href.substr(1)) && !walk_.references().has_anchor(href.substr(1)))
        fault("narrative-link", "the link '" + std::string(href) + "' leads nowhere");
      return;
    }
    const size_t colon = href.find(':');
    if (colon == std::string_view::npos || colon > href.find('/')) return;
    const std::string scheme = ascii_lower(href.substr(0, colon));
    for (const std::string_view bad : {"javascript", "vbscript", "urn", "cid"})
      if (scheme == bad)
        return fault("narrative-scheme", "the link '" + std::string(href) + "' has a scheme that no reader can follow");
    for (const std::string_view good : {"http", "https", "tel", "mailto", "data"})
      if (scheme == good) return;
    walk_.report(Severity::information, div_, "invalid", "narrative-scheme",
                 "not every reader can follow the link '" + std::string(href) + "'");
  }

  void address(std::string_view url) {
    if (const std::string_view bad = bad_url_character(url); !bad.empty())
      fault("narrative-url", "'" + std::string(url) + "' is no URL: it holds the character '" + std::string(bad) + "'");
  }

  // data:TYPE/SUBTYPE;base64,DATA (RFC 2397): what an image in the narrative itself is.
  void data(std::string_view url) {
    const size_t comma = url.find(',');
    const std::string_view head = url.substr(0, comma), type = head.substr(0, head.find(';'));
    const auto wrong = [&](std::string_view why) { fault("narrative-data", "a data: URL " + std::string(why)); };
    if (comma == std::string_view::npos) return wrong("has no data");
    const std::string_view bytes = url.substr(comma + 1);
    if (bytes.find(',') != std::string_view::npos) return wrong("has a second comma");
    if (head.ends_with(";base64") && !is_base64(bytes)) wrong("says base64, and its data is none");
    const size_t slash = type.find('/');
    if (!type.empty() && (slash == std::string_view::npos || slash == 0 || slash + 1 == type.size()))
      wrong("begins with what is no media type, '" + std::string(type) + "'");
  }

  void image(const xml::Node& img) {
    const xml::Attribute* from = img.attributes;
    while (from != nullptr && from->name != "src") from = from->next;
    if (from == nullptr) return;
    const std::string_view src = from->value;
    if (is_white(src)) return fault("narrative-link", "the address of an image is empty");
    address(src);
    if (src.starts_with("data:")) return data(src.substr(5));
    if (src.starts_with('#') && src.size() > 1 &&
        walk_.references().contained(root_resource_of(div_), src.substr(1)) == nullptr)
      fault("narrative-image", "the image '" + std::string(src) + "' is not there");
  }

  Walk& walk_;
  const fhir::Element& div_;
  Arena arena_;
  std::unordered_set<std::string_view> ids_;
  bool has_content_ = false, illegal_ = false;
};

}  // namespace

void check_narrative(Walk& walk, const fhir::Element& e) {
  if (e.has_value) Narrative(walk, e).run();
}

}  // namespace anamnesis::validate
