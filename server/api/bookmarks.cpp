// SPDX-License-Identifier: AGPL-3.0-or-later
// bookmarks: tickets the caller keeps at hand.
#include "tickets/bookmark.hpp"

#include <map>

#include "api/body.hpp"
#include "api/page.hpp"
#include "api/present.hpp"

namespace pult::api {
namespace {

using tickets::Bookmark;

json::object present_bookmark(const Call& call, const Bookmark& bookmark, json::value ticket) {
  return {{"url", call.url("bookmarks/" + std::to_string(bookmark.id.value))},
          {"id", bookmark.id.value},
          {"created_at", base::render_iso8601(bookmark.created_at)},
          {"ticket", std::move(ticket)}};
}

// The bookmarked tickets of one page, with one query.
Result<std::map<std::int64_t, json::object>> load_tickets(Call& call, const std::vector<Bookmark>& rows) {
  std::map<std::int64_t, json::object> out;
  tickets::TicketFilter filter;
  filter.among.emplace();
  for (const auto& row : rows) filter.among->push_back(row.ticket);
  filter.limit = int(rows.size());
  for (const auto& listed : PULT_TRY(tickets::list_tickets(call.tx, filter)))
    out[listed.ticket.id.value] = present_ticket(call, listed, false);
  return out;
}

Result<Answer> list(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  auto rows = PULT_TRY(tickets::list_bookmarks(call.tx, call.actor));
  auto tickets = PULT_TRY(load_tickets(call, rows));
  return Answer{200, whole_list_answer(
                         call, page, "bookmarks", rows, [](const Bookmark& b) { return b.id.value; },
                         [&](const Bookmark& b) { return present_bookmark(call, b, tickets[b.ticket.value]); })};
}

Result<Answer> create(Call& call) {
  Body in(*PULT_TRY(inner(call.body, "bookmark")));
  const TicketId id(in.id("ticket_id").value_or(0));
  PULT_TRY(in.check());
  const auto ticket = tickets::Desk::access_ticket(call.tx, call.actor, id);
  if (!ticket && ticket.error().kind == ErrorKind::not_found)
    return base::fail_field("ticket", "InvalidValue", "Ticket: does not exist");
  if (!ticket) return std::unexpected(ticket.error());
  const auto added = PULT_TRY(tickets::add_bookmark(call.tx, call.actor.id(), id, call.now()));
  auto shown = PULT_TRY(load_tickets(call, {added.bookmark}));
  auto presented = present_bookmark(call, added.bookmark, std::move(shown[id.value]));
  Answer answer{added.is_new ? 201 : 200, nullptr};
  answer.headers.emplace_back("Location", std::string(presented["url"].as_string()));
  answer.body = {{"bookmark", std::move(presented)}};
  return answer;
}

Result<Answer> remove(Call& call) {
  PULT_TRY(tickets::delete_bookmark(call.tx, call.actor.id(), tickets::BookmarkId(call.ids[0])));
  return Answer{204, nullptr};
}

}  // namespace

std::vector<Route> bookmark_routes() {
  return {
      {"GET", "bookmarks", Who::agent, Mode::read, list},
      {"POST", "bookmarks", Who::agent, Mode::write, create},
      {"DELETE", "bookmarks/{id}", Who::agent, Mode::write, remove},
  };
}

}  // namespace pult::api
