// SPDX-License-Identifier: AGPL-3.0-or-later
// What the rows of jobs and the runner share. Private to the module.
#pragma once
#include "jobs/jobs.hpp"

namespace pult::jobs {

inline constexpr std::string_view job_columns =
    "id, name, type, actor_id, state, total, progress, message, created_at, updated_at";
Job map_job(const sql::Row& row);

// Items get the positions from `first` on.
Result<void> insert_items(sql::Transaction& tx, JobId job, std::int64_t first, const json::array& items);

// Where continue_with puts the item that follows.
inline constexpr std::string_view next_item_key = "\tnext";

// "2023-10-08 17:22:35 +0000", as clients know it from messages of jobs.
std::string render_moment(Micros time);

}  // namespace pult::jobs
