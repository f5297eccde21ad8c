// Explanation. Values at nodes in, an indented tree out. A node inside where() or select() is evaluated once an item;
// the first few values are shown and the rest counted.
#include "fhirpath/explain.h"

#include "base/utf8.h"
#include "fhirpath/ast.h"

namespace anamnesis::fhirpath {
namespace {

constexpr size_t kShownEvaluations = 4, kShownItems = 6, kShownBytes = 60;

// At most `kShownBytes`, never within a character.
std::string shortened(std::string text) {
  if (text.size() <= kShownBytes) return text;
  size_t end = kShownBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "...";
}

std::string shown(Collection items) {
  if (items.empty()) return "{}";
  std::string out;
  for (size_t i = 0; i < items.size() && i < kShownItems; ++i) {
    if (i != 0) out += ", ";
    const std::string text = to_text(items[i]);
    if (text.empty() && items[i].kind == Kind::element) {
      out += type_name(items[i]);
    } else {
      out += items[i].kind == Kind::string ? "'" + shortened(text) + "'" : shortened(text);
    }
  }
  if (items.size() > kShownItems) out += ", ... (" + std::to_string(items.size()) + " items)";
  return out;
}

}  // namespace

std::function<void(const Node&, Collection)> Explanation::watcher() {
  return [this](const Node& node, Collection items) {
    Seen& seen = seen_[&node];
    if (seen.times++ < kShownEvaluations) seen.values.push_back(shown(items));
  };
}

void Explanation::write(std::string& out, const Expression& expression, const Node& node, size_t depth) const {
  std::string source = expression.source().substr(node.begin, node.end - node.begin);
  for (char& c : source)
    if (c == '\n' || c == '\r' || c == '\t') c = ' ';
  out.append(2 * depth, ' ');
  out += shortened(source) + "  ->  ";
  const auto at = seen_.find(&node);
  if (at == seen_.end()) {
    out += "(not evaluated)";
  } else {
    for (size_t i = 0; i < at->second.values.size(); ++i) out += (i == 0 ? "" : " ; ") + at->second.values[i];
    if (at->second.times > kShownEvaluations) out += " ; ... (" + std::to_string(at->second.times) + " times)";
  }
  out += '\n';
  for (const Node* child : {node.left, node.right})
    if (child != nullptr) write(out, expression, *child, depth + 1);
  for (const Node* argument : node.arguments) write(out, expression, *argument, depth + 1);
}

std::string Explanation::text(const Expression& expression) const {
  std::string out;
  write(out, expression, expression.root(), 0);
  return out;
}

}  // namespace anamnesis::fhirpath
