// Parser. Precedence climbing over the operators of the specification ("Operator Precedence"), on top of terms that are
// followed by any number of `.name`, `.function(...)` and `[index]`. A sign binds looser than those: -1.abs() is
// -(1.abs()). Function names and the number of their arguments are checked here, and type arguments become type names.
#include "fhirpath/parser.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "base/names.h"
#include "base/utf8.h"
#include "fhirpath/chapters.h"
#include "fhirpath/functions.h"
#include "fhirpath/lexer.h"
#include "fhirpath/temporal.h"

namespace anamnesis::fhirpath {

Error error_at(std::string_view source, uint32_t offset, std::string message) {
  const LineColumn at = locate(source, offset);
  return {std::move(message), "expression", at.line, at.column};
}

namespace {

struct BinaryOperator {
  std::string_view text;
  NodeKind kind;
  int level;  // higher binds tighter
};
constexpr int kTypeLevel = 8, kUnaryLevel = 11;
constexpr BinaryOperator kOperators[] = {
    {"implies", NodeKind::implies, 1}, {"or", NodeKind::or_, 2},
    {"xor", NodeKind::xor_, 2},        {"and", NodeKind::and_, 3},
    {"in", NodeKind::in, 4},           {"contains", NodeKind::contains, 4},
    {"=", NodeKind::equal, 5},         {"~", NodeKind::equivalent, 5},
    {"!=", NodeKind::not_equal, 5},    {"!~", NodeKind::not_equivalent, 5},
    {"<=", NodeKind::less_equal, 6},   {"<", NodeKind::less, 6},
    {">", NodeKind::greater, 6},       {">=", NodeKind::greater_equal, 6},
    {"|", NodeKind::unite, 7},         {"is", NodeKind::is, 8},
    {"as", NodeKind::as, 8},           {"+", NodeKind::add, 9},
    {"-", NodeKind::subtract, 9},      {"&", NodeKind::concatenate, 9},
    {"*", NodeKind::multiply, 10},     {"/", NodeKind::divide, 10},
    {"div", NodeKind::div, 10},        {"mod", NodeKind::mod, 10},
};

class Parser {
 public:
  Parser(std::string_view source, Arena& arena) : lexer_(source), arena_(arena) { advance(); }

  Result<const Node*> run() {
    const Node* root = expression(0);
    if (root != nullptr && token_.kind != TokenKind::end) fail(token_.offset, "unexpected " + shown(token_));
    if (error_) return *error_;
    return root;
  }

 private:
  struct Nesting {
    explicit Nesting(int& n) : depth(n) { ++depth; }
    ~Nesting() { --depth; }
    int& depth;
  };

  void advance() {
    end_ = token_.end;
    token_ = lexer_.next();
    if (token_.kind == TokenKind::bad) fail(token_.offset, lexer_.message());
  }

  static std::string shown(const Token& t) {
    return t.kind == TokenKind::end ? "end of the expression" : "'" + std::string(t.text) + "'";
  }

  const Node* fail(uint32_t offset, std::string message) {
    if (!error_) error_ = error_at(lexer_.source(), offset, std::move(message));
    return nullptr;
  }

  bool expect(std::string_view symbol) {
    if (token_.is(symbol)) {
      advance();
      return true;
    }
    fail(token_.offset, "expected '" + std::string(symbol) + "' before " + shown(token_));
    return false;
  }

  Node* make(NodeKind kind, uint32_t begin, uint32_t at) {
    Node* node = arena_.make<Node>();
    node->kind = kind;
    node->begin = begin;
    node->operator_at = at;
    return node;
  }

  // Closes a node over its children and checks how deep the tree has become.
  const Node* finish(Node* node) {
    node->end = std::max(end_, node->begin);
    int deepest = 0;
    const auto look = [&](const Node* child) {
      if (child != nullptr) deepest = std::max<int>(deepest, child->depth);
    };
    look(node->left);
    look(node->right);
    for (const Node* a : node->arguments) look(a);
    if (deepest + 1 > kMaxDepth) return fail(node->operator_at, "the expression is too deep");
    node->depth = static_cast<uint16_t>(deepest + 1);
    return node;
  }

  const BinaryOperator* binary_operator() const {
    if (token_.kind != TokenKind::symbol && token_.kind != TokenKind::identifier) return nullptr;
    for (const BinaryOperator& o : kOperators)
      if (o.text == token_.text) return &o;
    return nullptr;
  }

  const Node* expression(int level) {
    const Nesting nesting(nesting_);
    if (nesting_ > kMaxNesting) return fail(token_.offset, "the expression is nested too deeply");
    const Node* left = unary();
    while (left != nullptr) {
      const BinaryOperator* o = binary_operator();
      if (o == nullptr || o->level <= level) break;
      Node* node = make(o->kind, left->begin, token_.offset);
      node->left = left;
      advance();
      if (o->level == kTypeLevel) {
        if (!type_specifier(node->type)) return nullptr;
      } else {
        node->right = expression(o->level);
        if (node->right == nullptr) return nullptr;
      }
      left = finish(node);
    }
    return error_ ? nullptr : left;
  }

  const Node* unary() {
    if (!token_.is("+") && !token_.is("-")) return postfix();
    const Nesting nesting(nesting_);
    if (nesting_ > kMaxNesting) return fail(token_.offset, "the expression is nested too deeply");
    Node* node = make(token_.is("-") ? NodeKind::minus : NodeKind::plus, token_.offset, token_.offset);
    advance();
    node->left = unary();
    return node->left == nullptr ? nullptr : finish(node);
  }

  const Node* postfix() {
    const Node* left = term();
    while (left != nullptr) {
      if (token_.is(".")) {
        advance();
        left = invocation(left);
      } else if (token_.is("[")) {
        Node* node = make(NodeKind::index, left->begin, token_.offset);
        node->left = left;
        advance();
        node->right = expression(0);
        if (node->right == nullptr || !expect("]")) return nullptr;
        left = finish(node);
      } else {
        break;
      }
    }
    return left;
  }

  const Node* term() {
    const Token t = token_;
    switch (t.kind) {
      case TokenKind::string:
      case TokenKind::number:
      case TokenKind::date:
      case TokenKind::date_time:
      case TokenKind::time: return literal();
      case TokenKind::identifier:
        if (t.text == "true" || t.text == "false") return literal();
        return invocation(nullptr);
      case TokenKind::quoted_identifier:
      case TokenKind::special: return invocation(nullptr);
      case TokenKind::symbol: break;
      default: return fail(t.offset, "an expression is missing before " + shown(t));
    }
    if (t.is("(")) {
      advance();
      const Node* inner = expression(0);
      return inner != nullptr && expect(")") ? inner : nullptr;
    }
    if (t.is("{")) {
      advance();
      if (!expect("}")) return nullptr;
      return finish(make(NodeKind::empty, t.offset, t.offset));
    }
    if (t.is("%")) return external();
    return fail(t.offset, "unexpected " + shown(t));
  }

  const Node* external() {
    Node* node = make(NodeKind::external, token_.offset, token_.offset);
    advance();
    const bool named = token_.kind == TokenKind::identifier || token_.kind == TokenKind::quoted_identifier ||
                       token_.kind == TokenKind::string;
    if (!named) return fail(token_.offset, "a variable's name is missing behind '%'");
    if (!text_of(token_, node->name)) return nullptr;
    advance();
    return finish(node);
  }

  // The unescaped text of a name or string.
  bool text_of(const Token& t, std::string_view& out) {
    out = t.text;
    if (!t.escaped) return true;
    std::string text;
    if (!unescape(t.text, text)) {
      fail(t.offset, "unknown escape in " + shown(t));
      return false;
    }
    out = arena_.copy(text);
    return true;
  }

  const Node* literal() {
    const Token t = token_;
    Node* node = make(NodeKind::literal, t.offset, t.offset);
    advance();
    if (t.kind == TokenKind::identifier) {
      node->value = Value::of(t.text == "true");
    } else if (t.kind == TokenKind::string) {
      std::string_view text;
      if (!text_of(t, text)) return nullptr;
      node->value = Value::of(text);
    } else if (t.kind == TokenKind::number) {
      if (!number(t, node)) return nullptr;
    } else {
      const Kind kind = t.kind == TokenKind::time   ? Kind::time
                        : t.kind == TokenKind::date ? Kind::date
                                                    : Kind::date_time;
      const auto parsed = kind == Kind::time ? parse_time(t.text) : parse_date(t.text, kind == Kind::date_time);
      if (!parsed) return fail(t.offset, "there is no such date or time: '" + std::string(t.text) + "'");
      node->value = Value::of(kind, arena_.make<Temporal>(*parsed));
    }
    return finish(node);
  }

  bool number(const Token& t, Node* node) {
    const auto parsed = Decimal::parse(t.text);
    if (!parsed) return fail(t.offset, "the number is too long") != nullptr;
    const auto unit = token_.kind == TokenKind::identifier ? calendar_word(token_.text) : std::nullopt;
    if (unit || token_.kind == TokenKind::string) {
      Quantity q{*parsed, {}, unit.value_or(Calendar::none)};
      if (!text_of(token_, q.unit)) return false;
      advance();
      node->value = Value::of(arena_.make<Quantity>(q));
    } else if (t.text.find('.') != std::string_view::npos) {
      node->value = Value::of(arena_.make<Decimal>(*parsed));
    } else if (const auto integer = parsed->to_int64()) {
      node->value = Value::of(*integer);
    } else {
      return fail(t.offset, "the integer is too large") != nullptr;
    }
    return true;
  }

  const Node* invocation(const Node* left) {
    const Token t = token_;
    const uint32_t begin = left != nullptr ? left->begin : t.offset;
    if (t.kind == TokenKind::special) {
      if (left != nullptr) return fail(t.offset, shown(t) + " cannot follow a '.'");
      const NodeKind kind = t.text == "$this"    ? NodeKind::self
                            : t.text == "$index" ? NodeKind::position
                                                 : NodeKind::total;
      if (kind == NodeKind::total && t.text != "$total") return fail(t.offset, "there is no " + shown(t));
      advance();
      return finish(make(kind, begin, t.offset));
    }
    if (t.kind != TokenKind::identifier && t.kind != TokenKind::quoted_identifier)
      return fail(t.offset, "a name is missing before " + shown(t));
    Node* node = make(NodeKind::member, begin, t.offset);
    node->left = left;
    if (!text_of(t, node->name)) return nullptr;
    if (node->name.empty()) return fail(t.offset, "a name is empty");
    advance();
    if (token_.is("(")) return call(node);
    node->name_number = number_of_name(node->name);
    return finish(node);
  }

  const Node* call(Node* node) {
    node->kind = NodeKind::function;
    node->function = find_function(node->name);
    if (node->function == nullptr)
      return fail(node->operator_at, "there is no function " + std::string(node->name) + "()");
    advance();
    std::vector<const Node*> arguments;
    while (!token_.is(")")) {
      if (!arguments.empty() && !expect(",")) return nullptr;
      const Node* argument = expression(0);
      if (argument != nullptr && node->function->run == f_sort) argument = sort_key(argument);
      if (argument == nullptr) return nullptr;
      arguments.push_back(argument);
      if (arguments.size() > kMaxNesting) return fail(token_.offset, "too many arguments");
    }
    advance();
    const FunctionDef& f = *node->function;
    if (arguments.size() < f.min_arguments || arguments.size() > f.max_arguments)
      return fail(node->operator_at, std::string(f.name) + "() takes " + std::to_string(f.min_arguments) +
                                         (f.max_arguments > f.min_arguments ? " or more" : "") + " argument(s), not " +
                                         std::to_string(arguments.size()));
    if (f.type_argument) {
      if (!type_argument(arguments[0], node->type)) return nullptr;
    } else {
      const auto kept = arena_.make_array<const Node*>(arguments.size());
      std::copy(arguments.begin(), arguments.end(), kept.begin());
      node->arguments = kept;
    }
    return finish(node);
  }

  // sort(name asc, birthDate desc)
  const Node* sort_key(const Node* key) {
    if (!token_.word("asc") && !token_.word("desc")) return key;
    Node* node = make(token_.word("asc") ? NodeKind::ascending : NodeKind::descending, key->begin, token_.offset);
    node->left = key;
    advance();
    return finish(node);
  }

  // ofType(FHIR.Patient): the argument was read as a path.
  bool type_argument(const Node* argument, TypeName& out) {
    const bool plain = argument->kind == NodeKind::member && argument->left == nullptr;
    const bool qualified = argument->kind == NodeKind::member && argument->left != nullptr &&
                           argument->left->kind == NodeKind::member && argument->left->left == nullptr;
    if (!plain && !qualified) return fail(argument->begin, "a type's name is expected") != nullptr;
    out = {qualified ? argument->left->name : std::string_view(), argument->name};
    return true;
  }

  bool type_specifier(TypeName& out) {
    for (int part = 0; part < 2; ++part) {
      if (token_.kind != TokenKind::identifier && token_.kind != TokenKind::quoted_identifier)
        return fail(token_.offset, "a type's name is expected before " + shown(token_)) != nullptr;
      out.space = part == 0 ? std::string_view() : out.name;
      if (!text_of(token_, out.name)) return false;
      advance();
      if (part == 1 || !token_.is(".")) return true;
      // `x as Quantity.unit` is not a qualified name; only FHIR and System qualify.
      if (out.name != "FHIR" && out.name != "System") return true;
      advance();
    }
    return true;
  }

  Lexer lexer_;
  Arena& arena_;
  Token token_;
  uint32_t end_ = 0;
  int nesting_ = 0;
  std::optional<Error> error_;
};

}  // namespace

Result<const Node*> parse(std::string_view source, Arena& arena) {
  if (source.size() > kMaxSource) return Error{"the expression is longer than 1 MiB", "expression"};
  if (const auto bad = find_invalid_utf8(source))
    return error_at(source, static_cast<uint32_t>(*bad), "the expression is not UTF-8");
  return Parser(source, arena).run();
}

}  // namespace anamnesis::fhirpath
