// SPDX-License-Identifier: AGPL-3.0-or-later
// The people on a ticket, and the tickets a person is on.
#include <algorithm>

#include "api/routes.hpp"
#include "api/ticket_list.hpp"

namespace pult::api {
namespace {

// The same form on every page: these lists are as long as a mail has recipients.
Result<Answer> answer_people(Call& call, std::vector<UserId> ids) {
  const auto page = PULT_TRY(page_of(call));
  std::vector<people::User> rows;
  for (auto& user : PULT_TRY(people::list_users(call.tx, ids)))
    if (people::may_see_user(call.actor, user)) rows.push_back(std::move(user));
  std::ranges::sort(rows, {}, &people::User::id);
  return Answer{200, whole_list_answer(
                         call, page, "users", rows, [](const people::User& user) { return user.id.value; },
                         [&](const people::User& user) { return present_user(call, user); })};
}

Result<tickets::Ticket> access(Call& call) {
  return tickets::Desk::access_ticket(call.tx, call.actor, TicketId(call.ids[0]));
}

Result<Answer> collaborators(Call& call) {
  const auto ticket = PULT_TRY(access(call));
  auto ids = tickets::split_ids(ticket.follower_ids);
  for (const auto id : tickets::split_ids(ticket.email_cc_ids)) ids.push_back(id);
  std::ranges::sort(ids);
  const auto repeated = std::ranges::unique(ids);
  ids.erase(repeated.begin(), repeated.end());
  return answer_people(call, std::move(ids));
}
Result<Answer> email_ccs(Call& call) {
  return answer_people(call, tickets::split_ids(PULT_TRY(access(call)).email_cc_ids));
}
Result<Answer> followers(Call& call) {
  return answer_people(call, tickets::split_ids(PULT_TRY(access(call)).follower_ids));
}

// SQL on tickets t for the tickets of one person, of those the caller may see.
enum class Part : std::uint8_t { requested, ccd, followed, assigned };
Result<std::string> tickets_of(Call& call, Part part) {
  const auto user = PULT_TRY(people::load_user(call.tx, UserId(call.ids[0])));
  if (!people::may_see_user(call.actor, user)) return base::fail_not_found();
  const auto id = std::to_string(user.id.value);
  const auto in_copy = [&](std::string_view kind) {
    return "t.id IN (SELECT ticket_id FROM ticket_people WHERE user_id = " + id + " AND kind = '" + std::string(kind) +
           "')";
  };
  const auto own = part == Part::requested  ? "t.requester_id = " + id
                   : part == Part::assigned ? "t.assignee_id = " + id
                   : part == Part::ccd      ? in_copy("cc")
                                            : in_copy("follower");
  return "t.status < 6 AND " + own + " AND " + people::ticket_condition(call.actor);
}

template <Part part>
Result<Answer> list_of_user(Call& call) {
  tickets::TicketFilter filter;
  filter.condition = PULT_TRY(tickets_of(call, part));
  filter.order = tickets::Order::id_desc;
  return answer_ticket_list(call, filter, {});
}

Result<Answer> answer_count(Call& call, const std::string& condition) {
  const auto count = PULT_TRY(bounded_count(call, condition));
  return Answer{200, {{"count", {{"value", count}, {"refreshed_at", base::render_iso8601(call.now())}}}}};
}

template <Part part>
Result<Answer> count_of_user(Call& call) {
  return answer_count(call, PULT_TRY(tickets_of(call, part)));
}

Result<std::string> tickets_of_organization(Call& call) {
  const OrganizationId id(call.ids[0]);
  if (!PULT_TRY(people::find_organization(call.tx, id)) || !people::may_see_organization(call.actor, id))
    return base::fail_not_found();
  return "t.status < 6 AND t.organization_id = " + std::to_string(id.value) + " AND " +
         people::ticket_condition(call.actor);
}

Result<Answer> list_of_organization(Call& call) {
  tickets::TicketFilter filter;
  filter.condition = PULT_TRY(tickets_of_organization(call));
  filter.order = tickets::Order::id_desc;
  return answer_ticket_list(call, filter, {});
}

Result<Answer> count_of_organization(Call& call) { return answer_count(call, PULT_TRY(tickets_of_organization(call))); }

}  // namespace

std::vector<Route> ticket_people_routes() {
  return {
      {"GET", "tickets/{id}/collaborators", Who::agent, Mode::read, collaborators},
      {"GET", "tickets/{id}/email_ccs", Who::agent, Mode::read, email_ccs},
      {"GET", "tickets/{id}/followers", Who::agent, Mode::read, followers},
      {"GET", "users/{id}/tickets/requested", Who::user, Mode::read, list_of_user<Part::requested>},
      {"GET", "users/{id}/tickets/requested/count", Who::user, Mode::read, count_of_user<Part::requested>},
      {"GET", "users/{id}/tickets/ccd", Who::user, Mode::read, list_of_user<Part::ccd>},
      {"GET", "users/{id}/tickets/ccd/count", Who::user, Mode::read, count_of_user<Part::ccd>},
      {"GET", "users/{id}/tickets/followed", Who::user, Mode::read, list_of_user<Part::followed>},
      {"GET", "users/{id}/tickets/followed/count", Who::user, Mode::read, count_of_user<Part::followed>},
      {"GET", "users/{id}/tickets/assigned", Who::user, Mode::read, list_of_user<Part::assigned>},
      {"GET", "users/{id}/tickets/assigned/count", Who::user, Mode::read, count_of_user<Part::assigned>},
      {"GET", "organizations/{id}/tickets", Who::agent, Mode::read, list_of_organization},
      {"GET", "organizations/{id}/tickets/count", Who::agent, Mode::read, count_of_organization},
  };
}

}  // namespace pult::api
