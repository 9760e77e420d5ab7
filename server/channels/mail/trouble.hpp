// SPDX-License-Identifier: AGPL-3.0-or-later
// Mailboxes whose mail cannot be fetched or does not leave. Whoever wants to know has a timer that is set whenever that
// may have changed, in the transaction in which it did.
#pragma once
#include <optional>
#include <string>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "events/outbox.hpp"
#include "sql/database.hpp"

namespace pult::channels::mail {

// Its subjects name what may have changed: "mailbox 3", "outgoing 3".
inline constexpr std::string_view trouble_timer = "mail_trouble";
// A mail that its server did not take so often says something about the server; one try may fail for nothing.
inline constexpr std::int64_t telling_attempts = 3;

struct Trouble {
  MailboxId mailbox;
  std::string address;
  bool is_outgoing = false;
};
// nullopt: there is none (any more).
Result<std::optional<Trouble>> find_trouble(sql::Transaction& tx, const std::string& subject);

Result<void> tell_trouble(sql::Transaction& tx, bool is_outgoing, MailboxId mailbox, Micros now);
// After an attempt to send: when it may say something.
Result<void> tell_attempt(sql::Transaction& tx, const events::OutboxRow& row, std::string_view state, Micros now);

}  // namespace pult::channels::mail
