// SPDX-License-Identifier: AGPL-3.0-or-later
// users/search?query=: words of names, addresses, phones, notes, or the query language of search.
#include "api/user_search.hpp"

#include <algorithm>
#include <map>

#include "api/page.hpp"
#include "api/user_sideloads.hpp"
#include "api/veil.hpp"
#include "search/search.hpp"

namespace pult::api {
namespace {

constexpr int max_found = 1'000;

}  // namespace

Result<Answer> answer_found_users(Call& call, std::string_view text) {
  const auto page = PULT_TRY(page_of(call));
  auto query = PULT_TRY(search::parse_query(text, call.now()));
  if (asks_for_veiled(call, text)) query.kinds = 0;
  // A cursor says how many were shown.
  const auto shown = page.by_cursor ? (page.after.empty() ? 0 : page.after[0]) : page.offset;
  if (shown < 0)
    return base::fail(ErrorKind::invalid, "InvalidPaginationParameter", "page[after] is not a valid cursor");
  auto ids = PULT_TRY(search::find_people(call.tx, call.actor, search::Kind::user, query, max_found));
  const auto total = std::int64_t(ids.size());
  ids.erase(ids.begin(), ids.begin() + std::min(shown, total));
  const auto fetched = ids.size();
  if (ids.size() > std::size_t(page.size)) ids.resize(std::size_t(page.size));
  const auto users = PULT_TRY(people::list_users(call.tx, std::vector<UserId>(ids.begin(), ids.end())));
  std::map<std::int64_t, json::object> by_id;
  for (const auto& user : users) by_id[user.id.value] = present_user(call, user);
  json::array list;
  for (const auto id : ids)
    if (const auto found = by_id.find(id); found != by_id.end()) list.push_back(std::move(found->second));
  json::object body;
  body["users"] = std::move(list);
  const auto cursor = ids.empty() ? "" : render_cursor({shown + std::int64_t(ids.size())});
  add_page_members(call, page, fetched, cursor, [total] { return total; }, body);
  PULT_TRY(add_user_sideloads(call, users, body));
  return Answer{200, std::move(body)};
}

}  // namespace pult::api
