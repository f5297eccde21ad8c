// Document: one narrative as it was told, with what is known about it. The readers make it; nothing changes it.
//
// `text` is what evidence points into: the file itself for plain text (byte order mark and line ends kept), the
// text taken out of JATS, CORD-19 or NDJSON. It becomes DocumentReference.content[0].attachment.data.
#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/span.h"

namespace anamnesis {

struct Identifier {
  std::string system;  // "doi", "pmid", "pmcid", "cord_uid", "sha1", ...: kind of identifier; URIs are mapping's
  std::string value;
};

struct Author {
  std::string family;
  std::string given;  // may be empty
  std::string text;   // as printed
};

struct Metadata {
  std::string title;
  std::vector<Author> authors;
  std::string journal;
  std::string date;      // as stated: "2020", "2020-06" or "2020-06-27"; empty if not
  std::string language;  // BCP-47, empty if not stated
  std::vector<Identifier> identifiers;
};

// A part that the source itself marks (a JATS section, a CORD-19 paragraph's section, a header line).
struct DocumentPart {
  enum class Role : uint8_t {
    body,  // narrative; what kind of section it is, is decided by its heading
    abstract_text,
    title,
    front,    // header lines, author lists, affiliations, acknowledgements, funding: never the case
    caption,  // figure and table captions
    table,
    reference,  // bibliography
    other       // peer review and anything else that is not the case
  };
  Span span;
  Role role = Role::body;
  std::string heading;  // as printed; empty if none
};

struct Document {
  std::string name;      // for messages: the path, or "path:line"
  std::string identity;  // what ids are derived from: NDJSON id, else DOI / PMCID / cord_uid, else SHA-256 of text
  std::string text;      // well-formed UTF-8
  Metadata metadata;
  std::vector<DocumentPart> parts;  // in order, disjoint; text outside any part is body
};

}  // namespace anamnesis
