// The table is read once, when first asked for.
#include "validate/rules.h"

#include <algorithm>

#include "package/rows.h"

namespace anamnesis::validate {

const std::vector<Rule>& rules() {
  static const std::vector<Rule> all = [] {
    std::vector<Rule> out;
    package::Rows row("codes/rules.tsv");
    while (row.next()) out.push_back({row[0], row[1], row[2], row[3], row[4], row[5]});
    std::sort(out.begin(), out.end(), [](const Rule& a, const Rule& b) { return a.id < b.id; });
    return out;
  }();
  return all;
}

const Rule* find_rule(std::string_view id) {
  const auto it = std::lower_bound(rules().begin(), rules().end(), id,
                                   [](const Rule& r, std::string_view wanted) { return r.id < wanted; });
  return it != rules().end() && it->id == id ? &*it : nullptr;
}

std::string list_rules() {
  std::string out;
  for (const Rule& r : rules()) {
    out.append(r.id).append(r.id.size() < 32 ? 32 - r.id.size() : 1, ' ');
    out.append(r.severity)
        .append(r.severity.size() < 13 ? 13 - r.severity.size() : 1, ' ')
        .append(r.title)
        .append("\n");
  }
  return out;
}

namespace {

// An invariant's message, or "": r4/invariants.tsv, key and message.
std::string_view invariant_message(std::string_view key) {
  package::Rows row("r4/invariants.tsv");
  while (row.next())
    if (row[0] == key) return row[1];
  return {};
}

}  // namespace

std::string explain_rule(std::string_view id) {
  const Rule* r = find_rule(id);
  if (r == nullptr) {
    const std::string_view message = id.empty() ? std::string_view() : invariant_message(id);
    if (message.empty()) return {};
    return std::string(id) + ": an invariant of R4\n\n" + std::string(message) + "\n\nissue type: invariant\n";
  }
  std::string out;
  out.append(r->id).append(": ").append(r->title).append("\n\n").append(r->explanation).append("\n\n");
  out.append("severity: ").append(r->severity).append("   issue type: ").append(r->code).append("\n");
  if (!r->source.empty()) out.append("source: ").append(r->source).append("\n");
  return out;
}

}  // namespace anamnesis::validate
