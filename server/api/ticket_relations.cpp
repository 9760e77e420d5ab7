// SPDX-License-Identifier: AGPL-3.0-or-later
// Tickets among tickets: links, merge, split, problems and their incidents, what is related.
#include "api/job_kinds.hpp"
#include "api/job_status.hpp"
#include "api/routes.hpp"
#include "api/ticket_extras.hpp"
#include "api/ticket_input.hpp"
#include "api/ticket_list.hpp"
#include "tickets/incidents.hpp"
#include "tickets/links.hpp"
#include "tickets/merge.hpp"
#include "tickets/split.hpp"

namespace pult::api {
namespace {

constexpr std::string_view merge_type = "Ticket Merge";
constexpr std::string_view solve_type = "Solve Incidents";

Result<tickets::Ticket> access(Call& call) {
  return tickets::Desk::access_ticket(call.tx, call.actor, TicketId(call.ids[0]));
}

// ---- links

struct LinkInput {
  tickets::LinkKind kind = tickets::LinkKind::related;
  TicketId other;
};
// {"link": {"type": "parent", "ticket_id": 7}}, or its members alone.
Result<LinkInput> parse_link(const Call& call) {
  const auto* wrapped = call.body.if_contains("link");
  Body in(wrapped && wrapped->is_object() ? wrapped->get_object() : call.body);
  const auto type = in.text("type").value_or("");
  const TicketId other(in.id("ticket_id").value_or(0));
  PULT_TRY(in.check());
  const auto kind = tickets::parse_link_kind(type);
  if (!kind || !tickets::is_made_by_people(*kind))
    return base::fail_field("type", "InvalidValue", "Type: is not parent, child, depends_on, blocks or related");
  return LinkInput{*kind, other};
}

// Links to tickets that the caller may not see are not told.
Result<json::array> present_links(Call& call, TicketId ticket) {
  const auto links = PULT_TRY(tickets::list_links(call.tx, ticket));
  std::vector<TicketId> ids;
  for (const auto& link : links) ids.push_back(link.other);
  tickets::TicketFilter filter;
  filter.condition = "t.status < 6 AND " + people::ticket_condition(call.actor);
  filter.among = ids;
  filter.limit = int(links.size());
  std::map<std::int64_t, tickets::Ticket> seen;
  for (auto& row : PULT_TRY(tickets::list_tickets(call.tx, filter)))
    seen.emplace(row.ticket.id.value, std::move(row.ticket));
  json::array out;
  for (const auto& link : links) {
    const auto other = seen.find(link.other.value);
    if (other == seen.end()) continue;
    out.push_back(json::object{{"type", tickets::render_link_kind(link.kind)},
                               {"ticket_id", link.other.value},
                               {"subject", other->second.subject},
                               {"status", tickets::render_status(other->second.status)},
                               {"author_id", link.author.value},
                               {"created_at", base::render_iso8601(link.created_at)}});
  }
  return out;
}

Result<Answer> links(Call& call) {
  return Answer{200, {{"links", PULT_TRY(present_links(call, PULT_TRY(access(call)).id))}}};
}

Result<Answer> link(Call& call) {
  const auto wanted = PULT_TRY(parse_link(call));
  const TicketId id(call.ids[0]);
  PULT_TRY(tickets::add_link(call.tx, call.services.desk, call.actor, id, wanted.kind, wanted.other));
  return Answer{201, {{"links", PULT_TRY(present_links(call, id))}}};
}

Result<Answer> unlink(Call& call) {
  const auto wanted = PULT_TRY(parse_link(call));
  PULT_TRY(
      tickets::remove_link(call.tx, call.services.desk, call.actor, TicketId(call.ids[0]), wanted.kind, wanted.other));
  return Answer{204, nullptr};
}

// ---- merge and split

Result<Answer> merge(Call& call) {
  Body in(call.body);
  const auto ids = in.ids("ids").value_or(std::vector<std::int64_t>());
  json::object item{{"id", call.ids[0]}, {"via", call.session ? "web" : "api"}};
  item["target_comment"] = in.text("target_comment").value_or("");
  item["source_comment"] = in.text("source_comment").value_or("");
  item["target_public"] = in.boolean("target_comment_is_public").value_or(false);
  item["source_public"] = in.boolean("source_comment_is_public").value_or(false);
  PULT_TRY(in.check());
  if (ids.empty()) return base::fail(ErrorKind::invalid, "InvalidValue", "Parameter ids is required");
  PULT_TRY(check_bulk(ids.size(), "ids"));
  item["ids"] = json::array(ids.begin(), ids.end());
  PULT_TRY(access(call));
  return answer_job(call, merge_type, {item});
}

jobs::Step merge_step(Services& services) {
  return [&services](sql::Transaction& tx, const people::Actor& actor, const json::value& item,
                     int index) -> Result<json::object> {
    tickets::Merge wanted;
    wanted.target = TicketId(item.at("id").as_int64());
    for (const auto& id : item.at("ids").as_array()) wanted.sources.emplace_back(id.as_int64());
    wanted.target_comment = item.at("target_comment").as_string();
    wanted.source_comment = item.at("source_comment").as_string();
    wanted.target_comment_is_public = item.at("target_public").as_bool();
    wanted.source_comment_is_public = item.at("source_public").as_bool();
    wanted.via = item.at("via").as_string();
    const auto target = PULT_TRY(tickets::merge(tx, services.desk, actor, wanted));
    return json::object{
        {"index", index}, {"id", target.id.value}, {"action", "update"}, {"status", "Updated"}, {"success", true}};
  };
}

Result<Answer> split(Call& call) {
  PULT_TRY(access(call));
  const auto* given = call.body.if_contains("ticket");
  Body in(given && given->is_object() ? given->get_object() : call.body);
  tickets::NewTicket wanted;
  wanted.subject = in.text("subject").value_or("");
  wanted.group = GroupId(in.id("group_id").value_or(0));
  wanted.assignee = UserId(in.id("assignee_id").value_or(0));
  wanted.priority = in.text("priority").value_or("");
  wanted.type = in.text("type").value_or("");
  wanted.tags = in.words("tags").value_or("");
  wanted.via = call.session ? "web" : "api";
  PULT_TRY(in.check());
  const auto made = PULT_TRY(tickets::split(call.tx, call.services.desk, call.actor, TicketId(call.ids[0]),
                                            CommentId(call.ids[1]), std::move(wanted)));
  const auto listed = PULT_TRY(tickets::find_listed(call.tx, made.ticket.id));
  if (!listed) return base::fail_not_found();
  auto ticket = present_ticket(call, *listed, false);
  Answer answer{201, nullptr};
  answer.headers.emplace_back("Location", std::string(ticket["url"].as_string()));
  answer.body = {{"ticket", std::move(ticket)}, {"audit", PULT_TRY(present_audit(call, *made.audit))}};
  return answer;
}

// ---- problems and incidents

Result<Answer> incidents(Call& call) {
  const auto problem = PULT_TRY(access(call));
  tickets::TicketFilter filter;
  filter.condition = "t.status < 6 AND t.problem_id = " + std::to_string(problem.id.value) + " AND " +
                     people::ticket_condition(call.actor);
  filter.order = tickets::Order::id_asc;
  return answer_ticket_list(call, filter, {});
}

std::string open_problems(const Call& call) {
  return "t.type = 'problem' AND t.status < 4 AND " + people::ticket_condition(call.actor);
}

Result<Answer> problems(Call& call) {
  tickets::TicketFilter filter;
  filter.condition = open_problems(call);
  filter.order = tickets::Order::updated_desc;
  return answer_ticket_list(call, filter, {});
}

// Open problems whose subject begins with the text, or has a word that does.
Result<Answer> autocomplete_problems(Call& call) {
  constexpr int most_looked_at = 1'000;
  constexpr std::size_t most_shown = 20;
  Body in(call.body);
  const auto text = people::name_key(in.text("text").value_or(""));
  PULT_TRY(in.check());
  tickets::TicketFilter filter;
  filter.condition = open_problems(call);
  filter.limit = most_looked_at;
  auto rows = PULT_TRY(tickets::list_tickets(call.tx, filter));
  std::erase_if(rows, [&](const tickets::Listed& row) {
    return (" " + people::name_key(row.ticket.subject)).find(" " + text) == std::string::npos;
  });
  if (rows.size() > most_shown) rows.resize(most_shown);
  const auto relations = PULT_TRY(load_relations(call, rows));
  json::array found;
  for (const auto& row : rows) found.push_back(present_ticket(call, row, false, relations));
  const auto count = found.size();
  return Answer{200,
                {{"tickets", std::move(found)}, {"count", count}, {"next_page", nullptr}, {"previous_page", nullptr}}};
}

jobs::Step solve_step(Services& services) {
  return [&services](sql::Transaction& tx, const people::Actor&, const json::value& item,
                     int index) -> Result<json::object> {
    const TicketId problem(item.at("problem").as_int64());
    const UserId solver(item.at("solver").as_int64());
    const auto actor = solver.value > 0 ? PULT_TRY(people::load_actor(tx, solver)) : people::system_actor();
    const auto last =
        PULT_TRY(tickets::solve_incidents(tx, services.desk, actor, problem, CommentId(item.at("comment").as_int64()),
                                          TicketId(item.at("after").as_int64())));
    json::object result{{"index", index}, {"id", problem.value}, {"success", true}};
    auto next = item;
    next.as_object()["after"] = last.value;
    if (last) jobs::continue_with(result, std::move(next));
    return result;
  };
}

// ---- related

Result<Answer> related(Call& call) {
  const auto ticket = PULT_TRY(access(call));
  json::array sources;
  if (ticket.followup_source) sources.push_back(json::value(std::to_string(ticket.followup_source.value)));
  const auto count =
      PULT_TRY(bounded_count(call, "t.status < 6 AND t.problem_id = " + std::to_string(ticket.id.value)));
  return Answer{200,
                {{"url", call.url("tickets/" + std::to_string(ticket.id.value) + "/related")},
                 {"topic_id", nullptr},
                 {"followup_source_ids", std::move(sources)},
                 {"from_archive", false},
                 {"incidents", count},
                 {"twitter", nullptr}}};
}

}  // namespace

tickets::Hook incident_hook() {
  return [](sql::Transaction& tx, const tickets::Notice& notice) -> Result<void> {
    if (!tickets::solves_problem(notice)) return {};
    const json::array items{json::object{{"problem", notice.after.id.value},
                                         {"solver", notice.actor.id().value},
                                         {"comment", notice.comment ? notice.comment->id.value : 0},
                                         {"after", 0}}};
    PULT_TRY(jobs::enqueue(tx, people::system_actor(), solve_type, items, notice.audit.created_at));
    return {};
  };
}

void add_relation_jobs(jobs::Runner& runner, Services& services) {
  runner.handle(std::string(merge_type), {merge_step(services)});
  runner.handle(std::string(solve_type), {solve_step(services), 1});
}

std::vector<Route> ticket_relation_routes() {
  return {
      {"GET", "tickets/{id}/links", Who::agent, Mode::read, links},
      {"POST", "tickets/{id}/links", Who::agent, Mode::write, link},
      {"DELETE", "tickets/{id}/links", Who::agent, Mode::write, unlink},
      {"POST", "tickets/{id}/merge", Who::agent, Mode::write, merge},
      {"POST", "tickets/{id}/comments/{id}/split", Who::agent, Mode::write, split},
      {"GET", "tickets/{id}/incidents", Who::agent, Mode::read, incidents},
      {"GET", "tickets/{id}/related", Who::agent, Mode::read, related},
      {"GET", "problems", Who::agent, Mode::read, problems},
      {"POST", "problems/autocomplete", Who::agent, Mode::read, autocomplete_problems},
  };
}

}  // namespace pult::api
