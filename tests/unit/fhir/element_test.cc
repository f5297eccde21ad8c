// Elements keep several things in one place, depending on what they are.
#include "fhir/element.h"

#include "fhir/json_reader.h"
#include "fhir/json_writer.h"
#include "fhir/model.h"

#include <doctest/doctest.h>

using namespace anamnesis;
using namespace anamnesis::fhir;

TEST_CASE("children are in the order they were added, and no further") {
  Arena arena;
  Element* root = make_resource(arena, "Patient");
  CHECK_FALSE(root->has_children());
  CHECK(root->first() == nullptr);
  CHECK(root->next() == nullptr);
  std::string told;
  for (const char* text : {"a", "b", "c"}) add(arena, root, "given", text);
  for (const Element* e = root->first(); e != nullptr; e = e->next()) told += std::string(e->value()) + std::to_string(e->index);
  CHECK(told == "a0b1c2");
  CHECK(root->last()->value() == "c");
  CHECK(root->last()->parent == root);
  Element* second = root->first()->next();
  root->forget_children();
  root->append(second);
  CHECK(root->first() == second);
  CHECK(second->next() == nullptr);
}

TEST_CASE("a resource has the name of its type, whether that is known or not") {
  Arena arena;
  for (const std::string type : {"Patient", "Patience"}) {
    Element* root = make_resource(arena, type);
    for (int i = 0; i < 2; ++i, annotate(root, r4_model())) {
      CHECK(root->is_resource());
      CHECK(root->resource_type() == type);
      CHECK(root->value().empty());
      CHECK(root->name().empty());
    }
    CHECK((root->type() != nullptr) == (type == "Patient"));
  }
}

TEST_CASE("an annotated tree keeps its names, known and unknown, and what is contained its type") {
  Arena arena;
  Element* root = make_resource(arena, "Patient");
  add(arena, root, "gender", "male");
  add(arena, root, "gendre", "male");
  attach(root, make_resource(arena, "Group"), "contained");
  attach(root, make_resource(arena, "Grupo"), "contained");
  for (int i = 0; i < 2; ++i) annotate(root, r4_model());
  CHECK(root->child("gender")->property() != nullptr);
  CHECK(root->child("gendre")->property() == nullptr);
  CHECK(root->child("gendre")->type() == nullptr);
  CHECK(root->child("contained")->type() == r4_model().type("Group"));
  CHECK(root->last()->resource_type() == "Grupo");
  std::string out;
  write_json(out, *root, {.indent = 0});
  CHECK(out == R"({"resourceType":"Patient","gender":"male","gendre":"male","contained":[{"resourceType":"Group"},{"resourceType":"Grupo"}]})");
}

TEST_CASE("a name of many megabytes is cut, and nothing else suffers") {
  Arena arena;
  Issues issues;
  const std::string json = R"({"resourceType":"Patient",")" + std::string(9 << 20, 'x') + R"(":1,"gender":"male"})";
  const auto root = read_json(json, arena, r4_model(), issues);
  REQUIRE(root.ok());
  CHECK((*root)->first()->name().size() == (8u << 20) - 1);
  CHECK((*root)->first()->value() == "1");
  CHECK((*root)->text("gender") == "male");
}
