// SPDX-License-Identifier: AGPL-3.0-or-later
// Jobs as clients see them: job_status objects.
#pragma once
#include "api/call.hpp"
#include "jobs/jobs.hpp"

namespace pult::api {

// `results` is shown of finished jobs; null without.
json::object present_job(const Call& call, const jobs::Job& job, json::value results);

// Enqueues the items as a job of the caller: 200 {job_status}. rate_limited/"TooManyJobs" when there are too many.
Result<Answer> answer_job(Call& call, std::string_view type, const json::array& items);

// invalid/"TooManyValues" for more than 100.
inline constexpr std::size_t max_bulk = 100;
Result<void> check_bulk(std::size_t count, std::string_view parameter);

// The numbers of `?ids=1,2` (also "1, 2"); what is no number names nothing (-1), so that its result says so.
// invalid/"TooManyValues"; invalid/"InvalidValue" when the parameter is missing.
Result<std::vector<std::int64_t>> parse_ids(const Call& call, std::string_view parameter = "ids");
// The objects of a bulk body, {"tickets": [{...}, ...]}; invalid for anything else.
Result<const json::array*> parse_objects(const Call& call, std::string_view name);

}  // namespace pult::api
