// SPDX-License-Identifier: AGPL-3.0-or-later
// search, search/count and search/export: one list over tickets, users, organizations and groups.
#include "search/search.hpp"

#include <algorithm>
#include <array>

#include "api/page.hpp"
#include "api/present.hpp"
#include "api/routes.hpp"
#include "api/ticket_extras.hpp"
#include "api/veil.hpp"
#include "api/while_waited.hpp"

namespace pult::api {
namespace {

using search::Kind;

// As deep as clients may page (v2 conventions, section 4).
constexpr int max_results = 1'000;
constexpr int max_export_page = 1'000;
constexpr std::int64_t max_exported_people = 100'000'000;

// The list of what was found, as JSON.
class Results {
 public:
  // Where the next one is written.
  std::string& next() {
    if (text_.size() > 1) text_ += ',';
    return text_;
  }
  void add(json::object object, std::string_view type) {
    object["result_type"] = type;
    append_json(next(), object);
  }
  std::string take() { return std::move(text_) + "]"; }

 private:
  std::string text_ = "[";
};

Result<search::Query> query_of(Call& call) {
  const auto text = call.request.query_value("query");
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return search::invalid_search("query is missing");
  auto query = PULT_TRY(search::parse_query(text, call.now()));
  if (asks_for_veiled(call, text)) query.kinds = 0;
  if (const auto by = call.request.query_value("sort_by"); !by.empty())
    query.sort_by = PULT_TRY(search::parse_sort_by(by));
  if (const auto order = call.request.query_value("sort_order"); !order.empty()) {
    if (order != "asc" && order != "desc") return search::invalid_search("sort_order is asc or desc");
    query.descending = order == "desc";
  }
  return query;
}

// Rows in the order of the ids; those that are no more are left out.
template <class Row, class Id>
std::vector<Row> in_order(std::vector<Row> rows, const std::vector<std::int64_t>& ids, Id id_of) {
  std::vector<Row> out;
  for (const auto id : ids) {
    const auto found = std::ranges::find_if(rows, [&](const Row& row) { return id_of(row) == id; });
    if (found != rows.end()) out.push_back(*found);
  }
  return out;
}

// `highlighted_by`: null where nothing is highlighted.
Result<void> add_tickets(Call& call, const search::Query* highlighted_by, const std::vector<search::FoundTicket>& found,
                         Results& results, Mentioned& mentioned) {
  if (found.empty()) return {};
  std::vector<std::int64_t> ids;
  for (const auto& one : found) ids.push_back(one.id.value);
  tickets::TicketFilter filter;
  filter.among.emplace(ids.begin(), ids.end());
  filter.order = tickets::Order::id_desc;
  filter.limit = int(ids.size());
  const auto listed = in_order(PULT_TRY(tickets::list_tickets(call.tx, filter)), ids,
                               [](const tickets::Listed& one) { return one.ticket.id.value; });
  std::map<std::int64_t, search::Highlights> highlights;
  if (highlighted_by) {
    std::vector<tickets::Ticket> rows;
    for (const auto& one : listed) rows.push_back(one.ticket);
    highlights = PULT_TRY(search::highlight(call.tx, *highlighted_by, found, rows));
  }
  const auto drafts = PULT_TRY(tickets_with_draft(call));
  const auto relations = PULT_TRY(load_relations(call, listed));
  const auto showing = showing_of(call);
  for (const auto& one : listed) {
    const auto id = one.ticket.id.value;
    mentioned.add(one.ticket);
    ObjectText object(results.next());
    write_ticket(showing, one, drafts.contains(id), relations, object);
    object["result_type"] = "ticket";
    if (const auto shown = highlights.find(id); shown != highlights.end())
      object["highlights"] =
          json::object{{"subject", shown->second.subject}, {"body", text_or_null(shown->second.body)}};
    object.close();
  }
  return {};
}

template <class Id>
std::vector<Id> ids_of(const std::vector<std::int64_t>& numbers) {
  return {numbers.begin(), numbers.end()};
}

Result<void> add_people(Call& call, Kind kind, const std::vector<std::int64_t>& ids, Results& results) {
  if (ids.empty()) return {};
  if (kind == Kind::user) {
    for (const auto& user : in_order(PULT_TRY(people::list_users(call.tx, ids_of<UserId>(ids))), ids,
                                     [](const people::User& one) { return one.id.value; }))
      results.add(present_user(call, user), "user");
  } else if (kind == Kind::organization) {
    for (const auto& organization : in_order(PULT_TRY(people::list_organizations(call.tx, ids_of<OrganizationId>(ids))),
                                             ids, [](const people::Organization& one) { return one.id.value; }))
      results.add(present_organization(call, organization), "organization");
  } else {
    for (const auto& group :
         in_order(PULT_TRY(people::list_groups(call.tx)), ids, [](const people::Group& one) { return one.id.value; }))
      results.add(present_group(call, group), "group");
  }
  return {};
}

constexpr std::array people_kinds{Kind::user, Kind::organization, Kind::group};

Result<Answer> find(Call& call) {
  const WhileWaited waited(call);
  const auto page = PULT_TRY(page_of(call));
  if (page.by_cursor)
    return search::invalid_search("results are paged by page and per_page; search/export has cursors");
  if (page.offset + page.size > max_results)
    return base::fail(ErrorKind::unprocessable, "invalid", "Number of search results requested is larger than 1000");
  const auto query = PULT_TRY(query_of(call));
  const auto found = PULT_TRY(search::find_tickets(call.tx, call.actor, query, page.offset, page.size));
  Results results;
  Mentioned mentioned;
  PULT_TRY(add_tickets(call, &query, found.tickets, results, mentioned));
  auto total = found.count;
  auto room = std::size_t(page.size) - found.tickets.size();
  for (const auto kind : people_kinds) {
    auto ids = PULT_TRY(search::find_people(call.tx, call.actor, kind, query, max_results));
    const auto from = std::min<std::int64_t>(std::max<std::int64_t>(0, page.offset - total), std::int64_t(ids.size()));
    total += std::int64_t(ids.size());
    ids.erase(ids.begin(), ids.begin() + from);
    if (ids.size() > room) ids.resize(room);
    room -= ids.size();
    PULT_TRY(add_people(call, kind, ids, results));
  }
  const bool has_more = std::min<std::int64_t>(total, max_results) > page.offset + page.size;
  json::object body;
  body["facets"] = nullptr;
  add_page_members(call, page, std::size_t(page.size) + (has_more ? 1 : 0), {}, [&] { return total; }, body);
  if (found.is_cut) body["is_cut"] = true;
  PULT_TRY(add_sideloads(call, mentioned, body));
  Answer answer{200, std::move(body)};
  answer.members.emplace_back("results", results.take());
  return answer;
}

Result<Answer> count(Call& call) {
  const WhileWaited waited(call);
  const auto query = PULT_TRY(query_of(call));
  auto total = PULT_TRY(search::find_tickets(call.tx, call.actor, query, 0, 0)).count;
  for (const auto kind : people_kinds)
    total += std::int64_t(PULT_TRY(search::find_people(call.tx, call.actor, kind, query, max_results)).size());
  return Answer{200, {{"count", total}}};
}

Result<Kind> exported_kind(Call& call, const search::Query& query) {
  constexpr std::array<std::pair<std::string_view, Kind>, 4> types{
      {{"ticket", Kind::ticket}, {"user", Kind::user}, {"organization", Kind::organization}, {"group", Kind::group}}};
  if (query.names_type) return search::invalid_search("use filter[type] in place of type: in an export");
  const auto type = call.request.query_value("filter[type]");
  const auto found = std::ranges::find(types, type, &std::pair<std::string_view, Kind>::first);
  if (found == types.end()) return search::invalid_search("filter[type] must be ticket, user, organization or group");
  return found->second;
}

// Newer tickets first, by a cursor that only goes forward.
Result<Answer> export_all(Call& call) {
  const WhileWaited waited(call);
  const auto page = PULT_TRY(page_of(call, true, max_export_page));
  auto query = PULT_TRY(query_of(call));
  const auto kind = PULT_TRY(exported_kind(call, query));
  query.kinds = search::has(query.kinds, kind) ? search::Kinds(kind) : 0;
  const auto after = page.after.empty() ? 0 : page.after[0];
  Results results;
  std::int64_t next = 0;
  if (kind == Kind::ticket) {
    const auto found = PULT_TRY(search::export_tickets(call.tx, call.actor, query, TicketId(after), page.size));
    std::vector<search::FoundTicket> tickets;
    for (const auto id : found.tickets) tickets.push_back({id});
    Mentioned mentioned;
    PULT_TRY(add_tickets(call, nullptr, tickets, results, mentioned));
    next = found.next.value;
  } else {
    // The cursor is how many were shown: older people come first, so that new ones do not move them.
    query.sort_by = search::SortBy::created;
    query.descending = false;
    if (after < 0 || after > max_exported_people)
      return base::fail(ErrorKind::invalid, "InvalidPaginationParameter", "page[after] is not a valid cursor");
    auto ids = PULT_TRY(search::find_people(call.tx, call.actor, kind, query, int(after) + page.size + 1));
    ids.erase(ids.begin(), ids.begin() + std::min<std::int64_t>(after, std::int64_t(ids.size())));
    if (int(ids.size()) > page.size) {
      ids.resize(std::size_t(page.size));
      next = after + page.size;
    }
    PULT_TRY(add_people(call, kind, ids, results));
  }
  json::object body;
  body["facets"] = nullptr;
  const auto fetched = std::size_t(page.size) + (next > 0 ? 1 : 0);
  add_page_members(call, page, fetched, next > 0 ? render_cursor({next}) : "", {}, body);
  Answer answer{200, std::move(body)};
  answer.members.emplace_back("results", results.take());
  return answer;
}

}  // namespace

std::vector<Route> search_routes() {
  return {
      {"GET", "search", Who::user, Mode::read, find},
      {"GET", "search/count", Who::user, Mode::read, count},
      {"GET", "search/export", Who::agent, Mode::read, export_all},
  };
}

}  // namespace pult::api
