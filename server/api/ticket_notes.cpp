// SPDX-License-Identifier: AGPL-3.0-or-later
// skips, and the tickets the caller looked at last.
#include <map>

#include "api/body.hpp"
#include "api/routes.hpp"
#include "api/ticket_extras.hpp"
#include "api/ticket_list.hpp"
#include "tickets/desk_notes.hpp"

namespace pult::api {
namespace {

using tickets::Skip;

json::object present_skip(const Skip& skip, json::value ticket) {
  return {{"id", skip.id.value},
          {"ticket_id", skip.ticket.value},
          {"user_id", skip.user.value},
          {"reason", skip.reason},
          {"created_at", base::render_iso8601(skip.created_at)},
          {"updated_at", base::render_iso8601(skip.created_at)},
          {"ticket", std::move(ticket)}};
}

// The tickets of these ids that the caller may see, as shown, by id.
Result<std::map<std::int64_t, json::object>> present_tickets(Call& call, const std::vector<TicketId>& ids) {
  tickets::TicketFilter filter;
  filter.condition = "t.status < 6 AND " + people::ticket_condition(call.actor);
  filter.among = ids;
  filter.limit = int(ids.size());
  const auto rows = PULT_TRY(tickets::list_tickets(call.tx, filter));
  const auto relations = PULT_TRY(load_relations(call, rows));
  std::map<std::int64_t, json::object> out;
  for (const auto& row : rows) out.emplace(row.ticket.id.value, present_ticket(call, row, false, relations));
  return out;
}

Result<Answer> answer_skips(Call& call, TicketId ticket, UserId user) {
  const auto page = PULT_TRY(page_of(call));
  tickets::SkipFilter filter;
  filter.ticket = ticket;
  filter.user = user;
  filter.newest_first = call.request.query_value("sort_order") == "desc";
  filter.after = tickets::SkipId(page.after.empty() ? 0 : page.after[0]);
  filter.offset = page.offset;
  filter.limit = page.fetch();
  filter.ticket_condition = people::ticket_condition(call.actor);
  auto rows = PULT_TRY(tickets::list_skips(call.tx, filter));
  std::vector<TicketId> ids;
  for (const auto& row : rows) ids.push_back(row.ticket);
  const auto shown = PULT_TRY(present_tickets(call, ids));
  const auto ticket_of = [&](const Skip& skip) -> json::value {
    const auto found = shown.find(skip.ticket.value);
    return found == shown.end() ? json::value(nullptr) : json::value(found->second);
  };
  return Answer{200, list_answer(
                         call, page, "skips", rows, [](const Skip& skip) { return skip.id.value; },
                         [&](const Skip& skip) { return present_skip(skip, ticket_of(skip)); }, {})};
}

Result<Answer> skips_of_ticket(Call& call) {
  const auto ticket = PULT_TRY(tickets::Desk::access_ticket(call.tx, call.actor, TicketId(call.ids[0])));
  return answer_skips(call, ticket.id, {});
}
Result<Answer> skips_of_user(Call& call) {
  const auto user = PULT_TRY(people::load_user(call.tx, UserId(call.ids[0])));
  if (!people::may_see_user(call.actor, user)) return base::fail_not_found();
  return answer_skips(call, {}, user.id);
}
Result<Answer> skips(Call& call) { return answer_skips(call, {}, {}); }

Result<Answer> skip(Call& call) {
  Body in(*PULT_TRY(inner(call.body, "skip")));
  const TicketId id(in.id("ticket_id").value_or(0));
  const auto reason = in.text("reason").value_or("");
  PULT_TRY(in.check());
  const auto ticket = tickets::Desk::access_ticket(call.tx, call.actor, id);
  if (!ticket) return base::fail_field("ticket_id", "InvalidValue", "Ticket: does not exist");
  const auto made = PULT_TRY(tickets::add_skip(call.tx, id, call.actor.id(), reason, call.now()));
  auto shown = PULT_TRY(present_tickets(call, {id}));
  return Answer{201, {{"skip", present_skip(made, std::move(shown[id.value]))}}};
}

Result<Answer> visit(Call& call) {
  const auto ticket = PULT_TRY(tickets::Desk::access_ticket(call.tx, call.actor, TicketId(call.ids[0])));
  PULT_TRY(tickets::record_visit(call.tx, call.actor.id(), ticket.id, call.now()));
  return Answer{204, nullptr};
}

Result<Answer> recent(Call& call) {
  const auto ids = PULT_TRY(tickets::list_visits(call.tx, call.actor.id(), tickets::kept_visits));
  auto shown = PULT_TRY(present_tickets(call, ids));
  json::array list;
  for (const auto id : ids)
    if (const auto found = shown.find(id.value); found != shown.end()) list.push_back(std::move(found->second));
  const auto count = list.size();
  return Answer{200,
                {{"tickets", std::move(list)}, {"count", count}, {"next_page", nullptr}, {"previous_page", nullptr}}};
}

}  // namespace

std::vector<Route> ticket_note_routes() {
  return {
      {"GET", "tickets/recent", Who::agent, Mode::read, recent},
      {"PUT", "tickets/{id}/visit", Who::agent, Mode::write, visit},
      {"GET", "tickets/{id}/skips", Who::agent, Mode::read, skips_of_ticket},
      {"GET", "users/{id}/skips", Who::agent, Mode::read, skips_of_user},
      {"GET", "skips", Who::agent, Mode::read, skips},
      {"POST", "skips", Who::agent, Mode::write, skip},
  };
}

}  // namespace pult::api
