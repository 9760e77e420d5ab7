// SPDX-License-Identifier: AGPL-3.0-or-later
// Both ways clients page through lists: by number (page, per_page) and by cursor (page[size], page[after]).
#pragma once
#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "api/call.hpp"

namespace pult::api {

// The largest page, and how deep numbered pages may go: deeper, a cursor must be used.
inline constexpr int max_page_size = 100;
inline constexpr std::int64_t max_offset = 10'000;

struct Page {
  bool by_cursor = false;
  int size = max_page_size;
  std::int64_t offset = 0;  // numbered pages
  std::int64_t number = 1;
  std::vector<std::int64_t> after;  // where the cursor stands; empty: at the start
  std::string after_text;           // of a cursor over names
  // One more row than the page shows tells whether there is another page.
  int fetch() const { return size + 1; }
};

// invalid/"InvalidPaginationParameter" | "InvalidPaginationDepth" for numbers out of range and forged cursors.
// `always_cursor`: lists of our own that know no numbered pages.
// `max_size` is the largest page[size].
Result<Page> page_of(const Call& call, bool always_cursor = false, int max_size = max_page_size);

// Cursors are opaque to clients: base64 of the sort values of the last row.
std::string render_cursor(const std::vector<std::int64_t>& values, std::string_view text = {});
// Back again; invalid/"InvalidPaginationParameter" for what is forged.
Result<std::vector<std::int64_t>> parse_cursor(std::string_view cursor, std::string* text = nullptr);

// Adds what the client needs to go on. `rows_fetched` counts with the extra row; `last_cursor` is the cursor of the
// last row shown; `count` is asked only for numbered pages and may be nullopt where counting would be dear.
void add_page_members(const Call& call, const Page& page, std::size_t rows_fetched, const std::string& last_cursor,
                      const std::function<std::int64_t()>& count, json::object& body);

// A list of things with ids in id order: presents at most page.size of `rows`, adds paging members.
template <class Row, class Id, class Present>
json::object list_answer(const Call& call, const Page& page, std::string_view name, std::vector<Row>& rows, Id id_of,
                         Present present, const std::function<std::int64_t()>& count) {
  const auto fetched = rows.size();
  if (rows.size() > std::size_t(page.size)) rows.resize(std::size_t(page.size));
  json::array list;
  for (const auto& row : rows) list.push_back(present(row));
  json::object body;
  body[name] = std::move(list);
  add_page_members(call, page, fetched, rows.empty() ? "" : render_cursor({id_of(rows.back())}), count, body);
  return body;
}

// A page of a list that is short enough to be read whole (groups, mailboxes, tokens, identities), in id order.
template <class Row, class Id, class Present>
json::object whole_list_answer(const Call& call, const Page& page, std::string_view name, std::vector<Row>& rows,
                               Id id_of, Present present) {
  const auto total = std::int64_t(rows.size());
  const auto after = page.after.empty() ? 0 : page.after[0];
  std::erase_if(rows, [&](const Row& row) { return id_of(row) <= after; });
  rows.erase(rows.begin(), rows.begin() + std::min<std::ptrdiff_t>(page.offset, std::ptrdiff_t(rows.size())));
  return list_answer(call, page, name, rows, id_of, present, [total] { return total; });
}

}  // namespace pult::api
