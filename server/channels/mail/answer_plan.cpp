// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>
#include <boost/json.hpp>

#include "channels/mail/answer.hpp"
#include "channels/mail/answer_parts.hpp"
#include "channels/mail/ledger.hpp"
#include "channels/mail/outgoing_mail.hpp"
#include "mailsteps/steps.hpp"
#include "tickets/store.hpp"

namespace pult::channels::mail {
namespace json = boost::json;
namespace {

json::object render(const mime::Address& address) { return {{"name", address.name}, {"address", address.address}}; }

mime::Address parse(const json::value& value) {
  mime::Address out;
  if (!value.is_object()) return out;
  if (const auto* name = value.get_object().if_contains("name"); name && name->is_string())
    out.name = std::string(name->get_string());
  if (const auto* address = value.get_object().if_contains("address"); address && address->is_string())
    out.address = std::string(address->get_string());
  return out;
}

bool is_among(const std::vector<std::string>& list, const std::string& address) {
  const auto key = people::address_key(address);
  return std::ranges::any_of(list, [&](const std::string& one) { return people::address_key(one) == key; });
}

bool leaves_by_mail(const tickets::Notice& notice) {
  const auto* comment = notice.comment;
  if (!comment || !comment->is_public || comment->inbound) return false;
  return notice.actor.is_agent() && !notice.actor.is_system && comment->author != notice.after.requester;
}

struct People {
  Recipients recipients;
  people::User requester;
  bool is_own_address = false;
};

Result<People> people_of(sql::Transaction& tx, const tickets::Ticket& ticket, const people::User* requester,
                         UserId author) {
  People found;
  found.requester = requester ? *requester : PULT_TRY(people::load_user(tx, ticket.requester));
  auto& out = found.recipients;
  const auto own = PULT_TRY(own_addresses(tx));
  const auto add = [&](const people::User& user, std::vector<mime::Address>& list) {
    if (user.active && !user.email.empty() && !is_among(own, user.email))
      list.push_back({user.name == user.email ? std::string() : user.name, user.email});
  };
  add(found.requester, out.to);
  found.is_own_address = is_among(own, found.requester.email);
  const auto in_copy = tickets::split_ids(ticket.email_cc_ids);
  if (in_copy.empty()) return found;
  for (const auto& user : PULT_TRY(people::list_users(tx, in_copy)))
    if (user.id != author && user.id != ticket.requester) add(user, out.cc);
  return found;
}

// Whom else the comment names, each once and never a mailbox of ours.
Result<std::vector<mime::Address>> blind_copies(sql::Transaction& tx, const tickets::Notice& notice,
                                                const Recipients& open) {
  std::vector<mime::Address> out;
  auto taken = all_addresses(open);
  const auto own = PULT_TRY(own_addresses(tx));
  taken.insert(taken.end(), own.begin(), own.end());
  for (const auto& event : notice.audit.events) {
    if (event.type != events::EventType::comment || event.comment.id != notice.comment->id) continue;
    for (const auto& address : event.comment.bcc)
      if (!is_among(taken, address)) out.push_back({"", address});
  }
  return out;
}

// Why the reply would not reach the customer; empty when it may leave.
Result<std::string> hold_reason(sql::Transaction& tx, const People& people) {
  const auto& [recipients, requester, is_own_address] = people;
  if (recipients.to.empty()) {
    if (!recipients.cc.empty()) return std::string();
    return std::string(is_own_address ? "own_address" : "no_address");
  }
  return address_trouble(tx, requester);
}

}  // namespace

Result<std::string> address_trouble(sql::Transaction& tx, const people::User& user) {
  const auto& address = user.email;
  if (mailsteps::is_no_reply_address(address.substr(0, address.rfind('@')))) return std::string("no_reply_address");
  const auto key = people::address_key(address);
  for (const auto& identity : PULT_TRY(people::list_identities(tx, user.id)))
    if (identity.deliverable_state == "undeliverable" && people::address_key(identity.value) == key)
      return std::string("undeliverable_address");
  return std::string();
}

std::string render_recipients(const Recipients& recipients) {
  json::array to, cc;
  for (const auto& address : recipients.to) to.push_back(render(address));
  for (const auto& address : recipients.cc) cc.push_back(render(address));
  json::object out{{"from", render(recipients.from)}, {"to", std::move(to)}, {"cc", std::move(cc)}};
  if (!recipients.bcc.empty()) {
    json::array bcc;
    for (const auto& address : recipients.bcc) bcc.push_back(render(address));
    out["bcc"] = std::move(bcc);
  }
  return json::serialize(out);
}

Recipients parse_recipients(std::string_view text) {
  Recipients out;
  boost::system::error_code broken;
  const auto value = json::parse(text, broken);
  const auto* object = broken ? nullptr : value.if_object();
  if (!object) return out;
  if (const auto* from = object->if_contains("from")) out.from = parse(*from);
  for (auto [name, list] : {std::pair{"to", &out.to}, std::pair{"cc", &out.cc}, std::pair{"bcc", &out.bcc}})
    if (const auto* all = object->if_contains(name); all && all->is_array())
      for (const auto& item : all->get_array()) list->push_back(parse(item));
  return out;
}

std::vector<std::string> all_addresses(const Recipients& recipients) {
  std::vector<std::string> out;
  for (const auto* list : {&recipients.to, &recipients.cc, &recipients.bcc})
    for (const auto& address : *list) out.push_back(address.address);
  return out;
}

Result<std::optional<events::OutboxRow>> plan_answer(sql::Transaction& tx, const tickets::Notice& notice,
                                                     const DeskIdentity& desk, bool has_relay, Micros now) {
  if (!leaves_by_mail(notice)) return std::nullopt;
  if (notice.comment->author != notice.actor.id()) {
    const auto author = PULT_TRY(people::find_user(tx, notice.comment->author));
    if (!author || !author->is_agent()) return std::nullopt;  // an agent put down what somebody else said
  }
  auto people = PULT_TRY(people_of(tx, notice.after, notice.requester, notice.comment->author));
  auto& recipients = people.recipients;
  recipients.bcc = PULT_TRY(blind_copies(tx, notice, recipients));
  const auto mailbox = PULT_TRY(choose_mailbox(tx, notice.after.mailbox, notice.after.group));
  const auto ticket = notice.after.id;
  const auto comment = notice.comment->id;
  const auto about = "t" + std::to_string(ticket.value) + ".c" + std::to_string(comment.value) + ".";
  auto row = row_from(mailbox, recipients, about, has_relay, now);
  row.kind = "mail";
  row.ticket = ticket;
  row.comment = comment;
  const bool first = !notice.before;
  const auto& subject = notice.after.subject;
  const bool is_reply = first || mailsteps::has_reply_or_forward_prefix(subject);
  row.subject = mailsteps::subject_with_token(is_reply ? subject : "Re: " + subject, row.ticket.value,
                                              thread_token(desk, row.ticket));
  row.hold_reason = PULT_TRY(hold_reason(tx, people));
  if (!row.hold_reason.empty()) row.state = "held";
  return row;
}

Result<bool> send_again(sql::Transaction& tx, const events::OutboxRow& row, Micros now) {
  const bool is_refused = row.state == "held" || row.state == "bounced";
  const auto ticket = PULT_TRY(tickets::find_ticket(tx, row.ticket));
  const auto comment = PULT_TRY(tickets::find_comment(tx, row.comment));
  if (!is_refused || !ticket || !comment) return events::requeue(tx, row.id, row.recipients, now);
  auto recipients = PULT_TRY(people_of(tx, *ticket, nullptr, comment->author)).recipients;
  if (recipients.to.empty() && recipients.cc.empty())
    return base::fail_field("to", "InvalidValue", "To: the customer has no mail address that could be written to");
  auto planned = parse_recipients(row.recipients);
  const auto open = all_addresses(recipients);
  for (auto& copy : planned.bcc)
    if (!is_among(open, copy.address)) recipients.bcc.push_back(std::move(copy));
  for (const auto& address : all_addresses(recipients)) PULT_TRY(people::note_reachable(tx, address, now));
  recipients.from = std::move(planned.from);
  return events::requeue(tx, row.id, render_recipients(recipients), now);
}

}  // namespace pult::channels::mail
