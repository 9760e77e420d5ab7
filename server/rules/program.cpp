// SPDX-License-Identifier: AGPL-3.0-or-later
#include "rules/program.hpp"

#include <algorithm>

namespace pult::rules {
namespace {

bool has_word(std::string_view words, std::string_view wanted) {
  while (!words.empty()) {
    const auto end = words.find(' ');
    if (words.substr(0, end) == wanted) return true;
    words = end == std::string_view::npos ? std::string_view() : words.substr(end + 1);
  }
  return false;
}

template <class List, class Value>
bool contains(const List& list, const Value& value) {
  return std::ranges::find(list, value) != list.end();
}

template <std::size_t N>
std::uint32_t bit_of(const std::array<std::string_view, N>& words, std::string_view value) {
  return 1u << (std::ranges::find(words, value) - words.begin());
}

std::uint32_t role_bit(int role) { return role == 2 ? 4u : role == 4 ? 2u : 1u; }

std::uint32_t mask_of(What what, const Facts& facts) {
  switch (what) {
    case What::status: return 1u << facts.status;
    case What::priority: return bit_of(priority_words, facts.priority);
    case What::type: return bit_of(type_words, facts.type);
    case What::visibility: return facts.is_public ? 2u : 1u;
    case What::snoozed: return facts.is_snoozed ? is_snoozed : not_snoozed;
    case What::satisfaction: return 1u << facts.satisfaction;
    default: return role_bit(facts.requester_role);
  }
}

std::int64_t id_of(What what, const Facts& facts) {
  switch (what) {
    case What::group: return facts.group;
    case What::assignee: return facts.assignee;
    case What::requester: return facts.requester;
    case What::organization: return facts.organization;
    case What::brand: return facts.brand;
    case What::form: return facts.form;
    default: return facts.custom_status;
  }
}

bool holds_id(const Test& test, const Facts& facts, const Viewer& viewer) {
  const auto id = id_of(test.what, facts);
  switch (test.against) {
    case Against::ids: return contains(test.ids, id);
    case Against::current_user: return id != 0 && id == viewer.user;
    case Against::current_groups: return id != 0 && contains(viewer.groups, id);
    case Against::requester: return id != 0 && id == facts.requester;
    case Against::assignee: return id != 0 && id == facts.assignee;
  }
  return false;
}

// Lower case of ASCII letters only: what both databases can do too (letter_case.hpp).
bool holds_words(const Test& test, std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  return std::ranges::any_of(test.words, [&](const std::string& word) {
    return test.compare == Compare::is ? lower == word : lower.find(word) != std::string::npos;
  });
}

std::optional<Micros> moment_of(const Test& test, const Facts& facts) {
  switch (test.moment) {
    case Moment::created: return facts.created_at;
    case Moment::updated:
    case Moment::closed: return facts.updated_at;
    case Moment::solved: return facts.solved_at;
    case Moment::due: return facts.due_at;
    case Moment::status_set: return facts.status_set_at;
    case Moment::assigned: return facts.assigned_at;
    case Moment::requester_updated: return facts.requester_updated_at;
    case Moment::assignee_updated: return facts.assignee_updated_at;
    case Moment::sla_due: return facts.sla_due_at;
    case Moment::sla_breached: return facts.sla_breached_at;
  }
  return std::nullopt;
}

bool holds_hours(const Test& test, const Facts& facts, const Viewer& viewer) {
  const auto moment = moment_of(test, facts);
  const auto range = range_of(test, viewer);
  return moment && *moment >= range.from && *moment <= range.to;
}

bool holds_created(const Test& test, const Facts& facts) {
  switch (test.compare) {
    case Compare::less: return facts.created_at < test.number;
    case Compare::less_equal: return facts.created_at <= test.number;
    case Compare::greater: return facts.created_at > test.number;
    default: return facts.created_at >= test.number;
  }
}

bool holds_custom(const Test& test, const Facts& facts, const Viewer& viewer) {
  const bool by_day = test.compare == Compare::last_days || test.compare == Compare::next_days;
  const auto days = by_day ? day_keys(test, viewer) : std::pair<std::string, std::string>();
  return std::ranges::any_of(facts.custom, [&](const auto& value) {
    if (value.first != test.field) return false;
    if (by_day) return value.second >= days.first && value.second <= days.second;
    switch (test.compare) {
      case Compare::present: return true;
      case Compare::less: return value.second < test.words[0];
      case Compare::less_equal: return value.second <= test.words[0];
      case Compare::greater: return value.second > test.words[0];
      case Compare::greater_equal: return value.second >= test.words[0];
      default: return contains(test.words, value.second);
    }
  });
}

// As both databases write the value of a member: text as it is, nothing for null.
bool holds_member(const Test& test, std::string_view fields) {
  boost::system::error_code broken;
  const auto parsed = json::parse(fields, broken);
  const auto* object = broken ? nullptr : parsed.if_object();
  const auto* value = object ? object->if_contains(test.key) : nullptr;
  const bool is_text = value && value->is_string();
  const auto text = !value || value->is_null() ? std::string()
                    : is_text                  ? std::string(value->get_string())
                                               : json::serialize(*value);
  return test.compare == Compare::present ? !text.empty() : holds_words(test, text);
}

bool holds_plain(const Test& test, const Facts& facts, const Viewer& viewer) {
  switch (test.what) {
    case What::status:
    case What::priority:
    case What::type:
    case What::visibility:
    case What::snoozed:
    case What::satisfaction:
    case What::role: return (test.mask & mask_of(test.what, facts)) != 0;
    case What::tags: return std::ranges::any_of(test.words, [&](const auto& tag) { return has_word(facts.tags, tag); });
    case What::channel: return contains(test.words, facts.via);
    case What::recipient: return holds_words(test, facts.recipient);
    case What::subject: return holds_words(test, facts.subject);
    case What::description: return holds_words(test, facts.description);
    case What::hours: return holds_hours(test, facts, viewer);
    case What::created: return holds_created(test, facts);
    case What::reason: return contains(test.ids, facts.satisfaction_reason);
    case What::locale: return contains(test.words, facts.requester_locale.substr(0, 2));
    case What::custom_text: return holds_member(test, facts.custom_fields);
    case What::requester_field: return holds_member(test, facts.requester_fields);
    case What::organization_field: return holds_member(test, facts.organization_fields);
    case What::custom: return holds_custom(test, facts, viewer);
    default: return holds_id(test, facts, viewer);
  }
}

bool asks_viewer(const Test& test) {
  return test.against == Against::current_user || test.against == Against::current_groups;
}

bool in_cube(const Test& test) {
  return test.what == What::status || test.what == What::snoozed ||
         ((test.what == What::assignee || test.what == What::group) && test.against != Against::requester);
}

bool of_the_ticket(const Test& test) {
  const bool by_time =
      test.what == What::hours || test.compare == Compare::last_days || test.compare == Compare::next_days;
  const bool by_people = test.what == What::role || test.what == What::locale || test.what == What::requester_field ||
                         test.what == What::organization_field;
  return !asks_viewer(test) && !by_time && !by_people;
}

}  // namespace

MomentRange range_of(const Test& test, const Viewer& viewer) {
  constexpr Micros longest_ago = -4'000'000'000'000'000, farthest = 9'000'000'000'000'000;
  const auto now = viewer.now;
  const auto* business = test.business && viewer.fields ? viewer.fields->business_time() : nullptr;
  const auto ago = [&](std::int64_t hours, Edge edge) {
    const auto length = hours * base::hour_us;
    return business ? business->before(now, length, edge) : now - length;
  };
  const auto ahead = [&](std::int64_t hours, Edge edge) {
    const auto length = hours * base::hour_us;
    return business ? business->after(now, length, edge) : now + length;
  };
  if (test.until) {
    const auto limit = ahead(test.number, Edge::earliest);
    if (test.compare == Compare::less) return {now, limit - 1};
    if (test.compare == Compare::greater) return {ahead(test.number, Edge::latest) + 1, farthest};
    return {limit, ahead(test.number + 1, Edge::earliest) - 1};
  }
  const auto limit = ago(test.number, Edge::latest);
  if (test.compare == Compare::less) return {limit + 1, now};
  if (test.compare == Compare::greater) return {longest_ago, ago(test.number, Edge::earliest) - 1};
  return {ago(test.number + 1, Edge::latest) + 1, limit};
}

std::pair<std::string, std::string> day_keys(const Test& test, const Viewer& viewer) {
  const auto key = [&](std::int64_t days) {
    const auto date = base::render_iso8601(viewer.now + days * base::day_us).substr(0, 10);
    return viewer.fields ? viewer.fields->index_key(test.field, date).value_or(date) : date;
  };
  return test.compare == Compare::last_days ? std::pair(key(-test.number), key(0))
                                            : std::pair(key(0), key(test.number));
}

bool holds(const Test& test, const Facts& facts, const Viewer& viewer) {
  return holds_plain(test, facts, viewer) != test.negated;
}

bool holds(const Program& program, const Facts& facts, const Viewer& viewer) {
  const auto one = [&](const Test& test) { return holds(test, facts, viewer); };
  return std::ranges::all_of(program.all, one) && (program.any.empty() || std::ranges::any_of(program.any, one));
}

std::uint32_t status_mask(const Program& program) {
  std::uint32_t mask = (1u << status_words.size()) - 1;
  for (const auto& test : program.all)
    if (test.what == What::status) mask &= test.negated ? ~test.mask : test.mask;
  return mask;
}

Counting counting_of(const Program& program) {
  if (std::ranges::all_of(program.all, in_cube) && std::ranges::all_of(program.any, in_cube)) return Counting::cube;
  const bool cells = std::ranges::all_of(
      program.all, [](const Test& test) { return of_the_ticket(test) || (asks_viewer(test) && in_cube(test)); });
  return cells && std::ranges::all_of(program.any, of_the_ticket) ? Counting::tracked : Counting::bounded;
}

Program viewer_part(const Program& program) {
  Program out;
  std::ranges::copy_if(program.all, std::back_inserter(out.all), asks_viewer);
  return out;
}

Program ticket_part(const Program& program) {
  Program out{{}, program.any};
  std::ranges::copy_if(program.all, std::back_inserter(out.all), [](const Test& test) { return !asks_viewer(test); });
  return out;
}

bool uses(const Program& program, What what) {
  const auto one = [&](const Test& test) { return test.what == what; };
  return std::ranges::any_of(program.all, one) || std::ranges::any_of(program.any, one);
}

}  // namespace pult::rules
