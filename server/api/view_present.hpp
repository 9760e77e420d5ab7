// SPDX-License-Identifier: AGPL-3.0-or-later
// Views as the API shows and reads them.
#pragma once
#include "api/body.hpp"
#include "api/present.hpp"
#include "tickets/view_counts.hpp"
#include "tickets/view_list.hpp"

namespace pult::api {

json::object present_view(const Call& call, const tickets::View& view, const tickets::Definitions& definitions);
json::object present_view_count(const Call& call, const tickets::View& view, const tickets::ViewCount& count);
// A column as `execution` and lists name it; its title is that of the field for custom fields.
json::array present_columns(const std::vector<std::string>& columns, const tickets::Definitions& definitions);

// {"type": "User"|"Group", "id", "ids"}; null for what everybody shares. Views and macros alike.
json::value present_restriction(UserId owner, const std::vector<GroupId>& groups);
// Only when the member is there. Personal ones belong to the caller; unprocessable for groups that do not exist.
Result<void> read_restriction(Call& call, const json::object& from, UserId& owner, std::vector<GroupId>& groups);

// Takes over what `from` names: title, description, active, position, conditions, output, restriction.
Result<void> read_view(Call& call, const json::object& from, tickets::View& view);
void read_output(Body& in, tickets::View& view);

}  // namespace pult::api
