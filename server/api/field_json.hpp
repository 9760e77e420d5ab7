// SPDX-License-Identifier: AGPL-3.0-or-later
// Fields of tickets, users and organizations as JSON, both ways.
#pragma once
#include "api/body.hpp"
#include "api/page.hpp"
#include "tickets/definitions.hpp"

namespace pult::api {

// Texts of the desk's own making in the caller's language: {{dc.slug}} replaced (`?locale=` goes before the caller's).
std::string localized(const Call& call, const tickets::Definitions& definitions, std::string_view text);

json::object present_field(const Call& call, const tickets::Definitions& definitions, const tickets::Field& field);
// As the options of a field are listed by themselves.
json::object present_option(const Call& call, const tickets::Definitions& definitions, const tickets::Field& field,
                            const tickets::FieldOption& option);

json::object present_custom_status(const Call& call, const tickets::Definitions& definitions,
                                   const tickets::CustomStatus& status);

json::object present_form(const Call& call, const tickets::Definitions& definitions, const tickets::Form& form);
json::object present_brand(const Call& call, const tickets::Definitions& definitions, const tickets::Brand& brand);

// Members of a field that a client sent. Type and key only for a new field.
Result<void> read_field(Body& in, tickets::Field& field, bool is_new);
Result<void> read_option(Body& in, tickets::FieldOption& option);

// A page of a list that is short and has an order of its own; `place_of` gives the sort values.
template <class Row, class Place, class Present>
json::object ordered_list_answer(const Call& call, const Page& page, std::string_view name, std::vector<Row>& rows,
                                 Place place_of, Present present) {
  const auto total = std::int64_t(rows.size());
  if (page.by_cursor && !page.after.empty())
    std::erase_if(rows, [&](const Row& row) { return place_of(row) <= page.after; });
  rows.erase(rows.begin(), rows.begin() + std::min<std::ptrdiff_t>(page.offset, std::ptrdiff_t(rows.size())));
  const auto fetched = rows.size();
  if (rows.size() > std::size_t(page.size)) rows.resize(std::size_t(page.size));
  json::array list;
  for (const auto& row : rows) list.push_back(present(row));
  json::object body;
  body[name] = std::move(list);
  add_page_members(
      call, page, fetched, rows.empty() ? "" : render_cursor(place_of(rows.back())), [total] { return total; }, body);
  return body;
}

}  // namespace pult::api
