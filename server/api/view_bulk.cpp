// SPDX-License-Identifier: AGPL-3.0-or-later
// All tickets of a view at once: how many they are at a moment, and jobs that change or delete exactly those. What
// comes into the view or is changed after that moment is left alone. The moment is the newest audit: the time of a
// change may run ahead of the clock, so that each change of a ticket has a stamp of its own.
#include <charconv>

#include "api/body.hpp"
#include "api/opened_view.hpp"
#include "api/routes.hpp"
#include "api/ticket_bulk.hpp"
#include "live/changes.hpp"
#include "tickets/view_list.hpp"

namespace pult::api {
namespace {

// A job's items are written in one transaction.
constexpr std::size_t most_tickets = 10'000;

Result<tickets::ViewIds> ids_of(Call& call, AuditId as_of) {
  OpenedView opened;
  PULT_TRY(open_view(call, tickets::ViewId(call.ids[0]), opened));
  if (opened.view->broken) return tickets::ViewIds{{}, true};
  tickets::ViewQuery query{opened.view->program, call.actor, *opened.set->fields, {}};
  query.now = call.now();
  return tickets::find_in_view(call.tx, query, as_of, most_tickets);
}

Result<Answer> selection(Call& call) {
  const auto as_of = PULT_TRY(live::newest_audit(call.tx));
  const auto found = PULT_TRY(ids_of(call, as_of));
  const json::value count = found.is_complete ? json::value(found.ids.size()) : json::value(nullptr);
  return Answer{200,
                {{"selection", {{"view_id", call.ids[0]}, {"count", count}, {"as_of", std::to_string(as_of.value)}}}}};
}

Result<std::vector<std::int64_t>> selected(Call& call) {
  const auto text = call.request.query_value("as_of");
  AuditId as_of;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), as_of.value);
  if (error != std::errc() || end != text.data() + text.size() || as_of.value < 0)
    return base::fail(ErrorKind::invalid, "InvalidValue", "Parameter as_of is required, as a selection gives it");
  const auto found = PULT_TRY(ids_of(call, as_of));
  if (!found.is_complete)
    return base::fail(ErrorKind::invalid, "TooManyValues",
                      "The view has more than 10000 tickets. Narrow its conditions.");
  if (found.ids.empty()) return base::fail(ErrorKind::invalid, "InvalidValue", "The view has none of those tickets");
  std::vector<std::int64_t> ids;
  for (const auto id : found.ids) ids.push_back(id.value);
  return ids;
}

Result<Answer> update_all(Call& call) {
  const auto* ticket = PULT_TRY(inner(call.body, "ticket"));
  return answer_update_job(call, PULT_TRY(selected(call)), *ticket);
}

Result<Answer> destroy_all(Call& call) { return answer_delete_job(call, PULT_TRY(selected(call))); }

}  // namespace

std::vector<Route> view_bulk_routes() {
  return {
      {"GET", "views/{id}/selection", Who::agent, Mode::read, selection},
      {"PUT", "views/{id}/tickets/update_many", Who::agent, Mode::write, update_all},
      {"DELETE", "views/{id}/tickets/destroy_many", Who::agent, Mode::write, destroy_all},
  };
}

}  // namespace pult::api
