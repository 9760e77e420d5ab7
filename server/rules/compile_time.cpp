// SPDX-License-Identifier: AGPL-3.0-or-later
#include "rules/compile_time.hpp"

#include <algorithm>
#include <charconv>

namespace pult::rules {
namespace {

constexpr std::int64_t max_hours = 24 * 365 * 100;

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::unexpected<Error> bad_time(const Condition& from) {
  return bad_condition("\"" + from.value() + "\" is not a value of " + from.field);
}

struct HourField {
  std::string_view name;
  Moment moment;
  std::optional<int> status;  // only while the ticket is in it
  bool until = false;
};
constexpr HourField hour_fields[] = {{"NEW", Moment::created, 0},
                                     {"OPEN", Moment::status_set, 1},
                                     {"PENDING", Moment::status_set, 2},
                                     {"HOLD", Moment::status_set, 3},
                                     {"SOLVED", Moment::solved, 4},
                                     {"CLOSED", Moment::closed, 5},
                                     {"updated_at", Moment::updated, {}},
                                     {"assigned_at", Moment::assigned, {}},
                                     {"requester_updated_at", Moment::requester_updated, {}},
                                     {"assignee_updated_at", Moment::assignee_updated, {}},
                                     {"due_date", Moment::due, {}},
                                     {"until_due_date", Moment::due, {}, true},
                                     {"sla_next_breach_at", Moment::sla_breached, {}},
                                     {"until_sla_next_breach_at", Moment::sla_due, {}, true}};

}  // namespace

Result<void> compile_hours(const Condition& from, std::vector<Test>& out) {
  const auto field = std::ranges::find(hour_fields, std::string_view(from.field), &HourField::name);
  if (field == std::end(hour_fields)) return bad_condition(from.field + " cannot be asked of stored tickets");
  const auto hours = number(from.value());
  if (!hours || *hours < 0 || *hours > max_hours) return bad_time(from);
  Test test{.what = What::hours};
  test.moment = field->moment;
  test.until = field->until;
  test.number = *hours;
  test.business = from.operator_name.ends_with("_business_hours");
  test.compare = from.operator_name.starts_with("less_than")      ? Compare::less
                 : from.operator_name.starts_with("greater_than") ? Compare::greater
                                                                  : Compare::is;
  if (field->status) {
    Test status{.what = What::status};
    status.mask = 1u << *field->status;
    out.push_back(std::move(status));
  }
  out.push_back(std::move(test));
  return {};
}

Result<void> compile_created(const Condition& from, std::vector<Test>& out) {
  constexpr std::pair<std::string_view, Compare> operators[] = {{"less_than", Compare::less},
                                                                {"less_than_equal", Compare::less_equal},
                                                                {"greater_than", Compare::greater},
                                                                {"greater_than_equal", Compare::greater_equal}};
  const auto known =
      std::ranges::find(operators, std::string_view(from.operator_name), &std::pair<std::string_view, Compare>::first);
  const auto moment = base::parse_iso8601(from.value());
  if (known == std::end(operators) || !moment) return bad_time(from);
  Test test{.what = What::created};
  test.compare = known->second;
  test.number = *moment;
  out.push_back(std::move(test));
  return {};
}

}  // namespace pult::rules
