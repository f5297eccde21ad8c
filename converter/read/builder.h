// Builder: a Document's text made of parts, for the readers that take the text out of a structure.
#pragma once
#include <string>
#include <string_view>

#include "read/document.h"

namespace anamnesis {

// Appends parts to one document: each part is its heading (if any) and its paragraphs, an empty line after each.
class DocumentBuilder {
 public:
  explicit DocumentBuilder(Document& document) : document_(document) {}

  // `path` is the heading with those above it, outermost first, joined by " / "; its last member is printed.
  void begin_part(DocumentPart::Role role, std::string_view path = {});
  // White space runs become one blank; nothing is appended for blank text.
  void paragraph(std::string_view text);
  // Ends the part; one without a paragraph leaves no trace.
  void end_part();

 private:
  Document& document_;
  DocumentPart part_;
  size_t text_before_ = 0, heading_end_ = 0;
  bool open_ = false;
};

// Appends `text` to `out` with white space runs (Unicode blanks stay) as one blank, cut at both ends.
void append_collapsed(std::string& out, std::string_view text);

// "2020-06-27", "2020 Jun 27", "June 2020", "2020" -> "2020-06-27", "2020-06-27", "2020-06", "2020"; "" if no date.
std::string normal_date(std::string_view printed);

// "Innes, Andrew J; Cook, Lucy B" or one name; appended to the metadata.
void add_authors(Metadata& metadata, std::string_view printed);

// Sets an identifier if `value` is not empty and the system has none yet. A DOI loses its resolver's address.
void add_identifier(Metadata& metadata, std::string_view system, std::string_view value);

// A blank for each control character in what is told of the document: R4's strings have none.
void blank_controls(Metadata& metadata);

// Document::identity from what is known.
void set_identity(Document& document, std::string_view id = {});

}  // namespace anamnesis
