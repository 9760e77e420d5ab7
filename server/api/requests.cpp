// SPDX-License-Identifier: AGPL-3.0-or-later
// requests: the end-user's side of tickets.
#include "api/requests.hpp"

#include <algorithm>
#include <array>

#include "api/body.hpp"
#include "api/ticket_input.hpp"
#include "api/ticket_list.hpp"
#include "api/user_photo.hpp"
#include "api/while_waited.hpp"
#include "channels/mail/priority_words.hpp"
#include "search/search.hpp"

namespace pult::api {
namespace {

using tickets::Status;

// What the caller may see as a customer, whatever else they are: their own requests and those they are in copy of.
people::Actor as_customer(const people::Actor& actor) {
  people::Actor customer = actor;
  customer.user.role = people::Role::end_user;
  customer.groups.clear();
  customer.is_system = false;
  return customer;
}

// ?status=open,pending
Result<std::string> status_condition(const Call& call) {
  std::string listed;
  for (const auto& word : tickets::split_words(call.request.query_value("status"))) {
    const auto status = tickets::parse_status(word);
    if (!status || *status == Status::deleted)
      return base::fail(ErrorKind::invalid, "InvalidValue", "status: " + word + " is not a status");
    listed.append(listed.empty() ? "" : ",").append(std::to_string(int(*status)));
  }
  return listed.empty() ? std::string("t.status < 6") : "t.status IN (" + listed + ")";
}

// The people that requests name, as customers may know them, in the place of whole users.
Result<void> shorten_users(Call& call, json::object& body) {
  if (!includes(call, "users")) return {};
  json::array named;
  if (const auto* one = body.if_contains("request")) named.push_back(*one);
  if (const auto* many = body.if_contains("requests")) named = many->as_array();
  std::set<std::int64_t> wanted;
  for (const auto& request : named) {
    for (const auto* name : {"requester_id", "assignee_id"})
      if (const auto& id = request.at(name); id.is_int64()) wanted.insert(id.get_int64());
    for (const auto& id : request.at("collaborator_ids").as_array()) wanted.insert(id.as_int64());
  }
  std::vector<UserId> ids;
  for (const auto id : wanted)
    if (id > 0) ids.emplace_back(id);
  json::array users;
  if (!ids.empty())
    for (const auto& user : PULT_TRY(people::list_users(call.tx, ids)))
      users.push_back({{"id", user.id.value},
                       {"name", user.name},
                       {"photo", present_photo(call.base_url, user.photo)},
                       {"agent", user.is_agent()},
                       {"organization_id", id_or_null(user.organization)}});
  body["users"] = std::move(users);
  return {};
}

// A list of tickets becomes one of requests.
Result<Answer> as_requests(Call& call, Answer answer) {
  auto& body = fold_members(answer);
  json::array requests;
  for (const auto& ticket : body["tickets"].as_array()) requests.push_back(present_request(call, ticket.as_object()));
  body.erase("tickets");
  body["requests"] = std::move(requests);
  PULT_TRY(shorten_users(call, body));
  return answer;
}

Result<Answer> answer_list(Call& call, const std::string& condition) {
  tickets::TicketFilter filter;
  filter.condition = PULT_TRY(status_condition(call)) + " AND " + condition;
  filter.order = tickets::Order::id_desc;
  return as_requests(call, PULT_TRY(answer_ticket_list(call, std::move(filter), {})));
}

std::string own_requests(const Call& call) {
  return "t.requester_id = " + std::to_string(call.actor.id().value) + " AND " +
         people::ticket_condition(as_customer(call.actor));
}

Result<Answer> list(Call& call) { return answer_list(call, own_requests(call)); }
Result<Answer> list_open(Call& call) { return answer_list(call, "t.status < 4 AND " + own_requests(call)); }
Result<Answer> list_solved(Call& call) { return answer_list(call, "t.status IN (4, 5) AND " + own_requests(call)); }
Result<Answer> list_ccd(Call& call) {
  const auto me = std::to_string(call.actor.id().value);
  return answer_list(call, "t.requester_id <> " + me +
                               " AND t.id IN (SELECT ticket_id FROM ticket_people WHERE user_id = " + me + ") AND " +
                               people::ticket_condition(as_customer(call.actor)));
}

Result<Answer> list_of_user(Call& call) {
  const auto user = PULT_TRY(people::load_user(call.tx, UserId(call.ids[0])));
  if (!people::may_see_user(call.actor, user)) return base::fail_not_found();
  return answer_list(call, "t.requester_id = " + std::to_string(user.id.value) + " AND t.is_public = 1 AND " +
                               people::ticket_condition(call.actor));
}

Result<Answer> list_of_organization(Call& call) {
  const OrganizationId id(call.ids[0]);
  const bool found = PULT_TRY(people::find_organization(call.tx, id)).has_value();
  if (!found || !people::may_see_organization(call.actor, id)) return base::fail_not_found();
  return answer_list(call, "t.organization_id = " + std::to_string(id.value) + " AND t.is_public = 1 AND " +
                               people::ticket_condition(call.actor));
}

// Those tickets with one query, in the order of `found`.
Result<std::vector<tickets::Listed>> load_found(Call& call, const std::vector<search::FoundTicket>& found) {
  tickets::TicketFilter filter;
  filter.among.emplace();
  for (const auto& one : found) filter.among->push_back(one.id);
  auto rows = PULT_TRY(tickets::list_tickets(call.tx, filter));
  const auto place = [&](const tickets::Listed& row) {
    return std::ranges::find(found, row.ticket.id, &search::FoundTicket::id) - found.begin();
  };
  std::ranges::sort(rows, {}, place);
  return rows;
}

Result<Answer> search_own(Call& call) {
  const WhileWaited waited(call);
  constexpr std::int64_t max_results = 1'000;  // v2 conventions, section 4
  const auto page = PULT_TRY(page_of(call));
  const auto text = call.request.query_value("query");
  if (text.empty()) return base::fail(ErrorKind::unprocessable, "invalid", "Invalid search: query is missing");
  if (page.by_cursor || page.offset + page.size > max_results)
    return base::fail(ErrorKind::unprocessable, "invalid", "Results are paged by page and per_page, up to 1000");
  const auto query = PULT_TRY(search::parse_query(text, call.now()));
  auto found = PULT_TRY(search::find_tickets(call.tx, as_customer(call.actor), query, page.offset, page.fetch()));
  const auto fetched = found.tickets.size();
  if (fetched > std::size_t(page.size)) found.tickets.resize(std::size_t(page.size));
  json::object body;
  json::array requests;
  Mentioned mentioned;
  for (const auto& listed : PULT_TRY(load_found(call, found.tickets))) {
    mentioned.add(listed.ticket);
    requests.push_back(present_request(call, present_ticket(call, listed, false)));
  }
  body["requests"] = std::move(requests);
  add_page_members(call, page, fetched, {}, [&] { return found.count; }, body);
  PULT_TRY(add_sideloads(call, mentioned, body));
  PULT_TRY(shorten_users(call, body));
  return Answer{200, std::move(body)};
}

Result<json::object> show_one(Call& call, TicketId id) {
  const auto listed = PULT_TRY(tickets::find_listed(call.tx, id));
  if (!listed) return base::fail_not_found();
  return present_request(call, present_ticket(call, *listed, false));
}

Result<Answer> show(Call& call) {
  const auto ticket = PULT_TRY(tickets::Desk::access_ticket(call.tx, call.actor, TicketId(call.ids[0])));
  json::object body{{"request", PULT_TRY(show_one(call, ticket.id))}};
  Mentioned mentioned;
  mentioned.add(ticket);
  PULT_TRY(add_sideloads(call, mentioned, body));
  PULT_TRY(shorten_users(call, body));
  return Answer{200, std::move(body)};
}

Result<Answer> create(Call& call) {
  const auto* request = PULT_TRY(inner(call.body, "request"));
  if (!call.actor.id()) return create_anonymous_request(call, *request);
  auto wanted = PULT_TRY(parse_new_ticket(call, PULT_TRY(request_members(*request))));
  const auto description = wanted.comment.body;
  PULT_TRY(channels::mail::guess_into(call.tx, wanted));
  const auto outcome = PULT_TRY(call.services.desk.create(call.tx, call.actor, std::move(wanted)));
  return answer_made("request", present_request(call, present_ticket(call, {outcome.ticket, description}, false)));
}

// Only what a customer may do: answer, bring somebody along, call it solved.
Result<Answer> update(Call& call) {
  const auto* object = PULT_TRY(inner(call.body, "request"));
  const auto ticket = PULT_TRY(tickets::Desk::access_ticket(call.tx, call.actor, TicketId(call.ids[0])));
  const auto before = PULT_TRY(show_one(call, ticket.id));
  Body in(*object);
  json::object members;
  if (const auto* comment = in.object("comment"))
    members["comment"] = PULT_TRY(request_members({{"subject", "-"}, {"comment", *comment}})).at("comment");
  for (const auto* name : {"additional_collaborators", "email_ccs"})
    if (const auto* people = in.array(name)) members[name] = *people;
  const bool solved = in.boolean("solved").value_or(false);
  PULT_TRY(in.check());
  auto change = PULT_TRY(parse_change(call, members));
  if (solved && ticket.status < Status::solved) {
    if (!before.at("can_be_solved_by_me").as_bool())
      return base::fail_field("solved", "InvalidValue", "Solved: this request cannot be solved by you yet");
    change.status = Status::solved;
  }
  // An answer to a solved request may have become a new one (tickets/follow_up.hpp).
  const auto outcome = PULT_TRY(call.services.desk.update(call.tx, call.actor, ticket.id, std::move(change)));
  return Answer{200, {{"request", PULT_TRY(show_one(call, outcome.ticket.id))}}};
}

}  // namespace

json::object present_request(const Call& call, const json::object& ticket) {
  constexpr std::array members{"id",
                               "status",
                               "priority",
                               "type",
                               "subject",
                               "description",
                               "organization_id",
                               "via",
                               "custom_fields",
                               "requester_id",
                               "collaborator_ids",
                               "email_cc_ids",
                               "is_public",
                               "due_at",
                               "created_at",
                               "updated_at",
                               "recipient",
                               "assignee_id",
                               "group_id",
                               "ticket_form_id",
                               "custom_status_id",
                               "fields"};
  json::object out;
  out["url"] = call.url("requests/" + json::serialize(ticket.at("id")));
  for (const auto* name : members) out[name] = ticket.at(name);
  const auto& from = ticket.at("via").at("source").at("from").as_object();
  const auto* source = from.if_contains("ticket_id");
  out["followup_source_id"] = source ? *source : json::value(nullptr);
  // A customer may end what somebody works on; before that there is nothing that could be solved.
  const auto status = tickets::parse_status(std::string_view(ticket.at("status").as_string()));
  out["can_be_solved_by_me"] = ticket.at("requester_id") == call.actor.id().value &&
                               !ticket.at("assignee_id").is_null() && status && *status < Status::solved;
  return out;
}

Result<json::object> request_members(const json::object& request) {
  constexpr std::array members{"subject",   "priority",       "type",      "custom_fields",
                               "fields",    "due_at",         "email_ccs", "collaborators",
                               "recipient", "ticket_form_id", "brand_id",  "via_followup_source_id"};
  Body in(request);
  const auto subject = in.text("subject").value_or("");
  const auto* comment = in.object("comment");
  PULT_TRY(in.check());
  if (subject.find_first_not_of(" \t\r\n") == std::string::npos)
    return base::fail_field("subject", "BlankValue", "Subject: cannot be blank");
  if (!comment) return base::fail_field("comment", "BlankValue", "Comment: cannot be blank");
  json::object out, said;
  for (const auto* name : members)
    if (const auto* value = request.if_contains(name)) out[name] = *value;
  for (const auto* name : {"body", "html_body", "uploads"})
    if (const auto* value = comment->if_contains(name)) said[name] = *value;
  said["public"] = true;
  out["comment"] = std::move(said);
  return out;
}

std::vector<Route> request_routes() {
  return {
      {"GET", "requests", Who::user, Mode::read, list},
      {"POST", "requests", Who::anybody, Mode::write, create},
      {"GET", "requests/open", Who::user, Mode::read, list_open},
      {"GET", "requests/solved", Who::user, Mode::read, list_solved},
      {"GET", "requests/ccd", Who::user, Mode::read, list_ccd},
      {"GET", "requests/search", Who::user, Mode::read, search_own},
      {"GET", "requests/{id}", Who::user, Mode::read, show},
      {"PUT", "requests/{id}", Who::user, Mode::write, update},
      {"GET", "users/{id}/requests", Who::user, Mode::read, list_of_user},
      {"GET", "organizations/{id}/requests", Who::user, Mode::read, list_of_organization},
  };
}

}  // namespace pult::api
