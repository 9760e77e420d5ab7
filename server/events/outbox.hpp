// SPDX-License-Identifier: AGPL-3.0-or-later
// External effects wait here from the commit that caused them until they are delivered.
// A row is written in the causing transaction, claimed by one worker at a time, and keeps the other side's words.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "sql/database.hpp"

namespace pult::events {

using OutboxId = base::Id<struct OutboxTag>;

// queued -> sending -> sent | queued again (back-off) | failed; sent -> bounced; kept: there is no relay to send to;
// held: it would reach nobody (hold_reason) and waits for a person's word.
struct OutboxRow {
  OutboxId id;
  std::string kind;  // "mail": a comment; "side": of a side conversation; "text": ticket and comment are 0;
                     // "notification": to an agent, ticket 0 when it is about several
  TicketId ticket;
  CommentId comment;
  MailboxId mailbox;
  std::string message_id;  // stable over retries: with < >
  std::string recipients;  // JSON, the kind's own
  std::string subject;
  std::string state;
  std::int64_t attempts = 0;
  Micros next_attempt_at = 0;
  std::optional<std::string> error;
  Micros created_at = 0;
  std::optional<Micros> sent_at;
  std::string body;         // of mails that are no comment: the text, or what makes it; kept until it is sent
  std::string hold_reason;  // of state held: undeliverable_address | no_reply_address | own_address | no_address
};

Result<OutboxId> enqueue(sql::Transaction& tx, const OutboxRow& row);

// Takes up to `limit` due rows for this worker: state becomes sending and next_attempt_at becomes `lease_until`,
// after which the row is due again (its worker died). PostgreSQL: SKIP LOCKED, so that nodes share the queue.
Result<std::vector<OutboxRow>> claim_due(sql::Transaction& tx, Micros now, Micros lease_until, int limit);
// The dialogue goes on: the row stays this worker's until `lease_until`, if it still is.
Result<void> extend_claim(sql::Transaction& tx, const OutboxRow& claimed, Micros lease_until);
// When the next row falls due, nullopt when nothing waits.
Result<std::optional<Micros>> next_due(sql::Transaction& tx);

// The end of the attempt that `claimed` began. False, and nothing changes, when the row is no longer this worker's: its
// lease ran out and another took it, or a bounce was faster than the end of the dialogue. `error` holds the other
// side's words and may also stand beside success ("250 2.0.0 Ok").
Result<bool> finish_attempt(sql::Transaction& tx, const OutboxRow& claimed, std::string_view state,
                            std::string_view error, Micros next_attempt_at, std::optional<Micros> sent_at);
// Claimed, and not to be sent after all: the row is gone, with its Message-ID.
Result<void> withdraw(sql::Transaction& tx, const OutboxRow& claimed);
// The mail came back: whatever was known of it before.
Result<void> mark_bounced(sql::Transaction& tx, OutboxId id, std::string_view error);
// Tells whoever watches the ticket that this mail fares differently now.
void tell_delivery(sql::Transaction& tx, const OutboxRow& row);
// Due again now, to these recipients, because a person asks for it; what is being sent or was sent stays as it is
// (false).
Result<bool> requeue(sql::Transaction& tx, OutboxId id, std::string_view recipients, Micros now);
Result<std::optional<OutboxRow>> find_outbox_row(sql::Transaction& tx, OutboxId id);
Result<std::optional<OutboxRow>> find_outbox_by_message_id(sql::Transaction& tx, std::string_view message_id);
// One row per comment that went out, for the comments of one ticket.
Result<std::vector<OutboxRow>> list_outbox_of_ticket(sql::Transaction& tx, TicketId ticket);
// The mails of these side conversations.
Result<std::vector<OutboxRow>> list_outbox_of_side_conversations(sql::Transaction& tx,
                                                                 const std::vector<std::int64_t>& conversations);
// Newest first; `state` empty: all. Rows with id < before (0: from the newest). `ticket_condition`: SQL on tickets t
// (people::ticket_condition) that says whose rows are shown; notifications about several tickets are shown to those who
// see all.
Result<std::vector<OutboxRow>> list_outbox(sql::Transaction& tx, std::string_view state, OutboxId before,
                                           std::int64_t offset, int limit, const std::string& ticket_condition);

}  // namespace pult::events
