// Importers on small files made for the purpose: what becomes a row, what is left out, what is refused.
#include "import/import.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>

#include "base/files.h"

using namespace anamnesis;

namespace {

struct Imported {
  std::string rows;
  std::string error;
};

Imported import_bytes(const char* format_name, std::string_view bytes, const char* columns) {
  const auto path = (std::filesystem::temp_directory_path() / ("anamnesis_import_" + std::to_string(getpid()))).string();
  REQUIRE(write_file(path, bytes).ok());
  const import::Format* format = import::find_format(format_name);
  REQUIRE(format != nullptr);
  std::vector<std::string> wanted;
  for (std::string_view rest = columns; !rest.empty();) {
    const size_t end = std::min(rest.find(' '), rest.size());
    wanted.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  const import::TermWriter writer(wanted, "test");
  Imported out;
  const auto done = format->run(path, [&](const import::Term& term) -> Result<void> {
    out.rows += writer.line(term);
    return {};
  });
  if (!done) out.error = done.error().text().substr(path.size());
  std::filesystem::remove(path);
  return out;
}

const std::string kObo =
    "format-version: 1.2\nontology: x\n\n[Term]\nid: HP:0012735\nname: Cough\nsynonym: \"Coughing\" EXACT layperson []\n"
    "synonym: \"Hack\" BROAD []\nsynonym: \"The \\\"bark\\\"\" EXACT []\n\n[Term]\nid: HP:0000001\nname: gone\nis_obsolete: true\n\n"
    "[Typedef]\nid: part_of\nname: part of\n";

}  // namespace

TEST_CASE("formats are sorted by name, so that the list reads well") {
  for (size_t i = 1; i < import::formats().size(); ++i) CHECK(import::formats()[i - 1].name < import::formats()[i].name);
}

TEST_CASE("each format gives its concepts as rows") {
  const struct {
    const char* format;
    std::string bytes;
    const char* columns;
    const char* rows;
  } cases[] = {
      {"obo", kObo, "hp", "hp-0012735\tCough|Coughing|The \"bark\"\tCough\t0012735\ttest\n"},
      {"sssom",
       "# curie_map:\n#   x: y\nsubject_id\tsubject_label\tpredicate_id\tobject_id\tmapping_justification\n"
       "MONDO:0005249\tpneumonia\tskos:exactMatch\tSCTID:233604007\tm\nMONDO:1\tx\tskos:broadMatch\tSCTID:2\tm\n",
       "snomed mondo", "mondo-0005249\tpneumonia\tpneumonia\t233604007\t0005249\ttest\n"},
      {"biolexica",
       "norm_text\ttext\tdb\tid\tentry_name\tstatus\tsource\na\tCough\thp\t0012735\tCough\tname\thp\na\tCoughing\thp\t0012735\tCough\tsynonym\thp\n"
       "b\tCatarrh\tncit\tC1\tCatarrh\tname\tncit\n",
       "hp", "hp-0012735\tCough|Coughing\tCough\t0012735\ttest\nncit-c1\tCatarrh\tCatarrh\t\ttest\n"},
      {"icd10cm",
       "00001 A00     0 Cholera                                                      Cholera\n"
       "00002 A000    1 Cholera dt V. cholerae                                       Cholera due to Vibrio cholerae\n",
       "icd10cm category", "icd10cm-a00\tCholera\tCholera\tA00\theader\ttest\n"
                           "icd10cm-a00-0\tCholera due to Vibrio cholerae\tCholera due to Vibrio cholerae\tA00.0\tbillable\ttest\n"},
      {"rf2",
       "id\teffectiveTime\tactive\tmoduleId\tconceptId\tlanguageCode\ttypeId\tterm\tcaseSignificanceId\n"
       "1\t2020\t1\tm\t49727002\ten\t900000000000003001\tCough (finding)\tc\n2\t2020\t0\tm\t49727002\ten\t900000000000013009\tOld cough\tc\n"
       "3\t2020\t1\tm\t49727002\ten\t900000000000013009\tTussis\tc\n",
       "snomed category", "snomed-49727002\tCough\tCough\t49727002\tfinding\ttest\nsnomed-49727002\tTussis\tTussis\t49727002\t\ttest\n"},
      {"mrconso",
       "161|ENG||||||1||||RXNORM|IN|161|acetaminophen||N||\n161|ENG||||||2||||GS|IN|1|Paracetamol||N||\n161|SPA||||||3||||GS|IN|1|paracetamolo||N||\n"
       "999|ENG||||||4||||RXNORM|IN|999|gone||O||\n",
       "rxnorm category", "rxnorm-161\tacetaminophen|Paracetamol\tacetaminophen\t161\tIN\ttest\n"},
      {"mrconso",
       "C0010200|ENG|P|L|PF|S|N|A1||||SNOMEDCT_US|SY|49727002|Coughing|9|N||\nC0010200|ENG|P|L|PF|S|Y|A2||||HPO|PT|HP:0012735|Cough|0|N||\n",
       "snomed hp", "umls-c0010200\tCough|Coughing\tCough\t49727002\t0012735\ttest\n"},
      {"rxnorm-names", "161\tacetaminophen\tIN\n202433\tTylenol\t161\n", "rxnorm category",
       "rxnorm-161\tacetaminophen\tacetaminophen\t161\tIN\ttest\nrxnorm-202433\tTylenol\tTylenol\t202433\t161\ttest\n"},
      {"loinc",
       "\"LOINC_NUM\",\"COMPONENT\",\"SYSTEM\",\"CLASS\",\"STATUS\",\"LONG_COMMON_NAME\",\"EXAMPLE_UCUM_UNITS\"\n"
       "\"2276-4\",\"Ferritin\",\"Ser/Plas\",\"CHEM\",\"ACTIVE\",\"Ferritin [Mass/volume] in Serum or Plasma\",\"ng/mL;ug/L\"\n"
       "\"1-8\",\"Old\",\"Ser\",\"CHEM\",\"DEPRECATED\",\"Old, \"\"quoted\"\"\",\"\"\n",
       "loinc unit specimen", "loinc-2276-4\tFerritin [Mass/volume] in Serum or Plasma|Ferritin\tFerritin [Mass/volume] in Serum or Plasma\t2276-4\tng/mL|ug/L\tSer/Plas\ttest\n"},
      {"omop",
       "itemid,label,fluid,category,valueuom,omop_concept_name,omop_vocabulary_id,omop_concept_code\n"
       "1,\"Ferritin, serum\",Blood,Chemistry,ng/mL,Ferritin name,LOINC,2276-4\n2,Comments,Blood,Chemistry,,,LOINC,\n",
       "loinc unit", "loinc-2276-4\tFerritin name|Ferritin, serum\tFerritin name\t2276-4\tng/mL\ttest\n"},
      {"usagi",
       "sourceCode,sourceName,matchScore,mappingStatus,conceptId,conceptName,domainId\nK1,Husten,0.9,APPROVED,254761,Cough,Condition\n"
       "K2,Fieber,0.5,UNCHECKED,1,Fever,Condition\n",
       "omop category", "omop-254761\tHusten|Cough\tHusten\t254761\tCondition\ttest\n"},
      {"drugbank",
       "DrugBank ID,Accession Numbers,Common name,CAS,UNII,Synonyms,Standard InChI Key\nDB1,,Lepirudin,138,Y43,Hirudin variant-1 | Lepirudin recombinant,\n",
       "unii", "drugbank-db1\tLepirudin|Hirudin variant-1|Lepirudin recombinant\tLepirudin\tY43\ttest\n"},
      {"drugbank",
       "Column1;Column2;Column3;Column4;Column5;Column6;Column7\nDrugBank ID;Accession Numbers;Common name;CAS;UNII;Synonyms;Standard InChI Key\nDB1;;Lepirudin;138;Y43;;\n",
       "unii", "drugbank-db1\tLepirudin\tLepirudin\tY43\ttest\n"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.format);
    const Imported imported = import_bytes(c.format, c.bytes, c.columns);
    CHECK(imported.error == "");
    CHECK(imported.rows == c.rows);
  }
}

TEST_CASE("FHIR code systems, value sets and concept maps give their concepts") {
  const struct {
    const char* json;
    const char* rows;
  } cases[] = {
      {R"j({"resourceType":"ValueSet","compose":{"include":[{"system":"http://snomed.info/sct","concept":[
          {"code":"49727002","display":"Cough (finding)"},{"code":"2","display":"No {brackets] here"}]}]}})j",
       "snomed-49727002\tCough\tCough\t49727002\ttest\nsnomed-2\tNo {brackets] here\tNo {brackets] here\t2\ttest\n"},
      {R"j({"resourceType":"CodeSystem","url":"http://snomed.info/sct","concept":[{"code":"1","display":"a \"b\"",
          "designation":[{"language":"de","value":"x"},{"language":"en-GB","value":"c"}],"concept":[{"code":"2","display":"below"}]}]})j",
       "snomed-1\ta \"b\"|c\ta \"b\"\t1\ttest\nsnomed-2\tbelow\tbelow\t2\ttest\n"},
      {R"j({"resourceType":"ConceptMap","group":[{"source":"http://example.org/local","target":"http://snomed.info/sct","element":[
          {"code":"HU","display":"Husten","target":[{"code":"49727002","equivalence":"equivalent"}]},
          {"code":"FI","display":"Fieber","target":[{"code":"3","equivalence":"wider"}]}]}]})j",
       "snomed-49727002\tHusten\tHusten\t49727002\ttest\n"},
  };
  for (const auto& c : cases) {
    const Imported imported = import_bytes("fhir", c.json, "snomed");
    CHECK(imported.error == "");
    CHECK(imported.rows == c.rows);
  }
}

TEST_CASE("a file of another kind, or a damaged one, is refused with its place") {
  CHECK(import_bytes("obo", "id: x\n", "").error == ":1:1: is no OBO file: it does not begin with format-version");
  CHECK(import_bytes("sssom", "a\tb\n", "").error == ":1:1: is no SSSOM table: there is no column 'subject_id'");
  CHECK(import_bytes("icd10cm", "short\n", "").error == ":1:1: is no line of an ICD-10-CM order file: shorter than 78 characters");
  CHECK(import_bytes("mrconso", "a|b\n", "").error == ":1:1: the line has 2 cells, an RRF line of names 18");
  CHECK(import_bytes("rxnorm-names", "x\ty\tz\n", "").error == ":1:1: is no line of RXCUI, name and term type");
  CHECK(import_bytes("loinc", "", "").error == ":1:1: has no header row");
  CHECK(import_bytes("fhir", "{\"a\":[", "").error == ":1: the JSON ends too early");
  CHECK(import_bytes("fhir", "{\"a\":]}", "").error == ":1: a bracket that closes nothing");
  CHECK(import_bytes("sssom", "subject_id\tpredicate_id\tobject_id\n\xff\n", "").error == ":2:1: is not well-formed UTF-8");
}

TEST_CASE("what would break a row is cleaned away") {
  const import::TermWriter writer({"unit"}, "s");
  CHECK(writer.line({"k", {"a\tb", " a b ", "c|d"}, {{"unit", "x\ny|z"}}}) == "k\ta b|c d\ta b\tx y|z\ts\n");
}
