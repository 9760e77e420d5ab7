// SPDX-License-Identifier: AGPL-3.0-or-later
#include "channels/mail/side_mail.hpp"

#include <algorithm>

#include "channels/mail/answer.hpp"
#include "channels/mail/answer_parts.hpp"
#include "channels/mail/ledger.hpp"
#include "channels/mail/outgoing_mail.hpp"
#include "text/html_text.hpp"
#include "tickets/store.hpp"

namespace pult::channels::mail {
namespace {

using tickets::SideConversation;
using tickets::SideEvent;

constexpr std::size_t max_lookups = 30;

Result<Recipients> recipients_of(sql::Transaction& tx, const SideEvent& event) {
  Recipients out;
  const auto own = PULT_TRY(own_addresses(tx));
  for (const auto& person : event.to) {
    const auto key = people::address_key(person.address);
    const bool is_ours =
        std::ranges::any_of(own, [&](const std::string& mine) { return people::address_key(mine) == key; });
    if (!is_ours) out.to.push_back({person.name == person.address ? std::string() : person.name, person.address});
  }
  return out;
}

Result<BothTexts> history_of(sql::Transaction& tx, const SideEvent& event) {
  const auto before = PULT_TRY(tickets::find_side_message_before(tx, event));
  if (!before) return BothTexts{};
  const auto& name = before->actor.name.empty() ? before->actor.address : before->actor.name;
  return quoted_message("en", before->created_at, name, before->visible_body.value_or(before->body));
}

// Not of a deleted ticket.
Result<std::optional<SideConversation>> living(sql::Transaction& tx, tickets::SideConversationId id) {
  auto found = PULT_TRY(tickets::find_side_conversation(tx, id));
  if (!found) return std::nullopt;
  const auto ticket = PULT_TRY(tickets::find_ticket(tx, found->ticket));
  if (!ticket || ticket->status == tickets::Status::deleted) return std::nullopt;
  return found;
}

bool takes_part(const SideConversation& conversation, std::string_view sender) {
  const auto key = people::address_key(sender);
  return std::ranges::any_of(conversation.participants,
                             [&](const auto& person) { return people::address_key(person.address) == key; });
}

// Whether one of the first `count` ids is of a ticket's own conversation.
Result<bool> answers_a_ticket(sql::Transaction& tx, const mailsteps::ThreadHints& hints, std::size_t count) {
  for (std::size_t i = 0; i < std::min(count, hints.message_ids.size()); ++i)
    if (!PULT_TRY(tickets_of_message_id(tx, hints.message_ids[i])).empty()) return true;
  return false;
}

}  // namespace

Result<std::optional<events::OutboxRow>> plan_side_mail(sql::Transaction& tx, const tickets::Notice& notice,
                                                        const DeskIdentity& desk, bool has_relay, Micros now) {
  const auto said = std::ranges::find_if(notice.audit.events, tickets::is_side_message);
  if (said == notice.audit.events.end()) return std::nullopt;
  const auto id = tickets::conversation_of(*said);
  const auto event = PULT_TRY(tickets::find_newest_side_event(tx, id));
  if (!event) return std::nullopt;
  auto recipients = PULT_TRY(recipients_of(tx, *event));
  if (recipients.to.empty()) return std::nullopt;
  const auto mailbox = PULT_TRY(choose_mailbox(tx, notice.after.mailbox, notice.after.group));
  const auto about = "s" + std::to_string(id.value) + ".e" + std::to_string(event->id.value) + ".";
  auto row = row_from(mailbox, std::move(recipients), about, has_relay, now);
  row.kind = side_kind;
  row.ticket = notice.after.id;
  const bool is_reply = event->type == "create" || mailsteps::has_reply_or_forward_prefix(event->subject);
  row.subject =
      mailsteps::subject_with_side_token(is_reply ? event->subject : "Re: " + event->subject, side_token(desk, id));
  PULT_TRY(tickets::set_side_message_id(tx, event->id, row.message_id));
  return row;
}

Result<std::string> render_side_mail(sql::Transaction& tx, const events::OutboxRow& row, const DeskIdentity& desk,
                                     const blobs::BlobStore& blobs) {
  const auto event = PULT_TRY(tickets::find_side_event_by_message_id(tx, row.message_id));
  const auto ticket = PULT_TRY(tickets::find_ticket(tx, row.ticket));
  if (!event || !ticket) return base::fail_not_found();
  auto mail = mail_of(row, desk);
  set_references(mail, PULT_TRY(tickets::side_message_ids_before(tx, *event)));
  auto signature = PULT_TRY(signature_of(tx, blobs, *ticket, PULT_TRY(find_mailbox(tx, row.mailbox))));
  const auto history = PULT_TRY(history_of(tx, *event));
  mail.text = join_text(event->body, signature.words.text, history.text);
  mail.html = (event->html_body.empty() ? text::text_to_html(event->body) : event->html_body) + signature.words.html +
              history.html;
  for (const auto& [of, file] : PULT_TRY(tickets::list_side_files(tx, {event->id})))
    PULT_TRY(add_stored_file(tx, blobs, file, mail));
  add_logo(mail, std::move(signature));
  return mime::compose(mail);
}

Result<std::optional<SideMatch>> match_side_conversation(sql::Transaction& tx, const DeskIdentity& desk,
                                                         const mailsteps::ThreadHints& hints, std::string_view sender) {
  for (std::size_t i = 0; i < std::min(max_lookups, hints.message_ids.size()); ++i) {
    const auto event = PULT_TRY(tickets::find_side_event_by_message_id(tx, hints.message_ids[i]));
    if (!event) continue;
    auto conversation = PULT_TRY(living(tx, event->conversation));
    const bool is_ours = !event->inbound;  // with a random part, so that knowing it is being told
    if (!conversation || (!is_ours && !takes_part(*conversation, sender))) continue;
    if (PULT_TRY(answers_a_ticket(tx, hints, i))) return std::nullopt;
    return SideMatch{std::move(*conversation), "it answers " + hints.message_ids[i]};
  }
  for (const auto& token : hints.side_tokens) {
    const auto id = side_of_token(desk, token);
    if (!id) continue;
    auto conversation = PULT_TRY(living(tx, id));
    if (!conversation || PULT_TRY(answers_a_ticket(tx, hints, max_lookups))) continue;
    return SideMatch{std::move(*conversation), "it carries the token " + token};
  }
  return std::nullopt;
}

}  // namespace pult::channels::mail
