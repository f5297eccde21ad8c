// FHIR XML -> Element tree, walking the XML tree with the Model beside it. Depth is bounded by base/xml's limit.
#include "fhir/xml_reader.h"

#include <unordered_map>

#include "base/ascii.h"
#include "base/xml.h"
#include "fhir/json_reader.h"
#include "fhir/locations.h"

namespace anamnesis::fhir {
namespace {

constexpr std::string_view kFhirNamespace = "http://hl7.org/fhir";
constexpr std::string_view kXhtmlNamespace = "http://www.w3.org/1999/xhtml";

std::string_view local_name(std::string_view name) {
  return name.substr(name.find(':') + 1);
}

class XmlReader {
 public:
  XmlReader(std::string_view source, Arena& arena, const Model& model, Issues& issues)
      : locations_(source), arena_(arena), model_(model), issues_(issues) {}

  Element* root(const xml::Node& node) {
    Element* e = arena_.make<Element>();
    e->offset = node.offset;
    const std::string_view prefix = node.name.substr(0, node.name.size() - local_name(node.name).size());
    const std::string declaration =
        prefix.empty() ? "xmlns" : "xmlns:" + std::string(prefix.substr(0, prefix.size() - 1));
    resource(*e, node);
    if (node.attribute(declaration) != kFhirNamespace)
      report(*e, node.offset, "xml-namespace",
             "the root element must be in the namespace " + std::string(kFhirNamespace));
    return e;
  }

  // What stands before the root element (xml.html): the encoding is UTF-8, and nothing instructs a processor.
  void prolog(const Element& root, std::string_view before) {
    for (size_t at = before.find("<?"); at != std::string_view::npos; at = before.find("<?", at + 2)) {
      const std::string_view text = before.substr(at, before.find("?>", at) - at);
      const size_t encoding = text.find("encoding");
      if (!text.starts_with("<?xml ") && !text.starts_with("<?xml\t")) {
        instruction(root, static_cast<uint32_t>(at));
      } else if (encoding != std::string_view::npos &&
                 ascii_lower(text.substr(encoding)).find("utf-8") == std::string::npos) {
        report(root, static_cast<uint32_t>(at), "xml-encoding", "the encoding of FHIR XML is UTF-8");
      }
    }
  }

 private:
  void instruction(const Element& e, uint32_t offset) {
    report(e, offset, "xml-instruction", "a processing instruction is not allowed");
  }

  void resource(Element& e, const xml::Node& node) {
    const std::string_view type = local_name(node.name);
    e.set_resource(type, model_.type(type));
    content(e, node);
  }

  void content(Element& e, const xml::Node& node) {
    for (const xml::Attribute* a = node.attributes; a != nullptr; a = a->next) attribute(e, node, *a);
    if (node.first == nullptr && !has_attributes(node))
      fault(e, node.offset, "xml-empty", "an element has at least one attribute or child");
    std::unordered_map<std::string_view, uint32_t> counts;
    std::string_view previous;
    uint32_t count = 0;
    for (const xml::Node* n = node.first; n != nullptr; n = n->next) {
      if (n->kind == xml::Kind::text && n->value.find_first_not_of(" \t\r\n") != std::string_view::npos)
        fault(e, n->offset, "xml-text",
              "text may not stand between elements: '" + std::string(n->value.substr(0, 40)) + "'");
      if (n->kind == xml::Kind::instruction) instruction(e, n->offset);
      if (n->kind != xml::Kind::element || is_foreign(e, *n)) continue;
      const std::string_view name = local_name(n->name);
      if (name != previous) {  // items of one name nearly always stand together
        if (!previous.empty()) counts[previous] = count;
        const auto before = counts.find(name);
        count = before == counts.end() ? 0 : before->second;
        previous = name;
      }
      child(e, *n, name, count++);
    }
  }

  // An element that leaves FHIR's namespace is none that the type has; a narrative's div is looked at elsewhere.
  bool is_foreign(const Element& e, const xml::Node& n) {
    const std::string_view space = n.attribute("xmlns");
    if (space.empty() || space == kFhirNamespace || space == kXhtmlNamespace || e.type() == nullptr) return false;
    const Property* p = e.type()->find(local_name(n.name));
    if (p != nullptr && p->type != nullptr && p->type->name == "xhtml") return false;
    report(e, n.offset, "xml-namespace",
           "'" + std::string(n.name) + "' is in the namespace " + std::string(space) + ", which has no place here");
    return true;
  }

  static bool has_attributes(const xml::Node& node) {
    for (const xml::Attribute* a = node.attributes; a != nullptr; a = a->next)
      if (a->name != "xmlns" && !a->name.starts_with("xmlns:")) return true;
    return false;
  }

  void attribute(Element& e, const xml::Node& node, const xml::Attribute& a) {
    if (a.name == "xmlns" || a.name.starts_with("xmlns:")) return;
    if (a.name == "value" && (e.type() == nullptr || e.type()->is_primitive())) {
      e.set_value(a.value);
      return;
    }
    const Property* p = e.type() == nullptr ? nullptr : e.type()->find(a.name);
    if ((p == nullptr || !p->xml_attribute) && e.type() != nullptr) {
      if (a.name == "xsi:schemaLocation" || a.name == "xsi:type" || p == nullptr || !p->xml_attribute)
        fault(e, node.offset, "xml-attribute", "FHIR has no attribute '" + std::string(a.name) + "' here");
      return;
    }
    Element* c = append(e, a.name, p, node.offset, 0);
    c->set_value(a.value);
  }

  Element* append(Element& parent, std::string_view name, const Property* p, uint32_t offset, uint32_t index) {
    Element* e = arena_.make<Element>();
    e->define(name, p);
    e->offset = offset;
    e->index = index;
    parent.append(e);
    return e;
  }

  void child(Element& parent, const xml::Node& node, std::string_view name, uint32_t index) {
    const Property* p = parent.type() == nullptr ? nullptr : parent.type()->find(name);
    if (p != nullptr && p->xml_attribute)
      return fault(parent, node.offset, "element-unknown", "'" + std::string(name) + "' is an attribute, no element");
    Element* e = append(parent, name, p, node.offset, index);
    if (e->type() != nullptr && e->type()->kind == TypeKind::resource) return resource_slot(*e, node);
    if (e->type() != nullptr && e->type()->name == "xhtml") {
      std::string text;
      xml::append(text, node);
      e->set_value(arena_.copy(text));
      if (node.attribute("xmlns") != kXhtmlNamespace && node.name.find(':') == std::string_view::npos)
        report(*e, node.offset, "xml-namespace",
               "the narrative's div must be in the namespace " + std::string(kXhtmlNamespace));
      return;
    }
    content(*e, node);
  }

  // <resource> and <contained> hold one element: the resource.
  void resource_slot(Element& e, const xml::Node& node) {
    const xml::Node* inner = nullptr;
    for (const xml::Node* n = node.first; n != nullptr; n = n->next) {
      if (n->kind != xml::Kind::element) continue;
      if (inner != nullptr) {
        report(e, n->offset, "xml-resource", "only one resource may stand here");
        return;
      }
      inner = n;
    }
    if (inner == nullptr) return report(e, node.offset, "xml-resource", "a resource is missing here");
    e.offset = inner->offset;
    resource(e, *inner);
  }

  // A finding on what stood in an element and is no part of it: a complex element need not be found empty as well.
  void fault(Element& e, uint32_t offset, std::string_view id, std::string text) {
    e.faulty = e.type() == nullptr || !e.type()->is_primitive();
    report(e, offset, id, std::move(text));
  }

  void report(const Element& e, uint32_t offset, std::string_view id, std::string text) {
    const LineColumn at = locations_.at(offset);
    issues_.push_back(Issue{.severity = Severity::error,
                            .code = "structure",
                            .id = id,
                            .text = std::move(text),
                            .expression = expression_of(e),
                            .line = at.line,
                            .column = at.column});
  }

  Locations locations_;
  Arena& arena_;
  const Model& model_;
  Issues& issues_;
};

}  // namespace

Result<Element*> read_xml(std::string_view source, Arena& arena, const Model& model, Issues& issues) {
  const auto node = xml::parse(source, arena, {.document_type = false});
  if (!node) return node.error();
  XmlReader reader(source, arena, model, issues);
  Element* root = reader.root(**node);
  reader.prolog(*root, source.substr(0, (*node)->offset));
  return root;
}

bool looks_like_xml(std::string_view source) {
  if (source.starts_with("\xef\xbb\xbf")) source.remove_prefix(3);
  const size_t at = source.find_first_not_of(" \t\r\n");
  return at != std::string_view::npos && source[at] == '<';
}

Result<Element*> read_resource(std::string_view source, Arena& arena, const Model& model, Issues& issues) {
  return looks_like_xml(source) ? read_xml(source, arena, model, issues) : read_json(source, arena, model, issues);
}

}  // namespace anamnesis::fhir
