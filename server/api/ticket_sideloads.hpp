// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once
#include "api/present.hpp"

namespace pult::api {

// Arrays that `include` adds beside presented tickets: ticket_forms, brands, custom_statuses, and for staff
// last_audits.
Result<void> add_ticket_sideloads(Call& call, const json::array& tickets, json::object& body);

}  // namespace pult::api
