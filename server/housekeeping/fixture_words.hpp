// SPDX-License-Identifier: AGPL-3.0-or-later
// Short ways to write conditions and actions of the fixture, and who is who in it.
#pragma once
#include "housekeeping/desk_fixture.hpp"

namespace pult::housekeeping::testing {

inline rules::Condition when(std::string field, std::string operator_name, std::string value) {
  return {std::move(field), std::move(operator_name), {std::move(value)}, false};
}
inline rules::Action act(std::string field, std::string value) { return {std::move(field), {std::move(value)}, false}; }
inline rules::Action mail(std::string to, std::string body) {
  return {"notification_user", {std::move(to), "About your request", std::move(body)}, true};
}
inline rules::Action say(std::string text) { return act("comment_value", std::move(text)); }

inline constexpr std::int64_t support = 1, sales = 2, billing = 3, logistics = 4, empty_group = 5, deleted_group = 6;
inline constexpr std::int64_t ann = 11, bert = 12, cora = 13, suspended_dan = 14, deleted_eve = 15, away_fred = 16;
inline constexpr std::int64_t product_field = 9, inactive_field = 40, multi_field = 10;

}  // namespace pult::housekeeping::testing
