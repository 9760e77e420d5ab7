// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/present.hpp"
#include "tickets/definitions.hpp"

namespace pult::api {

void add_defined_members(const Showing& showing, const tickets::Ticket& ticket, json::object& out) {
  const auto* defined = showing.definitions.get();
  json::array fields(showing.memory);
  if (!defined->custom.empty()) {
    boost::system::error_code broken;
    const auto parsed = json::parse(ticket.custom_fields, broken);
    const auto* values = broken ? nullptr : parsed.if_object();
    for (const auto* field : defined->custom) {
      if (!showing.internal && !field->visible_in_portal) continue;
      const auto* value = values ? values->if_contains(std::to_string(field->id.value)) : nullptr;
      fields.push_back({{"id", field->id.value}, {"value", value ? *value : json::value(nullptr)}});
    }
  }
  out["custom_fields"] = fields;
  out["fields"] = std::move(fields);
  out["custom_status_id"] = ticket.custom_status.value;
  out["ticket_form_id"] = ticket.form.value;
  out["brand_id"] = ticket.brand.value;
}

}  // namespace pult::api
