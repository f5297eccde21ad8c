// Packages: lookups by canonical and version over the bundled resources and over packages written for the test.
#include "package/packages.h"

#include <cstdlib>
#include <filesystem>

#include "base/files.h"

#include <doctest/doctest.h>

using anamnesis::package::Packages;
using anamnesis::package::Resource;
using anamnesis::package::compare_versions;
namespace fs = std::filesystem;

namespace {

// A folder that is gone when the test is over.
struct Folder {
  std::string path;
  Folder() {
    char name[] = "/tmp/anamnesis-test-XXXXXX";
    path = mkdtemp(name);
  }
  ~Folder() { fs::remove_all(path); }
  void write(const std::string& name, const std::string& text) const {
    REQUIRE(anamnesis::write_file(path + "/" + name, text).ok());
  }
};

std::string value_set(const std::string& version) {
  return R"({"resourceType":"ValueSet","id":"colours","url":"http://example.org/vs/colours","version":")" + version +
         R"("})";
}

}  // namespace

TEST_CASE("base types, moved terminology and extensions are found without loading anything") {
  const Packages packages;
  struct Case {
    const char *canonical, *type, *package;
  };
  for (const Case& c : {Case{"http://hl7.org/fhir/StructureDefinition/Patient", "StructureDefinition", "hl7.fhir.r4.core"},
                        Case{"http://hl7.org/fhir/StructureDefinition/Patient|4.0.1", "", "hl7.fhir.r4.core"},
                        Case{"http://hl7.org/fhir/StructureDefinition/bp|4.0", "", "hl7.fhir.r4.core"},
                        Case{"http://hl7.org/fhir/ValueSet/administrative-gender", "ValueSet", "hl7.fhir.r4.core"},
                        Case{"http://terminology.hl7.org/CodeSystem/v3-ActCode", "CodeSystem", "hl7.terminology.r4"},
                        Case{"http://hl7.org/fhir/StructureDefinition/patient-birthPlace", "", "hl7.fhir.uv.extensions.r4"},
                        Case{"http://hl7.org/fhir/StructureDefinition/patient-birthPlace|4.0.1", "",
                             "hl7.fhir.uv.extensions.r4"}}) {
    CAPTURE(c.canonical);
    const Resource* found = packages.find(c.canonical, c.type);
    REQUIRE(found != nullptr);
    CHECK(packages.package_of(*found).name == c.package);
    CHECK(found->json.starts_with("{\"resourceType\":"));
  }
  CHECK(packages.find("http://hl7.org/fhir/StructureDefinition/Patient|3.0.2") == nullptr);
  CHECK(packages.find("http://hl7.org/fhir/StructureDefinition/Patient", "ValueSet") == nullptr);
  CHECK(packages.find("") == nullptr);
  CHECK(packages.all("StructureDefinition").size() > 800);
}

TEST_CASE("versions compare by their parts, numbers as numbers") {
  struct Case {
    const char *a, *b;
    int sign;
  };
  for (const Case& c : {Case{"1.0.0", "1.0.0", 0}, Case{"1.9.0", "1.10.0", -1}, Case{"2.0", "1.99.99", 1},
                        Case{"1.0", "1.0.1", -1}, Case{"", "0.1", -1}, Case{"1.0.0-ballot", "1.0.0", -1},
                        Case{"2018-08-12", "2014-03-26", 1}}) {
    CAPTURE(c.a);
    CAPTURE(c.b);
    const int got = compare_versions(c.a, c.b);
    CHECK((got > 0) - (got < 0) == c.sign);
    const int back = compare_versions(c.b, c.a);
    CHECK((back > 0) - (back < 0) == -c.sign);
  }
}

TEST_CASE("a package folder brings its dependencies from the cache and prefers their versions") {
  const Folder cache, own;
  setenv("FHIR_PACKAGE_CACHE", cache.path.c_str(), 1);
  for (const std::string version : {"1.0.0", "2.0.0"}) {
    cache.write("test.colours#" + version + "/package/package.json",
                R"({"name":"test.colours","version":")" + version + R"("})");
    cache.write("test.colours#" + version + "/package/vs.json", value_set(version));
    cache.write("test.colours#" + version + "/package/example/no.json", value_set("9.9.9"));
  }
  own.write("package/package.json", R"({"name":"test.own","version":"0.1.0","dependencies":{
      "hl7.fhir.r4.core":"4.0.1","test.colours":"1.0.0","test.absent":"3.0.0"}})");
  own.write("package/p.json", R"({"resourceType":"StructureDefinition","id":"p","url":"http://example.org/sd/p"})");
  Packages packages;
  REQUIRE(packages.add_package(own.path).ok());
  REQUIRE(packages.add_package("test.colours").ok());  // the highest in the cache
  unsetenv("FHIR_PACKAGE_CACHE");
  CHECK(packages.missing() == std::vector<std::string>{"test.absent#3.0.0"});
  const Resource* profile = packages.find("http://example.org/sd/p");
  REQUIRE(profile != nullptr);
  CHECK(packages.find("http://example.org/vs/colours")->version == "2.0.0");
  CHECK(packages.find("http://example.org/vs/colours", "ValueSet", profile)->version == "1.0.0");
  CHECK(packages.find("http://example.org/vs/colours|1.0")->version == "1.0.0");
  CHECK(packages.find("http://example.org/vs/colours|3.0.0") == nullptr);
  CHECK(packages.versions("http://example.org/vs/colours").size() == 2);
  CHECK(packages.find_by_id("ValueSet", "colours") != nullptr);
}

TEST_CASE("a named resource wins over packages, and a Bundle brings all its resources") {
  Packages packages;
  REQUIRE(packages.add_text(R"({"resourceType":"Bundle","entry":[
      {"resource":{"resourceType":"ValueSet","id":"a","url":"http://hl7.org/fhir/ValueSet/administrative-gender","version":"0.1"}},
      {"resource":{"resourceType":"CodeSystem","id":"b","url":"http://example.org/cs"}}]})", "bundle.json").ok());
  CHECK(packages.find("http://hl7.org/fhir/ValueSet/administrative-gender")->version == "0.1");
  CHECK(packages.find("http://hl7.org/fhir/ValueSet/administrative-gender|4.0.1")->version == "4.0.1");
  CHECK(packages.find("http://example.org/cs")->json == R"({"resourceType":"CodeSystem","id":"b","url":"http://example.org/cs"})");
}

TEST_CASE("a resource in XML is the same resource in JSON") {
  Packages packages;
  REQUIRE(packages.add_text(R"(<ValueSet xmlns="http://hl7.org/fhir"><id value="x"/><url value="http://example.org/x"/>
      <experimental value="true"/><compose><include><system value="http://example.org/cs"/></include></compose></ValueSet>)",
      "x.xml").ok());
  CHECK(packages.find("http://example.org/x")->json ==
        R"({"resourceType":"ValueSet","id":"x","url":"http://example.org/x","experimental":true,"compose":{"include":)"
        R"([{"system":"http://example.org/cs"}]}})");
}

TEST_CASE("what cannot be loaded is refused with its name and place") {
  const Folder folder;
  folder.write("broken/package.json", "{\"name\":\n \"x\",}");
  folder.write("empty/readme.md", "nothing");
  folder.write("not.tgz", "this is not gzip");
  Packages packages;
  struct Case {
    std::string name, message;
  };
  for (const Case& c : {Case{folder.path + "/broken", "package.json:2:"}, Case{folder.path + "/empty", "no FHIR package"},
                        Case{folder.path + "/not.tgz", "not a readable .tgz"}, Case{"no.such.package#1.0.0", "no such package"}}) {
    const auto added = packages.add_package(c.name);
    REQUIRE(!added.ok());
    CAPTURE(added.error().text());
    CHECK(added.error().text().find(c.message) != std::string::npos);
  }
  CHECK(!packages.add_text("{\"a\":1}", "x.json").ok());
  CHECK(!packages.add_text("[", "x.json").ok());
}
