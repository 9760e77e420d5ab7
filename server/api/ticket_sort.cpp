// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/ticket_sort.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "sql/id_list.hpp"

namespace pult::api {
namespace {

struct SortKey {
  std::string_view name, sql;
  bool is_text;
};
constexpr std::array<SortKey, 9> keys{
    {{"status", "t.status", false},
     {"priority",
      "CASE t.priority WHEN 'low' THEN 1 WHEN 'normal' THEN 2 WHEN 'high' THEN 3 WHEN 'urgent' THEN 4 ELSE 0 END",
      false},
     {"assignee", "COALESCE(t.assignee_id, 0)", false},
     {"requester", "t.requester_id", false},
     {"group", "COALESCE(t.group_id, 0)", false},
     {"subject", "t.subject", true},
     {"assignee.name", "COALESCE((SELECT u.name_key FROM users u WHERE u.id = t.assignee_id), '')", true},
     {"requester.name", "COALESCE((SELECT u.name_key FROM users u WHERE u.id = t.requester_id), '')", true},
     {"locale", "COALESCE((SELECT u.locale FROM users u WHERE u.id = t.requester_id), '')", true}}};

struct Place {
  TicketId id;
  std::string cursor;
};

Result<std::vector<Place>> list_places(Call& call, const tickets::TicketFilter& which, const TicketSort& sort,
                                       const Page& page) {
  const std::string key(sort.key), direction = sort.descending ? " DESC" : "";
  std::vector<sql::Param> params{page.fetch(), page.offset, most_sorted};
  const sql::IdList among(call.tx, which.among.value_or(std::vector<TicketId>()));
  auto condition = which.condition;
  if (which.among) {
    params.emplace_back(among);
    condition += " AND t.id" + among.among(params.size());
  }
  std::string sql = "SELECT t.id, " + key + " FROM tickets t WHERE t.id IN (SELECT t.id FROM tickets t WHERE " +
                    condition + " ORDER BY t.id DESC LIMIT ?3)";
  if (!page.after.empty()) {
    if (page.after.size() != (sort.is_text ? 1U : 2U))
      return base::fail(ErrorKind::invalid, "InvalidPaginationParameter", "page[after] is not a valid cursor");
    if (sort.is_text)
      params.emplace_back(page.after_text);
    else
      params.emplace_back(page.after[1]);
    params.emplace_back(page.after[0]);
    sql += " AND (" + key + ", t.id) " + (sort.descending ? "<" : ">") + " (?" + std::to_string(params.size() - 1) +
           ", ?" + std::to_string(params.size()) + ")";
  }
  return call.tx.all(
      sql + " ORDER BY 2" + direction + ", 1" + direction + " LIMIT ?1 OFFSET ?2", params, [&](const sql::Row& row) {
        const auto id = row.int64(0);
        return Place{TicketId(id), sort.is_text ? render_cursor({id}, row.text(1)) : render_cursor({id, row.int64(1)})};
      });
}

}  // namespace

std::optional<TicketSort> parse_ticket_sort(const Call& call) {
  auto name = call.request.query_value("sort");
  bool descending = name.starts_with('-');
  if (descending) name.remove_prefix(1);
  if (name.empty()) {
    name = call.request.query_value("sort_by");
    descending = call.request.query_value("sort_order") != "asc";
  }
  const auto found = std::ranges::find(keys, name, &SortKey::name);
  if (found == keys.end()) return std::nullopt;
  return TicketSort{found->sql, found->is_text, descending};
}

Result<SortedTickets> list_sorted(Call& call, const tickets::TicketFilter& which, const TicketSort& sort,
                                  const Page& page) {
  const auto places = PULT_TRY(list_places(call, which, sort, page));
  tickets::TicketFilter filter;
  filter.among.emplace();
  for (const auto& place : places) filter.among->push_back(place.id);
  filter.limit = int(places.size());
  std::map<TicketId, tickets::Listed> by_id;
  for (auto& row : PULT_TRY(tickets::list_tickets(call.tx, filter))) {
    const auto id = row.ticket.id;
    by_id.emplace(id, std::move(row));
  }
  SortedTickets out;
  for (const auto& place : places) {
    const auto row = by_id.find(place.id);
    if (row == by_id.end()) continue;
    out.rows.push_back(std::move(row->second));
    out.cursors.push_back(place.cursor);
  }
  return out;
}

}  // namespace pult::api
