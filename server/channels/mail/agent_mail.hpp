// SPDX-License-Identifier: AGPL-3.0-or-later
// Mails of the desk to its agents about what happened. They are no part of a conversation, but an answer to one that is
// about a single ticket arrives there, as a note. What they say is another module's, and asked at each attempt.
#pragma once
#include <functional>
#include <string>

#include "channels/mail/desk_identity.hpp"
#include "events/outbox.hpp"
#include "mailsteps/thread.hpp"
#include "people/user.hpp"
#include "tickets/ticket.hpp"

namespace pult::channels::mail {

inline constexpr std::string_view notification_kind = "notification";

struct AgentMail {
  const people::User& agent;
  const tickets::Ticket* ticket = nullptr;  // null: about several
  std::string desk_name, subject;
  std::string body;  // what its writer needs to write it; kept until it is sent
};

struct AgentMailText {
  std::string text, html, settings_url;
};
// An error of this code: there is nothing to say any more, and the mail is taken out of the outbox.
inline constexpr std::string_view nothing_to_say = "nothing_to_say";
using WriteAgentMail = std::function<Result<AgentMailText>(sql::Transaction& tx, const events::OutboxRow& row)>;

// Why no such mail would reach an agent: not_set_up (there is no server to send by) | no_address | own_address |
// no_reply_address | undeliverable_address; "" when it would.
Result<std::string> agent_mail_trouble(sql::Transaction& tx, const people::User& agent, bool has_relay);
// Into the outbox. Ask for trouble first.
Result<void> enqueue_agent_mail(sql::Transaction& tx, const AgentMail& mail, const DeskIdentity& desk, bool has_relay,
                                Micros now);
// Whether a mail answers or reports on one of these.
Result<bool> answers_notification(sql::Transaction& tx, const mailsteps::ThreadHints& hints);
std::string render_agent_mail(const events::OutboxRow& row, const AgentMailText& text, const DeskIdentity& desk);

}  // namespace pult::channels::mail
