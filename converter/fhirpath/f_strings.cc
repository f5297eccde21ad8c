// Strings (FHIRPath 5.6). Positions and lengths count code points. An empty input or argument gives an empty result.
#include "base/regex.h"
#include "base/utf8.h"
#include "fhirpath/case.h"
#include "fhirpath/chapters.h"
#include "fhirpath/compile.h"

namespace anamnesis::fhirpath {
namespace {

using Text = std::optional<std::string_view>;

constexpr uint64_t kPatternSteps = 200;  // what a small regular expression costs

// Looking for a short string costs what the text is long; the worst case of a long one, their product.
bool pay_for_search(Eval& eval, const Node& call, std::string_view text, std::string_view wanted) {
  return eval.spend(call, text.size() / kBytesPerStep * (1 + wanted.size() / 64));
}

struct Two {
  Text input, argument;
};
Two input_and_argument(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  const Text input = eval.string(call, focus);
  if (eval.failed()) return {};
  if (!input) eval.note_vacuous();
  const Text argument = eval.string(call, eval.argument(call, 0, frame));
  if (input && argument && !pay_for_search(eval, call, *input, *argument)) return {};
  return {input, argument};
}

// Byte offset of the code point number `n`, or npos.
size_t byte_of(std::string_view s, int64_t n) {
  uint32_t at = 0;
  for (; n > 0 && at < s.size(); --n) at = decode_utf8(s, at).next;
  return n > 0 ? std::string_view::npos : at;
}

Collection position_of(Eval& eval, std::string_view s, size_t byte) {
  if (byte == std::string_view::npos) return eval.one(Value::of(int64_t{-1}));
  return eval.one(Value::of(static_cast<int64_t>(count_code_points(s.substr(0, byte)))));
}

// The compiled pattern of a call: a literal's was made when the expression was compiled.
template <typename Use>
Collection with_pattern(Eval& eval, const Node& call, std::string_view pattern, std::string_view flags,
                        const Use& use) {
  if (call.pattern != nullptr && flags.empty()) return use(*call.pattern);
  if (!eval.spend(call, kPatternSteps + pattern.size() * 10)) return {};  // compiled anew every time
  RegexOptions options = kMatches;
  options.case_sensitive = flags.find('i') == std::string_view::npos;
  const Result<Regex> made =
      Regex::compile((flags.find('m') != std::string_view::npos ? "(?m)" : "") + std::string(pattern), options);
  if (!made) return eval.fail(call, made.error().message);
  return use(*made);
}

Collection match(Eval& eval, const Node& call, Collection focus, Frame& frame, bool full) {
  const Two t = input_and_argument(eval, call, focus, frame);
  if (!t.input || !t.argument) return {};
  Text flags = "";
  if (call.arguments.size() > 1) flags = eval.string(call, eval.argument(call, 1, frame));
  return with_pattern(eval, call, *t.argument, flags.value_or(""), [&](const Regex& regex) {
    return eval.boolean(full ? regex.full_match(*t.input) : regex.search(*t.input));
  });
}

}  // namespace

Collection f_index_of(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  const Two t = input_and_argument(eval, call, focus, frame);
  return t.input && t.argument ? position_of(eval, *t.input, t.input->find(*t.argument)) : Collection();
}

Collection f_last_index_of(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  const Two t = input_and_argument(eval, call, focus, frame);
  if (!t.input || !t.argument) return {};
  return position_of(eval, *t.input, t.argument->empty() ? 0 : t.input->rfind(*t.argument));
}

Collection f_substring(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  const Text input = eval.string(call, focus);
  const auto start = eval.integer(call, eval.argument(call, 0, frame));
  if (!input || !start || eval.failed() || *start < 0) return {};
  const size_t begin = byte_of(*input, *start);
  if (begin == std::string_view::npos || begin >= input->size()) {
    eval.note_vacuous();  // ref-1 on a reference of "#"
    return {};
  }
  std::string_view rest = input->substr(begin);
  if (call.arguments.size() > 1) {
    const auto length = eval.integer(call, eval.argument(call, 1, frame));
    if (eval.failed()) return {};
    if (length) rest = rest.substr(0, *length <= 0 ? 0 : byte_of(rest, *length));
  }
  return eval.one(Value::of(rest));
}

Collection f_starts_with(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  const Two t = input_and_argument(eval, call, focus, frame);
  return t.input && t.argument ? eval.boolean(t.input->starts_with(*t.argument)) : Collection();
}

Collection f_ends_with(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  const Two t = input_and_argument(eval, call, focus, frame);
  return t.input && t.argument ? eval.boolean(t.input->ends_with(*t.argument)) : Collection();
}

Collection f_contains(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  const Two t = input_and_argument(eval, call, focus, frame);
  return t.input && t.argument ? eval.boolean(t.input->find(*t.argument) != std::string_view::npos) : Collection();
}

Collection f_upper(Eval& eval, const Node& call, Collection focus, Frame&) {
  const Text s = eval.string(call, focus);
  return s ? eval.text(call, upper(*s)) : Collection();
}

Collection f_lower(Eval& eval, const Node& call, Collection focus, Frame&) {
  const Text s = eval.string(call, focus);
  return s ? eval.text(call, lower(*s)) : Collection();
}

Collection f_replace(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  const Two t = input_and_argument(eval, call, focus, frame);
  const Text with = eval.string(call, eval.argument(call, 1, frame));
  if (!t.input || !t.argument || !with) return {};
  if (!eval.spend(call,
                  t.input->size() + (t.input->size() / std::max<size_t>(t.argument->size(), 1) + 1) * with->size()))
    return {};
  std::string out;
  std::string_view rest = *t.input;
  if (t.argument->empty()) {  // around every character
    out = *with;
    while (!rest.empty()) {
      const uint32_t next = decode_utf8(rest, 0).next;
      out.append(rest.substr(0, next)).append(*with);
      rest.remove_prefix(next);
    }
    return eval.text(call, out);
  }
  for (size_t at = rest.find(*t.argument); at != std::string_view::npos; at = rest.find(*t.argument)) {
    out.append(rest.substr(0, at)).append(*with);
    rest.remove_prefix(at + t.argument->size());
  }
  return eval.text(call, out.append(rest));
}

Collection f_matches(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  return match(eval, call, focus, frame, false);
}
Collection f_matches_full(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  return match(eval, call, focus, frame, true);
}

Collection f_replace_matches(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  const Two t = input_and_argument(eval, call, focus, frame);
  const Text with = eval.string(call, eval.argument(call, 1, frame));
  if (!t.input || !t.argument || !with) return {};
  if (t.argument->empty()) return eval.one(Value::of(*t.input));
  if (!eval.spend(call, t.input->size() + (t.input->size() + 1) * with->size())) return {};
  Text flags = "";
  if (call.arguments.size() > 2) flags = eval.string(call, eval.argument(call, 2, frame));
  return with_pattern(eval, call, *t.argument, flags.value_or(""), [&](const Regex& regex) {
    const auto out = regex.replace_all(*t.input, *with);
    return out ? eval.text(call, *out)
               : eval.fail(call, "the replacement names a group that the pattern does not have");
  });
}

Collection f_length(Eval& eval, const Node& call, Collection focus, Frame&) {
  const Text s = eval.string(call, focus);
  return s ? eval.one(Value::of(static_cast<int64_t>(count_code_points(*s)))) : Collection();
}

Collection f_to_chars(Eval& eval, const Node& call, Collection focus, Frame&) {
  const Text s = eval.string(call, focus);
  if (!s || !eval.spend(call, s->size())) return {};
  List out(eval.arena);
  for (uint32_t at = 0; at < s->size();) {
    const uint32_t next = decode_utf8(*s, at).next;
    out.push(Value::of(s->substr(at, next - at)));
    at = next;
  }
  return out;
}

Collection f_trim(Eval& eval, const Node& call, Collection focus, Frame&) {
  const Text s = eval.string(call, focus);
  if (!s) return {};
  const size_t begin = s->find_first_not_of(" \t\r\n\f\v");
  if (begin == std::string_view::npos) return eval.one(Value::of(std::string_view()));
  return eval.one(Value::of(s->substr(begin, s->find_last_not_of(" \t\r\n\f\v") - begin + 1)));
}

Collection f_split(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  const Two t = input_and_argument(eval, call, focus, frame);
  if (!t.input || !t.argument || !eval.spend(call, t.input->size())) return {};
  if (t.argument->empty()) return f_to_chars(eval, call, focus, frame);
  List out(eval.arena);
  std::string_view rest = *t.input;
  for (size_t at = rest.find(*t.argument); at != std::string_view::npos; at = rest.find(*t.argument)) {
    out.push(Value::of(rest.substr(0, at)));
    rest.remove_prefix(at + t.argument->size());
  }
  out.push(Value::of(rest));
  return out;
}

Collection f_join(Eval& eval, const Node& call, Collection focus, Frame& frame) {
  if (focus.empty()) return {};
  Text separator = "";
  if (!call.arguments.empty()) separator = eval.string(call, eval.argument(call, 0, frame));
  if (!separator) return {};
  std::string out;
  for (size_t i = 0; i < focus.size(); ++i) {
    const Text s = eval.string(call, focus.subspan(i, 1));
    const size_t more = separator->size() + s.value_or("").size();
    if (eval.failed() || !eval.spend(call, 1 + more / kBytesPerStep)) return {};
    if (i != 0) out += *separator;
    out += s.value_or("");
  }
  return eval.text(call, out);
}

}  // namespace anamnesis::fhirpath
