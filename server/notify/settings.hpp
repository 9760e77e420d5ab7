// SPDX-License-Identifier: AGPL-3.0-or-later
// What an agent wants to be told of, and when their devices are to be left alone.
#pragma once
#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "sql/database.hpp"

namespace pult::notify {

struct Kind {
  std::string_view name;     // also the column of the settings
  std::string_view usual;    // the choice of who never chose
  std::string_view urgency;  // RFC 8030 section 5.3
};
inline constexpr std::array<Kind, 8> kinds{{{"assigned", "push", "high"},
                                            {"customer_reply", "push", "high"},
                                            {"mention", "push", "high"},
                                            {"agent_update", "in_app", "normal"},
                                            {"new_ticket", "in_app", "normal"},
                                            {"sla_warning", "push", "high"},
                                            {"sla_breach", "push", "high"},
                                            {"taken_back", "push", "normal"}}};
const Kind* find_kind(std::string_view name);
bool is_choice(std::string_view text);  // off | in_app | push

struct Settings {
  std::map<std::string, std::string, std::less<>> choices;  // by kind, all of them
  bool is_quiet = false;
  int quiet_from_min = 22 * 60, quiet_to_min = 7 * 60;  // of the day; from == to: all day

  Settings();
};
Result<Settings> load_settings(sql::Transaction& tx, UserId user);
Result<void> save_settings(sql::Transaction& tx, UserId user, const Settings& settings);

// "07:30" <-> 450.
std::optional<int> parse_time_of_day(std::string_view text);
std::string render_time_of_day(int minutes);

bool is_time_zone(const std::string& name);  // of the IANA
// When the quiet hours that `now` falls into end, nullopt outside of them. Unknown zones count as UTC.
std::optional<Micros> quiet_until(const Settings& settings, const std::string& time_zone, Micros now);

}  // namespace pult::notify
