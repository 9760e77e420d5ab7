// SPDX-License-Identifier: AGPL-3.0-or-later
// satisfaction_ratings, satisfaction_reasons, tickets/{id}/satisfaction_rating.
#include "tickets/satisfaction.hpp"

#include <algorithm>
#include <charconv>

#include "api/body.hpp"
#include "api/page.hpp"
#include "api/present.hpp"

namespace pult::api {
namespace {

using tickets::RatingFilter;
using tickets::SatisfactionRating;
using tickets::SatisfactionReason;

// The conventions count codes and reasons apart; here a reason's id is its code.
const SatisfactionReason* reason_of(std::int64_t code) {
  const auto& all = tickets::satisfaction_reasons();
  const auto found = std::ranges::find(all, code, &SatisfactionReason::code);
  return found == all.end() ? nullptr : &*found;
}

json::object present_rating(const Call& call, const SatisfactionRating& rating) {
  const auto* reason = reason_of(rating.reason_code);
  return {{"url", call.url("satisfaction_ratings/" + std::to_string(rating.ticket.value))},
          {"id", rating.ticket.value},
          {"assignee_id", id_or_null(rating.assignee)},
          {"group_id", id_or_null(rating.group)},
          {"requester_id", rating.requester.value},
          {"ticket_id", rating.ticket.value},
          {"score", rating.score},
          {"created_at", base::render_iso8601(rating.created_at)},
          {"updated_at", base::render_iso8601(rating.updated_at)},
          {"comment", text_or_null(rating.comment)},
          {"reason", reason ? json::value(reason->text) : json::value(nullptr)},
          {"reason_id", reason ? json::value(reason->code) : json::value(nullptr)},
          {"reason_code", reason ? json::value(reason->code) : json::value(nullptr)}};
}

Result<std::optional<Micros>> time_of(const Call& call, std::string_view name) {
  const auto text = call.request.query_value(name);
  if (text.empty()) return std::optional<Micros>();
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  constexpr std::int64_t year_9999 = 253'402'300'799;
  if (error != std::errc() || end != text.data() + text.size() || seconds < 0 || seconds > year_9999)
    return base::fail(ErrorKind::invalid, "InvalidValue", std::string(name) + " must be in seconds since 1970");
  return std::optional<Micros>(seconds * base::second_us);
}

Result<RatingFilter> filter_of(const Call& call) {
  RatingFilter filter;
  filter.score = call.request.query_value("score");
  if (!tickets::score_condition(filter.score))
    return base::fail(ErrorKind::invalid, "InvalidValue", "score is not one of the known scores");
  filter.from = PULT_TRY(time_of(call, "start_time"));
  filter.until = PULT_TRY(time_of(call, "end_time"));
  filter.descending = call.request.query_value("sort_order") == "desc";
  return filter;
}

Result<void> add_tickets(Call& call, const std::vector<SatisfactionRating>& rows, json::object& body) {
  if (!includes(call, "tickets")) return {};
  tickets::TicketFilter filter;
  filter.condition = "t.status < 6 AND " + people::ticket_condition(call.actor);
  filter.among.emplace();
  for (const auto& row : rows) filter.among->push_back(row.ticket);
  filter.order = tickets::Order::id_asc;
  json::array list;
  for (const auto& listed : PULT_TRY(tickets::list_tickets(call.tx, filter)))
    list.push_back(present_ticket(call, listed, false));
  body["tickets"] = std::move(list);
  return {};
}

Result<Answer> answer_list(Call& call, RatingFilter filter) {
  const auto page = PULT_TRY(page_of(call));
  filter.limit = page.fetch();
  filter.offset = page.offset;
  if (!page.after.empty()) filter.after = TicketId(page.after[0]);
  auto rows = PULT_TRY(tickets::list_ratings(call.tx, call.actor, filter));
  std::int64_t total = 0;
  if (!page.by_cursor) total = PULT_TRY(tickets::count_ratings(call.tx, call.actor, filter, max_offset));
  auto body = list_answer(
      call, page, "satisfaction_ratings", rows, [](const SatisfactionRating& r) { return r.ticket.value; },
      [&](const SatisfactionRating& r) { return present_rating(call, r); }, [&] { return total; });
  Mentioned mentioned;
  for (const auto& row : rows)
    for (const auto user : {row.requester, row.assignee})
      if (user) mentioned.users.insert(user.value);
  PULT_TRY(add_sideloads(call, mentioned, body));
  PULT_TRY(add_tickets(call, rows, body));
  return Answer{200, std::move(body)};
}

Result<Answer> list(Call& call) { return answer_list(call, PULT_TRY(filter_of(call))); }

Result<Answer> received(Call& call) {
  auto filter = PULT_TRY(filter_of(call));
  filter.score = "received";
  return answer_list(call, std::move(filter));
}

Result<Answer> count(Call& call) {
  const auto total = PULT_TRY(tickets::count_ratings(call.tx, call.actor, PULT_TRY(filter_of(call)), max_offset));
  return Answer{200, {{"count", {{"value", total}, {"refreshed_at", base::render_iso8601(call.now())}}}}};
}

Result<Answer> answer_rating(Call& call, TicketId id, int status) {
  const auto rating = PULT_TRY(tickets::find_rating(call.tx, id));
  if (!rating) return base::fail_not_found();
  return Answer{status, {{"satisfaction_rating", present_rating(call, *rating)}}};
}

Result<Answer> show(Call& call) {
  const auto ticket = PULT_TRY(tickets::Desk::access_ticket(call.tx, call.actor, TicketId(call.ids[0])));
  return answer_rating(call, ticket.id, 200);
}

Result<Answer> rate(Call& call) {
  Body in(*PULT_TRY(inner(call.body, "satisfaction_rating")));
  tickets::Change change;
  tickets::Satisfaction wanted;
  wanted.score = in.text("score").value_or("");
  wanted.comment = in.text("comment").value_or("");
  wanted.reason_code = in.id(in.has("reason_code") ? "reason_code" : "reason_id").value_or(0);
  PULT_TRY(in.check());
  change.satisfaction = std::move(wanted);
  change.via = call.session ? "web" : "api";
  const TicketId id(call.ids[0]);
  PULT_TRY(tickets::Desk::access_ticket(call.tx, call.actor, id));
  PULT_TRY(call.services.desk.update(call.tx, call.actor, id, std::move(change)));
  return answer_rating(call, id, 200);
}

json::object present_reason(const Call& call, const SatisfactionReason& reason) {
  return {{"url", call.url("satisfaction_reasons/" + std::to_string(reason.code))},
          {"id", reason.code},
          {"reason_code", reason.code},
          {"value", reason.text},
          {"raw_value", reason.text},
          {"created_at", base::render_iso8601(0)},
          {"updated_at", base::render_iso8601(0)},
          {"deleted_at", nullptr}};
}

Result<Answer> list_reasons(Call& call) {
  auto rows = tickets::satisfaction_reasons();
  std::ranges::sort(rows, {}, &SatisfactionReason::code);
  const auto page = PULT_TRY(page_of(call));
  return Answer{200, whole_list_answer(
                         call, page, "reasons", rows, [](const SatisfactionReason& r) { return r.code; },
                         [&](const SatisfactionReason& r) { return present_reason(call, r); })};
}

Result<Answer> show_reason(Call& call) {
  const auto* reason = reason_of(call.ids[0]);
  if (!reason) return base::fail_not_found();
  return Answer{200, {{"reason", present_reason(call, *reason)}}};
}

}  // namespace

std::vector<Route> satisfaction_routes() {
  return {
      {"GET", "satisfaction_ratings", Who::agent, Mode::read, list},
      {"GET", "satisfaction_ratings/received", Who::agent, Mode::read, received},
      {"GET", "satisfaction_ratings/count", Who::agent, Mode::read, count},
      {"GET", "satisfaction_ratings/{id}", Who::agent, Mode::read, show},
      {"POST", "tickets/{id}/satisfaction_rating", Who::user, Mode::write, rate},
      {"GET", "satisfaction_reasons", Who::user, Mode::read, list_reasons},
      {"GET", "satisfaction_reasons/{id}", Who::user, Mode::read, show_reason},
  };
}

}  // namespace pult::api
