// SPDX-License-Identifier: AGPL-3.0-or-later
// The mail ledger: every mail that was ever handed to us, its raw bytes, and what became of it. The first transaction
// of a mail writes here and nowhere else; only then may the other server be told that it was taken.
#pragma once
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "blobs/blob_store.hpp"
#include "sql/database.hpp"
#include "tickets/comment.hpp"

namespace pult::channels::mail {

using tickets::InboundId;

// How a mail reached us.
struct Arrival {
  MailboxId mailbox;
  std::optional<std::uint32_t> uid_validity, uid;  // IMAP
  std::string envelope_from, envelope_to;          // LMTP, command line
};

struct LedgerEntry {
  InboundId id;
  MailboxId mailbox;
  std::string digest;
  std::string state;    // received | done | suspended
  std::string outcome;  // "" while received
  std::string reason;
  TicketId ticket;
  CommentId comment;
  std::int64_t attempts = 0;
  std::string envelope_to;
};

// Writes the raw mail and its entry. A mailbox's (UIDVALIDITY, UID) that is known gives the old entry back.
Result<LedgerEntry> record_arrival(sql::Transaction& tx, const Arrival& arrival, const blobs::Staged& raw, Micros now);
Result<std::optional<LedgerEntry>> find_entry(sql::Transaction& tx, InboundId id);
// Locks the entry until the end of the transaction, so that two nodes cannot settle one mail.
Result<std::optional<LedgerEntry>> find_entry_for_update(sql::Transaction& tx, InboundId id);
// Entries recorded up to `until` that a crash or an error left between the two transactions, oldest first.
Result<std::vector<InboundId>> list_unsettled(sql::Transaction& tx, Micros until, int limit);
// UIDs of this folder generation that are in the ledger.
Result<std::set<std::uint32_t>> known_uids(sql::Transaction& tx, MailboxId mailbox, std::uint32_t uid_validity);
// Another settled entry with the same bytes, or the same Message-ID and content (the other copy of a mail to two
// mailboxes). On PostgreSQL copies wait here for each other.
Result<std::optional<LedgerEntry>> find_settled_copy(sql::Transaction& tx, const LedgerEntry& entry,
                                                     const std::string& content_digest);

struct Settlement {
  std::string state = "done";
  std::string outcome, reason, trace, message_id, content_digest;
  TicketId ticket;
  CommentId comment;
  InboundId original;
};
Result<void> settle_entry(sql::Transaction& tx, InboundId id, const Settlement& settlement, Micros now);
Result<void> count_attempt(sql::Transaction& tx, InboundId id);
Result<std::string> load_raw(sql::Transaction& tx, const blobs::BlobStore& blobs, InboundId id);

// What each step made of the mail, one line a step: "loop: no sign of one".
Result<std::vector<std::string>> load_trace(sql::Transaction& tx, InboundId id);

// The raw bytes of a mail may no longer be known (redaction, tickets deleted for good), nor those of its copies. The
// entries stay, so that the mail is not taken in again. Gives the digests that no entry names any more.
Result<std::vector<std::string>> forget_raw(sql::Transaction& tx, InboundId id);
// The same for all mails of a ticket, with what the outbox and the threads know of it.
Result<std::vector<std::string>> forget_ticket(sql::Transaction& tx, TicketId ticket);

// Message-IDs of both directions.
Result<void> remember_message_id(sql::Transaction& tx, std::string_view message_id, TicketId ticket, CommentId comment,
                                 InboundId inbound);
Result<std::vector<TicketId>> tickets_of_message_id(sql::Transaction& tx, std::string_view message_id);
// Of the ticket's public comments before this one, oldest first.
Result<std::vector<std::string>> message_ids_before(sql::Transaction& tx, TicketId ticket, CommentId comment);

}  // namespace pult::channels::mail
