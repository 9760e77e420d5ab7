// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>
#include <boost/json.hpp>

#include "channels/mail/answer.hpp"
#include "channels/mail/ledger.hpp"
#include "crypto/crypto.hpp"

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

bool is_ours(const std::vector<std::string>& own, const std::string& address) {
  const auto key = people::address_key(address);
  return std::ranges::any_of(own, [&](const std::string& mine) { return people::address_key(mine) == key; });
}

bool leaves_by_mail(const tickets::Notice& notice) {
  const auto* comment = notice.comment;
  if (!comment || !comment->is_public || comment->inbound) return false;
  return notice.actor.is_agent() && !notice.actor.is_system && comment->author != notice.after.requester;
}

Result<Recipients> recipients_of(sql::Transaction& tx, const tickets::Notice& notice) {
  Recipients out;
  const auto own = PULT_TRY(own_addresses(tx));
  const auto add = [&](const people::User& user, std::vector<mime::Address>& list) {
    if (user.active && !user.email.empty() && !is_ours(own, user.email))
      list.push_back({user.name == user.email ? std::string() : user.name, user.email});
  };
  add(notice.requester ? *notice.requester : PULT_TRY(people::load_user(tx, notice.after.requester)), out.to);
  const auto in_copy = tickets::split_ids(notice.after.email_cc_ids);
  if (in_copy.empty()) return out;
  for (const auto& user : PULT_TRY(people::list_users(tx, in_copy)))
    if (user.id != notice.comment->author && user.id != notice.after.requester) add(user, out.cc);
  return out;
}

}  // namespace

std::string render_recipients(const Recipients& recipients) {
  json::array to, cc;
  for (const auto& address : recipients.to) to.push_back(render(address));
  for (const auto& address : recipients.cc) cc.push_back(render(address));
  return json::serialize(json::object{{"from", render(recipients.from)}, {"to", std::move(to)}, {"cc", std::move(cc)}});
}

Recipients parse_recipients(std::string_view text) {
  Recipients out;
  boost::system::error_code broken;
  const auto value = json::parse(text, broken);
  const auto* object = broken ? nullptr : value.if_object();
  if (!object) return out;
  if (const auto* from = object->if_contains("from")) out.from = parse(*from);
  for (auto [name, list] : {std::pair{"to", &out.to}, std::pair{"cc", &out.cc}})
    if (const auto* all = object->if_contains(name); all && all->is_array())
      for (const auto& item : all->get_array()) list->push_back(parse(item));
  return out;
}

Result<std::optional<events::OutboxRow>> plan_answer(sql::Transaction& tx, const tickets::Notice& notice,
                                                     const DeskIdentity& desk, bool has_relay, Micros now) {
  if (!leaves_by_mail(notice)) return std::nullopt;
  if (notice.comment->author != notice.actor.id()) {
    const auto author = PULT_TRY(people::find_user(tx, notice.comment->author));
    if (!author || !author->is_agent()) return std::nullopt;  // an agent put down what somebody else said
  }
  auto recipients = PULT_TRY(recipients_of(tx, notice));
  if (recipients.to.empty() && recipients.cc.empty()) return std::nullopt;
  const auto mailbox = PULT_TRY(choose_mailbox(tx, notice.after.mailbox, notice.after.group));
  events::OutboxRow row;
  row.kind = "mail";
  row.ticket = notice.after.id;
  row.comment = notice.comment->id;
  std::string domain = "localhost";
  if (mailbox) {
    recipients.from = {mailbox->name, mailbox->address};
    row.mailbox = mailbox->id;
    domain = mailbox->address.substr(mailbox->address.rfind('@') + 1);
    has_relay = has_relay || !mailbox->smtp.host.empty();
  } else {
    recipients.from = {"", "desk@localhost"};
  }
  row.message_id = "<t" + std::to_string(row.ticket.value) + ".c" + std::to_string(row.comment.value) + "." +
                   crypto::random_token(9) + "@" + domain + ">";
  row.recipients = render_recipients(recipients);
  const bool first = !notice.before;
  const auto& subject = notice.after.subject;
  const bool is_reply = first || mailsteps::has_reply_or_forward_prefix(subject);
  row.subject = mailsteps::subject_with_token(is_reply ? subject : "Re: " + subject, row.ticket.value,
                                              thread_token(desk, row.ticket));
  row.state = has_relay && mailbox ? "queued" : "kept";
  row.next_attempt_at = row.created_at = now;
  return row;
}

}  // namespace pult::channels::mail
