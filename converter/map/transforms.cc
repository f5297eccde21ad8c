// Transforms: a statement's field becomes a FHIR data type, as an element that is not yet in the tree.
//
//   concept     CodeableConcept: codings from the columns of the row, or the vocabulary's; the words as text
//   coded       code, Coding or CodeableConcept from a vocabulary by the field's value (else by `default`)
//   keyed       the same, without the words: they are a cue ("no", "probable"), not a name of what the code says
//   site        CodeableConcept of a body site with its laterality in the text
//   quantity    Quantity (Age, Duration, SimpleQuantity) from value, unit and comparator fields, in this order
//   duration    the same from value and unit of time
//   range       Range from low, high, unit;  ratio: Ratio from "1:320"
//   date        the same, only if a date was stated
//   time        whichever of the rule's types holds the time as it was stated, else relative-time on a valueless
//   dateTime copy        a primitive as it is; decimal: a number, cut to FHIR's form; words: the field's words; flag:
//   true annotation  Annotation.text; reference: to the patient; resource: a resource of its own; sequence: 1, 2, ...
//   shown       references to the resources that the study showed; shown-by: to its report (both once all are made)
//   absent      an element that only says why it has no value
#include <algorithm>
#include <charconv>

#include "map/builder.h"

namespace anamnesis {

using fhir::Element;
using fhir::JsonKind;

Element* Builder::node(std::string_view value) {
  Element* element = job_.arena.make<Element>();
  if (!value.empty()) element->set_value(value), element->json = JsonKind::string;
  return element;
}

std::string_view Builder::one_line(std::string_view text) {
  std::string out;
  bool blank = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const bool no_break = c == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) == 0xA0;
    if (c <= ' ' || c == 0x7F || no_break) {
      blank = !out.empty();
      i += no_break;
      continue;
    }
    if (blank) out += ' ';
    blank = false;
    out += text[i];
  }
  return out == text ? text : job_.arena.copy(out);
}

std::string_view Builder::words_of(const Field* field) {
  if (field == nullptr) return one_line(focus_ != nullptr ? std::string_view() : statement_.text);
  return one_line(field->span.empty() ? field->value : field->span.of(job_.document.text));
}

void Builder::complain(const Rule& rule, const Field* field, std::string_view what) {
  Issue issue{Severity::warning, "value", "map-value"};
  issue.text =
      std::string(what) + (field == nullptr ? "" : " (" + std::string(field->name) + ")") + ", by " + rule.row.place();
  job_.issues.push_back(std::move(issue));
}

void Builder::add_coding(Element* parent, std::string_view name, std::string_view system, std::string_view code,
                         std::string_view display) {
  Element* coding = name.empty() ? parent : fhir::add(job_.arena, parent, name);
  if (!system.empty()) fhir::add(job_.arena, coding, "system", system);
  fhir::add(job_.arena, coding, "code", code);
  if (!display.empty()) fhir::add(job_.arena, coding, "display", display);
}

// Vital-signs profiles apply by LOINC code and demand certain units: a code is claimed only where they are met.
bool Builder::may_claim(std::string_view code) const {
  const Table* table = job_.mapping.vital_signs();
  const auto row =
      table == nullptr || focus_ != nullptr || mine_type() != "Observation" ? std::nullopt : table->find(code);
  if (!row) return true;
  const std::string_view units = table->cell(*row, "units");
  if (find("low", 0) != nullptr || find("value-text", 0) != nullptr) return false;
  if (units.empty()) return true;
  if (find("value", 0) == nullptr) return table->cell(*row, "value") != "required";  // it says that the value is absent
  const Field* unit = find("unit", 0);
  const std::string_view stated = unit == nullptr ? inferred_unit(*find("value", 0)) : unit->value;
  for (std::string_view allowed : split_list(units))
    if (stated == allowed) return true;
  return false;
}

// The unit that goes without saying: "pulse 88". Only where the table says that a number of this size has no other.
std::string_view Builder::inferred_unit(const Field& value) const {
  const Table* table = job_.mapping.vital_signs();
  if (table == nullptr || focus_ != nullptr || !statement_.concept_row || mine_type() != "Observation") return {};
  double number = 0;
  if (std::from_chars(value.value.data(), value.value.data() + value.value.size(), number).ec != std::errc()) return {};
  for (std::string_view code : split_list(statement_.concept_row["loinc"])) {
    const auto row = table->find(code);
    if (!row) continue;
    for (std::string_view choice : split_list(table->cell(*row, "inferred"))) {
      const auto parts = split_list(choice, ' ');
      double low = 0, high = 0;
      if (parts.size() != 3) continue;
      std::from_chars(parts[1].data(), parts[1].data() + parts[1].size(), low);
      std::from_chars(parts[2].data(), parts[2].data() + parts[2].size(), high);
      if (number >= low && number <= high) return parts[0];
    }
  }
  return {};
}

Element* Builder::codeable(Row row, std::string_view value, std::string_view words, std::string_view vocabulary) {
  Element* out = node();
  bool coded = false;
  if (!vocabulary.empty())
    if (const Row entry = job_.mapping.vocabulary(vocabulary, value)) {
      add_coding(out, "coding", entry["system"], entry["code"], entry["display"]);
      coded = true;
    }
  if (row && !coded) {
    for (const CodeSystemColumn& column : job_.mapping.code_columns(row.table)) {
      const std::string_view display =
          column.display == UINT32_MAX ? std::string_view() : row.table->cell(row.index, column.display);
      const std::string_view cell = row.table->cell(row.index, column.column);
      for (std::string_view code : split_list(cell)) {
        if (!may_claim(code)) continue;
        const bool prefixed = column.prefix.empty() || code.starts_with(column.prefix);
        if (!prefixed) code = job_.arena.copy(std::string(column.prefix) + std::string(code));
        add_coding(out, "coding", column.system, code,
                   cell.find('|') == std::string_view::npos ? display : std::string_view());
        coded = true;
      }
    }
    if (!coded && !row.key().empty() && row["display"].size() > 0) {
      add_coding(out, "coding", job_.mapping.system("concept"), row.key(), row["display"]);
      coded = true;
    }
  }
  if (words.empty() && row) words = row["display"];
  if (words.empty()) words = value;
  if (!words.empty()) fhir::add(job_.arena, out, "text", words);
  return out->has_children() ? out : nullptr;
}

// What the statement is about; for a test whose code depends on unit or specimen, the row of that code.
Row Builder::exact_row() const {
  const Row row = statement_.concept_row;
  if (!row || mine_type() != "Observation") return row;
  const Field* unit = find("unit", 0);
  const Field* specimen = find("specimen", 0);
  const Row exact = job_.mapping.test_code(row.key(), unit == nullptr ? std::string_view() : unit->value,
                                           specimen == nullptr ? std::string_view()
                                           : specimen->row     ? specimen->row.key()
                                                               : specimen->value);
  return exact ? exact : row;
}

Builder::Value Builder::concept_value(const Rule& rule, const Field* field) {
  if (field == nullptr) return {codeable(exact_row(), {}, words_of(nullptr), {}), "CodeableConcept"};
  return {codeable(field->row, field->value, words_of(field), rule.vocabulary), "CodeableConcept"};
}

// `coded`: a default, a cell of the concept's row ("concept.category"), or a field's value, through a vocabulary.
Builder::Value Builder::coded(const Rule& rule, const Field* field) {
  std::string_view key = rule.fallback;
  std::string_view words;
  if (!rule.fields.empty() && rule.fields[0].starts_with("concept.")) {
    const Row row = focus_ != nullptr ? focus_->row : statement_.concept_row;
    const std::string_view cell = row ? row[rule.fields[0].substr(8)] : std::string_view();
    if (job_.mapping.vocabulary(rule.vocabulary, cell)) key = cell;
  } else if (field != nullptr && !rule.fields.empty()) {
    if (job_.mapping.vocabulary(rule.vocabulary, field->value)) key = field->value;
    if (rule.transform == Transform::coded) words = words_of(field);
  }
  const Row entry = job_.mapping.vocabulary(rule.vocabulary, key);
  const std::string_view type = rule.types[0];
  if (!entry) {
    if (type == "CodeableConcept" && !words.empty()) return {codeable(field->row, {}, words, {}), type};
    complain(rule, field, "no entry '" + std::string(key) + "' in vocabulary " + std::string(rule.vocabulary));
    return {};
  }
  if (type == "code") return {node(entry["code"]), type};
  if (const std::string_view prefix = entry["prefix"]; !prefix.empty())
    words = job_.arena.copy(std::string(prefix) + " " + std::string(words_of(nullptr)));
  Element* out = node();
  add_coding(out, type == "Coding" ? "" : "coding", entry["system"], entry["code"], entry["display"]);
  if (type != "Coding" && !words.empty()) fhir::add(job_.arena, out, "text", words);
  return {out, type};
}

// The side of a body site: the one told last before it, else the first. Over "and" it holds for a part that comes in
// pairs ("the left arm and leg"), and for no other ("the left arm and jaw").
const Field* Builder::side_of(const Field& site) const {
  const Field *before = nullptr, *first = nullptr;
  uint32_t sites = 0;
  bool next = false;  // the first side belongs to the part right behind it: "neck and both hands"
  for (const Field& f : statement_.fields) {
    if (f.group != site.group) continue;
    sites += f.name == "body-site" && !f.again;
    next = next || (f.name == "body-site" && first != nullptr && f.span.begin == first->span.end + 1);
    if (f.name != "laterality" || f.again) continue;
    if (first == nullptr) first = &f;
    if (f.span.begin <= site.span.begin && (before == nullptr || f.span.begin > before->span.begin)) before = &f;
  }
  const Field* side = before != nullptr || next ? before : first;
  if (side == nullptr || sites < 2 || (site.row && site.row["paired"] == "yes")) return side;
  const bool beside = before != nullptr && before->span.end <= site.span.begin
                          ? site.span.begin - before->span.end <= 1
                          : site.span.end <= side->span.begin && side->span.begin - site.span.end <= 8;
  return beside ? side : nullptr;
}

Builder::Value Builder::site(const Field* field) {
  const Field* side = side_of(*field);
  std::string words(words_of(field));
  if (side != nullptr) {
    const std::string_view sided = words_of(side);
    if (words.find(sided) == std::string::npos) words.insert(0, std::string(sided) + " ");
  }
  return {codeable(field->row, field->value, job_.arena.copy(words), {}), "CodeableConcept"};
}

std::string_view Builder::unit_name(std::string_view ucum) const {
  const Row row = job_.mapping.vocabulary("time-unit", ucum);
  return row ? row["display"] : ucum;
}

Element* Builder::add_quantity(std::string_view value, std::string_view words, std::string_view ucum,
                               std::string_view comparator) {
  Element* out = node();
  fhir::add(job_.arena, out, "value", value, JsonKind::number);
  if (!comparator.empty()) fhir::add(job_.arena, out, "comparator", comparator);
  if (ucum.empty() && words.empty()) return out;
  fhir::add(job_.arena, out, "unit", words.empty() ? unit_name(ucum) : words);
  if (ucum.empty()) return out;
  fhir::add(job_.arena, out, "system", job_.mapping.system("ucum"));
  fhir::add(job_.arena, out, "code", ucum);
  return out;
}

Builder::Value Builder::quantity(const Rule& rule, uint16_t group, const Field* field) {
  const std::string_view value = fhir_decimal(field->value);
  if (value.empty()) return complain(rule, field, "not a decimal number"), Value{};
  const Field* unit = rule.fields.size() > 1 ? find(rule.fields[1], group) : nullptr;
  const Field* comparator = rule.fields.size() > 2 ? find(rule.fields[2], group) : nullptr;
  // "53-year-old": where value and unit are one word, the unit goes by its own name.
  const bool own_words = unit != nullptr && !unit->span.empty() && !unit->span.overlaps(field->span);
  const bool strict = rule.types[0] == "Age" || rule.types[0] == "Duration";
  if (strict && unit == nullptr && rule.fallback.empty()) return {};
  const std::string_view words = own_words ? words_of(unit) : std::string_view();
  const std::string_view unsaid = rule.fallback.empty() ? inferred_unit(*field) : rule.fallback;
  return {add_quantity(value, words, unit == nullptr ? unsaid : unit->value,
                       comparator == nullptr ? std::string_view() : comparator->value),
          rule.types[0]};
}

Builder::Value Builder::range(const Rule& rule, uint16_t group) {
  const Field* low = find(rule.fields[0], group);
  const Field* high = rule.fields.size() > 1 ? find(rule.fields[1], group) : nullptr;
  const Field* unit = rule.fields.size() > 2 ? find(rule.fields[2], group) : nullptr;
  const std::string_view words = unit == nullptr || unit->span.empty() ? std::string_view() : words_of(unit);
  const std::string_view ucum = unit == nullptr ? std::string_view() : unit->value;
  Element* out = node();
  for (const auto& [field, name] : {std::pair(low, "low"), std::pair(high, "high")}) {
    const std::string_view value = field == nullptr ? std::string_view() : fhir_decimal(field->value);
    if (!value.empty()) fhir::attach(out, add_quantity(value, words, ucum, {}), name);
  }
  return {out->has_children() ? out : nullptr, "Range"};
}

Builder::Value Builder::ratio(const Field* field) {
  const size_t colon = field->value.find(':');
  if (colon == std::string_view::npos) return {};  // not a titre: another rule will take the words
  const std::string_view numerator = fhir_decimal(field->value.substr(0, colon));
  const std::string_view denominator = fhir_decimal(field->value.substr(colon + 1));
  if (numerator.empty() || denominator.empty()) return {};
  Element* out = node();
  fhir::attach(out, add_quantity(numerator, {}, {}, {}), "numerator");
  fhir::attach(out, add_quantity(denominator, {}, {}, {}), "denominator");
  return {out, "Ratio"};
}

Builder::Value Builder::absent(const Rule& rule) {
  Element* out = node();
  Element* extension = fhir::add(job_.arena, out, "extension");
  fhir::add(job_.arena, extension, "url", job_.mapping.system("data-absent-reason"));
  fhir::add(job_.arena, extension, "valueCode", rule.fallback);
  return {out, rule.types[0]};
}

Builder::Value Builder::primitive(const Rule& rule, std::string_view text) {
  if (text.empty()) return {};
  const std::string_view type = rule.types[0];
  Element* out = node(text);
  if (type == "integer" || type == "positiveInt" || type == "unsignedInt") {
    if (!is_integer(text) || (type == "positiveInt" && text == "0")) return {};
    out->json = JsonKind::number;
  } else if (type == "decimal") {
    out->set_value(fhir_decimal(text));
    if (out->value().empty()) return {};
    out->json = JsonKind::number;
  } else if (type == "boolean") {
    out->json = JsonKind::boolean;
  }
  return {out, type};
}

Builder::Value Builder::resource(const Rule& rule, uint16_t group, const Field* field) {
  Resource made;
  made.type = rule.types[0];
  made.root = fhir::make_resource(job_.arena, made.type);
  made.patient = statement_.patient;
  made.statement = &statement_;
  if (field != nullptr && !field->span.empty()) made.mentions.push_back(field->span);
  if (field == nullptr) made.mentions.assign(statement_.mentions.begin(), statement_.mentions.end());
  std::string fact(made.type);
  fact.append("|").append(mine().fact).append("|").append(words_of(field));
  made.fact = job_.arena.copy(fact);
  const auto index = static_cast<uint32_t>(job_.out.all.size());
  job_.out.all.push_back(std::move(made));
  Builder inner(job_, index, statement_, group != 0 ? group : only_group_, field);
  inner.apply(rule.vocabulary);
  Element* reference = node();
  mine().links.push_back({reference, index});
  return {reference, "Reference"};
}

Builder::Value Builder::transform(const Rule& rule, uint16_t group, const Field* field) {
  switch (rule.transform) {
    case Transform::concept_: return concept_value(rule, field);
    case Transform::coded:
    case Transform::keyed: return coded(rule, field);
    case Transform::site: return site(field);
    case Transform::quantity:
    case Transform::duration: return quantity(rule, group, field);
    case Transform::range: return range(rule, group);
    case Transform::ratio: return ratio(field);
    case Transform::time: return time(rule, field);
    case Transform::date: {
      const auto stated = parse_time(field->value);
      return stated && stated->kind == StatedTime::Kind::date && stated->end.empty() ? time(rule, field) : Value{};
    }
    case Transform::copy: return primitive(rule, field == nullptr ? rule.fallback : field->value);
    case Transform::decimal: return primitive(rule, field == nullptr ? rule.fallback : field->value);
    case Transform::words: return primitive(rule, words_of(field));
    case Transform::flag: return primitive(rule, "true");
    case Transform::absent: return absent(rule);
    case Transform::resource: return resource(rule, group, field);
    case Transform::annotation: {
      Element* out = node();
      fhir::add(job_.arena, out, "text", words_of(field));
      return {out, "Annotation"};
    }
    case Transform::reference: {
      Element* out = node();
      mine().links.push_back({out, statement_.patient});
      return {out, "Reference"};
    }
    case Transform::shown:
    case Transform::shown_by: return {};  // by link(), once all resources are there
    case Transform::sequence: return primitive(rule, job_.arena.copy(std::to_string(items_of_group(rule, group))));
  }
  return {};
}

}  // namespace anamnesis
