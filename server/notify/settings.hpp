// SPDX-License-Identifier: AGPL-3.0-or-later
// What an agent wants to be told of and by what, and when they are to be left alone.
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
  std::string_view usual;    // the stored choice of who never chose
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

// How an agent hears of a kind. What is pushed or mailed is in the list, too.
struct Channels {
  bool in_app = false, push = false, mail = false;

  bool operator==(const Channels&) const = default;
};
// As stored: off | in_app | push | mail | push_mail.
Channels parse_channels(std::string_view stored);
std::string_view render_channels(const Channels& channels);
// SQL on such a stored choice.
std::string is_pushed(const std::string& choice);
std::string is_mailed(const std::string& choice);
// With what somebody changes: a channel that is chosen brings the list along, and without the list there is none.
// nullopt: they want a channel without the list.
struct ChannelsChange {
  std::optional<bool> in_app, push, mail;
};
std::optional<Channels> changed(Channels channels, const ChannelsChange& change);

inline constexpr std::int64_t usual_mail_delay_min = 5, longest_mail_delay_min = 24 * 60;

struct Settings {
  std::map<std::string, Channels, std::less<>> choices;  // by kind, all of them
  std::int64_t mail_delay_min = usual_mail_delay_min;    // so long a notification may be seen before it is mailed
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
// "2026-11-22 14:30" there.
std::string render_local_time(const std::string& time_zone, Micros at);

}  // namespace pult::notify
