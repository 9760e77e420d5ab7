// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>
#include <set>
#include <unordered_map>

#include "search/candidates.hpp"
#include "search/conditions.hpp"
#include "search/search.hpp"
#include "sql/id_list.hpp"

namespace pult::search {
namespace {

struct Plan {
  std::vector<Words> wanted, unwanted;
  std::string where;     // on tickets t
  Texts texts;           // of `where`
  bool filters = false;  // some matches may be left out
  std::string status;    // the part of `where` that indexes know
  bool is_selective = false;
  bool is_bounded = false;  // there may be few that fit among very many
  Bounds bounds;
};

Result<Plan> make_plan(sql::Transaction& tx, const people::Actor& actor, const Query& query) {
  PULT_TRY(tx.limit_time(most_time));
  // A plan made without looking at the words would read the whole index for a rare one.
  if (tx.dialect() == sql::Dialect::postgres) PULT_TRY(tx.run("SET LOCAL plan_cache_mode = force_custom_plan"));
  Plan plan;
  for (const auto& words : query.words) (words.term.negated ? plan.unwanted : plan.wanted).push_back(words);
  const auto fields = PULT_TRY(render_conditions(tx, actor, Kind::ticket, query, plan.texts));
  // Those who do not see all tickets may have few: all of theirs are looked at.
  plan.is_bounded = !fields.is_selective && people::sees_all_tickets(actor);
  plan.is_selective = fields.is_selective;
  plan.status = "t.status < " + std::to_string(int(tickets::Status::deleted)) + fields.open_or_solved;
  plan.where = plan.status + " AND (" + people::ticket_condition(actor) + ")" + fields.sql;
  plan.filters = !people::sees_all_tickets(actor) || !fields.sql.empty();
  plan.bounds = {!people::may_see_internal(actor), max_matches};
  if (plan.wanted.size() > 1 || plan.filters) plan.bounds.most = max_scanned;
  return plan;
}

// `by_index`: rows may be read in the order of an index. Where few fit, that would look at all others first.
std::string render_order(SortBy by, bool descending, bool by_index) {
  const std::string direction = descending ? " DESC" : "";
  std::string key = "t.updated_at";
  if (by == SortBy::created) key = by_index ? "t.id" : "t.created_at";  // imported tickets apart, the same order
  if (by == SortBy::status) key = "t.status";
  if (by == SortBy::ticket_type) key = "COALESCE(t.type, '')";
  if (by == SortBy::priority)
    key = "CASE t.priority WHEN 'low' THEN 1 WHEN 'normal' THEN 2 WHEN 'high' THEN 3 WHEN 'urgent' THEN 4 ELSE 0 END";
  if (!by_index && (by == SortBy::created || key == "t.updated_at")) key += " + 0";
  return " ORDER BY " + key + direction + ", t.id" + direction;
}

// Those of the tickets that the plan does not leave out, in the order asked for.
Result<std::vector<TicketId>> filter(sql::Transaction& tx, Plan& plan, const std::vector<TicketId>& tickets,
                                     const std::string& order) {
  const sql::IdList list(tx, tickets);
  auto texts = plan.texts;
  return tx.all("SELECT t.id FROM " + list.table(texts.add(list.text())) + " JOIN tickets t ON t.id = x.id WHERE " +
                    plan.where + order,
                texts.params(), [](const sql::Row& row) { return row.id<TicketId>(0); });
}

Result<std::vector<TicketId>> list_by_fields(sql::Transaction& tx, const Plan& plan, const std::string& more,
                                             const std::string& order, int limit) {
  return tx.all("SELECT t.id FROM tickets t WHERE " + plan.where + more + order + " LIMIT " + std::to_string(limit),
                plan.texts.params(), [](const sql::Row& row) { return row.id<TicketId>(0); });
}

// The condition that leaves out tickets behind the first max_passed in the order asked for, or in that of their changes
// where no index has that order; "" where there are no more. Ids are dense enough to count by.
Result<std::string> passed(sql::Transaction& tx, const Plan& plan, SortBy by, bool descending) {
  const bool is_by_id = by == SortBy::created;
  const bool from_newest = descending || (!is_by_id && by != SortBy::updated);
  std::optional<std::int64_t> edge;
  if (is_by_id) {
    const auto newest = PULT_TRY(tx.one_int64("SELECT MAX(id) FROM tickets")).value_or(0);
    if (newest > max_passed) edge = from_newest ? newest - max_passed : max_passed;
  } else {
    edge = PULT_TRY(tx.one_int64("SELECT t.updated_at FROM tickets t WHERE " + plan.status + " ORDER BY t.updated_at" +
                                     (from_newest ? " DESC" : "") + " LIMIT 1 OFFSET ?1",
                                 {max_passed}));
  }
  if (!edge) return std::string();
  return std::string(is_by_id ? " AND t.id " : " AND t.updated_at ") + (from_newest ? ">= " : "<= ") +
         std::to_string(*edge);
}

Result<std::vector<FoundTicket>> find_by_words(sql::Transaction& tx, Plan& plan, const Query& query, Found& about) {
  const auto candidates = PULT_TRY(find_candidates(tx, plan.wanted, plan.bounds));
  about.looked_at = candidates.looked_at;
  about.is_cut = candidates.is_cut;
  std::vector<TicketId> tickets;
  std::unordered_map<std::int64_t, std::int64_t> places;
  for (const auto& one : candidates.best) {
    tickets.push_back(one.ticket);
    places.emplace(one.ticket.value, one.place);
  }
  PULT_TRY(leave_out(tx, plan.unwanted, plan.bounds, tickets));
  if (query.sort_by != SortBy::relevance) {
    tickets = PULT_TRY(filter(tx, plan, tickets, render_order(query.sort_by, query.descending, false)));
  } else if (plan.filters) {
    const auto kept = PULT_TRY(filter(tx, plan, tickets, ""));
    const std::set<TicketId> set(kept.begin(), kept.end());
    std::erase_if(tickets, [&](TicketId ticket) { return !set.contains(ticket); });
  }
  std::vector<FoundTicket> found;
  for (const auto ticket : tickets) found.push_back({ticket, places[ticket.value]});
  return found;
}

Result<std::vector<FoundTicket>> find_by_fields(sql::Transaction& tx, Plan& plan, const Query& query, Found& about) {
  const auto among = plan.is_bounded ? PULT_TRY(passed(tx, plan, query.sort_by, query.descending)) : std::string();
  auto tickets = PULT_TRY(
      list_by_fields(tx, plan, among, render_order(query.sort_by, query.descending, !plan.is_selective), max_matches));
  about.is_cut = int(tickets.size()) == max_matches || !among.empty();
  PULT_TRY(leave_out(tx, plan.unwanted, plan.bounds, tickets));
  std::vector<FoundTicket> found;
  for (const auto ticket : tickets) found.push_back({ticket});
  return found;
}

bool means_nothing(const Query& query) {
  const bool is_wide = query.is_wide && query.words.empty();
  return query.conditions.empty() && !is_wide && !mean_something(query.words);
}

Result<Found> find(sql::Transaction& tx, const people::Actor& actor, const Query& query, std::int64_t offset,
                   int limit) {
  Found found;
  auto plan = PULT_TRY(make_plan(tx, actor, query));
  std::vector<FoundTicket> tickets;
  if (mean_something(plan.wanted))
    tickets = PULT_TRY(find_by_words(tx, plan, query, found));
  else if (!means_nothing(query))
    tickets = PULT_TRY(find_by_fields(tx, plan, query, found));
  if (query.number && !PULT_TRY(filter(tx, plan, {query.number}, "")).empty()) {
    const auto same = std::ranges::find(tickets, query.number, &FoundTicket::id);
    const auto first = same == tickets.end() ? FoundTicket{query.number} : *same;
    if (same != tickets.end()) tickets.erase(same);
    tickets.insert(tickets.begin(), first);
  }
  found.count = std::int64_t(tickets.size());
  const auto from = std::min(offset, found.count), to = std::min(from + limit, found.count);
  found.tickets.assign(tickets.begin() + from, tickets.begin() + to);
  return found;
}

Result<ExportPage> export_page(sql::Transaction& tx, const people::Actor& actor, const Query& query, TicketId before,
                               int limit) {
  auto plan = PULT_TRY(make_plan(tx, actor, query));
  plan.bounds.most = max_scanned;
  const std::string by_id = " ORDER BY t.id DESC";
  ExportPage page;
  if (means_nothing(query)) return page;
  if (mean_something(plan.wanted)) {
    auto slice = PULT_TRY(find_slice(tx, plan.wanted, plan.bounds, before));
    page.tickets = std::move(slice.tickets);
    // A ticket with more comments than are looked at would never end: it is left behind.
    const TicketId behind(slice.floor.value + 1);
    page.next = !slice.floor ? TicketId() : before && behind >= before ? slice.floor : behind;
    PULT_TRY(leave_out(tx, plan.unwanted, plan.bounds, page.tickets));
    page.tickets = PULT_TRY(filter(tx, plan, page.tickets, by_id));
  } else {
    const auto below = before ? before.value : PULT_TRY(tx.one_int64("SELECT MAX(id) FROM tickets")).value_or(0) + 1;
    const auto floor = plan.is_bounded ? std::max<std::int64_t>(0, below - max_passed) : 0;
    page.next = TicketId(floor);  // a page that passes over many ends there and goes on
    page.tickets = PULT_TRY(list_by_fields(
        tx, plan, " AND t.id < " + std::to_string(below) + " AND t.id >= " + std::to_string(floor), by_id, limit + 1));
    PULT_TRY(leave_out(tx, plan.unwanted, plan.bounds, page.tickets));
  }
  if (int(page.tickets.size()) > limit) {
    page.tickets.resize(std::size_t(limit));
    page.next = page.tickets.back();
  }
  return page;
}

template <class T>
Result<T> in_time(Result<T> result) {
  if (!result && result.error().code == "timeout")
    return invalid_search("it would take too long. Please add a rarer word or a field");
  return result;
}

}  // namespace

Result<Found> find_tickets(sql::Transaction& tx, const people::Actor& actor, const Query& query, std::int64_t offset,
                           int limit) {
  if (!has(query.kinds, Kind::ticket) || query.is_empty()) return Found{};
  return in_time(find(tx, actor, query, offset, limit));
}

Result<ExportPage> export_tickets(sql::Transaction& tx, const people::Actor& actor, const Query& query, TicketId before,
                                  int limit) {
  if (!has(query.kinds, Kind::ticket) || query.is_empty()) return ExportPage{};
  return in_time(export_page(tx, actor, query, before, limit));
}

}  // namespace pult::search
