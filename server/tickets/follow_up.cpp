// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/follow_up.hpp"

#include "sql/id_list.hpp"
#include "tickets/definitions.hpp"
#include "tickets/store.hpp"

namespace pult::tickets {

Result<void> follow_up(sql::Transaction& tx, const people::Actor& actor, TicketId source, NewTicket& wanted) {
  const auto closed = Desk::access_ticket(tx, actor, source);
  if (!closed) return base::fail_field("via_followup_source_id", "InvalidValue", "Follow-up source: does not exist");
  if (closed->status != Status::closed)
    return base::fail_field("via_followup_source_id", "InvalidValue", "Follow-up source: is not closed");
  wanted.followup_source = source;
  wanted.via_rel = "follow_up";
  if (wanted.subject.empty()) wanted.subject = "Re: " + closed->subject;
  if (!actor.is_agent()) return {};  // the rest of a customer's ticket is the desk's business
  if (!wanted.requester) wanted.requester = closed->requester;
  if (!wanted.group && !wanted.assignee) wanted.group = closed->group;
  if (wanted.tags.empty() && people::may(actor, &people::Permissions::ticket_tag_editing)) wanted.tags = closed->tags;
  if (wanted.type.empty()) wanted.type = closed->type;
  if (wanted.custom_fields.empty() && closed->custom_fields != "{}") wanted.custom_fields = closed->custom_fields;
  if (!wanted.brand) wanted.brand = closed->brand;
  if (!wanted.form) wanted.form = closed->form;
  if (!wanted.mailbox) wanted.mailbox = closed->mailbox;
  if (wanted.email_ccs.empty()) wanted.email_ccs = split_ids(closed->email_cc_ids);
  return {};
}

Result<std::optional<Ticket>> place_of_answer(sql::Transaction& tx, const Definitions& definitions,
                                              const Ticket& solved, UserId author, Micros now) {
  if (!asks_follow_up(definitions.policy_of(solved.group), solved.solved_at, now)) return solved;
  const auto newest =
      PULT_TRY(tx.one_int64("SELECT id FROM tickets WHERE followup_source_id = ?1 AND requester_id = ?2 AND status < 4 "
                            "ORDER BY id DESC LIMIT 1",
                            {solved.id, author}));
  if (!newest) return std::nullopt;
  return find_ticket_for_update(tx, TicketId(*newest));
}

NewTicket follow_up_by(const Ticket& solved, UserId author, NewComment comment) {
  NewTicket wanted;
  wanted.followup_source = solved.id;
  wanted.via_rel = "follow_up";
  wanted.subject = solved.subject.starts_with("Re: ") ? solved.subject : "Re: " + solved.subject;
  wanted.requester = wanted.submitter = author;
  wanted.comment = std::move(comment);
  wanted.comment.author = author;
  wanted.group = solved.group;
  wanted.tags = solved.tags;
  wanted.type = solved.type;
  if (solved.custom_fields != "{}") wanted.custom_fields = solved.custom_fields;
  wanted.brand = solved.brand;
  wanted.form = solved.form;
  wanted.mailbox = solved.mailbox;
  wanted.recipient = solved.recipient;
  wanted.email_ccs = split_ids(solved.email_cc_ids);
  std::erase(wanted.email_ccs, author);
  return wanted;
}

Result<std::map<std::int64_t, std::vector<TicketId>>> find_follow_ups(sql::Transaction& tx,
                                                                      const std::vector<TicketId>& sources) {
  std::map<std::int64_t, std::vector<TicketId>> out;
  if (sources.empty()) return out;
  const std::string begin = "SELECT followup_source_id, id FROM tickets WHERE status < 6 AND followup_source_id";
  const auto add = [&](const sql::Row& row) -> Result<void> {
    out[row.int64(0)].push_back(row.id<TicketId>(1));
    return {};
  };
  const sql::IdList list(tx, sources);
  if (sources.size() == 1)  // of a single ticket: without a list to unpack
    PULT_TRY(tx.each(begin + " = ?1 ORDER BY id", {sources.front()}, add));
  else
    PULT_TRY(tx.each(begin + list.among(1) + " ORDER BY id", {list}, add));
  return out;
}

}  // namespace pult::tickets
