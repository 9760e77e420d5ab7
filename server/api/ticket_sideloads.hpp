// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once
#include <span>

#include "api/present.hpp"

namespace pult::api {

// Arrays that `include` adds beside tickets: ticket_forms, brands, custom_statuses, and for staff
// last_audits.
Result<void> add_ticket_sideloads(Call& call, std::span<const tickets::Listed> rows, json::object& body);

}  // namespace pult::api
