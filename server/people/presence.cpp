// SPDX-License-Identifier: AGPL-3.0-or-later
#include "people/presence.hpp"

namespace pult::people {

Result<std::vector<Presence>> list_presence(sql::Transaction& tx, Micros now, int limit) {
  return tx.all(
      "SELECT u.id, COALESCE(s.state, 'online'), CASE WHEN EXISTS (SELECT 1 FROM live_presence p WHERE p.user_id = "
      "u.id AND p.expires_at > ?1) THEN 1 ELSE 0 END FROM users u LEFT JOIN agent_states s ON s.user_id = u.id "
      "WHERE u.role IN ('agent', 'admin') AND u.active = 1 AND u.suspended = 0 ORDER BY u.name, u.id LIMIT ?2",
      {now, limit}, [](const sql::Row& row) {
        Presence out{row.id<UserId>(0), "offline", row.string(1)};
        if (row.boolean(2)) out.state = out.chosen;
        return out;
      });
}

Result<void> choose_presence(sql::Transaction& tx, UserId user, std::string_view state, Micros now) {
  if (state != "online" && state != "away")
    return base::fail_field("state", "InvalidValue", "State: must be online or away");
  PULT_TRY(
      tx.run("INSERT INTO agent_states (user_id, state, changed_at) VALUES (?1, ?2, ?3) ON CONFLICT (user_id) "
             "DO UPDATE SET state = excluded.state, changed_at = excluded.changed_at",
             {user, state, now}));
  tx.notify(presence_channel, std::to_string(user.value));
  return {};
}

Result<bool> set_connected(sql::Transaction& tx, std::string_view node, UserId user, Micros expires_at) {
  return PULT_TRY(tx.run("INSERT INTO live_presence (node, user_id, expires_at) VALUES (?1, ?2, ?3) "
                         "ON CONFLICT (node, user_id) DO NOTHING",
                         {node, user, expires_at})) > 0;
}

Result<bool> set_disconnected(sql::Transaction& tx, std::string_view node, UserId user) {
  return PULT_TRY(tx.run("DELETE FROM live_presence WHERE node = ?1 AND user_id = ?2", {node, user})) > 0;
}

Result<void> keep_connected(sql::Transaction& tx, std::string_view node, Micros expires_at) {
  PULT_TRY(tx.run("UPDATE live_presence SET expires_at = ?2 WHERE node = ?1", {node, expires_at}));
  return {};
}

Result<bool> forget_others(sql::Transaction& tx, std::string_view node) {
  return PULT_TRY(tx.run("DELETE FROM live_presence WHERE node <> ?1", {node})) > 0;
}

Result<bool> forget_expired(sql::Transaction& tx, Micros now) {
  return PULT_TRY(tx.run("DELETE FROM live_presence WHERE expires_at <= ?1", {now})) > 0;
}

}  // namespace pult::people
