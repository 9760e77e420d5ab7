// SPDX-License-Identifier: AGPL-3.0-or-later
#include "search/fields.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <limits>

#include "people/user.hpp"
#include "sla/deadline.hpp"
#include "tickets/ticket.hpp"

namespace pult::search {
namespace {

constexpr std::string_view custom_prefix = "custom_field_";

constexpr Kinds tickets_only = Kinds(Kind::ticket), users_only = Kinds(Kind::user);
constexpr Kinds ticket_user_organization = Kind::ticket | Kind::user | Kind::organization;

constexpr std::array<Field, 38> fields{{
    {"created", all_kinds, ValueType::date},
    {"created_at", all_kinds, ValueType::date},
    {"updated", all_kinds, ValueType::date},
    {"updated_at", all_kinds, ValueType::date},
    {"solved", tickets_only, ValueType::date},
    {"due_date", tickets_only, ValueType::date},
    {"assignee", tickets_only, ValueType::person},
    {"submitter", tickets_only, ValueType::person},
    {"requester", tickets_only, ValueType::person},
    {"commenter", tickets_only, ValueType::person},
    {"cc", tickets_only, ValueType::person},
    {"follower", tickets_only, ValueType::person},
    {"subject", tickets_only, ValueType::words},
    {"description", tickets_only, ValueType::words},
    {"comment", tickets_only, ValueType::words},
    {"status", tickets_only, ValueType::status},
    {"sla", tickets_only, ValueType::sla},
    {"priority", tickets_only, ValueType::priority},
    {"ticket_type", tickets_only, ValueType::ticket_type},
    {"via", tickets_only, ValueType::text},
    {"fieldvalue", tickets_only, ValueType::text},
    {"brand", tickets_only, ValueType::brand},
    {"form", tickets_only, ValueType::form},
    {"has_attachment", tickets_only, ValueType::boolean},
    {"recipient", tickets_only, ValueType::text},
    {"group", Kind::ticket | Kind::user, ValueType::group},
    {"organization", Kind::ticket | Kind::user, ValueType::organization},
    {"tags", ticket_user_organization, ValueType::tags},
    {"external_id", ticket_user_organization, ValueType::text},
    {"role", users_only, ValueType::role},
    {"email", users_only, ValueType::words},
    {"phone", users_only, ValueType::words},
    {"is_verified", users_only, ValueType::boolean},
    {"is_suspended", users_only, ValueType::boolean},
    {"name", Kind::user | Kind::organization | Kind::group, ValueType::words},
    {"notes", Kind::user | Kind::organization, ValueType::words},
    {"details", Kind::user | Kind::organization, ValueType::words},
    {"tag", ticket_user_organization, ValueType::tags},
}};

// Numbers of at most nine digits, so that no sum of them overflows.
std::optional<int> small_number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool fits = error == std::errc() && end == text.data() + text.size() && text.size() <= 9 && value >= 0;
  return fits ? std::optional(value) : std::nullopt;
}

Micros start_of(std::chrono::year_month_day day) {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::sys_days(day).time_since_epoch()).count();
}

struct Span {
  Micros from = 0, to = 0;
};

// 2026, 2026-11 or 2026-11-21: all of it.
std::optional<Span> parse_days(std::string_view text) {
  namespace chrono = std::chrono;
  const auto year = small_number(text.substr(0, 4));
  if (!year || *year < 1 || text.size() < 4) return std::nullopt;
  const chrono::year y(*year);
  if (text.size() == 4) return Span{start_of(y / 1 / 1), start_of((y + chrono::years(1)) / 1 / 1)};
  const auto month = text[4] == '-' ? small_number(text.substr(5, 2)) : std::nullopt;
  if (!month || *month < 1 || *month > 12) return std::nullopt;
  const auto ym = y / chrono::month(unsigned(*month));
  if (text.size() == 7) return Span{start_of(ym / 1), start_of((ym + chrono::months(1)) / 1)};
  const auto day = text.size() == 10 && text[7] == '-' ? small_number(text.substr(8)) : std::nullopt;
  if (!day || *day < 1) return std::nullopt;
  const auto ymd = ym / chrono::day(unsigned(*day));
  if (!ymd.ok()) return std::nullopt;
  const auto from = start_of(ymd);
  return Span{from, from + 24 * 3'600 * base::second_us};
}

// 4hours, 30minutes, 1week ...: so long before now.
std::optional<Micros> parse_ago(std::string_view text, Micros now) {
  constexpr std::array<std::pair<std::string_view, std::int64_t>, 6> units{{{"minute", 60},
                                                                            {"hour", 3'600},
                                                                            {"day", 86'400},
                                                                            {"week", 7 * 86'400},
                                                                            {"month", 30 * 86'400},
                                                                            {"year", 365 * 86'400}}};
  const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto count = small_number(text.substr(0, digits));
  auto unit = text.substr(digits);
  if (unit.ends_with('s')) unit.remove_suffix(1);
  const auto found = std::ranges::find(units, unit, &std::pair<std::string_view, std::int64_t>::first);
  if (!count || found == units.end() || *count > 100'000) return std::nullopt;
  return now - *count * found->second * base::second_us;
}

std::optional<Span> parse_span(std::string_view text, Compare compare, Micros now) {
  constexpr Micros day = 86'400 * base::second_us;
  const Micros today = now - now % day;
  if (text == "today") return Span{today, today + day};
  if (text == "yesterday") return Span{today - day, today};
  if (const auto ago = parse_ago(text, now))  // "created:2hours" is within the last two hours
    return compare == Compare::equal ? Span{*ago, std::numeric_limits<Micros>::max()} : Span{*ago, *ago};
  if (const auto days = parse_days(text)) return days;
  if (text.find('T') == std::string_view::npos) return std::nullopt;
  const auto moment = base::parse_iso8601(text);
  return moment ? std::optional(Span{*moment, *moment + base::second_us}) : std::nullopt;
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  return out;
}

Result<void> read_date(Condition& condition, Micros now) {
  const auto span = parse_span(condition.value, condition.compare, now);
  if (!span)
    return invalid_search(condition.value +
                          " is not a date. Dates are written 2026-11-21, 2026-11-21T10:00:00Z or "
                          "4hours, 2days, 1week");
  condition.from = std::numeric_limits<Micros>::min();
  condition.to = std::numeric_limits<Micros>::max();
  switch (condition.compare) {
    case Compare::equal: condition.from = span->from, condition.to = span->to; break;
    case Compare::less: condition.to = span->from; break;
    case Compare::less_equal: condition.to = span->to; break;
    case Compare::greater: condition.from = span->to; break;
    case Compare::greater_equal: condition.from = span->from; break;
  }
  return {};
}

}  // namespace

std::unexpected<Error> invalid_search(std::string why) {
  return base::fail(ErrorKind::unprocessable, "invalid", "Invalid search: " + std::move(why));
}

std::optional<Field> find_field(std::string_view name) {
  const auto key = lower(name);
  if (key.starts_with(custom_prefix) && small_number(key.substr(custom_prefix.size())))
    return Field{custom_prefix, tickets_only, ValueType::custom};
  const auto found = std::ranges::find(fields, key, &Field::name);
  return found == fields.end() ? std::nullopt : std::optional(*found);
}

bool can_compare(ValueType type) {
  return type == ValueType::date || type == ValueType::status || type == ValueType::priority ||
         type == ValueType::custom;
}

int priority_rank(std::string_view priority) {
  constexpr std::array<std::string_view, 5> order{"", "low", "normal", "high", "urgent"};
  const auto found = std::ranges::find(order, priority);
  return found == order.end() ? 0 : int(found - order.begin());
}

Result<void> read_value(Condition& condition, Micros now) {
  if (condition.compare != Compare::equal && !can_compare(condition.type))
    return invalid_search(condition.field + " cannot be compared by < and >");
  if (condition.type == ValueType::custom)
    condition.custom_field = small_number(condition.field.substr(custom_prefix.size())).value_or(0);
  const auto value = lower(condition.value);
  if (condition.compare == Compare::equal && (value == "none" || value == "*")) {
    condition.value = value;
    return {};
  }
  const auto refuse = [&](std::string_view what) {
    return invalid_search("there is no " + std::string(what) + " " + condition.value);
  };
  switch (condition.type) {
    case ValueType::status: {
      const auto status = tickets::parse_status(value);
      if (!status || *status == tickets::Status::deleted) return refuse("status");
      condition.rank = int(*status);
      return {};
    }
    case ValueType::priority:
      condition.rank = priority_rank(value);
      if (condition.rank == 0) return refuse("priority");
      return {};
    case ValueType::ticket_type:
      condition.value = value;
      if (!tickets::is_type(value)) return refuse("ticket_type");
      return {};
    case ValueType::role:
      if (!people::parse_role(value)) return refuse("role");
      condition.value = people::render_role(*people::parse_role(value));
      return {};
    case ValueType::boolean:
      if (value != "true" && value != "false" && value != "1" && value != "0")
        return invalid_search(condition.field + " is true or false");
      condition.value = value == "true" || value == "1" ? "true" : "false";
      return {};
    case ValueType::date: return read_date(condition, now);
    case ValueType::sla:
      condition.value = value;
      condition.to = now + sla::at_risk_within;
      if (value != "at_risk" && value != "breached") return invalid_search("sla is at_risk or breached");
      return {};
    default: return {};
  }
}

}  // namespace pult::search
