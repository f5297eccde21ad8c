// Facts in the order of the Bundle's resources, then what was dropped or overlapped, in text order.
#include "pipeline/explain.h"

#include "base/json.h"
#include "base/utf8.h"

namespace anamnesis {
namespace {

class Line {
 public:
  Line(std::string& out, const Document& document, const CodePointIndex& index)
      : out_(out), document_(document), index_(index) {
    out_ += '{';
    member("document", document.name);
  }
  ~Line() { out_ += "}\n"; }
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  void member(std::string_view name, std::string_view value) {
    if (value.empty()) return;
    key(name);
    json::append_string(out_, value);
  }
  void member(std::string_view name, Row row) {
    if (row) member(name, row.place());
  }
  void words(Span span) {
    if (span.empty()) return;
    member("words", span.of(document_.text));
    const uint32_t begin = index_.code_points_before(span.begin);
    key("offset");
    out_ += std::to_string(begin);
    key("length");
    out_ += std::to_string(index_.code_points_before(span.end) - begin);
  }
  // The fields that say how the statement was meant, with the rows of their cues.
  void cues(const Statement& statement) {
    bool any = false;
    for (const Field& field : statement.fields) {
      if (!field.row || field.row.table->name().find("cues") == std::string::npos) continue;
      if (!any)
        key("cues"), out_ += '[';
      else
        out_ += ',';
      any = true;
      out_ += "{\"field\":";
      json::append_string(out_, field.name);
      out_ += ",\"words\":";
      json::append_string(out_, field.span.of(document_.text));
      out_ += ",\"row\":";
      json::append_string(out_, field.row.place());
      out_ += '}';
    }
    if (any) out_ += ']';
  }

 private:
  void key(std::string_view name) {
    if (!first_) out_ += ',';
    first_ = false;
    json::append_string(out_, name);
    out_ += ':';
  }

  std::string& out_;
  const Document& document_;
  const CodePointIndex& index_;
  bool first_ = true;
};

// The element's place below its own resource: "Condition.severity", not Bundle.entry[3].resource.severity.
std::string path_of(const fhir::Element* element, const Resource& resource) {
  std::string path = fhir::expression_of(*element);
  const std::string root = fhir::expression_of(*resource.root);
  return path.starts_with(root) ? std::string(resource.type) + path.substr(root.size()) : path;
}

}  // namespace

void append_explanation(std::string& out, const Document& document, const Conversion& conversion) {
  const CodePointIndex index(document.text);
  for (size_t i = 0; i < conversion.resources.all.size(); ++i) {
    const Resource& resource = conversion.resources.all[i];
    const std::string id = std::string(resource.type) + "/" + std::string(conversion.bundle.ids[i]);
    for (const Made& made : resource.made) {
      const bool head = made.field == nullptr && made.span.empty();
      Line line(out, document, index);
      line.member("resource", id);
      line.member("path", path_of(made.element, resource));
      if (!head)
        line.words(made.span);
      else if (!resource.mentions.empty())
        line.words(resource.mentions.front());
      line.member("row", made.field != nullptr ? made.field->row : made.statement->concept_row);
      line.member("rule", made.rule);
      line.cues(*made.statement);
    }
  }
  for (const Dropped& dropped : all_dropped(conversion.mentions, conversion.statements)) {
    Line line(out, document, index);
    line.member("dropped", dropped.reason);
    line.words(dropped.span);
    line.member("row", dropped.row);
    line.member("cue", dropped.cue);
  }
}

}  // namespace anamnesis
