// SPDX-License-Identifier: AGPL-3.0-or-later
#include "channels/mail/agent_mail.hpp"

#include <algorithm>

#include "channels/mail/answer_parts.hpp"
#include "channels/mail/ledger.hpp"
#include "channels/mail/outgoing_mail.hpp"

namespace pult::channels::mail {
namespace {

constexpr std::size_t max_lookups = 30;

bool may_send(const std::optional<Mailbox>& mailbox, bool has_relay) {
  return mailbox && (has_relay || !mailbox->smtp.host.empty());
}

// That of the ticket, so that an answer comes back to it, where it can send.
Result<std::optional<Mailbox>> mailbox_for(sql::Transaction& tx, const tickets::Ticket* ticket, bool has_relay) {
  if (ticket) {
    auto own = PULT_TRY(choose_mailbox(tx, ticket->mailbox, ticket->group));
    if (may_send(own, has_relay)) return own;
  }
  return choose_mailbox(tx, {}, {});
}

std::string domain_of(const std::string& address) { return address.substr(address.rfind('@') + 1); }

}  // namespace

Result<std::string> agent_mail_trouble(sql::Transaction& tx, const people::User& agent, bool has_relay) {
  if (!may_send(PULT_TRY(choose_mailbox(tx, {}, {})), has_relay)) return std::string("not_set_up");
  if (agent.email.empty()) return std::string("no_address");
  const auto key = people::address_key(agent.email);
  const auto own = PULT_TRY(own_addresses(tx));
  if (std::ranges::any_of(own, [&](const std::string& one) { return people::address_key(one) == key; }))
    return std::string("own_address");
  return address_trouble(tx, agent);
}

Result<void> enqueue_agent_mail(sql::Transaction& tx, const AgentMail& mail, const DeskIdentity& desk, bool has_relay,
                                Micros now) {
  Recipients recipients;
  recipients.to = {{mail.agent.name == mail.agent.email ? std::string() : mail.agent.name, mail.agent.email}};
  const auto mailbox = PULT_TRY(mailbox_for(tx, mail.ticket, has_relay));
  auto row = row_from(mailbox, std::move(recipients), "n.", has_relay, now);
  auto with_sender = parse_recipients(row.recipients);
  with_sender.from.name = mail.desk_name;
  row.recipients = render_recipients(with_sender);
  row.kind = notification_kind;
  row.subject = mail.subject;
  row.body = mail.body;
  if (mail.ticket) {
    row.ticket = mail.ticket->id;
    row.subject = mailsteps::subject_with_token(mail.subject, row.ticket.value, thread_token(desk, row.ticket));
    PULT_TRY(remember_message_id(tx, row.message_id, row.ticket, {}, {}));
  }
  PULT_TRY(events::enqueue(tx, row));
  tx.notify("outbox", "");
  return {};
}

Result<bool> answers_notification(sql::Transaction& tx, const mailsteps::ThreadHints& hints) {
  for (std::size_t i = 0; i < std::min(max_lookups, hints.message_ids.size()); ++i)
    if (const auto sent = PULT_TRY(events::find_outbox_by_message_id(tx, hints.message_ids[i])))
      return sent->kind == notification_kind;
  return false;
}

std::string render_agent_mail(const events::OutboxRow& row, const AgentMailText& text, const DeskIdentity& desk) {
  auto mail = mail_of(row, desk);
  const auto domain = domain_of(mail.from.address);
  // No machine should answer this (RFC 3834 section 5; the second is what Exchange heeds, the third old programs).
  mail.headers.emplace_back("Auto-Submitted", "auto-generated");
  mail.headers.emplace_back("X-Auto-Response-Suppress", "All");
  mail.headers.emplace_back("Precedence", "bulk");
  mail.headers.emplace_back("List-Id", "<notifications." + domain + ">");
  mail.headers.emplace_back("List-Unsubscribe", "<" + text.settings_url + ">");
  // What is about one ticket lies together in the agent's mail program.
  if (row.ticket) mail.references = {"<notifications.t" + std::to_string(row.ticket.value) + "@" + domain + ">"};
  mail.text = text.text;
  mail.html = text.html;
  return mime::compose(mail);
}

}  // namespace pult::channels::mail
