// SPDX-License-Identifier: AGPL-3.0-or-later
// Tickets put off until a time.
#include "tickets/snooze.hpp"
#include "api/later_time.hpp"
#include "api/present.hpp"
#include "api/routes.hpp"

namespace pult::api {
namespace {

Result<Answer> change(Call& call, std::optional<Micros> until) {
  const TicketId id(call.ids[0]);
  tickets::Change change;
  change.snoozed_until = until;
  change.via = call.session ? "web" : "api";
  PULT_TRY(call.services.desk.update(call.tx, call.actor, id, std::move(change)));
  const auto listed = PULT_TRY(tickets::find_listed(call.tx, id));
  if (!listed) return base::fail_not_found();
  const auto draft = PULT_TRY(tickets::find_draft(call.tx, call.actor.id(), id));
  return Answer{200, {{"ticket", present_ticket(call, *listed, draft.has_value())}}};
}

Result<Answer> begin(Call& call) {
  PULT_TRY(tickets::Desk::access_ticket(call.tx, call.actor, TicketId(call.ids[0])));
  Body in(call.body);
  const auto until = PULT_TRY(later_time(in, "until", call.now()));
  PULT_TRY(in.check());
  if (!until) return base::fail_field("until", "BlankValue", "Until: cannot be blank");
  return change(call, until);
}

Result<Answer> end(Call& call) { return change(call, std::nullopt); }

}  // namespace

Result<std::optional<Micros>> later_time(Body& in, std::string_view name, Micros now) {
  const auto text = in.text(name);
  if (!text || text->empty()) return std::optional<Micros>();
  const auto time = base::parse_iso8601(*text);
  const auto title = std::string(name);
  if (!time) return base::fail_field(title, "InvalidFormat", title + ": is not an ISO 8601 time");
  if (*time <= now) return base::fail_field(title, "InvalidValue", title + ": must be in the future");
  if (*time > now + tickets::longest_snooze)
    return base::fail_field(title, "InvalidValue", title + ": is more than five years away");
  return time;
}

std::vector<Route> snooze_routes() {
  return {
      {"POST", "tickets/{id}/snooze", Who::agent, Mode::write, begin},
      {"DELETE", "tickets/{id}/snooze", Who::agent, Mode::write, end},
  };
}

}  // namespace pult::api
