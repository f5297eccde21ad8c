// Compiling: source in, an immutable tree out: parsed, regular expressions of literals compiled, types checked.
#include "fhirpath/compile.h"

#include "fhirpath/native.h"
#include "fhirpath/parser.h"

namespace anamnesis::fhirpath {
namespace {

// Compiles the patterns of matches('...') and the like, once for all evaluations.
Result<void> compile_patterns(const Node* node, Expression::Tree& tree) {
  if (node == nullptr) return {};
  for (const Node* child : {node->left, node->right})
    if (Result<void> done = compile_patterns(child, tree); !done) return done;
  for (const Node* argument : node->arguments)
    if (Result<void> done = compile_patterns(argument, tree); !done) return done;
  const bool uses = node->kind == NodeKind::function &&
                    (node->name == "matches" || node->name == "matchesFull" || node->name == "replaceMatches");
  if (!uses || node->arguments[0]->kind != NodeKind::literal || node->arguments[0]->value.kind != Kind::string)
    return {};
  Result<Regex> regex = Regex::compile(node->arguments[0]->value.string, kMatches);
  if (!regex) return error_at(tree.source, node->arguments[0]->begin, regex.error().message);
  tree.patterns.push_back(std::make_unique<Regex>(std::move(*regex)));
  const_cast<Node*>(node)->pattern = tree.patterns.back().get();  // still being built
  return {};
}

}  // namespace

Result<Expression> compile(std::string_view source, const CompileOptions& options) {
  auto tree = std::make_shared<Expression::Tree>();
  tree->source = source;
  tree->r4_dialect = options.r4_dialect;
  const Result<const Node*> root = parse(tree->source, tree->arena);
  if (!root) return root.error();
  tree->root = *root;
  if (Result<void> done = compile_patterns(tree->root, *tree); !done) return done.error();
  if (Result<void> done = check_types(*tree, options); !done) return done.error();
  tree->types_checked = options.model != nullptr;
  tree->native = native_form(tree->source);
  return Expression(std::move(tree));
}

const std::string& Expression::source() const {
  return tree_->source;
}
const Node& Expression::root() const {
  return *tree_->root;
}
bool Expression::r4_dialect() const {
  return tree_->r4_dialect;
}
bool Expression::has_native_form() const {
  return tree_->native != nullptr;
}

}  // namespace anamnesis::fhirpath
