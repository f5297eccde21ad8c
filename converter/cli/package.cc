// anamnesis package: the FHIR packages and definitions that a run would know.
#include <CLI/CLI.hpp>
#include <iostream>

#include "base/files.h"
#include "cli/commands.h"
#include "package/packages.h"

namespace anamnesis::cli {
namespace {

struct PackageOptions {
  std::vector<std::string> packages, resources;
  std::string canonical, type;
  bool cached = false;
};

bool load(const PackageOptions& o, package::Packages& packages) {
  for (const std::string& p : o.packages)
    if (const auto added = packages.add_package(p); !added) return std::cerr << added.error().text() << "\n", false;
  for (const std::string& r : o.resources)
    if (const auto added = packages.add_resource(r); !added) return std::cerr << added.error().text() << "\n", false;
  return true;
}

// One package a line: name#version, resources, where it is from. With --type: its resources, one canonical a line.
int list(const PackageOptions& o) {
  if (o.cached) {
    for (const std::string& name : list_folders(package::Packages::cache_folder()))
      if (name.find('#') != name.npos) std::cout << name << "\n";
    return 0;
  }
  package::Packages packages;
  if (!load(o, packages)) return 2;
  if (!o.type.empty()) {
    for (const package::Resource* r : packages.all(o.type))
      std::cout << r->url << (r->version.empty() ? "" : "|") << r->version << "\t" << packages.package_of(*r).label()
                << "\n";
    return 0;
  }
  for (const package::Package& p : packages.packages())
    std::cout << p.label() << "\t" << p.resources << " resources\t" << p.source << "\n";
  for (const std::string& m : packages.missing()) std::cerr << "not there: " << m << "\n";
  return 0;
}

int show(const PackageOptions& o) {
  package::Packages packages;
  if (!load(o, packages)) return 2;
  const package::Resource* r = packages.find(o.canonical, o.type);
  if (r == nullptr) return std::cerr << "no definition has the canonical " << o.canonical << "\n", 1;
  std::cout << r->json << "\n";
  return 0;
}

void add_common(CLI::App* command, const std::shared_ptr<PackageOptions>& o) {
  command->add_option("--package", o->packages, "a FHIR package: .tgz, folder, or id#version in ~/.fhir/packages")
      ->allow_extra_args(false);
  command->add_option("--resource", o->resources, "a conformance resource, JSON or XML")->allow_extra_args(false);
  command->add_option("--type", o->type, "only resources of this type, such as StructureDefinition");
}

}  // namespace

void add_package(CLI::App& app, int& status) {
  auto o = std::make_shared<PackageOptions>();
  CLI::App* package = app.add_subcommand("package", "FHIR packages known and loaded");
  package->require_subcommand(1);
  CLI::App* listing = package->add_subcommand("list", "the packages a run knows, or their resources with --type");
  listing->add_flag("--cached", o->cached, "what is in ~/.fhir/packages instead");
  add_common(listing, o);
  listing->callback([o, &status] { status = list(*o); });
  CLI::App* showing = package->add_subcommand("show", "one definition as JSON");
  showing->add_option("CANONICAL", o->canonical, "url or url|version")->required();
  add_common(showing, o);
  showing->callback([o, &status] { status = show(*o); });
}

}  // namespace anamnesis::cli
