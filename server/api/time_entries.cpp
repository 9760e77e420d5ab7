// SPDX-License-Identifier: AGPL-3.0-or-later
// time_entries, tickets/{id}/time_entries: the time that agents spent on tickets. Our own.
#include "api/time_entries.hpp"

#include "api/body.hpp"
#include "api/page.hpp"
#include "api/present.hpp"
#include "api/routes.hpp"

namespace pult::api {
namespace {

using tickets::TimeEntry;
using tickets::TimeEntryId;

json::object present(const Call& call, const TimeEntry& entry) {
  return {{"url", call.url("tickets/" + std::to_string(entry.ticket.value) + "/time_entries/" +
                           std::to_string(entry.id.value))},
          {"id", entry.id.value},
          {"ticket_id", entry.ticket.value},
          {"user_id", entry.user.value},
          {"seconds", entry.seconds},
          {"spent_at", base::render_iso8601(entry.spent_at)},
          {"note", text_or_null(entry.note)},
          {"billable", entry.billable},
          {"comment_id", id_or_null(entry.comment)},
          {"source", entry.source},
          {"created_at", base::render_iso8601(entry.created_at)},
          {"updated_at", base::render_iso8601(entry.updated_at)}};
}

Result<std::optional<Micros>> time_parameter(const Call& call, std::string_view name) {
  const auto text = call.request.query_value(name);
  if (text.empty()) return std::optional<Micros>();
  const auto time = base::parse_iso8601(text);
  if (!time) return base::fail(ErrorKind::invalid, "InvalidParameter", std::string(name) + " must be an ISO 8601 time");
  return time;
}

Result<std::int64_t> id_parameter(const Call& call, std::string_view name) {
  const auto text = call.request.query_value(name);
  if (text.empty()) return 0;
  if (text.size() > 18 || text.find_first_not_of("0123456789") != std::string_view::npos)
    return base::fail(ErrorKind::invalid, "InvalidParameter", std::string(name) + " must be an id");
  return std::stoll(std::string(text));
}

Result<Answer> answer_entries(Call& call, TicketId ticket) {
  const auto page = PULT_TRY(page_of(call));
  tickets::TimeEntryFilter filter;
  filter.ticket = ticket ? ticket : TicketId(PULT_TRY(id_parameter(call, "ticket_id")));
  filter.user = UserId(PULT_TRY(id_parameter(call, "user_id")));
  filter.from = PULT_TRY(time_parameter(call, "from"));
  filter.to = PULT_TRY(time_parameter(call, "to"));
  filter.ticket_condition = people::ticket_condition(call.actor);
  filter.offset = page.offset;
  filter.limit = page.fetch();
  if (!page.after.empty()) {
    if (page.after.size() != 2)
      return base::fail(ErrorKind::invalid, "InvalidPaginationParameter", "page[after] is not a valid cursor");
    filter.after = std::pair(page.after[0], TimeEntryId(page.after[1]));
  }
  auto rows = PULT_TRY(tickets::list_time_entries(call.tx, filter));
  const auto fetched = rows.size();
  if (rows.size() > std::size_t(page.size)) rows.resize(std::size_t(page.size));
  json::array list;
  for (const auto& row : rows) list.push_back(present(call, row));
  json::object body;
  body["time_entries"] = std::move(list);
  const auto cursor = rows.empty() ? std::string() : render_cursor({rows.back().spent_at, rows.back().id.value});
  const auto so_far = page.offset + std::int64_t(fetched);
  add_page_members(
      call, page, fetched, cursor, [so_far] { return so_far; }, body);
  return Answer{200, std::move(body)};
}

Result<Answer> list(Call& call) { return answer_entries(call, {}); }

// With the sums of all agents, which fit on a page.
Result<Answer> list_of_ticket(Call& call) {
  const auto ticket = PULT_TRY(tickets::Desk::access_ticket(call.tx, call.actor, TicketId(call.ids[0])));
  auto answer = PULT_TRY(answer_entries(call, ticket.id));
  json::array totals;
  for (const auto& total : PULT_TRY(tickets::total_times(call.tx, ticket.id)))
    totals.push_back(json::object{{"user_id", total.user.value},
                                  {"seconds", total.seconds},
                                  {"billable_seconds", total.billable_seconds},
                                  {"entries", total.entries}});
  answer.body.as_object()["totals"] = std::move(totals);
  answer.body.as_object()["time_spent_seconds"] = ticket.time_spent_s;
  return answer;
}

Result<TimeEntry> access_entry(Call& call) {
  const auto ticket = PULT_TRY(tickets::Desk::access_ticket(call.tx, call.actor, TicketId(call.ids[0])));
  auto entry = PULT_TRY(tickets::find_time_entry(call.tx, TimeEntryId(call.ids[1])));
  if (!entry || entry->ticket != ticket.id) return base::fail_not_found();
  return std::move(*entry);
}

Result<Answer> show(Call& call) { return Answer{200, {{"time_entry", present(call, PULT_TRY(access_entry(call)))}}}; }

Result<Answer> create(Call& call) {
  const auto wanted = PULT_TRY(read_time_entry(*PULT_TRY(inner(call.body, "time_entry"))));
  const auto entry =
      PULT_TRY(tickets::add_time_entry(call.tx, call.services.desk, call.actor, TicketId(call.ids[0]), wanted));
  return answer_made("time_entry", present(call, entry));
}

Result<Answer> update(Call& call) {
  auto entry = PULT_TRY(access_entry(call));
  const auto& object = *PULT_TRY(inner(call.body, "time_entry"));
  const auto wanted = PULT_TRY(read_time_entry(object));
  if (wanted.user) entry.user = wanted.user;
  if (object.contains("seconds") || object.contains("minutes")) entry.seconds = wanted.seconds;
  if (wanted.spent_at) entry.spent_at = *wanted.spent_at;
  if (object.contains("note")) entry.note = wanted.note;
  if (object.contains("billable")) entry.billable = wanted.billable;
  PULT_TRY(tickets::save_time_entry(call.tx, call.services.desk, call.actor, std::move(entry)));
  return show(call);
}

Result<Answer> remove(Call& call) {
  PULT_TRY(tickets::delete_time_entry(call.tx, call.services.desk, call.actor, PULT_TRY(access_entry(call))));
  return Answer{204, nullptr};
}

}  // namespace

Result<tickets::NewTimeEntry> read_time_entry(const json::object& object) {
  constexpr std::int64_t most_minutes = 100'000;  // longer ones are refused as too many seconds
  Body in(object);
  tickets::NewTimeEntry wanted;
  wanted.user = UserId(in.id("user_id").value_or(0));
  wanted.seconds = in.id("seconds").value_or(0);
  if (const auto minutes = in.id("minutes")) wanted.seconds = 60 * std::min(*minutes, most_minutes);
  wanted.note = in.text("note").value_or("");
  wanted.billable = in.boolean("billable").value_or(false);
  wanted.source = in.text("source").value_or("manual");
  if (const auto text = in.text("spent_at"); text && !text->empty()) {
    wanted.spent_at = base::parse_iso8601(*text);
    if (!wanted.spent_at) in.fail("spent_at", "an ISO 8601 time");
  }
  PULT_TRY(in.check());
  return wanted;
}

std::vector<Route> time_entry_routes() {
  return {
      {"GET", "time_entries", Who::agent, Mode::read, list},
      {"GET", "tickets/{id}/time_entries", Who::agent, Mode::read, list_of_ticket},
      {"POST", "tickets/{id}/time_entries", Who::agent, Mode::write, create},
      {"GET", "tickets/{id}/time_entries/{id}", Who::agent, Mode::read, show},
      {"PUT", "tickets/{id}/time_entries/{id}", Who::agent, Mode::write, update},
      {"DELETE", "tickets/{id}/time_entries/{id}", Who::agent, Mode::write, remove},
  };
}

}  // namespace pult::api
