// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>
#include <boost/json.hpp>

#include "channels/mail/agent_mail.hpp"
#include "channels/mail/intake.hpp"
#include "channels/mail/mail_filter_step.hpp"
#include "channels/mail/mailbox.hpp"
#include "channels/mail/priority_words.hpp"
#include "channels/mail/round_trip.hpp"
#include "channels/mail/side_mail.hpp"
#include "channels/mail/thread_match.hpp"
#include "events/outbox.hpp"
#include "people/group.hpp"
#include "text/html_text.hpp"
#include "tickets/definitions.hpp"
#include "tickets/follow_up.hpp"
#include "tickets/merge.hpp"

namespace pult::channels::mail {
namespace {

// People in copy of a first mail come along to the ticket, up to here; a hundred addresses are a mailing, not a talk.
constexpr std::size_t max_ccs = 10;
constexpr std::size_t max_content_chars = 1000;

Suspended suspended_row(const LedgerEntry& entry, const mime::Message& mail, Cause cause, std::string sentence) {
  Suspended row;
  row.inbound = entry.id;
  row.author_name = mail.from.name;
  row.author_email = mail.from.address;
  row.subject = mail.subject;
  row.content = text::excerpt(mail.body_text, max_content_chars);
  row.cause = std::move(sentence);
  row.cause_id = std::int64_t(cause);
  row.message_id = mail.message_id;
  row.recipient = mail.to.empty() ? entry.envelope_to : mail.to.front().address;
  return row;
}

// What a mail system says of a mail that it could not deliver, as opposed to one that it did or still tries to.
bool says_failed(const mailsteps::Bounce& report) {
  return report.action != "delayed" && report.action != "delivered" && report.action != "relayed" &&
         report.action != "expanded";
}

// One mail's way through the second transaction.
class Settling {
 public:
  Settling(sql::Transaction& tx, const tickets::Desk& desk, const DeskIdentity& identity, LedgerEntry entry,
           Prepared& prepared)
      : tx_(tx), desk_(desk), identity_(identity), entry_(std::move(entry)), in_(prepared) {}

  Result<LedgerEntry> run(bool trusted) {
    if (!trusted)
      if (PULT_TRY(note_arrival(tx_, in_.mail.subject, in_.screening.classification.spam, desk_.now())))
        return noted("round_trip", "A mail of the desk to itself has come back");
    if (!trusted)
      if (auto copy = PULT_TRY(find_settled_copy(tx_, entry_, in_.content_digest))) return duplicate(*copy);
    const auto& flags = in_.screening.classification;
    if (!trusted && flags.loop) return suspend_as(Cause::loop, "Mail loop: " + flags.reason);
    PULT_TRY(filter());
    if (!trusted && flags.spam) return suspend_as(Cause::spam, "Marked as spam: " + flags.reason);
    if (!trusted && filtering_.held) return hold_back();
    if (auto side = PULT_TRY(side_conversation(trusted))) return std::move(*side);
    if (!trusted) {
      if (flags.bounce) return bounce();
      if (flags.feedback_report) return report(Cause::feedback_report, "Complaint about a mail: " + flags.reason);
      if (flags.auto_reply || flags.read_receipt) return auto_reply();
    }
    if (!trusted && people::address_key(in_.mail.from.address).empty())
      return suspend_as(Cause::no_sender, "The mail names no sender that could be answered");
    return conversation(trusted);
  }

 private:
  // Machines' reports about mails of ours go their own way; filters are for mail that people or programs wrote.
  Result<void> filter() {
    auto& flags = in_.screening.classification;
    if (flags.bounce || flags.feedback_report || flags.read_receipt) return {};
    auto filters = PULT_TRY(list_mail_filters(tx_));
    if (filters.empty()) return {};
    filtering_ =
        filter_mail(std::move(filters),
                    PULT_TRY(load_mail_facts(tx_, in_.mail, flags, in_.bytes, entry_.mailbox, entry_.envelope_to)));
    if (filtering_.is_accepted) flags.spam = flags.auto_reply = flags.out_of_office = false;
    flags.no_auto_response |= filtering_.no_auto_reply;
    if (!filtering_.fired.empty()) in_.comment.classification = boost::json::serialize(classification_json(flags));
    return {};
  }

  Result<LedgerEntry> hold_back() {
    in_.screening.trace.push_back("mail filter: " + filtering_.held->sentence);
    return suspend_as(filtering_.held->cause, filtering_.held->sentence, filtering_.held->why);
  }

  void add_to_trace(const std::vector<std::string>& lines) {
    in_.screening.trace.insert(in_.screening.trace.end(), lines.begin(), lines.end());
  }

  // With what the filters say; without it when the kernel would not have it, for no mail is lost through a filter.
  Result<tickets::Outcome> create(const tickets::NewTicket& plain) {
    auto ticket = plain;
    add_to_trace(PULT_TRY(apply_filters(tx_, *desk_.definitions(tx_), filtering_, ticket)));
    PULT_TRY(guess_urgency(ticket));
    auto done = desk_.create(tx_, people::system_actor(), std::move(ticket));
    if (done || filtering_.fired.empty() || done.error().kind != ErrorKind::unprocessable) return done;
    in_.screening.trace.push_back("mail filter: what the filters set was left out: " + done.error().message);
    auto bare = plain;
    PULT_TRY(guess_urgency(bare));
    return desk_.create(tx_, people::system_actor(), std::move(bare));
  }

  Result<void> guess_urgency(tickets::NewTicket& ticket) {
    if (const auto guess = PULT_TRY(guess_into(tx_, in_.mail, ticket)))
      in_.screening.trace.push_back("urgency: " + guess->priority + ", because " + guess->reason);
    return {};
  }

  Result<tickets::Outcome> update(const tickets::Ticket& ticket, const tickets::Change& plain) {
    auto change = plain;
    add_to_trace(PULT_TRY(apply_filters(tx_, *desk_.definitions(tx_), filtering_, ticket, change)));
    auto done = desk_.update(tx_, people::system_actor(), ticket.id, std::move(change));
    if (done || filtering_.fired.empty() || done.error().kind != ErrorKind::unprocessable) return done;
    in_.screening.trace.push_back("mail filter: what the filters set was left out: " + done.error().message);
    return desk_.update(tx_, people::system_actor(), ticket.id, plain);
  }

  Result<LedgerEntry> finish(Settlement settlement) {
    settlement.message_id = in_.mail.message_id;
    settlement.content_digest = in_.content_digest;
    for (const auto& line : in_.screening.trace) settlement.trace.append(line).append("\n");
    PULT_TRY(settle_entry(tx_, entry_.id, settlement, desk_.now()));
    entry_.state = settlement.state;
    entry_.outcome = settlement.outcome;
    entry_.reason = settlement.reason;
    entry_.ticket = settlement.ticket;
    entry_.comment = settlement.comment;
    return entry_;
  }

  Result<LedgerEntry> noted(std::string outcome, std::string reason) {
    Settlement out;
    out.outcome = std::move(outcome);
    out.reason = std::move(reason);
    return finish(std::move(out));
  }

  Result<LedgerEntry> duplicate(const LedgerEntry& earlier) {
    Settlement out;
    out.outcome = "duplicate";
    out.reason = "The same mail is in the ledger as number " + std::to_string(earlier.id.value);
    out.ticket = earlier.ticket;
    out.comment = earlier.comment;
    out.original = earlier.id;
    return finish(std::move(out));
  }

  Result<LedgerEntry> suspend_as(Cause cause, std::string sentence, const std::vector<tickets::Reason>& why = {}) {
    auto row = suspended_row(entry_, in_.mail, cause, sentence);
    if (!why.empty()) row.why = boost::json::serialize(tickets::render_reasons(why));
    PULT_TRY(suspend(tx_, row, desk_.now()));
    Settlement out;
    out.state = out.outcome = "suspended";
    out.reason = std::move(sentence);
    return finish(std::move(out));
  }

  // Who a comment is by: the sender, as a user; machines without an address get one of ours that is never written to.
  Result<people::User> sender() {
    const bool named = !people::address_key(in_.mail.from.address).empty();
    return people::find_or_create_requester(
        tx_, in_.mail.from.name, named ? in_.mail.from.address : "mailer-daemon@localhost.invalid", desk_.now());
  }

  // Beside the conversation: seen on the ticket, but it reopens nothing and is answered by nobody.
  Result<LedgerEntry> record_on(const tickets::Ticket& ticket, bool is_public, std::string outcome,
                                std::string reason) {
    tickets::Change change;
    change.via = "mail";
    change.comment = std::move(in_.comment);
    change.comment->author = PULT_TRY(sender()).id;
    change.comment->is_public = is_public;
    change.comment->counts_as_activity = false;
    change.comment->inbound = entry_.id;
    return concluded(PULT_TRY(desk_.update(tx_, people::system_actor(), ticket.id, std::move(change))),
                     std::move(outcome), std::move(reason));
  }

  Result<LedgerEntry> concluded(const tickets::Outcome& done, std::string outcome, std::string reason) {
    PULT_TRY(remember_message_id(tx_, in_.mail.message_id, done.ticket.id, done.comment, entry_.id));
    Settlement out;
    out.outcome = std::move(outcome);
    out.reason = std::move(reason);
    out.ticket = done.ticket.id;
    out.comment = done.comment;
    return finish(std::move(out));
  }

  // A mail of ours that did not reach its recipients.
  Result<void> note_failure() {
    const auto& report = in_.screening.bounce;
    if (!says_failed(report)) return {};
    for (const auto& recipient : report.recipients)
      PULT_TRY(people::record_bounce(tx_, recipient, in_.screening.classification.hard_bounce, desk_.now()));
    for (const auto& id : in_.hints.message_ids)
      if (const auto sent = PULT_TRY(events::find_outbox_by_message_id(tx_, id))) {
        PULT_TRY(events::mark_bounced(tx_, sent->id, report.diagnostic));
        events::tell_delivery(tx_, *sent);
        break;
      }
    return {};
  }

  // A mail of the third party, or a machine's word about a mail to it. Whom we would not believe in a ticket we do not
  // believe here: such mails go on to where they are kept back.
  Result<std::optional<LedgerEntry>> side_conversation(bool trusted) {
    const auto& flags = in_.screening.classification;
    const bool is_report = flags.bounce || flags.feedback_report || flags.auto_reply || flags.read_receipt;
    const auto known = PULT_TRY(people::find_user_by_email(tx_, in_.mail.from.address));
    const bool is_doubtful = known && !trusted && (known->suspended || (known->is_agent() && flags.auth_fail));
    if (is_doubtful && !is_report) return std::nullopt;
    const auto match = PULT_TRY(match_side_conversation(tx_, identity_, in_.hints, in_.mail.from.address));
    if (!match) return std::nullopt;
    if (flags.bounce && !trusted) PULT_TRY(note_failure());
    tickets::SideAnswer answer;
    answer.from = {known ? known->id : UserId(), known ? known->name : in_.mail.from.name, in_.mail.from.address};
    answer.content = std::move(in_.comment);
    answer.content.inbound = entry_.id;
    answer.subject = in_.mail.subject;
    answer.message_id = in_.mail.message_id;
    answer.is_report = is_report && !trusted;
    // What filters set is for tickets; the talk with a third party is beside one.
    for (const auto& fired : filtering_.fired)
      in_.screening.trace.push_back("mail filter: “" + fired.filter->title + "” fits, because " +
                                    sentence_of(fired.why) + "; it sets nothing in a side conversation");
    const auto taken = PULT_TRY(tickets::take_side_answer(tx_, desk_, match->conversation, std::move(answer)));
    Settlement out;
    out.outcome = flags.bounce && !trusted ? "bounce_recorded" : "appended";
    out.reason = "side conversation " + std::to_string(taken.conversation.id.value) + ": " + match->reason;
    out.ticket = taken.conversation.ticket;
    return PULT_TRY(finish(std::move(out)));
  }

  Result<LedgerEntry> bounce() {
    if (PULT_TRY(answers_notification(tx_, in_.hints))) {
      PULT_TRY(note_failure());
      return noted("bounce_recorded", "A notification did not reach its agent");
    }
    const auto match = PULT_TRY(match_thread(tx_, identity_, in_.hints, nullptr));
    if (!match)
      return suspend_as(Cause::bounce,
                        "Delivery report about a mail that is on no ticket: " + in_.screening.classification.reason);
    // Anybody can write a report; only one that knows a mail of ours says something about an address.
    PULT_TRY(note_failure());
    return record_on(match->ticket, false, "bounce_recorded", match->reason);
  }

  Result<LedgerEntry> report(Cause cause, std::string sentence) {
    const auto match = PULT_TRY(match_thread(tx_, identity_, in_.hints, nullptr));
    if (!match) return suspend_as(cause, std::move(sentence));
    return record_on(match->ticket, false, "appended", match->reason);
  }

  Result<LedgerEntry> auto_reply() {
    const auto known = PULT_TRY(people::find_user_by_email(tx_, in_.mail.from.address));
    const auto match = known ? PULT_TRY(match_thread(tx_, identity_, in_.hints, &*known)) : std::nullopt;
    if (!match) return suspend_as(Cause::auto_reply, "Automatic reply: " + in_.screening.classification.reason);
    return record_on(match->ticket, !known->is_agent(), "appended", match->reason);
  }

  Result<LedgerEntry> conversation(bool trusted) {
    const auto author = PULT_TRY(sender());
    if (author.suspended && !trusted) return suspend_as(Cause::spam, "The sender is suspended");
    if (author.is_agent() && in_.screening.classification.auth_fail && !trusted)
      return suspend_as(Cause::forged, "The mail claims to be from an agent but failed its authentication");
    auto match = PULT_TRY(match_thread(tx_, identity_, in_.hints, &author));
    if (match) PULT_TRY(follow_merge(*match));
    if (!match && !trusted && PULT_TRY(answers_notification(tx_, in_.hints)))
      return suspend_as(Cause::many_tickets, "It answers a mail about several tickets, and does not say which");
    PULT_TRY(people::note_reachable(tx_, in_.mail.from.address, desk_.now()));
    in_.comment.author = author.id;
    in_.comment.inbound = entry_.id;
    if (PULT_TRY(begins_ticket(author, match))) return open_ticket(author, match);
    in_.comment.is_public = is_answer(author, match->ticket);
    tickets::Change change;
    change.via = "mail";
    change.comment = std::move(in_.comment);
    return concluded(PULT_TRY(update(match->ticket, change)), "appended", match->reason);
  }

  // From is easily forged, so what comes as an agent's mail is a note for colleagues, never an answer that leaves.
  static bool is_answer(const people::User& author, const tickets::Ticket& ticket) {
    return !author.is_agent() || author.id == ticket.requester;
  }

  // Else `match` is where the mail goes.
  Result<bool> begins_ticket(const people::User& author, std::optional<ThreadMatch>& match) {
    if (!match || match->ticket.status == tickets::Status::closed) return true;
    if (match->ticket.status != tickets::Status::solved || !is_answer(author, match->ticket)) return false;
    auto place =
        PULT_TRY(tickets::place_of_answer(tx_, *desk_.definitions(tx_), match->ticket, author.id, desk_.now()));
    if (!place) return true;
    if (place->id != match->ticket.id)
      match->reason += ", which ticket #" + std::to_string(place->id.value) + " follows";
    match->ticket = std::move(*place);
    return false;
  }

  // What was merged goes on where it was merged into.
  Result<void> follow_merge(ThreadMatch& match) {
    if (match.ticket.status != tickets::Status::closed) return {};
    auto target = PULT_TRY(tickets::find_merge_target(tx_, match.ticket));
    if (!target) return {};
    match.reason += ", merged into ticket #" + std::to_string(target->id.value);
    match.ticket = std::move(*target);
    return {};
  }

  Result<LedgerEntry> open_ticket(const people::User& author, const std::optional<ThreadMatch>& former) {
    tickets::NewTicket ticket;
    ticket.via = "mail";
    if (former) {
      ticket.followup_source = former->ticket.id;
      ticket.via_rel = "follow_up";
    }
    ticket.subject = in_.mail.subject;
    ticket.requester = author.id;
    ticket.comment = std::move(in_.comment);
    ticket.email_ccs = PULT_TRY(people_in_copy(author));
    ticket.recipient = in_.mail.to.empty() ? entry_.envelope_to : in_.mail.to.front().address;
    if (const auto mailbox = PULT_TRY(find_mailbox(tx_, entry_.mailbox))) {
      ticket.mailbox = mailbox->id;
      ticket.brand = mailbox->brand;
      const auto former_group = former ? former->ticket.group : GroupId();
      const auto group = PULT_TRY(people::find_group(tx_, former_group ? former_group : mailbox->group));
      if (group && !group->deleted) ticket.group = group->id;
      ticket.recipient = mailbox->address;
    }
    const std::string reason = former ? "ticket #" + std::to_string(former->ticket.id.value) + " is " +
                                            std::string(tickets::render_status(former->ticket.status)) +
                                            ", so this follows it up"
                                      : "";
    return concluded(PULT_TRY(create(ticket)), "created", reason);
  }

  Result<std::vector<UserId>> people_in_copy(const people::User& author) {
    std::vector<UserId> out;
    const auto own = PULT_TRY(own_addresses(tx_));
    const auto is_ours = [&](const std::string& key) {
      return std::ranges::any_of(own, [&](const std::string& address) { return people::address_key(address) == key; });
    };
    if (in_.mail.cc.size() > max_ccs) return out;
    for (const auto& address : in_.mail.cc) {
      const auto key = people::address_key(address.address);
      if (key.empty() || is_ours(key) || key == people::address_key(author.email)) continue;
      out.push_back(PULT_TRY(people::find_or_create_requester(tx_, address.name, address.address, desk_.now())).id);
    }
    return out;
  }

  sql::Transaction& tx_;
  const tickets::Desk& desk_;
  const DeskIdentity& identity_;
  LedgerEntry entry_;
  Prepared& in_;
  Filtering filtering_;
};

}  // namespace

Result<LedgerEntry> Intake::settle(sql::Transaction& tx, InboundId id, Prepared prepared, bool trusted) const {
  auto entry = PULT_TRY(find_entry_for_update(tx, id));
  if (!entry) return base::fail_not_found();
  if (entry->state == "done" || (entry->state == "suspended" && !trusted)) return std::move(*entry);
  const auto identity = PULT_TRY(load_desk_identity(tx));
  return Settling(tx, desk_, identity, std::move(*entry), prepared).run(trusted);
}

Result<LedgerEntry> Intake::give_up(sql::Transaction& tx, InboundId id, const mime::Message& mail,
                                    const Error& error) const {
  auto entry = PULT_TRY(find_entry_for_update(tx, id));
  if (!entry) return base::fail_not_found();
  if (entry->state != "received") return std::move(*entry);
  auto row = suspended_row(*entry, mail, Cause::failed, "The desk could not handle this mail: " + error.message);
  row.error_messages = error.code + ": " + error.cause;
  PULT_TRY(suspend(tx, row, desk_.now()));
  Settlement out;
  out.state = out.outcome = "suspended";
  out.reason = row.cause;
  out.message_id = mail.message_id;
  PULT_TRY(settle_entry(tx, id, out, desk_.now()));
  entry->state = entry->outcome = "suspended";
  entry->reason = row.cause;
  return std::move(*entry);
}

}  // namespace pult::channels::mail
