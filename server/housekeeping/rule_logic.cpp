// SPDX-License-Identifier: AGPL-3.0-or-later
#include "housekeeping/rule_logic.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>

#include "tickets/ticket.hpp"

namespace pult::housekeeping {
namespace {

using rules::Condition;
using rules::Shape;

Shape shape_of(const Condition& condition) {
  const auto* field = rules::find_field(condition.field);
  return field ? field->shape : Shape::any;
}

// custom_fields_7 and ticket_fields_7 are one.
std::string subject_of(const Condition& condition) {
  const auto id = rules::custom_field_id(condition.field);
  if (condition.field == "ticket_type_id") return "type";
  return id ? "custom_fields_" + std::to_string(*id) : condition.field;
}

std::vector<std::string> words_of(const Condition& condition) {
  std::vector<std::string> out;
  for (const auto& value : condition.values)
    for (auto& word : tickets::split_words(value)) out.push_back(std::move(word));
  return out;
}

bool is_subset(const std::vector<std::string>& inner, const std::vector<std::string>& outer) {
  return std::ranges::all_of(inner, [&](const auto& one) { return std::ranges::find(outer, one) != outer.end(); });
}

// Conditions on a value that holds now, after the change: "is" and "changed to" alike.
bool is_equal(const Condition& c) { return c.operator_name == "is" || c.operator_name == "value"; }
bool is_unequal(const Condition& c) { return c.operator_name == "is_not" || c.operator_name == "not_value"; }

// The words of an ordered field that fit; nullopt where the condition says something else.
std::optional<std::vector<std::size_t>> allowed(const Condition& c) {
  std::vector<std::string_view> words;
  const auto shape = shape_of(c);
  if (shape == Shape::status)
    words.assign(rules::status_words.begin(), rules::status_words.end());
  else if (shape == Shape::priority)
    words.assign(rules::priority_words.begin(), rules::priority_words.end());
  else if (shape == Shape::type)
    words.assign(rules::type_words.begin(), rules::type_words.end());
  else
    return std::nullopt;
  const auto at = std::size_t(std::ranges::find(words, std::string_view(c.value())) - words.begin());
  if (at == words.size()) return std::nullopt;
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    bool fits = false;
    if (is_equal(c))
      fits = i == at;
    else if (is_unequal(c))
      fits = i != at;
    else if (c.operator_name == "less_than")
      fits = i < at;
    else if (c.operator_name == "greater_than")
      fits = i > at;
    else
      return std::nullopt;
    if (fits) out.push_back(i);
  }
  return out;
}

struct Range {
  double low = -std::numeric_limits<double>::infinity(), high = std::numeric_limits<double>::infinity();
  bool low_open = false, high_open = false;  // the end itself does not fit
};

std::optional<double> number_of(const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  return text.empty() || *end != '\0' ? std::nullopt : std::optional(value);
}

// Hours and numbers; business hours are another clock.
std::optional<Range> range_of(const Condition& c) {
  const auto shape = shape_of(c);
  if (shape != Shape::hours && shape != Shape::number) return std::nullopt;
  const auto value = number_of(c.value());
  if (!value) return std::nullopt;
  auto name = std::string_view(c.operator_name);
  if (const auto suffix = name.find("_business_hours"); suffix != name.npos) name = name.substr(0, suffix);
  Range range;
  if (name == "is") range.low = range.high = *value;
  if (name == "less_than" || name == "less_than_equal") {
    range.high = *value;
    range.high_open = name == "less_than";
  }
  if (name == "greater_than" || name == "greater_than_equal") {
    range.low = *value;
    range.low_open = name == "greater_than";
  }
  return range;
}

bool same_clock(const Condition& a, const Condition& b) {
  return a.operator_name.ends_with("_business_hours") == b.operator_name.ends_with("_business_hours");
}

bool apart(const Range& a, const Range& b) {
  const auto before = [](const Range& x, const Range& y) {
    return x.high < y.low || (x.high == y.low && (x.high_open || y.low_open));
  };
  return before(a, b) || before(b, a);
}

bool within(const Range& inner, const Range& outer) {
  const bool low = inner.low > outer.low || (inner.low == outer.low && (inner.low_open || !outer.low_open));
  const bool high = inner.high < outer.high || (inner.high == outer.high && (inner.high_open || !outer.high_open));
  return low && high;
}

// "current_user", "requester_id", "current_groups": whose value depends on who looks.
bool is_relative(const std::string& value) {
  return !value.empty() && value.find_first_not_of("0123456789") != std::string::npos;
}
bool names_somebody(Shape shape) {
  return shape == Shape::assignee || shape == Shape::person || shape == Shape::group || shape == Shape::organization ||
         shape == Shape::role;
}

// SOLVED: the hours since a ticket came into a status that it must still have.
std::optional<std::string> status_of_hours(const Condition& c) {
  if (shape_of(c) != Shape::hours) return std::nullopt;
  auto word = c.field;
  if (word.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") != std::string::npos) return std::nullopt;
  std::ranges::transform(word, word.begin(), [](char letter) { return char(letter + 32); });
  return word;
}

// What a condition says about the status, as a condition on it.
std::optional<Condition> as_status(const Condition& c, const tickets::Definitions& definitions) {
  if (c.field == "status") return c;
  if (auto word = status_of_hours(c)) return Condition{"status", "is", {*word}, false};
  if (c.field != "custom_status_id" || (c.operator_name != "is" && c.operator_name != "includes")) return std::nullopt;
  const auto words = words_of(c);
  if (words.size() != 1) return std::nullopt;
  const auto id = number_of(words[0]);
  const auto* status = id ? definitions.find_status(tickets::CustomStatusId(std::int64_t(*id))) : nullptr;
  if (!status || status->category == tickets::Status::solved) return std::nullopt;  // closed tickets have these too
  return Condition{"status", "is", {std::string(tickets::render_status(status->category))}, false};
}

bool tags_contradict(const Condition& a, const Condition& b) {
  const auto needs = [](const Condition& c) { return c.operator_name == "includes"; };
  const auto bans = [](const Condition& c) { return c.operator_name == "not_includes"; };
  const auto against = [&](const Condition& need, const Condition& ban) {
    const auto words = words_of(need);
    return needs(need) && bans(ban) && !words.empty() && is_subset(words, words_of(ban));
  };
  return against(a, b) || against(b, a);
}

bool values_contradict(const Condition& a, const Condition& b) {
  const auto shape = shape_of(a);
  const bool both_is = is_equal(a) && is_equal(b);
  const bool unsure = names_somebody(shape) && (is_relative(a.value()) || is_relative(b.value())) &&
                      !(a.value().empty() || b.value().empty());
  if (both_is && a.value() != b.value()) return !unsure && !a.is_list && !b.is_list;
  return ((is_equal(a) && is_unequal(b)) || (is_unequal(a) && is_equal(b))) && a.value() == b.value();
}

// A ticket that is being made has no value from before.
bool is_about_the_past(const Condition& c) { return c.operator_name == "value_previous"; }
bool is_creation(const Condition& c) {
  return c.field == "update_type" && c.operator_name == "is" && c.value() == "Create";
}
bool is_text(Shape shape) { return shape == Shape::words || shape == Shape::text; }

bool is_multiselect(const Condition& c, const tickets::Definitions& definitions) {
  const auto id = rules::custom_field_id(c.field);
  const auto* field = id ? definitions.find_field(tickets::FieldId(*id)) : nullptr;
  return field && field->type == tickets::FieldType::multiselect;
}

bool same_condition(const Condition& a, const Condition& b) {
  return subject_of(a) == subject_of(b) && a.operator_name == b.operator_name && a.values == b.values;
}

bool implies(const Condition& n, const Condition& b) {
  if (same_condition(n, b)) return true;
  if (subject_of(n) != subject_of(b)) return false;
  if (shape_of(n) == Shape::tags) {
    if (n.operator_name != b.operator_name) return false;
    return n.operator_name == "includes" ? is_subset(words_of(n), words_of(b)) : is_subset(words_of(b), words_of(n));
  }
  const auto fits = allowed(n), may = allowed(b);
  // "changed to" says more than "is", never the other way round.
  const bool told = b.operator_name != "value" && b.operator_name != "not_value";
  if (fits && may)
    return told && std::ranges::all_of(*fits, [&](auto one) { return std::ranges::find(*may, one) != may->end(); });
  const auto inner = range_of(n), outer = range_of(b);
  if (inner && outer) return same_clock(n, b) && within(*inner, *outer);
  if (!told || is_text(shape_of(n)) || n.is_list || b.is_list) return false;
  if (is_equal(n) && is_equal(b)) return n.value() == b.value();
  const bool sure = !names_somebody(shape_of(n)) || (!is_relative(n.value()) && !is_relative(b.value()));
  return is_equal(n) && is_unequal(b) && n.value() != b.value() && sure;
}

template <class Item, class Equal>
bool same_items(std::vector<Item> one, std::vector<Item> other, Equal equal) {
  if (one.size() != other.size()) return false;
  for (const auto& item : one) {
    const auto found = std::ranges::find_if(other, [&](const Item& candidate) { return equal(item, candidate); });
    if (found == other.end()) return false;
    other.erase(found);
  }
  return true;
}

}  // namespace

bool contradict(const Condition& a, const Condition& b, const tickets::Definitions& definitions) {
  if ((is_creation(a) && is_about_the_past(b)) || (is_creation(b) && is_about_the_past(a))) return true;
  const auto status = as_status(a, definitions), other_status = as_status(b, definitions);
  if (status && other_status && (a.field != b.field || a.field == "status")) {
    const auto one = allowed(*status), other = allowed(*other_status);
    return one && other &&
           std::ranges::none_of(*one, [&](auto i) { return std::ranges::find(*other, i) != other->end(); });
  }
  if (subject_of(a) != subject_of(b)) return false;
  const auto shape = shape_of(a);
  if (shape == Shape::tags) return tags_contradict(a, b);
  const auto one = allowed(a), other = allowed(b);
  if (one && other)
    return std::ranges::none_of(*one, [&](auto i) { return std::ranges::find(*other, i) != other->end(); });
  const auto range = range_of(a), other_range = range_of(b);
  if (range && other_range) return same_clock(a, b) && apart(*range, *other_range);
  const auto presence = [](const Condition& c) {
    return c.operator_name == "present" || c.operator_name == "not_present";
  };
  if (presence(a) && presence(b)) return a.operator_name != b.operator_name;
  if ((a.operator_name == "not_present" && is_equal(b) && !b.value().empty()) ||
      (b.operator_name == "not_present" && is_equal(a) && !a.value().empty()))
    return true;
  if (is_text(shape) || is_multiselect(a, definitions)) return false;
  return values_contradict(a, b);
}

std::optional<Contradiction> find_contradiction(const rules::Conditions& conditions,
                                                const tickets::Definitions& definitions) {
  const auto against = [&](const Condition& one) -> const Condition* {
    const auto found =
        std::ranges::find_if(conditions.all, [&](const auto& other) { return contradict(one, other, definitions); });
    return found == conditions.all.end() ? nullptr : &*found;
  };
  for (const auto& one : conditions.all)
    if (const auto* other = against(one)) return Contradiction(one, *other);
  const Condition *last = nullptr, *reason = nullptr;
  for (const auto& one : conditions.any) {
    reason = against(one);
    if (!reason) return std::nullopt;
    last = &one;
  }
  return last ? std::optional(Contradiction(*last, *reason)) : std::nullopt;
}

bool is_broader(const rules::Conditions& broad, const rules::Conditions& narrow) {
  const auto follows = [&](const Condition& wanted) {
    return std::ranges::any_of(narrow.all, [&](const Condition& given) { return implies(given, wanted); });
  };
  if (!std::ranges::all_of(broad.all, follows)) return false;
  if (broad.any.empty() || std::ranges::any_of(broad.any, follows)) return true;
  return !narrow.any.empty() && std::ranges::all_of(narrow.any, [&](const Condition& given) {
    return std::ranges::any_of(broad.any, [&](const Condition& wanted) { return implies(given, wanted); });
  });
}

bool same(const rules::Conditions& one, const rules::Conditions& other) {
  return same_items(one.all, other.all, same_condition) && same_items(one.any, other.any, same_condition);
}

bool same(const std::vector<rules::Action>& one, const std::vector<rules::Action>& other) {
  return same_items(one, other,
                    [](const auto& a, const auto& b) { return a.field == b.field && a.values == b.values; });
}

std::optional<Condition> outcome_of(const rules::Action& action) {
  static constexpr std::string_view settable[] = {"status",         "priority",         "type",
                                                  "group_id",       "assignee_id",      "brand_id",
                                                  "ticket_form_id", "custom_status_id", "locale_id"};
  const bool sets = std::ranges::find(settable, std::string_view(action.field)) != std::end(settable) ||
                    rules::custom_field_id(action.field);
  if (!sets || action.is_list) return std::nullopt;
  return Condition{action.field, "is", {action.value()}, false};
}

}  // namespace pult::housekeeping
