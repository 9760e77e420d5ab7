// SPDX-License-Identifier: AGPL-3.0-or-later
#include "channels/mail/ledger.hpp"

#include "sql/insert_id.hpp"
#include "sql/params.hpp"

namespace pult::channels::mail {
namespace {

const std::string columns =
    "id, mailbox_id, digest, state, outcome, reason, ticket_id, comment_id, attempts, envelope_to";

LedgerEntry map(const sql::Row& row) {
  LedgerEntry out;
  out.id = row.id<InboundId>(0);
  out.mailbox = row.id<MailboxId>(1);
  out.digest = row.string(2);
  out.state = row.string(3);
  out.outcome = row.string(4);
  out.reason = row.string(5);
  out.ticket = row.id<TicketId>(6);
  out.comment = row.id<CommentId>(7);
  out.attempts = row.int64(8);
  out.envelope_to = row.string(9);
  return out;
}

using sql::text_or_null;

}  // namespace

Result<LedgerEntry> record_arrival(sql::Transaction& tx, const Arrival& arrival, const blobs::Staged& raw, Micros now) {
  PULT_TRY(blobs::BlobStore::keep(tx, raw, now));
  // Several nodes fetch the same mailbox; whoever is second gets what the first wrote.
  const auto id = PULT_TRY(sql::insert_id(
      tx,
      "INSERT INTO inbound_events (channel, mailbox_id, uid_validity, uid, digest, envelope_from, envelope_to, state, "
      "received_at) VALUES ('mail', ?1, ?2, ?3, ?4, ?5, ?6, 'received', ?7) "
      "ON CONFLICT (mailbox_id, uid_validity, uid) WHERE uid IS NOT NULL DO NOTHING",
      {arrival.mailbox, arrival.uid_validity, arrival.uid, raw.sha256, text_or_null(arrival.envelope_from),
       text_or_null(arrival.envelope_to), now}));
  if (!id) {
    auto known = PULT_TRY(tx.one("SELECT " + columns +
                                     " FROM inbound_events WHERE mailbox_id = ?1 "
                                     "AND uid_validity = ?2 AND uid = ?3",
                                 {arrival.mailbox, arrival.uid_validity, arrival.uid}, map));
    if (known) return std::move(*known);
    return base::fail(ErrorKind::unavailable, "not_recorded", "Not recorded");
  }
  LedgerEntry entry;
  entry.id = InboundId(*id);
  entry.mailbox = arrival.mailbox;
  entry.digest = raw.sha256;
  entry.state = "received";
  entry.envelope_to = arrival.envelope_to;
  return entry;
}

Result<std::optional<LedgerEntry>> find_entry(sql::Transaction& tx, InboundId id) {
  return tx.one("SELECT " + columns + " FROM inbound_events WHERE id = ?1", {id}, map);
}

Result<std::optional<LedgerEntry>> find_entry_for_update(sql::Transaction& tx, InboundId id) {
  if (tx.dialect() == sql::Dialect::sqlite) return find_entry(tx, id);
  return tx.one("SELECT " + columns + " FROM inbound_events WHERE id = ?1 FOR UPDATE", {id}, map);
}

Result<std::vector<InboundId>> list_unsettled(sql::Transaction& tx, Micros until, int limit) {
  return tx.all("SELECT id FROM inbound_events WHERE state = 'received' AND received_at <= ?1 ORDER BY id LIMIT ?2",
                {until, limit}, [](const sql::Row& row) { return row.id<InboundId>(0); });
}

Result<std::set<std::uint32_t>> known_uids(sql::Transaction& tx, MailboxId mailbox, std::uint32_t uid_validity) {
  std::set<std::uint32_t> out;
  PULT_TRY(tx.each("SELECT uid FROM inbound_events WHERE mailbox_id = ?1 AND uid_validity = ?2 AND uid IS NOT NULL",
                   {mailbox, uid_validity}, [&](const sql::Row& row) -> Result<void> {
                     out.insert(std::uint32_t(row.int64(0)));
                     return {};
                   }));
  return out;
}

Result<std::optional<LedgerEntry>> find_settled_copy(sql::Transaction& tx, const LedgerEntry& entry,
                                                     const std::string& content_digest) {
  // Copies that arrive at the same moment settle one after the other: each must see what became of the one before.
  if (tx.dialect() == sql::Dialect::postgres)
    PULT_TRY(tx.one("SELECT pg_advisory_xact_lock(hashtextextended(?1, 0))",
                    {content_digest.empty() ? entry.digest : content_digest}, [](const sql::Row&) { return true; }));
  auto same_bytes = PULT_TRY(tx.one("SELECT " + columns +
                                        " FROM inbound_events WHERE digest = ?1 AND id <> ?2 "
                                        "AND outcome <> 'duplicate' ORDER BY id LIMIT 1",
                                    {entry.digest, entry.id}, map));
  if (same_bytes || content_digest.empty()) return same_bytes;
  return tx.one("SELECT " + columns +
                    " FROM inbound_events WHERE content_digest = ?1 AND id <> ?2 "
                    "AND outcome <> 'duplicate' ORDER BY id LIMIT 1",
                {content_digest, entry.id}, map);
}

Result<void> settle_entry(sql::Transaction& tx, InboundId id, const Settlement& s, Micros now) {
  PULT_TRY(
      tx.run("UPDATE inbound_events SET state = ?2, outcome = ?3, reason = ?4, trace = ?5, message_id = ?6, "
             "content_digest = ?7, ticket_id = ?8, comment_id = ?9, original_id = ?10, handled_at = ?11, "
             "attempts = attempts + 1 WHERE id = ?1",
             {id, s.state, s.outcome, text_or_null(s.reason), text_or_null(s.trace), text_or_null(s.message_id),
              text_or_null(s.content_digest), s.ticket, s.comment, s.original, now}));
  return {};
}

Result<void> count_attempt(sql::Transaction& tx, InboundId id) {
  PULT_TRY(tx.run("UPDATE inbound_events SET attempts = attempts + 1 WHERE id = ?1", {id}));
  return {};
}

Result<std::string> load_raw(sql::Transaction& tx, const blobs::BlobStore& blobs, InboundId id) {
  const auto entry = PULT_TRY(find_entry(tx, id));
  if (!entry) return base::fail_not_found();
  return blobs.load(tx, entry->digest);
}

Result<std::vector<std::string>> load_trace(sql::Transaction& tx, InboundId id) {
  const auto text = PULT_TRY(tx.one("SELECT trace FROM inbound_events WHERE id = ?1", {id},
                                    [](const sql::Row& row) { return row.string(0); }));
  std::vector<std::string> lines;
  std::string_view rest = text ? std::string_view(*text) : std::string_view();
  for (; !rest.empty(); rest.remove_prefix(std::min(rest.find('\n'), rest.size() - 1) + 1))
    lines.emplace_back(rest.substr(0, rest.find('\n')));
  return lines;
}

Result<std::vector<std::string>> forget_raw(sql::Transaction& tx, InboundId id) {
  if (!id) return {};
  auto digests = PULT_TRY(tx.all("SELECT DISTINCT digest FROM inbound_events WHERE id = ?1 OR original_id = ?1", {id},
                                 [](const sql::Row& row) { return row.string(0); }));
  for (const auto& digest : digests)
    PULT_TRY(tx.run("UPDATE inbound_events SET digest = '' WHERE digest = ?1", {digest}));
  std::erase(digests, std::string());
  return digests;
}

Result<std::vector<std::string>> forget_ticket(sql::Transaction& tx, TicketId ticket) {
  std::vector<std::string> digests;
  const auto mails =
      PULT_TRY(tx.all("SELECT inbound_id FROM comments WHERE ticket_id = ?1 AND inbound_id IS NOT NULL "
                      "UNION SELECT e.inbound_id FROM side_events e JOIN side_conversations c "
                      "ON c.id = e.side_conversation_id WHERE c.ticket_id = ?1 AND e.inbound_id IS NOT "
                      "NULL",
                      {ticket}, [](const sql::Row& row) { return row.id<InboundId>(0); }));
  for (const auto mail : mails)
    for (auto& digest : PULT_TRY(forget_raw(tx, mail))) digests.push_back(std::move(digest));
  PULT_TRY(tx.run("DELETE FROM outbox WHERE ticket_id = ?1", {ticket}));
  PULT_TRY(tx.run("DELETE FROM message_ids WHERE ticket_id = ?1", {ticket}));
  return digests;
}

Result<void> remember_message_id(sql::Transaction& tx, std::string_view message_id, TicketId ticket, CommentId comment,
                                 InboundId inbound) {
  if (message_id.empty()) return {};
  PULT_TRY(
      tx.run("INSERT INTO message_ids (message_id, ticket_id, comment_id, inbound_id) VALUES (?1, ?2, ?3, ?4) "
             "ON CONFLICT (message_id, ticket_id, comment_id) DO NOTHING",
             {message_id, ticket, comment.value, inbound}));
  return {};
}

Result<std::vector<TicketId>> tickets_of_message_id(sql::Transaction& tx, std::string_view message_id) {
  return tx.all("SELECT ticket_id FROM message_ids WHERE message_id = ?1 GROUP BY ticket_id ORDER BY ticket_id DESC",
                {message_id}, [](const sql::Row& row) { return row.id<TicketId>(0); });
}

Result<std::vector<std::string>> message_ids_before(sql::Transaction& tx, TicketId ticket, CommentId comment) {
  return tx.all(
      "SELECT m.message_id FROM message_ids m JOIN comments c ON c.id = m.comment_id WHERE m.ticket_id = ?1 "
      "AND m.comment_id < ?2 AND c.is_public = 1 ORDER BY m.comment_id",
      {ticket, comment}, [](const sql::Row& row) { return row.string(0); });
}

}  // namespace pult::channels::mail
