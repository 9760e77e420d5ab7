// SPDX-License-Identifier: AGPL-3.0-or-later
// deleted_tickets, and tickets deleted as spam.
#include "api/body.hpp"
#include "api/forget.hpp"
#include "api/job_kinds.hpp"
#include "api/job_status.hpp"
#include "api/page.hpp"
#include "api/present.hpp"
#include "api/routes.hpp"
#include "tickets/deletion.hpp"

namespace pult::api {
namespace {

constexpr std::string_view purge_type = "Delete Ticket Permanently";
constexpr std::string_view spam_type = "Mark Ticket As Spam";

std::unexpected<Error> forbidden(std::string why) {
  return base::fail(ErrorKind::forbidden, "Forbidden", std::move(why));
}

Result<void> check_may_look(const Call& call) {
  if (call.actor.is_admin() || people::may(call.actor, &people::Permissions::view_deleted_tickets)) return {};
  return forbidden("You may not see deleted tickets");
}

json::object present_deleted(const tickets::DeletedTicket& ticket) {
  return {{"id", ticket.id.value},
          {"subject", ticket.subject},
          {"description", ticket.description},
          {"actor", {{"id", ticket.actor.value}, {"name", text_or_null(ticket.actor_name)}}},
          {"deleted_at", base::render_iso8601(ticket.deleted_at)},
          {"previous_state", tickets::render_status(ticket.previous)}};
}

bool oldest_first(const Call& call) {
  const auto sort = call.request.query_value("sort");
  if (!sort.empty()) return !sort.starts_with('-');
  return call.request.query_value("sort_order") == "asc";
}

Result<Answer> list(Call& call) {
  PULT_TRY(check_may_look(call));
  const auto page = PULT_TRY(page_of(call));
  tickets::DeletedFilter filter;
  filter.condition = people::ticket_condition(call.actor);
  filter.oldest_first = oldest_first(call);
  filter.offset = page.offset;
  filter.limit = page.fetch();
  if (!page.after.empty() && page.after.size() != 2)
    return base::fail(ErrorKind::invalid, "InvalidPaginationParameter", "page[after] is not a valid cursor");
  if (!page.after.empty()) filter.after = std::pair(page.after[0], TicketId(page.after[1]));
  auto rows = PULT_TRY(tickets::list_deleted(call.tx, filter));
  const auto fetched = rows.size();
  if (rows.size() > std::size_t(page.size)) rows.resize(std::size_t(page.size));
  json::object body;
  json::array list;
  for (const auto& row : rows) list.push_back(present_deleted(row));
  body["deleted_tickets"] = std::move(list);
  const auto cursor = rows.empty() ? "" : render_cursor({rows.back().deleted_at, rows.back().id.value});
  add_page_members(call, page, fetched, cursor, {}, body);
  return Answer{200, std::move(body)};
}

Result<void> restore_one(Call& call, TicketId id) {
  PULT_TRY(check_may_look(call));
  if (!people::may(call.actor, &people::Permissions::ticket_deletion)) return forbidden("You may not restore tickets");
  const auto ticket = PULT_TRY(tickets::lock_deleted(call.tx, call.actor, id));
  PULT_TRY(tickets::restore(call.tx, call.services.desk, call.actor, ticket));
  return {};
}

Result<Answer> restore(Call& call) {
  PULT_TRY(restore_one(call, TicketId(call.ids[0])));
  return Answer{200, json::object()};
}

Result<Answer> restore_many(Call& call) {
  for (const auto id : PULT_TRY(parse_ids(call))) PULT_TRY(restore_one(call, TicketId(id)));
  return Answer{200, json::object()};
}

json::array items_of(const std::vector<std::int64_t>& ids) {
  json::array items;
  for (const auto id : ids) items.push_back(json::object{{"id", id}});
  return items;
}

Result<Answer> purge(Call& call) {
  PULT_TRY(tickets::lock_deleted(call.tx, call.actor, TicketId(call.ids[0])));
  return answer_job(call, purge_type, items_of({call.ids[0]}));
}

Result<Answer> purge_many(Call& call) { return answer_job(call, purge_type, items_of(PULT_TRY(parse_ids(call)))); }

Result<json::object> purge_step(Call& call, TicketId id, int index) {
  if (!call.actor.is_admin()) return forbidden("Only admins delete tickets for good");
  const auto ticket = PULT_TRY(tickets::lock_deleted(call.tx, call.actor, id));
  PULT_TRY(purge_ticket(call.tx, call.services.desk, ticket));
  return json::object{
      {"index", index}, {"id", id.value}, {"action", "delete"}, {"status", "Deleted"}, {"success", true}};
}

Result<Answer> mark_as_spam(Call& call) {
  PULT_TRY(tickets::mark_as_spam(call.tx, call.services.desk, call.actor, TicketId(call.ids[0])));
  return Answer{200, json::object()};
}

Result<Answer> mark_many_as_spam(Call& call) {
  return answer_job(call, spam_type, items_of(PULT_TRY(parse_ids(call))));
}

Result<json::object> spam_step(Call& call, TicketId id, int index) {
  PULT_TRY(tickets::mark_as_spam(call.tx, call.services.desk, call.actor, id));
  return json::object{
      {"index", index}, {"id", id.value}, {"action", "update"}, {"status", "Updated"}, {"success", true}};
}

}  // namespace

void add_deletion_jobs(jobs::Runner& runner, Services& services) {
  runner.handle(std::string(purge_type), item_kind(purge_step, services));
  runner.handle(std::string(spam_type), item_kind(spam_step, services));
}

std::vector<Route> deleted_ticket_routes() {
  return {
      {"GET", "deleted_tickets", Who::agent, Mode::read, list},
      {"PUT", "deleted_tickets/{id}/restore", Who::agent, Mode::write, restore},
      {"PUT", "deleted_tickets/restore_many", Who::agent, Mode::write, restore_many},
      {"DELETE", "deleted_tickets/{id}", Who::admin, Mode::write, purge},
      {"DELETE", "deleted_tickets/destroy_many", Who::admin, Mode::write, purge_many},
      {"PUT", "tickets/{id}/mark_as_spam", Who::agent, Mode::write, mark_as_spam},
      {"PUT", "tickets/mark_many_as_spam", Who::agent, Mode::write, mark_many_as_spam},
  };
}

}  // namespace pult::api
