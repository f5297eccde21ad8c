// Builder: fills one resource from one statement, rule by rule. Internal to map/.
//
// A rule that holds makes a detached Element by its transform; only then is its path walked and made as far as it is
// missing, so that no empty element is left behind. A path that has a value already keeps it: the first rule wins.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "map/map.h"
#include "map/time.h"

namespace anamnesis {

// What all builders of one document share.
struct MapJob {
  const Document& document;
  const Mapping& mapping;
  Arena& arena;
  Issues& issues;
  Resources& out;
};

class Builder {
 public:
  // `resource` is an index into job.out.all. `only_group`: the statement is seen as this group of it (0: whole);
  // `focus`: the field that the resource is about, nullptr for the statement's own concept.
  Builder(MapJob& job, uint32_t resource, const Statement& statement, uint16_t only_group = 0,
          const Field* focus = nullptr)
      : job_(job), resource_(resource), statement_(statement), only_group_(only_group), focus_(focus) {}

  // Applies all rules that `rule_set` has for the resource's type.
  void apply(std::string_view rule_set);

  // Only the rules that refer to other statements' resources: all of those must be there. `related`: indices into
  // job.out.all of what this statement's study showed, or of the report that showed this statement.
  void link(std::string_view rule_set, Transform transform, std::span<const uint32_t> related);

 private:
  // A path item that later rules of this statement come back to.
  struct Item {
    const fhir::Element* parent;
    std::string_view name, label;
    uint16_t group;
    fhir::Element* element;
  };
  // What a transform makes: an element not yet in the tree, and the type it has taken.
  struct Value {
    fhir::Element* element = nullptr;
    std::string_view type;
  };

  void apply(const Rule& rule, uint16_t group);
  void apply_to(const Rule& rule, uint16_t group, const Field* field);
  bool holds(const Rule& rule, uint16_t group) const;
  const Field* find(std::string_view name, uint16_t group) const;
  fhir::Element* walk(const Rule& rule, uint16_t group, bool make, fhir::Element** item);
  fhir::Element* item_of(fhir::Element* parent, const Step& step, uint16_t group, bool make);
  void record(const Rule& rule, uint16_t group, const Field* field, const fhir::Element* element);

  // transforms.cc
  Value transform(const Rule& rule, uint16_t group, const Field* field);
  Value primitive(const Rule& rule, std::string_view text);
  Value concept_value(const Rule& rule, const Field* field);
  Value coded(const Rule& rule, const Field* field);
  Value site(const Field* field);
  const Field* side_of(const Field& site) const;
  Value quantity(const Rule& rule, uint16_t group, const Field* field);
  Value range(const Rule& rule, uint16_t group);
  Value ratio(const Field* field);
  Value time(const Rule& rule, const Field* field);
  Value resource(const Rule& rule, uint16_t group, const Field* field);
  Value absent(const Rule& rule);

  fhir::Element* node(std::string_view value = {});
  fhir::Element* add_quantity(std::string_view value, std::string_view unit_words, std::string_view ucum,
                              std::string_view comparator);
  void add_coding(fhir::Element* parent, std::string_view name, std::string_view system, std::string_view code,
                  std::string_view display);
  fhir::Element* codeable(Row row, std::string_view value, std::string_view words, std::string_view vocabulary);
  void add_extension(fhir::Element* parent, std::string_view url, std::string_view name, std::string_view value);
  void add_relative_time(fhir::Element* on, const StatedTime& time, std::string_view words);
  Row exact_row() const;
  std::string_view inferred_unit(const Field& value) const;
  bool may_claim(std::string_view code) const;
  std::string_view unit_name(std::string_view ucum) const;
  std::string_view words_of(const Field* field);  // the field's words on one line, else its value
  std::string_view one_line(std::string_view text);
  void complain(const Rule& rule, const Field* field, std::string_view what);
  size_t items_of_group(const Rule& rule, uint16_t group) const;  // how many items there are, up to this group's
  std::string_view mine_type() const { return job_.out.all[resource_].type; }
  Resource& mine() { return job_.out.all[resource_]; }

  MapJob& job_;
  uint32_t resource_;
  const Statement& statement_;
  uint16_t only_group_;
  const Field* focus_;
  std::vector<Item> items_;
  std::vector<Span> spans_;  // of record(), to keep its memory
};

}  // namespace anamnesis
