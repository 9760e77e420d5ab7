// SPDX-License-Identifier: AGPL-3.0-or-later
// From words to typed tests.
#include <algorithm>
#include <charconv>

#include "rules/compile_time.hpp"
#include "rules/letter_case.hpp"
#include "rules/program.hpp"

namespace pult::rules {
namespace {

constexpr std::int64_t max_days = 36'500;

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::unexpected<Error> bad_value(const Condition& from) {
  return bad_condition("\"" + from.value() + "\" is not a value of " + from.field);
}

std::vector<std::string> split(std::string_view text, std::string_view separators) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto end = text.find_first_of(separators);
    if (end != 0) out.emplace_back(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return out;
}

// Statuses and priorities have an order; a set of their bits says the same as any of the four operators.
template <std::size_t N>
Result<void> read_mask(const Condition& from, const std::array<std::string_view, N>& words, Test& out) {
  for (const auto& value : from.values) {
    auto at = std::ranges::find(words, std::string_view(value));
    // SLA filters name types by their places.
    if (const auto place = number(value); from.field == "ticket_type_id" && place && *place > 0 && *place < int(N))
      at = words.begin() + *place;
    if (at == words.end()) return bad_value(from);
    const auto rank = std::uint32_t(at - words.begin());
    if (from.operator_name == "less_than")
      out.mask |= (1u << rank) - 1;
    else if (from.operator_name == "greater_than")
      out.mask |= ~((1u << (rank + 1)) - 1);
    else
      out.mask |= 1u << rank;
  }
  out.negated = from.operator_name == "is_not";
  return {};
}

Result<void> read_ids(const Condition& from, Test& out) {
  out.negated = from.operator_name == "is_not" || from.operator_name == "not_includes";
  for (const auto& value : from.values) {
    const bool person = out.what == What::assignee || out.what == What::requester;
    if (value == "current_user" && person)
      out.against = Against::current_user;
    else if (value == "current_groups" && out.what == What::group)
      out.against = Against::current_groups;
    else if (value == "requester_id" && out.what == What::assignee)
      out.against = Against::requester;
    else if (value == "assignee_id" && out.what == What::requester)
      out.against = Against::assignee;
    else if (value.empty())
      out.ids.push_back(0);
    else if (const auto id = number(value); id && *id > 0)
      out.ids.push_back(*id);
    else
      return bad_value(from);
  }
  if (out.ids.empty() == (out.against == Against::ids) || from.values.empty()) return bad_value(from);
  return {};
}

Result<void> read_words(const Condition& from, Test& out) {
  const bool whole = from.operator_name == "is" || from.operator_name == "is_not";
  out.negated = from.operator_name == "is_not" || from.operator_name == "not_includes";
  out.compare = whole ? Compare::is : Compare::includes;
  for (const auto& value : from.values)
    for (const auto& word : whole ? std::vector<std::string>{value} : split(value, " \t\n,"))
      for (auto& spelling : spellings(word)) out.words.push_back(std::move(spelling));
  if (out.words.empty()) return bad_value(from);
  return {};
}

Result<void> read_tags(const Condition& from, Test& out) {
  out.negated = from.operator_name == "not_includes";
  for (const auto& value : from.values)
    for (const auto& tag : split(value, " \t\n,")) out.words.push_back(ascii_lower(tag));
  if (out.words.empty()) return bad_value(from);
  return {};
}

Result<void> read_channel(const Condition& from, Test& out) {
  out.negated = from.operator_name == "is_not";
  for (const auto& value : from.values) {
    const auto id = number(value);
    const auto known = std::ranges::find_if(all_channels(), [&](const Channel& channel) {
      return (id && channel.id == *id) || channel.word == value || (value == "email" && channel.id == 4);
    });
    if (known == all_channels().end()) return bad_value(from);
    out.words.emplace_back(known->word);
  }
  return {};
}

Result<void> read_visibility(const Condition& from, Test& out) {
  if (from.value() != "public" && from.value() != "private") return bad_value(from);
  out.mask = from.value() == "public" ? 2u : 1u;
  return {};
}

Result<void> read_snoozed(const Condition& from, Test& out) {
  if (from.value() != "true" && from.value() != "false") return bad_value(from);
  out.mask = from.value() == "true" ? is_snoozed : not_snoozed;
  return {};
}

Result<void> read_role(const Condition& from, Test& out) {
  const auto& value = from.value();
  out.negated = from.operator_name == "is_not";
  if (value == "0" || value == "end_user")
    out.mask = 1u;
  else if (value == "4" || value == "agent")
    out.mask = 2u;
  else if (value == "2" || value == "admin")
    out.mask = 4u;
  else
    return bad_value(from);
  return {};
}

struct CustomOperator {
  std::string_view name;
  Compare compare;
  bool negated;
};
constexpr CustomOperator custom_operators[] = {{"is", Compare::is, false},
                                               {"is_not", Compare::is, true},
                                               {"includes", Compare::is, false},
                                               {"not_includes", Compare::is, true},
                                               {"present", Compare::present, false},
                                               {"not_present", Compare::present, true},
                                               {"less_than", Compare::less, false},
                                               {"less_than_equal", Compare::less_equal, false},
                                               {"greater_than", Compare::greater, false},
                                               {"greater_than_equal", Compare::greater_equal, false},
                                               {"within_previous_n_days", Compare::last_days, false},
                                               {"within_next_n_days", Compare::next_days, false}};

// A whole text, words or a piece of it.
Result<void> read_text(const Condition& from, Test& out) {
  const auto& name = from.operator_name;
  out.negated = name == "is_not" || name.starts_with("not_");
  const bool whole = name == "is" || name == "is_not";
  const bool parts = name.ends_with("includes_words") || name.ends_with("includes_string");
  if (!whole && !parts) return bad_condition(name + " cannot be used in views");
  out.compare = whole ? Compare::is : Compare::includes;
  for (const auto& value : from.values)
    for (const auto& word : name.ends_with("words") ? split(value, " \t\n,") : std::vector<std::string>{value})
      for (auto& spelling : spellings(word)) out.words.push_back(std::move(spelling));
  if (out.words.empty() || out.words[0].empty()) return bad_value(from);
  return {};
}

Result<void> read_custom(const Condition& from, const CustomFields& fields, Test& out) {
  out.what = What::custom;
  out.field = *custom_field_id(from.field);
  const auto type = fields.type_of(out.field);
  if (!type) return bad_condition("there is no field " + std::to_string(out.field));
  if (from.operator_name.ends_with("includes_words") || from.operator_name.ends_with("includes_string")) {
    if (*type != "text" && *type != "textarea" && *type != "regexp") return bad_condition("field is not a text");
    out.what = What::custom_text;
    out.key = std::to_string(out.field);
    return read_text(from, out);
  }
  const auto known = std::ranges::find(custom_operators, std::string_view(from.operator_name), &CustomOperator::name);
  if (known == std::end(custom_operators)) return bad_condition(from.operator_name + " cannot be used in views");
  out.compare = known->compare;
  out.negated = known->negated;
  if (out.compare == Compare::present) return {};
  if (out.compare == Compare::last_days || out.compare == Compare::next_days) {
    const auto days = number(from.value());
    if (*type != "date" || !days || *days < 0 || *days > max_days) return bad_value(from);
    out.number = *days;
    return {};
  }
  // A box that was never ticked has no value, and is not ticked.
  if (*type == "checkbox" && from.value() == "false") {
    out.negated = !out.negated;
    out.words.push_back(fields.index_key(out.field, "true").value_or("true"));
    return {};
  }
  for (const auto& value : from.values) {
    auto key = fields.index_key(out.field, value);
    if (!key || value.empty()) return bad_value(from);
    out.words.push_back(std::move(*key));
  }
  if (out.words.empty()) return bad_value(from);
  return {};
}

Result<void> read_reason(const Condition& from, Test& out) {
  out.negated = from.operator_name == "is_not";
  for (const auto& value : from.values) {
    const auto code = value.empty() ? std::optional<std::int64_t>(0) : number(value);
    if (!code || *code < 0) return bad_value(from);
    out.ids.push_back(*code);
  }
  return out.ids.empty() ? bad_value(from) : Result<void>();
}

Result<void> read_locale(const Condition& from, Test& out) {
  out.negated = from.operator_name == "is_not";
  for (const auto& value : from.values) {
    const auto id = number(value);
    if (!id || *id < 1 || *id > std::int64_t(locale_words.size())) return bad_value(from);
    out.words.emplace_back(locale_words[std::size_t(*id - 1)]);
  }
  return out.words.empty() ? bad_value(from) : Result<void>();
}

// "requester.custom_fields.plan": texts, options and boxes; not sizes and dates.
Result<void> read_person(const Condition& from, const CustomFields& fields, Test& out) {
  const bool of_organization = from.field.starts_with("organization.");
  out.what = of_organization ? What::organization_field : What::requester_field;
  const auto key = std::string_view(from.field).substr(from.field.rfind('.') + 1);
  const auto id = fields.person_field(of_organization, key);
  if (!id) return bad_condition("there is no field \"" + std::string(key) + "\"");
  out.key = std::to_string(*id);
  const auto& name = from.operator_name;
  out.negated = name == "is_not" || name.starts_with("not_");
  if (name == "present" || name == "not_present") {
    out.compare = Compare::present;
    return {};
  }
  return read_text(from, out);
}

std::optional<What> what_of_id(Shape shape, std::string_view name) {
  switch (shape) {
    case Shape::group: return What::group;
    case Shape::assignee: return What::assignee;
    case Shape::person: return name == "requester_id" ? std::optional(What::requester) : std::nullopt;
    case Shape::organization: return What::organization;
    case Shape::brand: return What::brand;
    case Shape::form: return What::form;
    case Shape::custom_status: return What::custom_status;
    default: return std::nullopt;
  }
}

Result<void> compile_one(const Condition& from, const CustomFields& fields, std::vector<Test>& out) {
  const auto* field = find_field(from.field);
  if (!field) return bad_condition("\"" + from.field + "\" is not a field");
  if (field->shape == Shape::hours) return compile_hours(from, out);
  if (from.field == "exact_created_at") return compile_created(from, out);
  Test test;
  if (const auto id = what_of_id(field->shape, from.field)) {
    test.what = *id;
    PULT_TRY(read_ids(from, test));
  } else {
    switch (field->shape) {
      case Shape::status: PULT_TRY(read_mask(from, status_words, test)); break;
      case Shape::priority:
        test.what = What::priority;
        PULT_TRY(read_mask(from, priority_words, test));
        break;
      case Shape::type:
        test.what = What::type;
        PULT_TRY(read_mask(from, type_words, test));
        break;
      case Shape::tags:
        test.what = What::tags;
        PULT_TRY(read_tags(from, test));
        break;
      case Shape::channel:
        test.what = What::channel;
        PULT_TRY(read_channel(from, test));
        break;
      case Shape::visibility:
        test.what = What::visibility;
        PULT_TRY(read_visibility(from, test));
        break;
      case Shape::snoozed:
        test.what = What::snoozed;
        PULT_TRY(read_snoozed(from, test));
        break;
      case Shape::role:
        test.what = What::role;
        PULT_TRY(read_role(from, test));
        break;
      case Shape::address:
        test.what = What::recipient;
        PULT_TRY(read_words(from, test));
        break;
      case Shape::words:
        test.what = from.field == "subject_includes_word" ? What::subject : What::description;
        PULT_TRY(read_words(from, test));
        break;
      case Shape::satisfaction:
        test.what = What::satisfaction;
        PULT_TRY(read_mask(from, satisfaction_words, test));
        break;
      case Shape::reason:
        test.what = What::reason;
        PULT_TRY(read_reason(from, test));
        break;
      case Shape::locale:
        test.what = What::locale;
        PULT_TRY(read_locale(from, test));
        break;
      case Shape::person_field: PULT_TRY(read_person(from, fields, test)); break;
      case Shape::custom_field: PULT_TRY(read_custom(from, fields, test)); break;
      default: return bad_condition(from.field + " cannot be asked of stored tickets");
    }
  }
  out.push_back(std::move(test));
  return {};
}

}  // namespace

Result<Program> compile(const Conditions& conditions, const CustomFields& fields) {
  Program out;
  for (const auto& one : conditions.all) PULT_TRY(compile_one(one, fields, out.all));
  for (const auto& one : conditions.any) {
    const auto before = out.any.size();
    PULT_TRY(compile_one(one, fields, out.any));
    if (out.any.size() > before + 1) return bad_condition(one.field + " may only stand in all");
  }
  return out;
}

}  // namespace pult::rules
