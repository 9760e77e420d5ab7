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

// The number between the letter and the digits of a token, 0 for what is none.
std::int64_t number_of(std::string_view token, char letter) {
  std::int64_t id = 0;
  if (token.size() < 3 || token[0] != letter) return 0;
  const auto [end, error] = std::from_chars(token.data() + 1, token.data() + token.size(), id);
  return error == std::errc() && id > 0 ? id : 0;
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
  const TicketId id(number_of(token, 't'));
  return id && crypto::equal_in_constant_time(thread_token(desk, id), token) ? id : TicketId();
}

std::string side_token(const DeskIdentity& desk, tickets::SideConversationId conversation) {
  const auto id = std::to_string(conversation.value);
  return "s" + id + "-" + crypto::hmac_hex(desk.secret, "side conversation " + id, 10);
}

tickets::SideConversationId side_of_token(const DeskIdentity& desk, std::string_view token) {
  const tickets::SideConversationId id(number_of(token, 's'));
  return id && crypto::equal_in_constant_time(side_token(desk, id), token) ? id : tickets::SideConversationId();
}

Result<std::vector<std::string>> own_addresses(sql::Transaction& tx) {
  return tx.all("SELECT address FROM mailboxes ORDER BY id", {}, [](const sql::Row& row) { return row.string(0); });
}

}  // namespace pult::channels::mail
