#include "read/read.h"

#include <doctest/doctest.h>

#include <string>

using namespace anamnesis;

namespace {

std::string part_text(const Document& d, DocumentPart::Role role) {
  std::string out;
  for (const DocumentPart& p : d.parts)
    if (p.role == role) out += std::string(p.span.of(d.text)) + "|";
  return out;
}

std::string identifier(const Document& d, std::string_view system) {
  for (const Identifier& i : d.metadata.identifiers)
    if (i.system == system) return i.value;
  return {};
}

}  // namespace

TEST_CASE("plain text is kept byte for byte, mark and line ends too") {
  const std::string text = "\xEF\xBB\xBFShe came.\r\nShe left.\r\n";
  const auto d = read_document("a.txt", text);
  REQUIRE(d.ok());
  CHECK(d->text == text);
  CHECK(d->parts.empty());
  CHECK(d->identity.starts_with("sha256:"));
}

TEST_CASE("a header of fields in front of flat text becomes metadata") {
  const std::string text =
      "key: c-1 authors: Roe, Jane; Poe, J title: Gout in a sailor date: 2019-05-02 journal: J Feet DOI: 10.1/xyz "
      "sha: 0a1b doc_id: 7 cord_uid: ab12cd34 A sailor came with gout.";
  const auto d = read_document("b.txt", text);
  REQUIRE(d.ok());
  CHECK(d->text == text);
  CHECK(d->metadata.title == "Gout in a sailor");
  CHECK(d->metadata.date == "2019-05-02");
  CHECK(d->metadata.journal == "J Feet");
  REQUIRE(d->metadata.authors.size() == 2);
  CHECK(d->metadata.authors[0].family == "Roe");
  CHECK(d->metadata.authors[0].given == "Jane");
  CHECK(identifier(*d, "doi") == "10.1/xyz");
  CHECK(identifier(*d, "cord_uid") == "ab12cd34");
  CHECK(identifier(*d, "sha1") == "0a1b");
  CHECK(d->identity == "doi:10.1/xyz");
  CHECK(part_text(*d, DocumentPart::Role::title) == "Gout in a sailor|");
  CHECK(d->text.substr(d->parts.back().span.end) == "A sailor came with gout.");
}

TEST_CASE("an identifier with a control character is none") {
  const auto d = read_document("c.txt", "title: Gout date: 2019 DOI: 10.1/x\x01yz cord_uid: ab12cd34 A sailor came.");
  REQUIRE(d.ok());
  CHECK(identifier(*d, "doi").empty());
  CHECK(identifier(*d, "cord_uid") == "ab12cd34");
}

TEST_CASE("a title and authors keep no control characters") {
  const auto d = read_ndjson_line("n.ndjson", 1,
                                  R"({"text":"A man came.","title":"Gout\u0001 again\u0000","authors":["Roe\u0002, J"]})");
  REQUIRE(d.ok());
  CHECK(d->metadata.title == "Gout  again");
  REQUIRE(d->metadata.authors.size() == 1);
  CHECK(d->metadata.authors[0].family == "Roe");
}

TEST_CASE("a header on several lines, with words for a date and an abstract label, is read too") {
  const auto d = read_document("c.txt", "Title: Gout\nAuthors: Roe, J\nDate: 2019 May 2\nAbstract: A man came.");
  REQUIRE(d.ok());
  CHECK(d->metadata.title == "Gout");
  CHECK(d->metadata.date == "2019-05-02");
  CHECK(d->text.substr(d->parts.back().span.end) == "A man came.");
}

TEST_CASE("one field alone is no header") {
  const auto d = read_document("d.txt", "Date: 2019-05-02 He came with gout.");
  REQUIRE(d.ok());
  CHECK(d->parts.empty());
  CHECK(d->metadata.date.empty());
}

TEST_CASE("a CORD-19 object gives title, abstract, sections and captions") {
  const char* json = R"({"paper_id":"PMC77","metadata":{"title":"Gout","authors":[{"first":"Jane","middle":["Q."],
    "last":"Roe","suffix":""}]},"abstract":[{"text":"Short.","section":"Abstract"}],
    "body_text":[{"text":"Gout hurts.","section":"Introduction"},{"text":"A man  came.","section":"Onset ::: Case report"},
    {"text":"He left.","section":"Onset ::: Case report"}],
    "ref_entries":{"FIGREF0":{"text":"A toe.","type":"figure"}},"back_matter":[{"text":"We thank all.","section":""}],
    "bib_entries":{"BIBREF0":{"title":"Old gout"}}})";
  const auto d = read_document("e.json", json);
  REQUIRE(d.ok());
  CHECK(d->text == "Gout\n\nShort.\n\nIntroduction\n\nGout hurts.\n\nOnset\n\nA man came.\n\nHe left.\n\nA toe.\n\n");
  CHECK(d->parts[3].heading == "Case report / Onset");
  CHECK(part_text(*d, DocumentPart::Role::abstract_text) == "Short.|");
  CHECK(part_text(*d, DocumentPart::Role::caption) == "A toe.|");
  CHECK(d->metadata.authors[0].text == "Jane Q. Roe");
  CHECK(d->identity == "pmcid:PMC77");
}

TEST_CASE("a JATS article gives its case and nothing of references or peer review") {
  const char* xml = R"(<?xml version="1.0"?><!DOCTYPE article PUBLIC "-//NLM//DTD JATS//EN" "x.dtd">
<article xml:lang="en"><front><journal-meta><journal-title-group><journal-title>J Feet</journal-title></journal-title-group>
</journal-meta><article-meta><article-id pub-id-type="doi">10.1/g</article-id><article-id pub-id-type="pmc">55</article-id>
<title-group><article-title>Gout <italic>redux</italic></article-title></title-group><contrib-group>
<contrib contrib-type="author"><name><surname>Roe</surname><given-names>Jane</given-names></name></contrib>
<contrib contrib-type="editor"><name><surname>Doe</surname></name></contrib></contrib-group>
<pub-date pub-type="collection"><year>2019</year></pub-date>
<pub-date pub-type="epub"><day>2</day><month>5</month><year>2019</year></pub-date>
<abstract><sec><title>Case</title><p>A man.</p></sec></abstract><abstract abstract-type="toc"><p>Toc.</p></abstract></article-meta></front>
<body><sec><title>Case report</title><p>Platelets were 77 &#xD7; 10<sup>9</sup>/L<xref ref-type="bibr">4</xref>; SpO<sub>2</sub> fell<sup><xref ref-type="bibr">1</xref></sup>.
<fig><caption><p>A toe.</p></caption></fig></p><sec><title>Treatment</title><p>He had
 <bold>rest</bold>.</p></sec></sec></body>
<back><ack><p>Thanks.</p></ack><ref-list><ref><mixed-citation>Old gout.</mixed-citation></ref></ref-list></back>
<sub-article><body><p>The reviewer asks.</p></body></sub-article></article>)";
  const auto d = read_document("f.xml", xml);
  REQUIRE(d.ok());
  CHECK(d->text ==
        "Gout redux\n\nCase\n\nA man.\n\nCase report\n\nPlatelets were 77 \xC3\x97 10\xE2\x81\xB9/L; SpO2 fell.\n\n"
        "A toe.\n\nTreatment\n\nHe had rest.\n\n");
  CHECK(d->metadata.date == "2019-05-02");
  CHECK(d->metadata.journal == "J Feet");
  CHECK(d->metadata.language == "en");
  REQUIRE(d->metadata.authors.size() == 1);
  CHECK(d->identity == "doi:10.1/g");
  CHECK(identifier(*d, "pmcid") == "PMC55");
  CHECK(d->parts.back().heading == "Case report / Treatment");
}

TEST_CASE("a line of NDJSON is a document named after its line") {
  const auto d = read_ndjson_line("n.ndjson", 3, R"({"id":"p7","text":"A man came.","authors":["Roe, J"],"doi":"https://doi.org/10.1/q"})");
  REQUIRE(d.ok());
  CHECK(d->name == "n.ndjson:3");
  CHECK(d->identity == "p7");
  CHECK(d->text == "A man came.");
  CHECK(identifier(*d, "doi") == "10.1/q");
  CHECK(ndjson_id(R"({"id":"p7","text":""})") == "p7");
}

TEST_CASE("what cannot be read is refused with its place") {
  ReadOptions small;
  small.max_line = 20;
  const struct {
    const char* name;
    std::string bytes;
    const char* error;
  } cases[] = {
      {"a.txt", "", "a.txt: is empty"},
      {"a.txt", " \n\t\n", "a.txt: holds nothing but blanks"},
      {"a.txt", "He\nw\xC3\xA9nt \xFF.", "a.txt:2:6: is not well-formed UTF-8"},
      {"a.txt", std::string("\xFF\xFEH\0", 4), "a.txt:1:1: is UTF-16; only UTF-8 is read"},
      {"a.txt", "ok\n" + std::string(21, 'x'), "a.txt:2:1: a line of 21 bytes is over the limit of 20"},
      {"a.json", "{\"id\":7}", "a.json:1:1: the object has no member \"text\" with a narrative"},
      {"a.xml", "<a><b/></a>", "a.xml:1:1: the XML holds no <article>: is it JATS?"},
      {"a.ndjson", "{\"a\":1}\n{\"a\":2}\n", "a.ndjson:2:1: holds several lines of NDJSON: one document a line"},
  };
  for (const auto& c : cases) {
    const auto d = read_document(c.name, c.bytes, small);
    REQUIRE_FALSE(d.ok());
    CHECK(d.error().text() == c.error);
  }
  for (const char* cut : {R"({"text":"A man)", R"({"text":"A man")"}) {
    const auto d = read_document("t.json", cut);
    REQUIRE_FALSE(d.ok());
    CHECK(d.error().text().starts_with("t.json:1:"));
  }
  const auto xml = read_document("t.xml", "<article>\n<front>");
  REQUIRE_FALSE(xml.ok());
  CHECK(xml.error().text().starts_with("t.xml:2:"));
}

TEST_CASE("forms are told apart by their first bytes") {
  CHECK(guess_format("x", "A man came.") == Format::plain);
  CHECK(guess_format("x", "<5 mg was given") == Format::plain);
  CHECK(guess_format("x", "\xEF\xBB\xBF <?xml?>") == Format::jats);
  CHECK(guess_format("x", "<article>") == Format::jats);
  CHECK(guess_format("x", "{\n \"text\": \"a\"\n}") == Format::cord_json);
  CHECK(guess_format("x", "{\"text\":\"a\"}\n{\"text\":\"b\"}\n") == Format::ndjson);
  CHECK(guess_format("x.ndjson", "{\"text\":\"a\"}") == Format::ndjson);
}
