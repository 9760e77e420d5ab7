// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/page.hpp"
#include "api/present.hpp"
#include "tickets/counts.hpp"

namespace pult::api {
namespace {

Result<Answer> list(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  auto rows = PULT_TRY(tickets::list_tags(call.tx, "", page.after_text, page.offset, page.fetch()));
  const auto total = page.by_cursor ? 0 : PULT_TRY(tickets::count_tags(call.tx));
  const auto fetched = rows.size();
  if (rows.size() > std::size_t(page.size)) rows.resize(std::size_t(page.size));
  json::array tags;
  for (const auto& row : rows) tags.push_back(json::object{{"name", row.tag}, {"count", row.tickets}});
  json::object body;
  body["tags"] = std::move(tags);
  add_page_members(call, page, fetched, rows.empty() ? "" : render_cursor({}, rows.back().tag),
                   [&] { return total; }, body);
  return Answer{200, std::move(body)};
}

Result<Answer> autocomplete(Call& call) {
  const auto prefix = tickets::normalize_tags(call.request.query_value("name"));
  json::array tags;
  if (!prefix.empty())
    for (const auto& row : PULT_TRY(tickets::list_tags(call.tx, prefix, "", 0, 20))) tags.emplace_back(row.tag);
  return Answer{200, {{"tags", std::move(tags)}}};
}

}  // namespace

std::vector<Route> tag_routes() {
  return {
      {"GET", "tags", Who::agent, Mode::read, list},
      {"GET", "autocomplete/tags", Who::agent, Mode::read, autocomplete},
  };
}

}  // namespace pult::api
