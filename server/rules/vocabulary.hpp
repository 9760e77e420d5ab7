// SPDX-License-Identifier: AGPL-3.0-or-later
// The fields that conditions may name, with their operators, and where each may stand.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pult::rules {

// Who asks: each knows its own part of the vocabulary. Bits, because a field usually belongs to several.
enum class Place : std::uint8_t { trigger = 1, automation = 2, view = 4, sla = 8 };

// What a value looks like, for checks and for screens.
enum class Shape : std::uint8_t {
  status,
  priority,
  type,
  group,
  assignee,
  person,
  organization,
  brand,
  form,
  custom_status,
  tags,
  channel,
  address,
  words,
  text,
  number,
  hours,
  boolean,
  visibility,
  snoozed,
  role,
  choice,
  satisfaction,
  reason,
  locale,
  custom_field,
  person_field,
  any
};

struct FieldInfo {
  std::string_view name;
  std::string_view title;
  std::string_view heading;  // what screens list it under
  std::uint8_t places;       // of Place
  Shape shape;
  std::span<const std::string_view> operators;
  bool tells_changes = false;  // triggers may also ask whether it changed
};

std::span<const FieldInfo> all_fields();
// Also custom_fields_7, ticket_fields_7, requester.custom_fields.KEY and organization.custom_fields.KEY.
const FieldInfo* find_field(std::string_view name);
bool stands_in(const FieldInfo& field, Place place);
std::vector<std::string_view> operators_of(const FieldInfo& field, Place place);
// "is" -> "Is", for screens.
std::string_view title_of_operator(std::string_view name);
// Operators that ask for a change and take no value.
bool is_terminal(std::string_view name);

// 7 of "custom_fields_7" or "ticket_fields_7"; nullopt for other names.
std::optional<std::int64_t> custom_field_id(std::string_view name);

inline constexpr std::array<std::string_view, 6> status_words{"new", "open", "pending", "hold", "solved", "closed"};
inline constexpr std::array<std::string_view, 5> priority_words{"", "low", "normal", "high", "urgent"};
// In their order; "true" is unoffered, "false" offered.
inline constexpr std::array<std::string_view, 6> satisfaction_words{
    "true", "false", "bad", "bad_with_comment", "good", "good_with_comment"};
// By their ids, from 1.
inline constexpr std::array<std::string_view, 5> locale_words{"en", "ru", "cs", "lt", "ro"};
inline constexpr std::array<std::string_view, 5> type_words{"", "question", "incident", "problem", "task"};

// The number of a channel in the v2 conventions, and our word for it.
struct Channel {
  std::int64_t id;
  std::string_view word;
  std::string_view title;
};
std::span<const Channel> all_channels();

}  // namespace pult::rules
