// SPDX-License-Identifier: AGPL-3.0-or-later
// Many tickets at once, as jobs: create_many, update_many, destroy_many.
#include "api/ticket_bulk.hpp"
#include "api/job_kinds.hpp"
#include "api/job_status.hpp"
#include "api/routes.hpp"
#include "api/ticket_input.hpp"
#include "tickets/draft.hpp"

namespace pult::api {
namespace {

constexpr std::string_view create_type = "Bulk Create Ticket";

std::string_view channel_of(const Call& call) { return call.session ? "web" : "api"; }

// What a step needs of the request that asked for it.
json::object item_of(const Call& call, std::int64_t id, const json::object& ticket) {
  return {{"id", id}, {"via", channel_of(call)}, {"ticket", ticket}};
}

std::string via_of(const json::value& item) { return std::string(item.at("via").as_string()); }
TicketId id_of(const json::value& item) { return TicketId(item.at("id").as_int64()); }

Result<Answer> create_many(Call& call) {
  json::array items;
  for (const auto& ticket : *PULT_TRY(parse_objects(call, "tickets")))
    items.push_back({{"via", channel_of(call)}, {"ticket", ticket}});
  return answer_job(call, create_type, items);
}

// Two forms: ?ids=1,2 with one change for all, or a list of changes that name their tickets.
Result<Answer> update_many(Call& call) {
  if (!call.request.query_value("ids").empty()) {
    const auto* ticket = PULT_TRY(inner(call.body, "ticket"));
    return answer_update_job(call, PULT_TRY(parse_ids(call)), *ticket);
  }
  json::array items;
  for (const auto& ticket : *PULT_TRY(parse_objects(call, "tickets"))) {
    Body in(ticket.get_object());
    const auto id = in.id("id").value_or(0);
    PULT_TRY(in.check());
    items.push_back(item_of(call, id, ticket.get_object()));
  }
  return answer_job(call, bulk_update_type, items);
}

Result<Answer> destroy_many(Call& call) { return answer_delete_job(call, PULT_TRY(parse_ids(call))); }

Result<json::object> create_step(Call& call, const json::value& item, int index) {
  auto wanted = PULT_TRY(parse_new_ticket(call, call.body));
  wanted.via = via_of(item);
  const auto outcome = PULT_TRY(call.services.desk.create(call.tx, call.actor, std::move(wanted)));
  return json::object{{"index", index},
                      {"id", outcome.ticket.id.value},
                      {"action", "create"},
                      {"status", "Created"},
                      {"success", true}};
}

Result<json::object> update_step(Call& call, const json::value& item, int index) {
  const auto id = id_of(item);
  PULT_TRY(tickets::Desk::access_ticket(call.tx, call.actor, id));
  auto change = PULT_TRY(parse_change(call, call.body));
  change.via = via_of(item);
  const bool answers = change.comment.has_value();
  const auto outcome = PULT_TRY(call.services.desk.update(call.tx, call.actor, id, std::move(change)));
  if (answers) PULT_TRY(tickets::delete_draft(call.tx, call.actor.id(), id));
  json::object result{
      {"index", index}, {"id", id.value}, {"action", "update"}, {"status", "Updated"}, {"success", true}};
  if (outcome.audit) result["audit_id"] = outcome.audit->id.value;
  return result;
}

Result<json::object> delete_step(Call& call, const json::value& item, int index) {
  PULT_TRY(call.services.desk.remove(call.tx, call.actor, id_of(item)));
  return json::object{
      {"index", index}, {"id", id_of(item).value}, {"action", "delete"}, {"status", "Deleted"}, {"success", true}};
}

using CallStep = Result<json::object> (*)(Call&, const json::value&, int);
jobs::Kind with_call(CallStep step, Services& services) {
  return {[step, &services](sql::Transaction& tx, const people::Actor& actor, const json::value& item, int index) {
    auto call = step_call(tx, actor, item.at("ticket").as_object(), services);
    return step(call, item, index);
  }};
}

}  // namespace

Result<Answer> answer_update_job(Call& call, const std::vector<std::int64_t>& ids, const json::object& ticket) {
  json::array items;
  for (const auto id : ids) items.push_back(item_of(call, id, ticket));
  return answer_job(call, bulk_update_type, items);
}

Result<Answer> answer_delete_job(Call& call, const std::vector<std::int64_t>& ids) {
  json::array items;
  for (const auto id : ids) items.push_back(item_of(call, id, {}));
  return answer_job(call, bulk_delete_type, items);
}

void add_ticket_jobs(jobs::Runner& runner, Services& services) {
  runner.handle(std::string(create_type), with_call(create_step, services));
  runner.handle(std::string(bulk_update_type), with_call(update_step, services));
  runner.handle(std::string(bulk_delete_type), with_call(delete_step, services));
}

std::vector<Route> ticket_bulk_routes() {
  return {
      {"POST", "tickets/create_many", Who::agent, Mode::write, create_many},
      {"PUT", "tickets/update_many", Who::agent, Mode::write, update_many},
      {"DELETE", "tickets/destroy_many", Who::agent, Mode::write, destroy_many},
  };
}

}  // namespace pult::api
