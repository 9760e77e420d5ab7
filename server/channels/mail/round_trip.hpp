// SPDX-License-Identifier: AGPL-3.0-or-later
// A mail from a mailbox to itself: proof that mail goes out and comes in, and where it gets stuck if not. It never
// becomes a ticket.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "channels/mail/mailbox.hpp"
#include "events/outbox.hpp"

namespace pult::channels::mail {

using RoundTripId = base::Id<struct RoundTripTag>;

inline constexpr std::string_view round_trip_timer = "round_trip";
// A mail that is not back by then is called lost; one that comes later still arrives.
inline constexpr Micros round_trip_patience = base::minute_us;

struct RoundTrip {
  RoundTripId id;
  MailboxId mailbox;
  UserId asked_by;
  // sending -> waiting -> arrived | spam (arrived, and a mail like it would be held back as spam) | lost;
  // not_sent: no server takes it, or there is none to send with.
  std::string state = "sending";
  std::string problem;  // the servers' words
  std::optional<Micros> sent_at, arrived_at;
  Micros created_at = 0;
};

// `has_relay`: mailboxes without an SMTP server of their own can send.
Result<RoundTrip> begin_round_trip(sql::Transaction& tx, const Mailbox& mailbox, UserId asked_by, bool has_relay,
                                   Micros now);
Result<std::optional<RoundTrip>> find_round_trip(sql::Transaction& tx, RoundTripId id);
Result<std::optional<RoundTrip>> newest_round_trip(sql::Transaction& tx, MailboxId mailbox);

// What the outbox tells of a mail it tried to send; nothing when it is of no round trip.
Result<void> note_attempt(sql::Transaction& tx, const events::OutboxRow& row, std::string_view state,
                          std::string_view words, std::optional<Micros> sent_at);
// Whether a mail that came in is one of ours: then it has arrived, and that was all it was for.
Result<bool> note_arrival(sql::Transaction& tx, std::string_view subject, bool looks_like_spam, Micros now);
// The timer: its time is over.
Result<void> give_up_round_trip(sql::Transaction& tx, const std::string& id);

}  // namespace pult::channels::mail
