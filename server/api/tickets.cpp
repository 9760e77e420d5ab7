// SPDX-License-Identifier: AGPL-3.0-or-later
// tickets: list, show, create, update, delete, tags.
#include <algorithm>

#include "api/body.hpp"
#include "api/page.hpp"
#include "api/ticket_extras.hpp"
#include "api/ticket_input.hpp"
#include "api/ticket_list.hpp"
#include "tickets/counts.hpp"

namespace pult::api {
namespace {

Result<tickets::Listed> access_listed(Call& call, TicketId id) {
  auto listed = PULT_TRY(tickets::find_listed(call.tx, id));
  if (!listed || listed->ticket.status == tickets::Status::deleted ||
      !people::may_see_ticket(call.actor, tickets::scope_of(listed->ticket, call.actor.id())))
    return base::fail_not_found();
  return std::move(*listed);
}

// All that showing a ticket needs of the transaction.
struct Shown {
  Showing showing;
  tickets::Listed listed;
  bool has_draft = false;
  TicketExtras extras;

  std::string text() const { return write_ticket(showing, listed, has_draft, extras); }
};
Result<Shown> show_one(Call& call, tickets::Listed listed, json::object& body) {
  const auto id = listed.ticket.id;
  Shown out{showing_of(call), std::move(listed)};
  out.has_draft = call.actor.is_agent() && PULT_TRY(tickets::find_draft(call.tx, call.actor.id(), id));
  out.extras = PULT_TRY(load_ticket_extras(call, {&out.listed, 1}, body));
  return out;
}

Result<std::vector<TicketId>> tickets_named(Call& call, std::string_view external_id) {
  return call.tx.all("SELECT id FROM tickets WHERE external_id = ?1 AND status < 6 ORDER BY id LIMIT ?2",
                     {external_id, max_offset}, [](const sql::Row& row) { return row.id<TicketId>(0); });
}

Result<Answer> list(Call& call) {
  tickets::TicketFilter filter;
  filter.condition = "t.status < 6 AND " + people::ticket_condition(call.actor);
  if (const auto external_id = call.request.query_value("external_id"); !external_id.empty())
    filter.among = PULT_TRY(tickets_named(call, external_id));
  filter.order = tickets::Order::id_asc;
  return answer_ticket_list(call, filter, {});
}

Result<Answer> show(Call& call) {
  auto listed = PULT_TRY(access_listed(call, TicketId(call.ids[0])));
  Mentioned mentioned;
  mentioned.add(listed.ticket);
  json::object body;
  const auto shown = PULT_TRY(show_one(call, std::move(listed), body));
  PULT_TRY(add_metric_events(call, shown.listed.ticket.id, body));
  PULT_TRY(add_sideloads(call, mentioned, body));
  Answer answer{200, std::move(body)};
  answer.members.emplace_back("ticket", shown.text());
  return answer;
}

Result<Answer> show_many(Call& call) {
  const auto words = tickets::split_words(call.request.query_value("ids"));
  if (words.size() > 100)
    return base::fail(ErrorKind::invalid, "TooManyValues", "Parameter ids cannot specify more than 100 values");
  tickets::TicketFilter filter;
  filter.condition = "t.status < 6 AND " + people::ticket_condition(call.actor);
  filter.among.emplace();
  for (const auto& word : words)
    if (word.size() < 19 && word.find_first_not_of("0123456789") == std::string::npos)
      filter.among->emplace_back(std::stoll(word));
  filter.order = tickets::Order::id_asc;
  return answer_ticket_list(call, filter, {});
}

Result<Answer> count(Call& call) {
  std::int64_t sum = 0;
  if (people::sees_all_tickets(call.actor))
    for (const auto& cell : PULT_TRY(tickets::load_counts(call.tx))) sum += cell.tickets;
  else
    sum = PULT_TRY(bounded_count(call, "t.status < 6 AND " + people::ticket_condition(call.actor)));
  return Answer{200, {{"count", {{"value", sum}, {"refreshed_at", base::render_iso8601(call.now())}}}}};
}

// A fresh ticket's description is its only comment, and it can have no draft: where there are no files either, nothing
// has to be looked up for the answer.
Result<Answer> create(Call& call) {
  const auto* object = PULT_TRY(inner(call.body, "ticket"));
  auto wanted = PULT_TRY(parse_new_ticket(call, *object));
  tickets::Comment comment;
  comment.body = wanted.comment.body;
  comment.html_body = wanted.comment.html_body;
  auto made = PULT_TRY(call.services.desk.create(call.tx, call.actor, std::move(wanted)));
  Answer answer{201, nullptr};
  answer.headers.emplace_back("Location", call.url("tickets/" + std::to_string(made.ticket.id.value)));
  auto showing = showing_of(call);
  if (made.ticket.has_attachments) {
    auto audit = PULT_TRY(present_audit(call, *made.audit));
    answer.members.emplace_back("ticket", write_ticket(showing, {made.ticket, comment.body}, false, {}));
    answer.body = {{"audit", std::move(audit)}};
    return answer;
  }
  const auto& said = std::ranges::find(made.audit->events, events::EventType::comment, &events::Event::type)->comment;
  comment.id = said.id;
  comment.author = said.author;
  comment.is_public = said.is_public;
  answer.rest_later = [showing = std::move(showing), made = std::move(made),
                       comment = std::move(comment)](Answer& out) {
    out.members.emplace_back("ticket", write_ticket(showing, {made.ticket, comment.body}, false, {}));
    out.body = {{"audit", present_audit(showing.internal, *made.audit, comment)}};
  };
  return answer;
}

Result<Answer> update(Call& call) {
  const auto* object = PULT_TRY(inner(call.body, "ticket"));
  const TicketId id(call.ids[0]);
  const auto ticket = PULT_TRY(tickets::Desk::access_ticket(call.tx, call.actor, id));
  auto change = PULT_TRY(parse_change(call, *object));
  PULT_TRY(replace_collaborators(call, *object, ticket, change));
  const bool answered = change.comment.has_value();
  const auto outcome = PULT_TRY(call.services.desk.update(call.tx, call.actor, id, std::move(change)));
  if (answered) PULT_TRY(tickets::delete_draft(call.tx, call.actor.id(), id));
  auto listed = PULT_TRY(tickets::find_listed(call.tx, outcome.ticket.id));
  if (!listed) return base::fail_not_found();
  json::object body;
  auto shown = PULT_TRY(show_one(call, std::move(*listed), body));
  // A change of nothing makes no audit; clients still expect one to look at: the latest.
  auto audit = outcome.audit;
  if (!audit) audit = PULT_TRY(events::find_audit(call.tx, outcome.ticket.last_audit));
  body["audit"] = audit ? PULT_TRY(present_audit(call, *audit)) : json::object();
  Answer answer{200, std::move(body)};
  answer.rest_later = [shown = std::move(shown)](Answer& out) { out.members.emplace_back("ticket", shown.text()); };
  return answer;
}

Result<Answer> remove(Call& call) {
  PULT_TRY(call.services.desk.remove(call.tx, call.actor, TicketId(call.ids[0])));
  return Answer{204, nullptr};
}

Result<Answer> tags_answer(Call& call, int status) {
  const auto ticket = PULT_TRY(tickets::Desk::access_ticket(call.tx, call.actor, TicketId(call.ids[0])));
  return Answer{status, {{"tags", tag_array(ticket.tags)}}};
}

enum class TagChange : std::uint8_t { set, add, remove };
Result<void> change_tags(Call& call, TagChange how) {
  Body in(call.body);
  const auto words = in.texts("tags").value_or(std::vector<std::string>());
  tickets::Change change;
  if (in.boolean("safe_update").value_or(false)) change.expected_stamp = in.text("updated_stamp").value_or("");
  PULT_TRY(in.check());
  std::string tags;
  for (const auto& word : words) tags += " " + word;
  if (how == TagChange::set)
    change.tags = tags;
  else
    (how == TagChange::add ? change.add_tags : change.remove_tags) = tags;
  PULT_TRY(call.services.desk.update(call.tx, call.actor, TicketId(call.ids[0]), std::move(change)));
  return {};
}

Result<Answer> show_tags(Call& call) { return tags_answer(call, 200); }
Result<Answer> set_tags(Call& call) {
  PULT_TRY(change_tags(call, TagChange::set));
  return tags_answer(call, 201);
}
Result<Answer> add_tags(Call& call) {
  PULT_TRY(change_tags(call, TagChange::add));
  return tags_answer(call, 200);
}
Result<Answer> remove_tags(Call& call) {
  PULT_TRY(change_tags(call, TagChange::remove));
  return Answer{204, nullptr};
}

}  // namespace

std::vector<Route> ticket_routes() {
  return {
      {"GET", "tickets", Who::user, Mode::read, list},
      {"POST", "tickets", Who::user, Mode::write, create, false, nullptr, prepare_first_comment},
      {"GET", "tickets/count", Who::agent, Mode::read, count},
      {"GET", "tickets/show_many", Who::user, Mode::read, show_many},
      {"GET", "tickets/{id}", Who::user, Mode::read, show},
      {"PUT", "tickets/{id}", Who::user, Mode::write, update, false, nullptr, prepare_later_comment},
      {"DELETE", "tickets/{id}", Who::agent, Mode::write, remove},
      {"GET", "tickets/{id}/tags", Who::agent, Mode::read, show_tags},
      {"POST", "tickets/{id}/tags", Who::agent, Mode::write, set_tags},
      {"PUT", "tickets/{id}/tags", Who::agent, Mode::write, add_tags},
      {"DELETE", "tickets/{id}/tags", Who::agent, Mode::write, remove_tags},
  };
}

}  // namespace pult::api
