// SPDX-License-Identifier: AGPL-3.0-or-later
// Mailboxes: the addresses of the desk, where their mail is fetched and how their answers leave.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "sql/database.hpp"
#include "tickets/ticket.hpp"

namespace pult::channels::mail {

// One mail server as an admin enters it. Empty host: none.
struct Server {
  std::string host;
  std::uint16_t port = 0;
  std::string security = "tls";  // tls | starttls | none
  std::string username;
  std::string auth = "password";  // password | xoauth2 (the secret is then the access or refresh token)
  std::string folder = "INBOX";   // IMAP only
  // xoauth2 with a refresh token: where and as whom fresh access tokens are fetched.
  std::string token_url, client_id;
};

struct Mailbox {
  MailboxId id;
  std::string address, name, signature;
  GroupId group;
  tickets::BrandId brand = tickets::seeded_brand;  // of the tickets that come here
  bool is_default = false;                         // the address that mail leaves from when nothing else decides
  std::optional<Micros> verify_asked_at;           // when somebody last wanted to know whether mail arrives
  Server imap, smtp;
  std::string imap_secret, smtp_secret;  // sealed
  bool active = true;
  std::string state = "off";  // off | ok | error
  std::optional<std::string> error;
  std::optional<Micros> last_checked_at, last_mail_at;
  Micros created_at = 0, updated_at = 0;
};

Result<std::vector<Mailbox>> list_mailboxes(sql::Transaction& tx);
Result<std::optional<Mailbox>> find_mailbox(sql::Transaction& tx, MailboxId id);
Result<std::optional<Mailbox>> find_mailbox_by_address(sql::Transaction& tx, std::string_view address);
// The one that answers of a ticket leave from: its own, else one of its group, else the default one, else the oldest.
Result<std::optional<Mailbox>> choose_mailbox(sql::Transaction& tx, MailboxId own, GroupId group);
// unprocessable: blank or malformed address, one that is taken. The first one is the default; a new default takes the
// mark from the one that had it.
Result<Mailbox> create_mailbox(sql::Transaction& tx, Mailbox mailbox, Micros now);
Result<void> save_mailbox(sql::Transaction& tx, const Mailbox& mailbox, Micros now);
Result<void> delete_mailbox(sql::Transaction& tx, MailboxId id);
// What the poller saw last; `error` empty when all is well.
Result<void> record_health(sql::Transaction& tx, MailboxId id, std::string_view error, bool got_mail, Micros now);

// "{}" for none; unknown members are ignored.
std::string render_server(const Server& server);
Server parse_server(std::string_view json);

}  // namespace pult::channels::mail
