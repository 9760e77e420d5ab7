// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>

#include "api/page.hpp"
#include "api/present.hpp"
#include "search/search.hpp"

namespace pult::api {
namespace {

// As deep as clients may page (v2 conventions, section 4).
constexpr std::int64_t max_results = 1'000;

json::object with_type(json::object object, std::string_view type) {
  object["result_type"] = type;
  return object;
}

// Tickets first, then people: one list over both.
Result<Answer> find(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  if (page.by_cursor)
    return base::fail(ErrorKind::unprocessable, "invalid", "Search results are paged by page and per_page");
  if (page.offset + page.size > max_results)
    return base::fail(ErrorKind::unprocessable, "invalid", "Number of search results requested is larger than 1000");
  if (call.request.query_value("query").empty())
    return base::fail(ErrorKind::unprocessable, "invalid", "Invalid search: query is missing");
  const auto query = PULT_TRY(search::parse_query(call.request.query_value("query")));
  const auto found = PULT_TRY(search::find_tickets(call.tx, call.actor, query, page.offset, page.size));
  const auto drafts = PULT_TRY(tickets_with_draft(call));
  json::array results;
  Mentioned mentioned;
  for (const auto id : found.tickets) {
    const auto listed = PULT_TRY(tickets::find_listed(call.tx, id));
    if (!listed) continue;
    mentioned.add(listed->ticket);
    results.push_back(with_type(present_ticket(call, *listed, drafts.contains(id.value)), "ticket"));
  }
  const int room = page.size - int(found.tickets.size());
  const auto people = PULT_TRY(search::find_users(call.tx, call.actor, query,
                                                  std::max<std::int64_t>(0, page.offset - found.count), room));
  for (const auto& user : people.users) results.push_back(with_type(present_user(call, user), "user"));
  const auto total = found.count + people.count;
  const bool has_more = std::min(total, max_results) > page.offset + page.size;
  json::object body;
  body["results"] = std::move(results);
  body["facets"] = nullptr;
  add_page_members(call, page, std::size_t(page.size) + (has_more ? 1 : 0), {}, [&] { return total; }, body);
  PULT_TRY(add_sideloads(call, mentioned, body));
  return Answer{200, std::move(body)};
}

}  // namespace

std::vector<Route> search_routes() { return {{"GET", "search", Who::user, Mode::read, find}}; }

}  // namespace pult::api
