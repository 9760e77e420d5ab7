// SPDX-License-Identifier: AGPL-3.0-or-later
#include "channels/mail/suspended.hpp"

#include <limits>

#include "crypto/crypto.hpp"
#include "mime/compose.hpp"
#include "text/html_text.hpp"

namespace pult::channels::mail {
namespace {

constexpr std::size_t max_content_chars = 1000;

const std::string columns =
    "id, inbound_id, author_name, author_email, subject, content, cause, cause_id, message_id, recipient, "
    "error_messages, created_at, updated_at, why";

Suspended map(const sql::Row& row) {
  Suspended out;
  out.id = row.id<SuspendedId>(0);
  out.inbound = row.id<InboundId>(1);
  out.author_name = row.string(2);
  out.author_email = row.string(3);
  out.subject = row.string(4);
  out.content = row.string(5);
  out.cause = row.string(6);
  out.cause_id = row.int64(7);
  out.message_id = row.string(8);
  out.recipient = row.string(9);
  out.error_messages = row.string(10);
  out.created_at = row.int64(11);
  out.updated_at = row.int64(12);
  out.why = row.string(13);
  return out;
}

}  // namespace

Result<SuspendedId> suspend(sql::Transaction& tx, const Suspended& s, Micros now) {
  const auto id = PULT_TRY(tx.one_int64(
      "INSERT INTO suspended_tickets (inbound_id, author_name, author_email, subject, content, cause, cause_id, "
      "message_id, recipient, error_messages, why, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, "
      "?9, ?10, ?11, ?12, ?12) ON CONFLICT (inbound_id) DO UPDATE SET cause = excluded.cause, "
      "cause_id = excluded.cause_id, error_messages = excluded.error_messages, why = excluded.why, "
      "updated_at = excluded.updated_at RETURNING id",
      {s.inbound, s.author_name, s.author_email, s.subject, s.content, s.cause, s.cause_id, s.message_id, s.recipient,
       s.error_messages, s.why, now}));
  return SuspendedId(id.value_or(0));
}

Result<SuspendedId> hold_back(sql::Transaction& tx, const blobs::BlobStore& blobs, const FormMessage& message,
                              Cause cause, std::string sentence, Micros now) {
  mime::OutgoingMail mail;
  mail.from.name = message.name;
  mail.from.address = message.email;
  mail.subject = message.subject;
  mail.message_id = "<form-" + crypto::random_token(16) + "@localhost.invalid>";
  mail.date_us = now;
  mail.text = message.text;
  const auto staged = PULT_TRY(blobs.stage(mime::compose(mail)));
  const auto entry = PULT_TRY(record_arrival(tx, Arrival{}, staged, now));
  Suspended row;
  row.inbound = entry.id;
  row.author_name = message.name;
  row.author_email = message.email;
  row.subject = message.subject;
  row.content = text::excerpt(message.text, max_content_chars);
  row.cause = sentence;
  row.cause_id = std::int64_t(cause);
  row.message_id = mail.message_id;
  const auto id = PULT_TRY(suspend(tx, row, now));
  Settlement settlement;
  settlement.state = settlement.outcome = "suspended";
  settlement.reason = std::move(sentence);
  settlement.message_id = mail.message_id;
  PULT_TRY(settle_entry(tx, entry.id, settlement, now));
  return id;
}

Result<std::optional<Suspended>> find_suspended(sql::Transaction& tx, SuspendedId id) {
  return tx.one("SELECT " + columns + " FROM suspended_tickets WHERE id = ?1", {id}, map);
}

Result<std::vector<Suspended>> list_suspended(sql::Transaction& tx, SuspendedId before, std::int64_t offset,
                                              int limit) {
  return tx.all("SELECT " + columns + " FROM suspended_tickets WHERE id < ?1 ORDER BY id DESC LIMIT ?2 OFFSET ?3",
                {before ? before.value : std::numeric_limits<std::int64_t>::max(), limit, offset}, map);
}

Result<std::int64_t> count_suspended(sql::Transaction& tx) {
  const auto count = PULT_TRY(tx.one_int64("SELECT COUNT(*) FROM suspended_tickets"));
  return count.value_or(0);
}

Result<void> delete_suspended(sql::Transaction& tx, SuspendedId id) {
  PULT_TRY(tx.run("DELETE FROM suspended_tickets WHERE id = ?1", {id}));
  return {};
}

}  // namespace pult::channels::mail
