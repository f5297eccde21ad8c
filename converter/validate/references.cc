// References: resolving after R4's references.html and bundle.html ("Resolving references in Bundles"): a relative
// reference in an entry with a RESTful fullUrl is relative to that fullUrl's base, and to nothing else.
#include "validate/references.h"

#include <algorithm>
#include <bit>

#include "base/ascii.h"
#include "base/files.h"
#include "fhir/xml_reader.h"
#include "validate/checks.h"

namespace anamnesis::validate {

struct References::Loaded {
  std::string text;
  Arena arena;
  const fhir::Element* root = nullptr;
};
References::References(const Environment& environment, const fhir::Element& root)
    : environment_(environment), root_(root) {}
References::~References() = default;

namespace {
const std::vector<const fhir::Element*> kNone;
}  // namespace

bool is_absolute(std::string_view uri) {  // RFC 3986, 3.1: the scheme begins with a letter
  if (uri.empty() || !is_letter(uri[0])) return false;
  size_t colon = 1;
  while (colon < uri.size() && (is_alnum(uri[colon]) || uri[colon] == '+' || uri[colon] == '-' || uri[colon] == '.'))
    ++colon;
  return colon < uri.size() && uri[colon] == ':' && is_unbroken(uri);
}

Link take_apart(std::string_view reference) {
  Link link;
  const size_t hash = reference.find('#');
  if (hash == reference.npos && reference.find('/') == reference.npos) {  // most are urn:uuid:...
    link.plain = reference;
    link.absolute = reference.find(':') != reference.npos;
    return link;
  }
  if (hash != std::string_view::npos) {
    link.fragment = reference.substr(hash + 1);
    reference = reference.substr(0, hash);
  }
  link.absolute = is_absolute(reference);
  if (const size_t history = reference.find("/_history/"); history != std::string_view::npos) {
    link.version = reference.substr(history + 10);
    reference = reference.substr(0, history);
  }
  link.plain = reference;
  const size_t slash = reference.rfind('/');
  if (slash == std::string_view::npos || slash == 0 || !is_id(reference.substr(slash + 1))) return link;
  const size_t before = reference.rfind('/', slash - 1);
  const std::string_view type = reference.substr(before == std::string_view::npos ? 0 : before + 1,
                                                 slash - (before == std::string_view::npos ? 0 : before + 1));
  if (type.empty() || type[0] < 'A' || type[0] > 'Z') return link;
  link.type = type;
  link.id = reference.substr(slash + 1);
  if (before != std::string_view::npos) link.base = reference.substr(0, before);
  return link;
}

bool is_resource_type(const Environment& environment, std::string_view name) {
  const fhir::TypeDef* type = environment.model.type(name);
  return type != nullptr && type->kind == fhir::TypeKind::resource;
}

References::Bundle& References::index(const fhir::Element& bundle) {
  if (last_bundle_.first == &bundle) return *last_bundle_.second;
  const auto [at, fresh] = bundles_.try_emplace(&bundle);
  Bundle& made = at->second;
  last_bundle_ = {&bundle, &made};
  if (!fresh) return made;
  size_t entries = 0;
  for (const fhir::Element* e = bundle.first(); e != nullptr; e = e->next()) ++entries;
  made.by_url.resize(std::bit_ceil(2 * entries + 1));
  for (const fhir::Element* e = bundle.first(); e != nullptr; e = e->next()) {
    if (e->name() != "entry") continue;
    const std::string_view url = e->text("fullUrl");
    const fhir::Element* resource = e->child("resource");
    if (url.empty() || resource == nullptr) continue;
    const uint64_t hash = hash_text(url);
    Bundle::Named& n = made.place(hash, url);
    if (n.resource == nullptr) n = {hash, url, resource};
  }
  return made;
}

const std::vector<const fhir::Element*>& References::entries_by_id(const fhir::Element& bundle,
                                                                   std::string_view type_id) {
  Bundle& of = index(bundle);
  for (const fhir::Element* e = of.ids_known ? nullptr : bundle.first(); e != nullptr; e = e->next()) {
    const fhir::Element* r = e->name() == "entry" ? e->child("resource") : nullptr;
    if (r != nullptr && !r->text("id").empty())
      of.by_id[std::string(r->resource_type()).append("/").append(r->text("id"))].push_back(e);
  }
  of.ids_known = true;
  const auto at = of.by_id.find(type_id);
  return at == of.by_id.end() ? kNone : at->second;
}

// The resource of the first entry of this name that has one.
const fhir::Element* References::target_by_url(const fhir::Element& bundle, std::string_view full_url) {
  return index(bundle).place(hash_text(full_url), full_url).resource;
}

const fhir::Element* References::of_version(const fhir::Element& bundle, const fhir::Element& first,
                                            std::string_view full_url, std::string_view version) {
  const auto has = [&](const fhir::Element& resource) {
    const fhir::Element* meta = resource.child("meta");
    return meta != nullptr && meta->text("versionId") == version;
  };
  if (has(first)) return &first;
  const std::string name = std::string(first.resource_type()).append("/").append(first.text("id"));
  for (const fhir::Element* e : entries_by_id(bundle, name))
    if (e->text("fullUrl") == full_url && has(*e->child("resource"))) return e->child("resource");
  return nullptr;
}

std::string_view References::full_url_of(const fhir::Element& entry, const Link& reference, const Link& own) {
  if (reference.absolute) return reference.plain;
  const fhir::Element* resource = entry.child("resource");
  if (own.base.empty() || !own.absolute || resource == nullptr || resource->text("id") != own.id) return {};
  url_.assign(own.base).append("/").append(reference.plain);
  return url_;
}

bool References::has_anchor(std::string_view name) {
  if (!anchors_known_) {
    anchors_known_ = true;
    std::vector<const fhir::Element*> stack{&root_};
    while (!stack.empty()) {
      const fhir::Element* e = stack.back();
      stack.pop_back();
      if (e->name() == "id") anchors_.emplace(e->value());
      if (e->is_resource()) anchors_.insert(std::string(e->resource_type()).append("_").append(e->text("id")));
      if (e->type() != nullptr && e->type()->name == "xhtml")
        for (const std::string_view key : {" id=\"", " name=\""})
          for (size_t at = e->value().find(key); at != std::string_view::npos; at = e->value().find(key, at + 1)) {
            const std::string_view rest = e->value().substr(at + key.size());
            anchors_.emplace(rest.substr(0, rest.find('"')));
          }
      for (const fhir::Element* c = e->first(); c != nullptr; c = c->next()) stack.push_back(c);
    }
  }
  return anchors_.contains(std::string(name));
}

const fhir::Element* References::contained(const fhir::Element& container, std::string_view id) {
  const auto [at, fresh] = contained_.try_emplace(&container);
  if (fresh)
    for (const fhir::Element* c = container.first(); c != nullptr; c = c->next())
      if (c->name() == "contained" && !c->text("id").empty()) at->second.emplace(c->text("id"), c);
  const auto found = at->second.find(id);
  return found == at->second.end() ? nullptr : found->second;
}

// What the reference means among the entries of the Bundle around this one.
std::optional<const fhir::Element*> References::target_in(const fhir::Element& entry, const Link& link) {
  const fhir::Element& bundle = *entry.parent;
  const Link own = link.absolute ? Link() : take_apart(entry.text("fullUrl"));
  if (const std::string_view url = full_url_of(entry, link, own); !url.empty())
    if (const fhir::Element* target = target_by_url(bundle, url)) {
      if (!link.version.empty()) target = of_version(bundle, *target, std::string(url), link.version);
      if (target == nullptr) return std::nullopt;
      return link.fragment.empty() ? target : contained(*target, link.fragment);
    }
  if (link.absolute || link.type.empty()) return std::nullopt;
  if (is_uuid(link.id))  // Type/UUID for urn:uuid:UUID: not in the specification, but in wide use
    if (const fhir::Element* target = target_by_url(bundle, url_.assign("urn:uuid:").append(link.id))) return target;
  if (!own.base.empty()) return std::nullopt;
  url_.assign(link.type).append("/").append(link.id);
  for (const fhir::Element* hit : entries_by_id(bundle, url_))
    if (hit->text("fullUrl").empty()) return hit->child("resource");
  return std::nullopt;
}

const fhir::Element* References::resolve(const fhir::Element& from, std::string_view reference, const Link& link) {
  if (reference.empty()) return nullptr;
  const fhir::Element& container = root_resource_of(from);
  if (reference[0] == '#') return reference.size() == 1 ? &container : contained(container, reference.substr(1));
  // Entries of the Bundles around it, innermost first.
  for (const fhir::Element* entry = entry_of(from); entry != nullptr; entry = entry_of(*entry->parent))
    if (const auto target = target_in(*entry, link)) return *target;
  if (!link.type.empty() && link.fragment.empty()) {
    if (!link.absolute && container.resource_type() == link.type && container.text("id") == link.id) return &container;
    return from_folder(link.type, link.id);
  }
  return nullptr;
}

const fhir::Element* References::from_folder(std::string_view type, std::string_view id) {
  const std::string& folder = environment_.options.resolve_folder;
  if (folder.empty() || !is_resource_type(environment_, type)) return nullptr;
  const std::string stem = folder + "/" + ascii_lower(type) + "-" + std::string(id);
  const auto [at, fresh] = files_.try_emplace(stem);
  if (!fresh) return at->second == nullptr ? nullptr : at->second->root;
  for (const std::string& name : {stem + ".json", stem + ".xml", folder + "/" + std::string(id) + ".json",
                                  folder + "/" + std::string(id) + ".xml"}) {
    auto text = read_file(name);
    if (!text) continue;
    auto loaded = std::make_unique<Loaded>();
    loaded->text = std::move(*text);
    Issues ignored;
    const auto root = fhir::read_resource(loaded->text, loaded->arena, environment_.model, ignored);
    if (!root || (*root)->resource_type() != type) continue;
    loaded->root = *root;
    at->second = std::move(loaded);
    return at->second->root;
  }
  return nullptr;
}

}  // namespace anamnesis::validate
