// SPDX-License-Identifier: AGPL-3.0-or-later
#include "channels/mail/desk_identity.hpp"

#include <charconv>

#include "channels/mail/mailbox.hpp"
#include "crypto/crypto.hpp"

namespace pult::channels::mail {
namespace {

Result<std::optional<std::string>> find_setting(sql::Transaction& tx, std::string_view name) {
  return tx.one("SELECT value FROM settings WHERE name = ?1", {name},
                [](const sql::Row& row) { return row.string(0); });
}

// Made on first use; of two nodes that make it at once, both get what the first one wrote.
Result<std::string> setting(sql::Transaction& tx, std::string_view name, std::size_t random_bytes) {
  if (auto known = PULT_TRY(find_setting(tx, name))) return std::move(*known);
  PULT_TRY(tx.run("INSERT INTO settings (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO NOTHING",
                  {name, crypto::random_token(random_bytes)}));
  return PULT_TRY(find_setting(tx, name)).value_or("");
}

}  // namespace

Result<DeskIdentity> load_desk_identity(sql::Transaction& tx) {
  DeskIdentity out;
  out.id = PULT_TRY(setting(tx, "desk_id", 9));
  out.secret = PULT_TRY(setting(tx, "desk_secret", 32));
  return out;
}

std::string thread_token(const DeskIdentity& desk, TicketId ticket) {
  const auto id = std::to_string(ticket.value);
  return "t" + id + "-" + crypto::hmac_hex(desk.secret, "ticket " + id, 10);
}

TicketId ticket_of_token(const DeskIdentity& desk, std::string_view token) {
  std::int64_t id = 0;
  if (token.size() < 3 || token[0] != 't') return {};
  const auto [end, error] = std::from_chars(token.data() + 1, token.data() + token.size(), id);
  if (error != std::errc() || id <= 0) return {};
  return crypto::equal_in_constant_time(thread_token(desk, TicketId(id)), token) ? TicketId(id) : TicketId();
}

Result<std::vector<std::string>> own_addresses(sql::Transaction& tx) {
  return tx.all("SELECT address FROM mailboxes ORDER BY id", {}, [](const sql::Row& row) { return row.string(0); });
}

}  // namespace pult::channels::mail
