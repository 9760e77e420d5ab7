// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/ticket_sideloads.hpp"

#include <algorithm>

#include "api/field_json.hpp"
#include "api/ticket_list.hpp"

namespace pult::api {
namespace {

template <class Id>
std::set<std::int64_t> named_by(std::span<const tickets::Listed> rows, Id tickets::Ticket::* member) {
  std::set<std::int64_t> out;
  for (const auto& row : rows) out.insert((row.ticket.*member).value);
  return out;
}

template <class Row, class Present>
json::array those(const std::vector<Row>& rows, const std::set<std::int64_t>& wanted, Present present) {
  json::array out;
  for (const auto& row : rows)
    if (wanted.contains(row.id.value)) out.push_back(present(row));
  return out;
}

Result<json::array> last_audits(Call& call, std::span<const tickets::Listed> rows) {
  std::vector<TicketId> ids;
  for (const auto& row : rows) ids.push_back(row.ticket.id);
  std::ranges::sort(ids);
  json::array out;
  for (auto& audit : PULT_TRY(present_audits(call, PULT_TRY(events::list_last_audits(call.tx, ids)))))
    out.push_back(std::move(audit));
  return out;
}

}  // namespace

Result<void> add_ticket_sideloads(Call& call, std::span<const tickets::Listed> rows, json::object& body) {
  if (call.request.query_value("include").empty()) return {};
  const auto defined = call.services.desk.definitions(call.tx);
  if (includes(call, "ticket_forms"))
    body["ticket_forms"] = those(defined->forms, named_by(rows, &tickets::Ticket::form),
                                 [&](const tickets::Form& form) { return present_form(call, *defined, form); });
  if (includes(call, "brands"))
    body["brands"] = those(defined->brands, named_by(rows, &tickets::Ticket::brand),
                           [&](const tickets::Brand& brand) { return present_brand(call, *defined, brand); });
  if (includes(call, "custom_statuses"))
    body["custom_statuses"] =
        those(defined->statuses, named_by(rows, &tickets::Ticket::custom_status),
              [&](const tickets::CustomStatus& status) { return present_custom_status(call, *defined, status); });
  if (includes(call, "last_audits") && call.actor.is_agent()) body["last_audits"] = PULT_TRY(last_audits(call, rows));
  return {};
}

}  // namespace pult::api
