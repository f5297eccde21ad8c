// Element tree -> FHIR XML, one element after the other; a resource inside another gets an element of its own.
#include "fhir/xml_writer.h"

#include <algorithm>
#include <vector>

#include "base/xml.h"
#include "fhir/model.h"

namespace anamnesis::fhir {
namespace {

class XmlWriter {
 public:
  XmlWriter(std::string& out, int indent) : out_(out), indent_(indent) {}

  void element(const Element& e, std::string_view name, bool root) {
    if (e.type() != nullptr && e.type()->name == "xhtml") {
      out_ += e.value();
      return;
    }
    out_.append("<").append(name);
    if (root) out_ += " xmlns=\"http://hl7.org/fhir\"";
    if (e.is_resource() && !root) {  // the slot's element, then the resource's
      out_ += '>';
      nested([&] { element_of(e, e.resource_type()); });
      out_.append("</").append(name).append(">");
      return;
    }
    rest(e, name);
  }

 private:
  void element_of(const Element& e, std::string_view name) {
    line();
    out_.append("<").append(name);
    rest(e, name);
  }

  // Attributes, children and the end tag.
  void rest(const Element& e, std::string_view name) {
    std::vector<const Element*> children;
    for (const Element* c = e.first(); c != nullptr; c = c->next()) {
      if (c->property() != nullptr && c->property()->xml_attribute && c->has_value)
        attribute(c->name(), c->value());
      else
        children.push_back(c);
    }
    if (e.has_value) attribute("value", e.value());
    if (children.empty()) {
      out_ += "/>";
      return;
    }
    std::stable_sort(children.begin(), children.end(),
                     [](const Element* a, const Element* b) { return order(*a) < order(*b); });
    out_ += '>';
    nested([&] {
      for (const Element* c : children) {
        line();
        element(*c, c->name(), false);
      }
    });
    out_.append("</").append(name).append(">");
  }

  static uint32_t order(const Element& e) { return e.property() == nullptr ? UINT32_MAX : e.property()->order; }

  void attribute(std::string_view name, std::string_view value) {
    out_.append(" ").append(name).append("=\"");
    for (const char c : value) {  // line breaks and tabs in an attribute survive only as references
      if (c == '\n')
        out_ += "&#10;";
      else if (c == '\t')
        out_ += "&#9;";
      else
        xml::append_escaped(out_, std::string_view(&c, 1));
    }
    out_ += '"';
  }

  template <typename Write>
  void nested(Write write) {
    ++depth_;
    write();
    --depth_;
    line();
  }
  void line() {
    if (indent_ == 0) return;
    out_ += '\n';
    out_.append(static_cast<size_t>(indent_ * depth_), ' ');
  }

  std::string& out_;
  int indent_;
  int depth_ = 0;
};

}  // namespace

void write_xml(std::string& out, const Element& root, const XmlStyle& style) {
  XmlWriter(out, style.indent).element(root, root.resource_type(), true);
}

}  // namespace anamnesis::fhir
