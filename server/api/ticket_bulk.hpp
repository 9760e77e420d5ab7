// SPDX-License-Identifier: AGPL-3.0-or-later
// Jobs that change or delete many tickets, whoever named the tickets.
#pragma once
#include "api/call.hpp"

namespace pult::api {

inline constexpr std::string_view bulk_update_type = "Bulk Update Ticket";
inline constexpr std::string_view bulk_delete_type = "Bulk Delete Ticket";

// 200 {job_status}. `ticket`: the change as a request names it.
Result<Answer> answer_update_job(Call& call, const std::vector<std::int64_t>& ids, const json::object& ticket);
Result<Answer> answer_delete_job(Call& call, const std::vector<std::int64_t>& ids);

}  // namespace pult::api
