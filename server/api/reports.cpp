// SPDX-License-Identifier: AGPL-3.0-or-later
// reports: how the desk did in a span of days, the tickets behind each figure, and all of it as a file. Our own.
#include <charconv>

#include "api/page.hpp"
#include "api/present.hpp"
#include "api/routes.hpp"
#include "reports/behind.hpp"
#include "reports/figures.hpp"
#include "text/csv.hpp"
#include "tickets/view_set.hpp"

namespace pult::api {
namespace {

using reports::Figures;
using reports::Lengths;

Result<std::int64_t> id_parameter(const Call& call, std::string_view name) {
  const auto text = call.request.query_value(name);
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (text.empty()) return 0;
  if (error != std::errc() || end != text.data() + text.size() || id < 1)
    return base::fail(ErrorKind::invalid, "InvalidParameter", std::string(name) + " must be an id");
  return id;
}

struct Asked {
  reports::Scope scope;
  reports::Span span;
  std::string condition;
  std::string zone;
};

Result<Asked> asked_of(Call& call) {
  Asked asked;
  asked.scope = PULT_TRY(reports::scope_of(call.tx, call.actor));
  reports::Wanted wanted;
  wanted.group = GroupId(PULT_TRY(id_parameter(call, "group_id")));
  wanted.user = UserId(PULT_TRY(id_parameter(call, "user_id")));
  asked.condition = reports::condition_of(asked.scope, wanted);
  asked.zone = call.request.query_value("time_zone");
  if (asked.zone.empty()) asked.zone = "UTC";
  asked.span =
      PULT_TRY(reports::parse_span(call.request.query_value("from"), call.request.query_value("to"), asked.zone));
  return asked;
}

json::value number_or_null(const std::optional<std::int64_t>& number) {
  return number ? json::value(*number) : json::value(nullptr);
}

json::object present(Lengths& lengths) {
  constexpr int half = 50, most = 90;
  return {{"median", number_or_null(lengths.percentile(half))}, {"p90", number_or_null(lengths.percentile(most))}};
}

json::object present(Figures& figures) {
  return {
      {"created", figures.created},
      {"solved", figures.solved},
      {"first_contact", figures.first_contact},
      {"reopened", figures.reopened},
      {"good", figures.good},
      {"bad", figures.bad},
      {"first_reply",
       {{"calendar", present(figures.first_reply)}, {"business", present(figures.first_reply_business)}}},
      {"resolution", {{"calendar", present(figures.resolution)}, {"business", present(figures.resolution_business)}}}};
}

json::array present(std::map<std::int64_t, Figures>& rows, std::string_view id_name) {
  json::array out;
  for (auto& [id, figures] : rows) {
    auto one = present(figures);
    one[id_name] = id ? json::value(id) : json::value(nullptr);
    out.push_back(std::move(one));
  }
  return out;
}

Result<Answer> show(Call& call) {
  const auto asked = PULT_TRY(asked_of(call));
  const auto desk = PULT_TRY(call.services.desk.views(call.tx));
  const auto* hours = desk->hours ? &desk->hours->calendar() : nullptr;
  auto report = PULT_TRY(reports::sum_up(call.tx, asked.span, asked.condition, hours));
  json::array days;
  const auto first = base::parse_iso8601(call.request.query_value("from")).value_or(0);
  for (std::size_t i = 0; i < report.days.size(); ++i) {
    auto one = present(report.days[i]);
    constexpr std::size_t date_length = 10;
    one["date"] = base::render_iso8601(first + std::int64_t(i) * base::day_us).substr(0, date_length);
    days.push_back(std::move(one));
  }
  return Answer{200,
                {{"report",
                  {{"scope", asked.scope.everybody ? "everybody" : "own"},
                   {"time_zone", asked.zone},
                   {"business_hours", hours != nullptr},
                   {"complete", report.is_complete},
                   {"total", present(report.total)},
                   {"days", std::move(days)},
                   {"groups", present(report.groups, "group_id")},
                   {"agents", present(report.users, "user_id")}}}}};
}

json::value minutes_of(const reports::Behind& row) {
  return row.took ? json::value(*row.took / base::minute_us) : json::value(nullptr);
}

Result<Answer> list_tickets(Call& call) {
  const auto asked = PULT_TRY(asked_of(call));
  const auto page = PULT_TRY(page_of(call));
  const auto which = reports::find_which(call.request.query_value("figure"));
  if (!which) return base::fail(ErrorKind::invalid, "InvalidParameter", "figure is unknown");
  reports::BehindFilter filter{*which, asked.condition + " AND " + people::ticket_condition(call.actor), {}};
  filter.offset = page.offset;
  filter.limit = page.fetch();
  if (!page.after.empty()) {
    if (page.after.size() != 2)
      return base::fail(ErrorKind::invalid, "InvalidPaginationParameter", "page[after] is not a valid cursor");
    filter.after = {page.after[0], TicketId(page.after[1])};
  }
  auto rows = PULT_TRY(reports::list_behind(call.tx, asked.span, filter));
  const auto fetched = rows.size();
  if (rows.size() > std::size_t(page.size)) rows.resize(std::size_t(page.size));
  json::array list;
  for (const auto& row : rows)
    list.push_back({{"ticket_id", row.ticket.value},
                    {"subject", row.subject},
                    {"status", tickets::render_status(tickets::Status(row.status))},
                    {"at", base::render_iso8601(row.at)},
                    {"group_id", id_or_null(row.group)},
                    {"user_id", id_or_null(row.user)},
                    {"minutes", minutes_of(row)}});
  std::int64_t total = 0;
  if (!page.by_cursor) total = PULT_TRY(reports::count_behind(call.tx, asked.span, filter));
  json::object body{{"tickets", std::move(list)}};
  const auto cursor = rows.empty() ? "" : render_cursor({rows.back().at, rows.back().ticket.value});
  add_page_members(call, page, fetched, cursor, [&] { return total; }, body);
  return Answer{200, std::move(body)};
}

std::string_view word_of(const reports::Behind& row) {
  switch (row.kind) {
    case tickets::FigureKind::created: return "created";
    case tickets::FigureKind::first_reply: return "first_reply";
    case tickets::FigureKind::solved: return "solved";
    case tickets::FigureKind::rated: break;
  }
  return "rated";
}

std::string_view quality_of(const reports::Behind& row) {
  if (row.kind == tickets::FigureKind::rated) return row.quality == 1 ? "good" : "bad";
  if (row.kind != tickets::FigureKind::solved) return "";
  return row.quality == tickets::solved_at_first_contact ? "first_contact"
         : row.quality == tickets::reopened_later        ? "reopened"
                                                         : "";
}

using Names = std::map<std::int64_t, std::string>;
Result<Names> names_from(sql::Transaction& tx, std::string_view text) {
  Names out;
  PULT_TRY(tx.each(text, {}, [&](const sql::Row& row) -> Result<void> {
    out.emplace(row.int64(0), row.string(1));
    return {};
  }));
  return out;
}

Result<Answer> download(Call& call) {
  const auto asked = PULT_TRY(asked_of(call));
  const auto desk = PULT_TRY(call.services.desk.views(call.tx));
  const auto groups = PULT_TRY(names_from(call.tx, "SELECT id, name FROM groups"));
  const auto agents = PULT_TRY(names_from(call.tx, "SELECT id, name FROM users WHERE role <> 'end-user'"));
  const auto name = [](const Names& names, std::int64_t id) {
    const auto found = names.find(id);
    return found == names.end() ? std::string() : found->second;
  };
  auto out = text::render_csv_line(
      {"ticket_id", "subject", "event", "at", "group", "agent", "calendar_minutes", "business_minutes", "result"});
  PULT_TRY(reports::each_behind(
      call.tx, asked.span, asked.condition + " AND " + people::ticket_condition(call.actor),
      [&](const reports::Behind& row) -> Result<void> {
        const bool in_hours = row.took && desk->hours;
        const auto open = in_hours ? desk->hours->calendar().open_between(row.at - *row.took, row.at) : 0;
        out += text::render_csv_line(
            {std::to_string(row.ticket.value), row.subject, std::string(word_of(row)), base::render_iso8601(row.at),
             name(groups, row.group.value), name(agents, row.user.value),
             row.took ? std::to_string(*row.took / base::minute_us) : "",
             in_hours ? std::to_string(open / base::minute_us) : "", std::string(quality_of(row))});
        return {};
      }));
  Answer answer{200, nullptr};
  answer.headers = {{"Content-Type", "text/csv; charset=utf-8"},
                    {"Content-Disposition", "attachment; filename=\"figures.csv\""}};
  answer.raw = std::move(out);
  return answer;
}

}  // namespace

std::vector<Route> report_routes() {
  return {
      {"GET", "reports/figures", Who::agent, Mode::read, show},
      {"GET", "reports/tickets", Who::agent, Mode::read, list_tickets},
      {"GET", "reports/export", Who::agent, Mode::read, download},
  };
}

}  // namespace pult::api
