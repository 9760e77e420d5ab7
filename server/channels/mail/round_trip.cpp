// SPDX-License-Identifier: AGPL-3.0-or-later
#include "channels/mail/round_trip.hpp"

#include <charconv>

#include "channels/mail/outgoing_mail.hpp"
#include "channels/mail/text_mail.hpp"
#include "crypto/crypto.hpp"
#include "sql/insert_id.hpp"
#include "sql/params.hpp"
#include "timers/timers.hpp"

namespace pult::channels::mail {
namespace {

// In the subject, because relays rewrite Message-IDs and drop headers they do not know.
constexpr std::string_view mark = "[round trip ";
constexpr std::size_t token_bytes = 12;
constexpr int trips_kept = 20;

const std::string columns = "id, mailbox_id, asked_by, state, problem, sent_at, arrived_at, created_at";

RoundTrip map(const sql::Row& row) {
  return {row.id<RoundTripId>(0), row.id<MailboxId>(1),  row.id<UserId>(2),     row.string(3),
          row.string(4),          row.optional_int64(5), row.optional_int64(6), row.int64(7)};
}

void tell(sql::Transaction& tx, const RoundTrip& trip) {
  tx.notify("progress", std::to_string(trip.asked_by.value) + " round_trip " + std::to_string(trip.mailbox.value));
}

Result<void> save(sql::Transaction& tx, const RoundTrip& trip) {
  PULT_TRY(tx.run("UPDATE round_trips SET state = ?2, problem = ?3, sent_at = ?4, arrived_at = ?5 WHERE id = ?1",
                  {trip.id, trip.state, sql::text_or_null(trip.problem), trip.sent_at, trip.arrived_at}));
  tell(tx, trip);
  return {};
}

std::string_view token_in(std::string_view subject) {
  const auto start = subject.find(mark);
  if (start == subject.npos) return {};
  const auto rest = subject.substr(start + mark.size());
  const auto end = rest.find(']');
  return end == rest.npos ? std::string_view() : rest.substr(0, end);
}

Result<events::OutboxId> send(sql::Transaction& tx, const Mailbox& mailbox, const std::string& token, bool has_relay,
                              Micros now) {
  Recipients recipients;
  recipients.to = {{mailbox.name, mailbox.address}};
  auto row = row_from(mailbox, std::move(recipients), "", has_relay, now);
  row.kind = text_kind;
  row.subject = std::string(mark) + token + "]";
  row.body =
      "This mail was sent by the help desk to itself, to see whether mail goes out and comes in.\n"
      "It needs no answer and becomes no ticket.\n";
  const auto id = PULT_TRY(events::enqueue(tx, row));
  tx.notify("outbox", "");
  return id;
}

}  // namespace

Result<RoundTrip> begin_round_trip(sql::Transaction& tx, const Mailbox& mailbox, UserId asked_by, bool has_relay,
                                   Micros now) {
  const bool can_send = has_relay || !mailbox.smtp.host.empty();
  const auto token = crypto::random_token(token_bytes);
  const auto outbox = PULT_TRY(send(tx, mailbox, token, has_relay, now));
  RoundTrip trip;
  trip.mailbox = mailbox.id;
  trip.asked_by = asked_by;
  trip.state = can_send ? "sending" : "not_sent";
  trip.created_at = now;
  const auto id = PULT_TRY(sql::insert_id(
      tx,
      "INSERT INTO round_trips (mailbox_id, asked_by, token, state, outbox_id, created_at) VALUES (?1, ?2, ?3, ?4, ?5, "
      "?6)",
      {mailbox.id, asked_by, token, trip.state, outbox, now}));
  trip.id = RoundTripId(id.value_or(0));
  PULT_TRY(tx.run(
      "DELETE FROM round_trips WHERE mailbox_id = ?1 AND id NOT IN (SELECT id FROM round_trips WHERE mailbox_id = ?1 "
      "ORDER BY id DESC LIMIT ?2)",
      {mailbox.id, trips_kept}));
  if (can_send) PULT_TRY(timers::set(tx, round_trip_timer, std::to_string(trip.id.value), now + round_trip_patience));
  return trip;
}

Result<std::optional<RoundTrip>> find_round_trip(sql::Transaction& tx, RoundTripId id) {
  return tx.one("SELECT " + columns + " FROM round_trips WHERE id = ?1", {id.value}, map);
}

Result<std::optional<RoundTrip>> newest_round_trip(sql::Transaction& tx, MailboxId mailbox) {
  return tx.one("SELECT " + columns + " FROM round_trips WHERE mailbox_id = ?1 ORDER BY id DESC LIMIT 1",
                {mailbox.value}, map);
}

Result<void> note_attempt(sql::Transaction& tx, const events::OutboxRow& row, std::string_view state,
                          std::string_view words, std::optional<Micros> sent_at) {
  if (row.kind != text_kind || row.subject.find(mark) == std::string::npos) return {};
  auto trip = PULT_TRY(tx.one("SELECT " + columns + " FROM round_trips WHERE outbox_id = ?1", {row.id.value}, map));
  // The mail may be back before the end of the dialogue that sent it.
  if (!trip || trip->arrived_at) return {};
  if (state == "sent") {
    trip->state = "waiting";
    trip->sent_at = sent_at;
    trip->problem.clear();
  } else {
    // Later attempts may still succeed; whoever looks at the screen wants to know now.
    trip->state = "not_sent";
    trip->problem = words;
  }
  return save(tx, *trip);
}

Result<bool> note_arrival(sql::Transaction& tx, std::string_view subject, bool looks_like_spam, Micros now) {
  const auto token = token_in(subject);
  if (token.empty()) return false;
  auto trip = PULT_TRY(tx.one("SELECT " + columns + " FROM round_trips WHERE token = ?1", {token}, map));
  if (!trip) return false;
  if (trip->arrived_at) return true;  // a second copy
  trip->state = looks_like_spam ? "spam" : "arrived";
  trip->arrived_at = now;
  trip->problem.clear();
  PULT_TRY(timers::cancel(tx, round_trip_timer, std::to_string(trip->id.value)));
  PULT_TRY(save(tx, *trip));
  return true;
}

Result<void> give_up_round_trip(sql::Transaction& tx, const std::string& id) {
  std::int64_t number = 0;
  std::from_chars(id.data(), id.data() + id.size(), number);
  auto trip = PULT_TRY(find_round_trip(tx, RoundTripId(number)));
  if (!trip || trip->arrived_at || trip->state == "not_sent") return {};
  trip->state = trip->state == "sending" ? "not_sent" : "lost";
  return save(tx, *trip);
}

}  // namespace pult::channels::mail
