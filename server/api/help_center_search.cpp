// SPDX-License-Identifier: AGPL-3.0-or-later
// help_center/articles/search, the articles that fit a ticket, and the export of all articles.
#include <algorithm>
#include <charconv>

#include "api/help_center_json.hpp"
#include "api/incremental.hpp"
#include "api/present.hpp"
#include "api/routes.hpp"
#include "knowledge/find.hpp"
#include "knowledge/locale.hpp"
#include "people/user.hpp"
#include "tickets/comment.hpp"

namespace pult::api {
namespace {

using knowledge::Found;
using knowledge::ItemId;
using knowledge::Search;

std::unexpected<Error> bad_value(std::string why) {
  return base::fail(ErrorKind::invalid, "InvalidValue", std::move(why));
}

Result<ItemId> read_id(const Call& call, std::string_view name) {
  const auto text = call.request.query_value(name);
  if (text.empty()) return ItemId();
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc() || end != text.data() + text.size() || id < 1)
    return bad_value(std::string(name) + " must be an id");
  return ItemId(id);
}

// "created": created_after, created_before and created_at (that day), as days or times.
Result<void> read_times(const Call& call, const std::string& name, std::optional<Micros>& from,
                        std::optional<Micros>& below) {
  const auto time = [&](const std::string& member) -> Result<std::optional<Micros>> {
    const auto text = call.request.query_value(member);
    if (text.empty()) return std::nullopt;
    const auto value = base::parse_iso8601(text);
    if (!value) return bad_value(member + " must be a date");
    return value;
  };
  from = PULT_TRY(time(name + "_after"));
  below = PULT_TRY(time(name + "_before"));
  if (const auto day = PULT_TRY(time(name + "_at"))) {
    from = *day;
    below = *day + base::day_us;
  }
  return {};
}

Result<std::string> preferred_locale(const Call& call) {
  const auto asked = call.request.query_value("prefer_locale");
  if (asked.empty()) return std::string();
  auto locale = knowledge::locale_key(asked);
  if (locale.empty()) return bad_value("prefer_locale is not a language");
  return locale;
}

Result<json::array> present_hits(const Call& call, const Found& found) {
  std::vector<knowledge::Listed> listed;
  for (const auto& hit : found.hits) listed.push_back(hit.listed);
  auto out = PULT_TRY(present_items(call, listed));
  for (std::size_t i = 0; i < out.size(); ++i) {
    auto& article = out[i].as_object();
    article["snippet"] = found.hits[i].snippet;
    article["result_type"] = "article";
  }
  return out;
}

// Without words: the articles of a section, a category or labels, newest first.
Result<Found> list_instead(Call& call, const Search& search) {
  knowledge::Filter filter;
  filter.locale = search.locale;
  filter.parent = search.section;
  filter.category = search.category;
  filter.labels = search.labels;
  filter.with_drafts = search.with_drafts;
  filter.order = knowledge::Order::updated;
  filter.descending = true;
  filter.offset = search.offset;
  filter.limit = search.limit;
  Found found;
  for (auto& listed : PULT_TRY(knowledge::list_items(call.tx, filter))) found.hits.push_back({std::move(listed), ""});
  found.count = PULT_TRY(knowledge::count_items(call.tx, filter));
  return found;
}

Result<Search> search_of(const Call& call) {
  constexpr std::size_t max_query_bytes = 2'048;
  Search search;
  search.query = call.request.query_value("query");
  if (search.query.size() > max_query_bytes) return bad_value("query is too long");
  search.unfinished = call.request.query_value("unfinished") == "true";
  search.locale = PULT_TRY(wanted_locale(call));
  search.prefer = PULT_TRY(preferred_locale(call));
  search.category = PULT_TRY(read_id(call, "category"));
  search.section = PULT_TRY(read_id(call, "section"));
  search.labels = wanted_labels(call);
  PULT_TRY(read_times(call, "created", search.created_from, search.created_below));
  PULT_TRY(read_times(call, "updated", search.updated_from, search.updated_below));
  search.with_drafts = call.request.query_value("drafts") == "true" && knowledge::may_write(call.actor);
  return search;
}

Result<Answer> find(Call& call) {
  constexpr int usual_size = 25;
  const auto page = PULT_TRY(knowledge_page_of(call, usual_size));
  auto search = PULT_TRY(search_of(call));
  search.offset =
      page.by_cursor && !page.after.empty() ? std::clamp<std::int64_t>(page.after[0], 0, max_offset) : page.offset;
  search.limit = page.fetch();
  const bool is_filtered = !search.labels.empty() || search.category || search.section;
  if (search.query.empty() && !is_filtered)
    return bad_value("At least one of query, category, section or label_names is needed");
  auto found = PULT_TRY(search.query.empty() ? list_instead(call, search) : knowledge::find_articles(call.tx, search));
  const auto fetched = found.hits.size();
  if (fetched > std::size_t(page.size)) found.hits.resize(std::size_t(page.size));
  json::object body;
  body["results"] = PULT_TRY(present_hits(call, found));
  const auto cursor = found.hits.empty() ? std::string() : render_cursor({search.offset + page.size});
  add_page_members(
      call, page, fetched, cursor, [&] { return found.count; }, body);
  if (page.by_cursor) return Answer{200, std::move(body)};
  add_knowledge_page_members(call, page, body);
  body["sort_by"] = "relevance";
  body["sort_order"] = "desc";
  return Answer{200, std::move(body)};
}

// What the customer wrote last, for whom it is.
Result<std::string> last_words(Call& call, const tickets::Ticket& ticket) {
  constexpr int looked_at = 20;
  tickets::CommentFilter filter;
  filter.ticket = ticket.id;
  filter.with_private = false;
  filter.descending = true;
  filter.limit = looked_at;
  for (const auto& comment : PULT_TRY(tickets::list_comments(call.tx, filter)))
    if (comment.author == ticket.requester) return comment.visible_body ? *comment.visible_body : comment.body;
  return std::string();
}

// Articles that fit a ticket's subject and the last words of its customer, in their language where there is one.
Result<Answer> suggest(Call& call) {
  constexpr int most = 5;
  const auto ticket = PULT_TRY(tickets::Desk::access_ticket(call.tx, call.actor, TicketId(call.ids[0])));
  const auto words = PULT_TRY(last_words(call, ticket));
  const auto requester = PULT_TRY(people::find_user(call.tx, ticket.requester));
  Search search;
  search.prefer = knowledge::locale_key(requester ? requester->locale : "");
  // Who wrote in another language than their profile says wants to read that one.
  search.prefer =
      knowledge::locale_of_text(words, search.prefer.empty() ? default_knowledge_locale(call) : search.prefer);
  search.limit = most;
  const auto found = PULT_TRY(knowledge::suggest_articles(call.tx, search, ticket.subject + "\n" + words));
  return Answer{200, {{"articles", PULT_TRY(present_hits(call, found))}, {"locale", search.prefer}}};
}

Result<Answer> export_articles(Call& call) {
  constexpr int most = 1'000;
  const auto request = PULT_TRY(export_request(call, most));
  const auto read = [&](ExportPlace from, int limit) {
    knowledge::Filter filter;
    filter.with_drafts = knowledge::may_write(call.actor);
    filter.order = knowledge::Order::updated;
    filter.after = {from.at, {}, ItemId(from.id)};
    filter.limit = limit;
    return knowledge::list_items(call.tx, filter);
  };
  const auto place_of = [](const knowledge::Listed& listed) {
    return ExportPlace{listed.item.updated_at, listed.item.id.value};
  };
  const auto page = PULT_TRY((read_export<knowledge::Listed>(request, read, place_of)));
  auto presented = PULT_TRY(present_items(call, page.rows));
  std::vector<Exported> rows;
  for (std::size_t i = 0; i < page.rows.size(); ++i)
    rows.push_back({place_of(page.rows[i]), std::move(presented[i].as_object())});
  return Answer{200, export_answer(call, request, "articles", std::move(rows), page.has_more)};
}

}  // namespace

std::vector<Route> help_center_search_routes() {
  return {
      {"GET", "help_center/articles/search", Who::agent, Mode::read, find},
      {"GET", "help_center/incremental/articles", Who::agent, Mode::read, export_articles},
      {"GET", "tickets/{id}/suggested_articles", Who::agent, Mode::read, suggest},
  };
}

}  // namespace pult::api
