// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>
#include <map>

#include "search/conditions.hpp"
#include "search/postings.hpp"
#include "search/search.hpp"

namespace pult::search {
namespace {

// The SQL of one search, put together once; parameters are the texts, in order.
struct Plan {
  std::string match, excluded;     // match expressions, "" for none
  std::string where;               // on tickets t
  std::string comment_where;       // on comments c
  std::vector<std::string> texts;  // ?1 ...
  bool filters = false;            // some matches may be left out
};

Result<Plan> make_plan(sql::Transaction& tx, const people::Actor& actor, const Query& query) {
  Plan plan;
  std::vector<text::QueryTerm> wanted, unwanted;
  for (auto& term : text::analyze_query(query.text)) (term.negated ? unwanted : wanted).push_back(std::move(term));
  plan.match = render_match(tx.dialect(), wanted, Join::all);
  plan.excluded = render_match(tx.dialect(), unwanted, Join::any);
  const auto fields = PULT_TRY(render_conditions(tx, actor, query, plan.texts));
  plan.where = "t.status < " + std::to_string(int(tickets::Status::deleted)) + " AND " +
               people::ticket_condition(actor) + fields;
  plan.comment_where = people::may_see_internal(actor) ? "" : " AND c.is_public = 1";
  plan.filters = !people::sees_all_tickets(actor) || !fields.empty();
  return plan;
}

// The newest comments that match the expression, as a table of (id, rank).
std::string matches(sql::Dialect dialect, Plan& plan, std::string expression, int most) {
  plan.texts.push_back(std::move(expression));
  return "(" + select_newest_matches(dialect, "?" + std::to_string(plan.texts.size()), most) + ")";
}

struct Ranked {
  TicketId ticket;
  double rank = 0;
};

Result<std::vector<Ranked>> rank_newest(sql::Transaction& tx, Plan plan) {
  const auto dialect = tx.dialect();
  std::string sql = "SELECT t.id, 0.0 FROM tickets t";
  std::string order = " ORDER BY t.updated_at DESC, t.id DESC";
  std::string where = plan.where;
  if (!plan.match.empty()) {
    sql = "SELECT t.id, m.rank FROM " + matches(dialect, plan, plan.match, plan.filters ? max_scanned : max_ranked) +
          " AS m JOIN comments c ON c.id = m.id JOIN tickets t ON t.id = c.ticket_id";
    order = " ORDER BY m.id DESC";
    where += plan.comment_where;
  }
  if (!plan.excluded.empty())
    where += " AND t.id NOT IN (SELECT c.ticket_id FROM " + matches(dialect, plan, plan.excluded, max_scanned) +
             " AS unwanted JOIN comments c ON c.id = unwanted.id WHERE 1=1" + plan.comment_where + ")";
  const std::vector<sql::Param> params(plan.texts.begin(), plan.texts.end());
  return tx.all(sql + " WHERE " + where + order + " LIMIT " + std::to_string(max_ranked), params,
                [](const sql::Row& row) { return Ranked{row.id<TicketId>(0), row.real(1)}; });
}

// Each ticket once, by its best comment, newer tickets first among equals. Without ranks the order stays.
std::vector<TicketId> order_tickets(const std::vector<Ranked>& rows, bool by_rank) {
  std::vector<Ranked> best;
  std::map<TicketId, std::size_t> places;
  for (const auto& row : rows) {
    const auto [place, is_new] = places.try_emplace(row.ticket, best.size());
    if (is_new) best.push_back(row);
    else best[place->second].rank = std::min(best[place->second].rank, row.rank);
  }
  if (by_rank)
    std::ranges::sort(best, [](const Ranked& a, const Ranked& b) {
      return a.rank != b.rank ? a.rank < b.rank : a.ticket > b.ticket;
    });
  std::vector<TicketId> tickets;
  for (const auto& one : best) tickets.push_back(one.ticket);
  return tickets;
}

Result<bool> may_find(sql::Transaction& tx, const Plan& plan, TicketId ticket) {
  const std::vector<sql::Param> params(plan.texts.begin(), plan.texts.end());
  const auto found = PULT_TRY(tx.one_int64(
      "SELECT t.id FROM tickets t WHERE t.id = " + std::to_string(ticket.value) + " AND " + plan.where, params));
  return found.has_value();
}

// The words of a query that says nothing else, "" otherwise.
std::string plain_words(const Query& query) {
  if (!query.conditions.empty() || query.text.find_first_of("\"*") != std::string::npos) return {};
  for (const auto& term : text::analyze_query(query.text))
    if (term.negated) return {};
  return query.text;
}

}  // namespace

Result<Found> find_tickets(sql::Transaction& tx, const people::Actor& actor, const Query& query, std::int64_t offset,
                           int limit) {
  if (query.kind == Kind::user || query.is_empty()) return Found{};
  const auto plan = PULT_TRY(make_plan(tx, actor, query));
  const bool means_nothing = plan.match.empty() && plan.excluded.empty() && query.conditions.empty();
  if (means_nothing) return Found{};
  const auto rows = PULT_TRY(rank_newest(tx, plan));
  auto tickets = order_tickets(rows, !plan.match.empty());
  if (query.number && PULT_TRY(may_find(tx, plan, query.number))) {
    std::erase(tickets, query.number);
    tickets.insert(tickets.begin(), query.number);
  }
  Found found;
  found.count = std::int64_t(tickets.size());
  found.ranked = plan.match.empty() ? 0 : std::int64_t(rows.size());
  const auto from = std::min(offset, found.count), to = std::min(from + limit, found.count);
  found.tickets.assign(tickets.begin() + from, tickets.begin() + to);
  return found;
}

Result<FoundUsers> find_users(sql::Transaction& tx, const people::Actor& actor, const Query& query,
                              std::int64_t offset, int limit) {
  FoundUsers found;
  people::UserFilter filter;
  filter.name_prefix = plain_words(query);
  if (query.kind == Kind::ticket || !actor.is_agent() || filter.name_prefix.empty()) return found;
  filter.offset = offset;
  filter.limit = limit;
  found.count = PULT_TRY(people::count_users(tx, filter));
  if (limit > 0) found.users = PULT_TRY(people::list_users(tx, filter));
  return found;
}

}  // namespace pult::search
