// SPDX-License-Identifier: AGPL-3.0-or-later
// Organizations as clients send them: one by one and in jobs.
#pragma once
#include "api/body.hpp"
#include "api/call.hpp"
#include "people/organization.hpp"

namespace pult::api {

// not_found for what the caller may not see, forbidden for what they may not change.
Result<people::Organization> access_organization(Call& call, OrganizationId id);
Result<people::Organization> access_organization_to_edit(Call& call, OrganizationId id);

// Each takes the inner object of {"organization": {...}}.
Result<people::Organization> create_organization_from(Call& call, const json::object& object);
Result<people::Organization> update_organization_from(Call& call, people::Organization organization,
                                                      const json::object& object);

}  // namespace pult::api
