// SPDX-License-Identifier: AGPL-3.0-or-later
// The fields a query may name: which kinds of things have them, and what values they take (v2 conventions, 8.14). Pure.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace pult::search {

// Kinds of results, as bits of a set.
enum class Kind : std::uint8_t { ticket = 1, user = 2, organization = 4, group = 8 };
using Kinds = std::uint8_t;
inline constexpr Kinds all_kinds = 15;
constexpr Kinds operator|(Kind a, Kind b) { return Kinds(Kinds(a) | Kinds(b)); }
constexpr Kinds operator|(Kinds a, Kind b) { return Kinds(a | Kinds(b)); }
constexpr bool has(Kinds kinds, Kind kind) { return (kinds & Kinds(kind)) != 0; }

enum class ValueType : std::uint8_t {
  words,   // found through the index
  person,  // me, none, an address, an id or a name
  group,   // none, an id or a name
  organization,
  brand,
  form,
  status,
  priority,
  ticket_type,
  tags,
  text,  // equal, without regard to case where the column is
  boolean,
  role,
  date,
  sla,    // at_risk | breached | none | *
  custom  // custom_field_123
};

struct Field {
  std::string_view name;
  Kinds kinds;
  ValueType type;
};

// Case does not matter. nullopt for what is no field: it is searched as words.
std::optional<Field> find_field(std::string_view name);

enum class Compare : std::uint8_t { equal, less, less_equal, greater, greater_equal };
bool can_compare(ValueType type);

// One comparison of a field. `value` is as written, without quotes.
struct Condition {
  std::string field;  // in lower case
  ValueType type = ValueType::text;
  Compare compare = Compare::equal;
  std::string value;
  bool negated = false;
  std::int64_t custom_field = 0;  // of custom_field_123
  Micros from = 0, to = 0;        // of dates: from <= x < to; of sla:at_risk, due before `to`
  int rank = 0;                   // of statuses and priorities: their place in the order

  bool is_none() const { return value == "none"; }
  bool is_any() const { return value == "*"; }
};

// Fills what the value means; unprocessable/"invalid" with a sentence for values that cannot be.
// Dates: 2026, 2026-11, 2026-11-21, 2026-11-21T10:00:00Z, today, yesterday, 4hours (four hours before `now`).
Result<void> read_value(Condition& condition, Micros now);

// Their order: low 1, normal 2, high 3, urgent 4; 0 for what is none.
int priority_rank(std::string_view priority);

std::unexpected<Error> invalid_search(std::string why);

}  // namespace pult::search
