// SPDX-License-Identifier: AGPL-3.0-or-later
#include "channels/mail/trouble.hpp"

#include <charconv>

#include "channels/mail/mailbox.hpp"
#include "timers/timers.hpp"

namespace pult::channels::mail {
namespace {

constexpr std::string_view incoming = "mailbox ", outgoing = "outgoing ";

}  // namespace

Result<std::optional<Trouble>> find_trouble(sql::Transaction& tx, const std::string& subject) {
  Trouble out;
  out.is_outgoing = subject.starts_with(outgoing);
  const auto number = std::string_view(subject).substr(subject.find(' ') + 1);
  std::from_chars(number.data(), number.data() + number.size(), out.mailbox.value);
  const auto mailbox = PULT_TRY(find_mailbox(tx, out.mailbox));
  if (!mailbox || !mailbox->active) return std::optional<Trouble>();
  out.address = mailbox->address;
  if (!out.is_outgoing) return mailbox->state == "error" ? std::optional(out) : std::nullopt;
  const auto waiting =
      PULT_TRY(tx.one_int64("SELECT 1 FROM outbox WHERE mailbox_id = ?1 AND state IN ('queued', 'sending') AND "
                            "attempts >= ?2 AND error IS NOT NULL LIMIT 1",
                            {out.mailbox, telling_attempts}));
  return waiting ? std::optional(out) : std::nullopt;
}

Result<void> tell_trouble(sql::Transaction& tx, bool is_outgoing, MailboxId mailbox, Micros now) {
  if (!mailbox) return {};
  const auto subject = std::string(is_outgoing ? outgoing : incoming) + std::to_string(mailbox.value);
  return timers::set(tx, trouble_timer, subject, now);
}

Result<void> tell_attempt(sql::Transaction& tx, const events::OutboxRow& row, std::string_view state, Micros now) {
  const bool is_news = state == "queued" ? row.attempts == telling_attempts : row.attempts >= telling_attempts;
  return is_news ? tell_trouble(tx, true, row.mailbox, now) : Result<void>();
}

}  // namespace pult::channels::mail
