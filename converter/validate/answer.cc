// One answer of a QuestionnaireResponse against its question: type, options, value set, lengths, limits, targets.
#include "base/decimal.h"
#include "base/utf8.h"
#include "fhir/json_writer.h"
#include "terminology/ucum.h"
#include "validate/checks.h"
#include "validate/questionnaire.h"
#include "validate/references.h"

namespace anamnesis::validate {
namespace {

std::string_view extension_text(const fhir::Element& question, std::string_view url) {
  const fhir::Element* x = extension_of(question, url);
  const fhir::Element* value = x == nullptr ? nullptr : value_of(*x);
  return value == nullptr ? std::string_view() : value->value();
}

// The FHIR type that answers of a question type have; "" for those that have several.
std::string_view answer_type(std::string_view question) {
  constexpr std::pair<std::string_view, std::string_view> types[] = {{"boolean", "boolean"},
                                                                     {"decimal", "decimal"},
                                                                     {"integer", "integer"},
                                                                     {"date", "date"},
                                                                     {"dateTime", "dateTime"},
                                                                     {"time", "time"},
                                                                     {"string", "string"},
                                                                     {"text", "string"},
                                                                     {"url", "uri"},
                                                                     {"attachment", "Attachment"},
                                                                     {"reference", "Reference"},
                                                                     {"quantity", "Quantity"}};
  for (const auto& [q, type] : types)
    if (q == question) return type;
  return {};
}

class AnswerCheck {
 public:
  AnswerCheck(Walk& walk, const fhir::Element& answer, const fhir::Element& value, const fhir::Element& question,
              const package::Resource* questionnaire)
      : walk_(walk),
        answer_(answer),
        value_(value),
        question_(question),
        questionnaire_(questionnaire),
        type_(value.type() == nullptr ? std::string_view() : value.type()->name) {}

  void run() {
    const std::string_view asked = question_.text("type");
    if (asked == "choice" || asked == "open-choice") return choice(asked == "open-choice");
    const std::string_view wanted = answer_type(asked);
    if (wanted.empty()) return;
    if (type_ != wanted)
      return fault("questionnaire-type",
                   "the answer must be of the type " + std::string(wanted) + ", not " + std::string(type_));
    options(false);
    lengths();
    decimals();
    if (type_ == "Quantity")
      quantity_limits();
    else
      limits();
    if (type_ == "Attachment") attachment();
    if (type_ == "Reference") target();
  }

 private:
  void fault(std::string_view id, std::string text) { walk_.error(value_, "structure", id, std::move(text)); }

  bool has_options() const { return question_.child("answerOption") != nullptr; }

  bool is_option(const fhir::Element& option) const {
    const fhir::Element* v = value_of(option);
    if (v == nullptr || v->type() == nullptr || v->type()->name != type_) return false;
    if (type_ == "Coding") return v->text("code") == value_.text("code") && v->text("system") == value_.text("system");
    if (type_ == "Reference") return v->text("reference") == value_.text("reference");
    return v->value() == value_.value();
  }

  // Among answerOption. `open`: strings are free.
  void options(bool open) {
    if (!has_options()) return;
    bool same_type = false;
    for (const fhir::Element* o = question_.first(); o != nullptr; o = o->next()) {
      if (o->name() != "answerOption") continue;
      const fhir::Element* v = value_of(*o);
      same_type |= v != nullptr && v->type() != nullptr && v->type()->name == type_;
      if (is_option(*o)) return;
    }
    if (open && type_ == "string") return;
    if (!same_type) {
      walk_.error(answer_, "structure", "questionnaire-option-type",
                  "no option of the question is of the type " + std::string(type_));
      return;
    }
    const std::string text =
        "'" +
        (type_ == "Coding" ? std::string(value_.text("system")) + "#" + std::string(value_.text("code"))
                           : std::string(value_.value())) +
        "' is not among the options of the question";
    walk_.error(type_ == "Coding" ? answer_ : value_, "structure", "questionnaire-option", text);
  }

  void choice(bool open) {
    const bool fits = type_ == "Coding" || (open && type_ == "string") ||
                      (has_options() && (type_ == "string" || type_ == "integer" || type_ == "date" ||
                                         type_ == "time" || type_ == "Reference"));
    if (!fits) {
      if (type_ == "string" && !question_.text("answerValueSet").empty())
        return walk_.error(answer_, "structure", "questionnaire-option-type",
                           "the question wants a code, not a string");
      if (type_ != "string")
        return fault("questionnaire-type", "the answer must be a Coding, not a " + std::string(type_));
      return;
    }
    options(open);
    const std::string_view value_set = question_.text("answerValueSet");
    if (value_set.empty() || type_ != "Coding") return;
    std::unique_ptr<terminology::ValueSet> own;
    const terminology::ValueSet* set = value_set.starts_with('#')
                                           ? contained_set(value_set.substr(1), own)
                                           : walk_.environment().terms.value_set(value_set, questionnaire_);
    if (set == nullptr)
      return walk_.report(Severity::warning, answer_, "not-found", "value-set-unknown",
                          "the value set '" + std::string(value_set) + "' is not known, so the answer was not checked");
    const std::string code = "'" + std::string(value_.text("system")) + "#" + std::string(value_.text("code")) + "'";
    if (set->contains(value_.text("system"), value_.text("code"), value_.text("version")) == terminology::Answer::no)
      return walk_.error(answer_, "code-invalid", "questionnaire-value-set",
                         code + " is not in the value set " + std::string(value_set) + " of the question");
    display(code, value_set);
  }

  // The display is what the person chose from the list: if the code has another, the answer is not that of the list.
  void display(const std::string& code, std::string_view value_set) {
    const terminology::CodeResult& result = walk_.check_code({.system = value_.text("system"),
                                                              .code = value_.text("code"),
                                                              .display = value_.text("display"),
                                                              .version = value_.text("version")});
    if (!result.display_wrong) return;
    const std::string shown = "'" + std::string(value_.text("display")) + "'";
    walk_.error(answer_, "code-invalid", "questionnaire-value-set",
                code + " as " + shown + " is not in the value set " + std::string(value_set) + " of the question");
  }

  // A value set inside the Questionnaire, which may itself stand in a package or inside the response.
  const terminology::ValueSet* contained_set(std::string_view id, std::unique_ptr<terminology::ValueSet>& own) {
    const terminology::Terminology& terms = walk_.environment().terms;
    if (questionnaire_ != nullptr) return terms.contained_value_set(*questionnaire_, id);
    const fhir::Element* inner = walk_.references().contained(root_resource_of(question_), id);
    if (inner == nullptr || inner->resource_type() != "ValueSet") return nullptr;
    std::string text;
    fhir::write_json(text, *inner, {.indent = 0});
    own = terms.compile_value_set(walk_.arena().copy(text));
    return own.get();
  }

  void lengths() {
    if (type_ != "string" && type_ != "uri") return;
    const size_t length = count_code_points(value_.value());
    const auto number = [](std::string_view t) {
      return t.empty() ? size_t{0} : static_cast<size_t>(std::strtoul(std::string(t).c_str(), nullptr, 10));
    };
    if (const std::string_view least = extension_text(question_, "/minLength");
        !least.empty() && length < number(least))
      fault("questionnaire-length",
            "the answer has " + std::to_string(length) + " characters, at least " + std::string(least) + " are wanted");
    if (const std::string_view most = question_.text("maxLength"); !most.empty() && length > number(most))
      fault("questionnaire-length",
            "the answer has " + std::to_string(length) + " characters, at most " + std::string(most) + " are allowed");
  }

  void decimals() {
    const std::string_view most = extension_text(question_, "/maxDecimalPlaces");
    const std::string_view text = type_ == "Quantity"  ? value_.text("value")
                                  : type_ == "decimal" ? value_.value()
                                                       : std::string_view();
    const size_t dot = text.find('.');
    if (most.empty() || dot == text.npos) return;
    if (text.size() - dot - 1 > std::strtoul(std::string(most).c_str(), nullptr, 10))
      fault("questionnaire-decimals",
            "the answer " + std::string(text) + " has more than " + std::string(most) + " decimal places");
  }

  // -1, 0, 1, or nothing where they do not compare.
  std::optional<int> order(const fhir::Element& limit) const {
    if (value_.type()->is_a("integer") || type_ == "decimal") {
      const auto x = Decimal::parse(value_.value()), y = Decimal::parse(limit.value());
      if (!x || !y) return std::nullopt;
      return *x < *y ? -1 : *y < *x ? 1 : 0;
    }
    if (type_ != "date" && type_ != "dateTime" && type_ != "time") return std::nullopt;
    const size_t n = std::min(value_.value().size(), limit.value().size());
    const int o = value_.value().substr(0, n).compare(limit.value().substr(0, n));
    return o < 0 ? -1 : o > 0 ? 1 : 0;
  }

  void limits() {
    for (const bool least : {true, false}) {
      const fhir::Element* x = extension_of(question_, least ? "/minValue" : "/maxValue");
      const fhir::Element* limit = x == nullptr ? nullptr : value_of(*x);
      if (limit == nullptr) continue;
      const auto o = order(*limit);
      if (o && (least ? *o < 0 : *o > 0))
        fault(least ? "questionnaire-min" : "questionnaire-max",
              "the answer " + std::string(value_.value()) + " is " +
                  (least ? "less than the minimum " : "more than the maximum ") + std::string(limit->value()));
    }
  }

  void quantity_limits() {
    for (const bool least : {true, false}) {
      const fhir::Element* x = extension_of(question_, least ? "-minQuantity" : "-maxQuantity");
      const fhir::Element* limit = x == nullptr ? nullptr : value_of(*x);
      if (limit == nullptr) continue;
      const auto a = Decimal::parse(value_.text("value")), b = Decimal::parse(limit->text("value"));
      std::optional<int> o;
      const bool units = !value_.text("code").empty() && value_.text("system") == limit->text("system");
      if (a && b && units) {
        if (value_.text("code") == limit->text("code"))
          o = *a < *b ? -1 : *b < *a ? 1 : 0;
        else if (value_.text("system") == "http://unitsofmeasure.org")
          o = ucum::compare({*a, std::string(value_.text("code"))}, {*b, std::string(limit->text("code"))});
      }
      const std::string bound = std::string(least ? "minimum " : "maximum ") + std::string(limit->text("value")) + " " +
                                std::string(limit->text("unit"));
      if (!o)
        fault("questionnaire-quantity",
              "the answer cannot be compared with the " + bound + ": the units do not go together");
      else if (least ? *o < 0 : *o > 0)
        fault(least ? "questionnaire-min" : "questionnaire-max",
              "the answer " + std::string(value_.text("value")) + " is beyond the " + bound);
    }
  }

  void attachment() {
    const std::string_view most = extension_text(question_, "/maxSize");
    size_t size = 0;
    for (const char c : value_.text("data")) size += c != '=' && c != ' ' && c != '\n' && c != '\r';
    size = size * 3 / 4;
    if (!most.empty() && Decimal::parse(most) && *Decimal::parse(most) < *Decimal::parse(std::to_string(size)))
      walk_.error(
          answer_, "structure", "questionnaire-attachment-size",
          "the attachment has " + std::to_string(size) + " bytes, at most " + std::string(most) + " are allowed");
  }

  void target() {
    const std::string_view reference = value_.text("reference");
    if (reference.empty() || reference.starts_with('#')) return;
    if (reference.find(' ') != reference.npos)
      fault("reference-format", "'" + std::string(reference) + "' is no reference");
    const Link link = take_apart(reference);
    if (link.type.empty()) return;
    if (!is_resource_type(walk_.environment(), link.type))
      return fault("reference-resource-type", "R4 has no resource type '" + std::string(link.type) + "'");
    std::string allowed;
    for (const fhir::Element* x = question_.first(); x != nullptr; x = x->next()) {
      if (x->name() != "extension" || !x->text("url").ends_with("/questionnaire-referenceResource")) continue;
      const fhir::Element* v = value_of(*x);
      if (v == nullptr || v->value() == link.type) return;
      allowed += (allowed.empty() ? "" : ", ") + std::string(v->value());
    }
    if (!allowed.empty())
      fault("questionnaire-reference-type",
            "the answer leads to " + std::string(link.type) + ", the question allows " + allowed);
  }

  Walk& walk_;
  const fhir::Element& answer_;
  const fhir::Element& value_;
  const fhir::Element& question_;
  const package::Resource* questionnaire_;
  std::string_view type_;
};

}  // namespace

void check_answer(Walk& walk, const fhir::Element& answer, const fhir::Element& question,
                  const package::Resource* questionnaire) {
  const fhir::Element* value = value_of(answer);
  if (value != nullptr && value->type() != nullptr) AnswerCheck(walk, answer, *value, question, questionnaire).run();
}

}  // namespace anamnesis::validate
