// SPDX-License-Identifier: AGPL-3.0-or-later
// Which agents are at their desks: what they say themselves, and whether a browser of theirs is connected to one of the
// servers. Servers that died are forgotten when their rows expire.
#pragma once
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "people/user.hpp"

namespace pult::people {

struct Presence {
  UserId user;
  std::string state;   // online | away | offline
  std::string chosen;  // online | away: what they say
};

// Notified, with the user's id or nothing, when somebody's state may have changed.
inline constexpr std::string_view presence_channel = "presence";

// Of all active agents, by name; at most `limit`.
Result<std::vector<Presence>> list_presence(sql::Transaction& tx, Micros now, int limit);
Result<void> choose_presence(sql::Transaction& tx, UserId user, std::string_view state, Micros now);

// `node`: a server. True when something changed.
Result<bool> set_connected(sql::Transaction& tx, std::string_view node, UserId user, Micros expires_at);
Result<bool> set_disconnected(sql::Transaction& tx, std::string_view node, UserId user);
Result<void> keep_connected(sql::Transaction& tx, std::string_view node, Micros expires_at);
Result<bool> forget_others(sql::Transaction& tx, std::string_view node);
Result<bool> forget_expired(sql::Transaction& tx, Micros now);

}  // namespace pult::people
