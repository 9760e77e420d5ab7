// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/present.hpp"
#include "tickets/definitions.hpp"

namespace pult::api {

void write_defined_members(const Showing& showing, const tickets::Ticket& ticket, ObjectText& out) {
  std::string fields = "[";
  if (!showing.definitions->custom.empty()) {
    boost::system::error_code broken;
    const auto parsed = json::parse(ticket.custom_fields, broken);
    const auto* values = broken ? nullptr : parsed.if_object();
    for (const auto* field : showing.definitions->custom) {
      if (!showing.internal && !field->visible_in_portal) continue;
      const auto* value = values ? values->if_contains(std::to_string(field->id.value)) : nullptr;
      if (fields.size() > 1) fields += ',';
      ObjectText one(fields);
      one["id"] = field->id.value;
      if (value)
        one["value"] = *value;
      else
        one["value"] = nullptr;
      one.close();
    }
  }
  fields += ']';
  out.raw("custom_fields", fields);
  out.raw("fields", fields);
  out["custom_status_id"] = ticket.custom_status.value;
  out["ticket_form_id"] = ticket.form.value;
  out["brand_id"] = ticket.brand.value;
}

}  // namespace pult::api
