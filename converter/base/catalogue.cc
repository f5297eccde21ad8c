// The block: "ANAMCAT1", the number of entries, then for each entry six (offset, length) pairs of 32-bit numbers
// (url, type, version, id, package, text), sorted by url for binary search, then the strings themselves. Numbers are
// in the machine's own order: the block is made by the build that embeds it.
#include "base/catalogue.h"

#include <algorithm>
#include <cstring>
#include <map>

#include "base/check.h"
#include "base/embedded.h"

namespace anamnesis {
namespace {

constexpr std::string_view kMagic = "ANAMCAT1";
constexpr size_t kHeader = 16;  // magic, count, padding
constexpr size_t kFields = 6;
constexpr size_t kRecord = kFields * 2 * sizeof(uint32_t);

void append_number(std::string& out, size_t n) {
  INSIST(n <= UINT32_MAX);
  const auto number = static_cast<uint32_t>(n);
  out.append(reinterpret_cast<const char*>(&number), sizeof number);
}

}  // namespace

Catalogue::Catalogue(std::string_view bytes) : bytes_(bytes) {
  if (bytes.empty()) return;
  INSIST(bytes.size() >= kHeader && bytes.substr(0, kMagic.size()) == kMagic);
  uint32_t count = 0;
  std::memcpy(&count, bytes.data() + kMagic.size(), sizeof count);
  INSIST(kHeader + count * kRecord <= bytes.size());
  size_ = count;
}

const uint32_t* Catalogue::record(size_t i) const {
  return reinterpret_cast<const uint32_t*>(bytes_.data() + kHeader + i * kRecord);
}

std::string_view Catalogue::url_of(size_t i) const {
  const uint32_t* r = record(i);
  return string(r[0], r[1]);
}

CatalogueEntry Catalogue::operator[](size_t i) const {
  const uint32_t* r = record(i);
  return {.type = string(r[2], r[3]),
          .url = string(r[0], r[1]),
          .version = string(r[4], r[5]),
          .id = string(r[6], r[7]),
          .package = string(r[8], r[9]),
          .text = string(r[10], r[11])};
}

std::pair<size_t, size_t> Catalogue::find(std::string_view url) const {
  size_t low = 0, high = size_;
  while (low < high) {
    const size_t middle = (low + high) / 2;
    if (url_of(middle) < url)
      low = middle + 1;
    else
      high = middle;
  }
  while (high < size_ && url_of(high) == url) ++high;
  return {low, high};
}

std::string_view Catalogue::file(std::string_view path) const {
  for (auto [i, end] = find(path); i != end; ++i)
    if (const CatalogueEntry e = (*this)[i]; e.type == "file") return e.text;
  return {};
}

std::string write_catalogue(std::vector<CatalogueEntry> entries) {
  std::stable_sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.url < b.url; });
  std::string out(kMagic);
  append_number(out, entries.size());
  append_number(out, 0);
  const size_t strings = kHeader + entries.size() * kRecord;
  std::string pool;
  std::map<std::string, size_t, std::less<>> known;  // short strings are stored once
  const auto place = [&](std::string_view s, bool shared) {
    size_t at = pool.size();
    if (const auto it = shared ? known.find(s) : known.end(); it != known.end()) {
      at = it->second;
    } else {
      if (shared) known.emplace(s, at);
      pool += s;
    }
    append_number(out, strings + at);
    append_number(out, s.size());
  };
  for (const CatalogueEntry& e : entries) {
    for (const std::string_view s : {e.url, e.type, e.version, e.id, e.package}) place(s, true);
    place(e.text, false);
  }
  return out + pool;
}

const Catalogue& embedded_catalogue() {
  static const Catalogue catalogue(embedded_schemas());
  return catalogue;
}

}  // namespace anamnesis
