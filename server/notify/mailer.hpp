// SPDX-License-Identifier: AGPL-3.0-or-later
// Notifications by mail. Each has a timer of its own, so that writers never wait for each other; the first that fires
// takes all that wait for the same agent into one mail, so that nobody gets more than one in the time they chose.
#pragma once
#include <string>

#include "channels/mail/service.hpp"
#include "notify/letter.hpp"

namespace pult::notify {

// Its subjects: ids of notifications.
inline constexpr std::string_view mail_timer = "notification_mail";
Result<void> set_mail_timer(sql::Transaction& tx, NotificationId id, Micros due_at);

class Mailer {
 public:
  Mailer(const channels::MailService& mail, std::string base_url) : mail_(mail), base_url_(std::move(base_url)) {}

  // Puts the mail into the outbox. In quiet hours later; what was seen, may no longer be seen or cannot be sent is
  // dropped.
  Result<void> on_timer(sql::Transaction& tx, const std::string& subject, Micros now) const;
  // At each attempt to send it: what is still unseen, as it is then (channels::mail::nothing_to_say).
  Result<channels::mail::AgentMailText> write(sql::Transaction& tx, const events::OutboxRow& row) const;

 private:
  struct Draft {
    std::vector<LetterItem> items;
    std::size_t more = 0;
    LetterPlace place;
  };
  Result<Draft> draft(sql::Transaction& tx, const people::Actor& actor, const std::vector<NotificationId>& ids) const;

  const channels::MailService& mail_;
  std::string base_url_;
};

}  // namespace pult::notify
