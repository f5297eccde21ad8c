// The xhtml of a narrative (narrative.html): well formed, only the elements and attributes that are allowed, links and
// images that lead somewhere.
#include <algorithm>
#include <string>
#include <unordered_set>

#include "base/xml.h"
#include "validate/checks.h"
#include "validate/references.h"

namespace anamnesis::validate {
namespace {

constexpr std::string_view kElements[] = {
    "a",        "abbr", "acronym", "b",     "big",  "blockquote", "br",  "caption", "cite",  "code",  "col",
    "colgroup", "dd",   "del",     "dfn",   "div",  "dl",         "dt",  "em",      "h1",    "h2",    "h3",
    "h4",       "h5",   "h6",      "hr",    "i",    "img",        "ins", "kbd",     "li",    "ol",    "p",
    "pre",      "q",    "samp",    "small", "span", "strong",     "sub", "sup",     "table", "tbody", "td",
    "tfoot",    "th",   "thead",   "tr",    "tt",   "u",          "ul",  "var"};

constexpr std::string_view kAttributes[] = {
    "abbr",        "accesskey",  "align",  "alt",     "axis",     "bgcolor",   "border",   "cellhalign", "cellpadding",
    "cellspacing", "cellvalign", "char",   "charoff", "charset",  "cite",      "class",    "colspan",    "compact",
    "coords",      "dir",        "frame",  "headers", "height",   "href",      "hreflang", "hspace",     "id",
    "lang",        "longdesc",   "name",   "nowrap",  "rel",      "rev",       "rowspan",  "rules",      "scope",
    "shape",       "span",       "src",    "start",   "style",    "summary",   "tabindex", "title",      "type",
    "valign",      "value",      "vspace", "width",   "xml:lang", "xml:space", "xmlns",    "usemap",     "target"};

bool listed(const auto& sorted_or_not, std::string_view name) {
  return std::find(std::begin(sorted_or_not), std::end(sorted_or_not), name) != std::end(sorted_or_not);
}

class Narrative {
 public:
  Narrative(Walk& walk, const fhir::Element& div) : walk_(walk), div_(div) {}

  void run() {
    const auto root = xml::parse(div_.value, arena_, {.html_entities = true});
    if (!root)
      return walk_.error(div_, "invalid", "narrative-xml",
                         "the narrative is not well-formed XHTML: " + root.error().message);
    if ((*root)->name != "div")
      walk_.error(div_, "invalid", "narrative-div",
                  "the narrative's outermost element must be div, not " + std::string((*root)->name));
    collect_ids(**root);
    visit(**root);
    if (!has_content_)
      walk_.error(div_, "invariant", "txt-2", "the narrative must have some content that is not white space");
  }

 private:
  void collect_ids(const xml::Node& n) {
    for (const std::string_view a : {"id", "name"})
      if (!n.attribute(a).empty()) ids_.insert(n.attribute(a));
    for (const xml::Node* c = n.first; c != nullptr; c = c->next) collect_ids(*c);
  }

  void visit(const xml::Node& n) {
    if (n.kind == xml::Kind::text) has_content_ |= n.value.find_first_not_of(" \t\r\n") != std::string_view::npos;
    if (n.kind != xml::Kind::element) return;
    if (!listed(kElements, n.name))
      walk_.error(div_, "invalid", "narrative-element",
                  "the element '" + std::string(n.name) + "' is not allowed in a narrative");
    if (n.name == "img") has_content_ = true;
    for (const xml::Attribute* a = n.attributes; a != nullptr; a = a->next)
      if (!listed(kAttributes, a->name) && !a->name.starts_with("xmlns:"))
        walk_.error(div_, "invalid", "narrative-attribute",
                    "the attribute '" + std::string(a->name) + "' of '" + std::string(n.name) +
                        "' is not allowed in a narrative");
    if (n.name == "a") link(n.attribute("href"));
    if (n.name == "img") image(n.attribute("src"));
    for (const xml::Node* c = n.first; c != nullptr; c = c->next) visit(*c);
  }

  void link(std::string_view href) {
    if (href.starts_with('#')) {
      if (href.size() > 1 && !ids_.contains(href.substr(1)) && !walk_.references().has_anchor(href.substr(1)))
        walk_.error(div_, "invalid", "narrative-link", "the link '" + std::string(href) + "' leads nowhere");
      return;
    }
    const size_t colon = href.find(':');
    if (colon == std::string_view::npos || colon > href.find('/')) return;
    const std::string_view scheme = href.substr(0, colon);
    for (const std::string_view good : {"http", "https", "tel", "mailto", "data", "ftp", "file", "sms"})
      if (scheme == good) return;
    walk_.error(div_, "invalid", "narrative-scheme",
                "the link '" + std::string(href) + "' has a scheme that no reader can follow");
  }

  void image(std::string_view src) {
    if (src.starts_with('#') && src.size() > 1 &&
        walk_.references().contained(root_resource_of(div_), src.substr(1)) == nullptr)
      walk_.error(div_, "invalid", "narrative-image", "the image '" + std::string(src) + "' is not there");
  }

  Walk& walk_;
  const fhir::Element& div_;
  Arena arena_;
  std::unordered_set<std::string_view> ids_;
  bool has_content_ = false;
};

}  // namespace

void check_narrative(Walk& walk, const fhir::Element& e) {
  if (e.has_value && !e.value.empty()) Narrative(walk, e).run();
}

}  // namespace anamnesis::validate
