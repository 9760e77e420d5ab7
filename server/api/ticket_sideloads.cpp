// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/ticket_sideloads.hpp"

#include "api/field_json.hpp"
#include "api/ticket_list.hpp"

namespace pult::api {
namespace {

std::set<std::int64_t> named_by(const json::array& tickets, std::string_view member) {
  std::set<std::int64_t> out;
  for (const auto& ticket : tickets)
    if (const auto* id = ticket.as_object().if_contains(member); id && id->is_int64()) out.insert(id->get_int64());
  return out;
}

template <class Row, class Present>
json::array those(const std::vector<Row>& rows, const std::set<std::int64_t>& wanted, Present present) {
  json::array out;
  for (const auto& row : rows)
    if (wanted.contains(row.id.value)) out.push_back(present(row));
  return out;
}

Result<json::array> last_audits(Call& call, const json::array& tickets) {
  std::vector<TicketId> ids;
  for (const auto id : named_by(tickets, "id")) ids.emplace_back(id);
  json::array out;
  for (auto& audit : PULT_TRY(present_audits(call, PULT_TRY(events::list_last_audits(call.tx, ids)))))
    out.push_back(std::move(audit));
  return out;
}

}  // namespace

Result<void> add_ticket_sideloads(Call& call, const json::array& tickets, json::object& body) {
  if (call.request.query_value("include").empty()) return {};
  const auto defined = call.services.desk.definitions(call.tx);
  if (includes(call, "ticket_forms"))
    body["ticket_forms"] = those(defined->forms, named_by(tickets, "ticket_form_id"),
                                 [&](const tickets::Form& form) { return present_form(call, *defined, form); });
  if (includes(call, "brands"))
    body["brands"] = those(defined->brands, named_by(tickets, "brand_id"),
                           [&](const tickets::Brand& brand) { return present_brand(call, *defined, brand); });
  if (includes(call, "custom_statuses"))
    body["custom_statuses"] =
        those(defined->statuses, named_by(tickets, "custom_status_id"),
              [&](const tickets::CustomStatus& status) { return present_custom_status(call, *defined, status); });
  if (includes(call, "last_audits") && call.actor.is_agent())
    body["last_audits"] = PULT_TRY(last_audits(call, tickets));
  return {};
}

}  // namespace pult::api
