// SPDX-License-Identifier: AGPL-3.0-or-later
// round_trips of mailboxes: a mail to oneself, to see whether mail goes out and comes in.
#include "channels/mail/round_trip.hpp"

#include "api/job_kinds.hpp"
#include "api/present.hpp"
#include "api/routes.hpp"
#include "channels/mail/service.hpp"

namespace pult::api {
namespace {

using channels::mail::Mailbox;
using channels::mail::RoundTrip;

json::object present(const Call& call, const RoundTrip& trip) {
  return {{"url", call.url("mailboxes/" + std::to_string(trip.mailbox.value) + "/round_trip")},
          {"id", trip.id.value},
          {"mailbox_id", trip.mailbox.value},
          {"asked_by_id", trip.asked_by.value},
          {"state", trip.state},
          {"problem", text_or_null(trip.problem)},
          {"created_at", base::render_iso8601(trip.created_at)},
          {"sent_at", time_or_null(trip.sent_at)},
          {"arrived_at", time_or_null(trip.arrived_at)},
          {"took_seconds", trip.arrived_at
                               ? json::value(double(*trip.arrived_at - trip.created_at) / double(base::second_us))
                               : json::value(nullptr)}};
}

Result<Mailbox> load(Call& call) {
  auto mailbox = PULT_TRY(channels::mail::find_mailbox(call.tx, MailboxId(call.ids[0])));
  if (!mailbox) return base::fail_not_found();
  return std::move(*mailbox);
}

Result<Answer> begin(Call& call) {
  const auto mailbox = PULT_TRY(load(call));
  if (!mailbox.active) return base::fail_field("base", "InvalidValue", "This mailbox is switched off");
  const bool has_relay = call.services.mail.options().relay.has_value();
  const auto trip =
      PULT_TRY(channels::mail::begin_round_trip(call.tx, mailbox, call.actor.id(), has_relay, call.now()));
  return Answer{201, {{"round_trip", present(call, trip)}}};
}

// The last one; null before the first.
Result<Answer> show(Call& call) {
  const auto mailbox = PULT_TRY(load(call));
  const auto trip = PULT_TRY(channels::mail::newest_round_trip(call.tx, mailbox.id));
  return Answer{200, {{"round_trip", trip ? json::value(present(call, *trip)) : json::value(nullptr)}}};
}

}  // namespace

void add_round_trip_timer(timers::Runner& runner) {
  runner.handle(std::string(channels::mail::round_trip_timer), {channels::mail::give_up_round_trip});
}

std::vector<Route> round_trip_routes() {
  return {
      {"POST", "mailboxes/{id}/round_trips", Who::admin, Mode::write, begin},
      {"GET", "mailboxes/{id}/round_trip", Who::admin, Mode::read, show},
  };
}

}  // namespace pult::api
