// SPDX-License-Identifier: AGPL-3.0-or-later
// Replies that leave at a later time: in a few seconds, so that they can be taken back, or tomorrow at nine. One per
// agent and ticket. The row is the truth about it; its timer only says when to look.
//
// waiting -> sent (the row is gone), or stopped: somebody else answered or the customer wrote first; or failed: it can
// no longer be done. Of a stopped or failed one the text is in its author's draft again; the row says why until it is
// dismissed or sent anew.
#pragma once
#include "tickets/desk.hpp"
#include "tickets/draft.hpp"

namespace pult::tickets {

using ScheduledReplyId = base::Id<struct ScheduledReplyTag>;

struct ScheduledReply {
  ScheduledReplyId id;
  TicketId ticket;
  UserId user;         // its author
  std::string change;  // JSON: the ticket as the author would PUT it
  Draft content;       // to be written on
  bool send_anyway = false;
  std::string via = "web";
  std::string state = "waiting";
  std::string reason;   // code of the error, "NewComment" where it was stopped
  std::string message;  // for people
  UserId stopped_by;    // whose comment it was
  Micros send_at = 0, created_at = 0, updated_at = 0;

  bool is_waiting() const { return state == "waiting"; }
};

inline constexpr std::string_view scheduled_reply_timer = "scheduled_reply";
inline constexpr std::string_view scheduled_replies_part = "scheduled_replies";

// The timer's subject, and back; nullopt for what is none.
std::string timer_subject(TicketId ticket, UserId user);
std::optional<std::pair<TicketId, UserId>> parse_timer_subject(std::string_view subject);

// In the place of one that is there. Its files are kept until it has left.
Result<ScheduledReply> save_scheduled_reply(sql::Transaction& tx, ScheduledReply reply);
Result<std::optional<ScheduledReply>> find_scheduled_reply(sql::Transaction& tx, TicketId ticket, UserId user);
// Of an agent, in id order.
Result<std::vector<ScheduledReply>> list_scheduled_replies(sql::Transaction& tx, UserId user);
// Everybody's for one ticket.
Result<std::vector<ScheduledReply>> list_scheduled_replies_of(sql::Transaction& tx, TicketId ticket);
Result<void> delete_scheduled_reply(sql::Transaction& tx, TicketId ticket, UserId user);
// It will not leave by itself any more: `reply` says why, and its text goes back to its author.
Result<void> halt(sql::Transaction& tx, const ScheduledReply& reply, Micros now);

// Stops what waits on a ticket when a public comment of somebody else arrives.
Hook stop_the_send();

}  // namespace pult::tickets
