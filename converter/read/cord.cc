// CORD-19 JSON. Title, abstract, body_text, captions of ref_entries become parts; consecutive paragraphs of one
// section are one part. Layouts differ little: pmc_json has no abstract, and nests sections as "inner ::: outer".
// Bibliography and back matter are left out: they are never the case.
#include "read/builder.h"
#include "read/readers.h"

namespace anamnesis {
namespace {

using Role = DocumentPart::Role;

// "inner ::: outer" -> "outer / inner"
std::string section_path(std::string_view section) {
  std::string out;
  while (!section.empty()) {
    const size_t cut = section.rfind(":::");
    std::string_view name = cut == std::string_view::npos ? section : section.substr(cut + 3);
    if (!out.empty()) out += " / ";
    append_collapsed(out, name);
    section = cut == std::string_view::npos ? std::string_view() : section.substr(0, cut);
  }
  return out;
}

void add_paragraphs(DocumentBuilder& builder, const json::Value* list, Role role) {
  if (list == nullptr || !list->is(json::Kind::array)) return;
  std::string_view last = "\n";
  for (const json::Value* p = list->first; p != nullptr; p = p->next) {
    std::string_view section = p->string("section");
    if (role == Role::abstract_text && section == "Abstract") section = {};
    if (section != last) builder.begin_part(role, section_path(section));
    last = section;
    builder.paragraph(p->string("text"));
  }
  builder.end_part();
}

void add_captions(DocumentBuilder& builder, const json::Value* entries) {
  if (entries == nullptr || !entries->is(json::Kind::object)) return;
  for (const json::Value* e = entries->first; e != nullptr; e = e->next) {
    builder.begin_part(Role::caption);
    builder.paragraph(e->string("text"));
  }
  builder.end_part();
}

Author author_of(const json::Value& a) {
  Author out;
  out.family = a.string("last");
  append_collapsed(out.given, a.string("first"));
  if (const json::Value* middle = a.find("middle"); middle != nullptr)
    for (const json::Value* m = middle->first; m != nullptr; m = m->next) {
      if (!out.given.empty()) out.given += ' ';
      out.given += m->text;
    }
  out.text = out.given.empty() ? out.family : out.given + " " + out.family;
  if (const std::string_view suffix = a.string("suffix"); !suffix.empty()) out.text += " " + std::string(suffix);
  return out;
}

}  // namespace

bool is_cord(const json::Value& object) {
  return object.is(json::Kind::object) && (object.find("body_text") != nullptr || object.find("paper_id") != nullptr);
}

Result<Document> read_cord(const json::Value& object) {
  Document out;
  DocumentBuilder builder(out);
  const std::string_view paper = object.string("paper_id");
  if (paper.starts_with("PMC"))
    add_identifier(out.metadata, "pmcid", paper);
  else
    add_identifier(out.metadata, "sha1", paper);
  for (const std::string_view name : {"doi", "pmid", "pmcid", "cord_uid"})
    add_identifier(out.metadata, name, object.scalar(name));
  if (const json::Value* meta = object.find("metadata"); meta != nullptr && meta->is(json::Kind::object)) {
    append_collapsed(out.metadata.title, meta->string("title"));
    out.metadata.journal = meta->string("journal");
    out.metadata.date = normal_date(meta->scalar("date"));
    if (const json::Value* authors = meta->find("authors"); authors != nullptr && authors->is(json::Kind::array))
      for (const json::Value* a = authors->first; a != nullptr; a = a->next) {
        Author author = author_of(*a);
        if (!author.text.empty()) out.metadata.authors.push_back(std::move(author));
      }
    builder.begin_part(Role::title);
    builder.paragraph(out.metadata.title);
    builder.end_part();
  }
  const size_t before = out.text.size();
  add_paragraphs(builder, object.find("abstract"), Role::abstract_text);
  add_paragraphs(builder, object.find("body_text"), Role::body);
  if (out.text.size() == before) return Error{"the CORD-19 object has no text in abstract or body_text"};
  add_captions(builder, object.find("ref_entries"));
  return out;
}

}  // namespace anamnesis
