// SPDX-License-Identifier: AGPL-3.0-or-later
// job_statuses: how background work is getting on. Agents see the jobs they asked for, admins all.
#include <algorithm>
#include <charconv>

#include "api/job_status.hpp"
#include "api/page.hpp"
#include "tickets/ticket.hpp"

namespace pult::api {
namespace {

// An import may have a million results; what it did not take stands in its report.
constexpr int max_results = 1'000;

UserId whose(const Call& call) { return call.actor.is_admin() ? UserId() : call.actor.id(); }

Result<std::optional<jobs::Job>> find(Call& call, std::string_view name) {
  auto job = PULT_TRY(jobs::find_job(call.tx, name));
  if (job && whose(call) && job->actor != call.actor.id()) return std::nullopt;
  return job;
}

Result<jobs::Job> load(Call& call) {
  auto job = PULT_TRY(find(call, call.word));
  if (!job) return base::fail_not_found();
  return std::move(*job);
}

Result<json::object> present(Call& call, const jobs::Job& job) {
  if (!job.is_finished()) return present_job(call, job, nullptr);
  return present_job(call, job, PULT_TRY(jobs::load_results(call.tx, job.id, -1, max_results)));
}

Result<Answer> show(Call& call) { return Answer{200, {{"job_status", PULT_TRY(present(call, PULT_TRY(load(call))))}}}; }

Result<Answer> show_many(Call& call) {
  const auto names = tickets::split_words(call.request.query_value("ids"));
  PULT_TRY(check_bulk(names.size(), "ids"));
  json::array list;
  for (const auto& name : names)
    if (const auto job = PULT_TRY(find(call, name))) list.push_back(PULT_TRY(present(call, *job)));
  const auto count = list.size();
  return Answer{
      200, {{"job_statuses", std::move(list)}, {"count", count}, {"next_page", nullptr}, {"previous_page", nullptr}}};
}

Result<Answer> list(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  const jobs::JobId before(page.after.empty() ? 0 : page.after[0]);
  auto rows = PULT_TRY(jobs::list_jobs(call.tx, whose(call), before, page.offset, page.fetch()));
  return Answer{200, list_answer(
                         call, page, "job_statuses", rows, [](const jobs::Job& job) { return job.id.value; },
                         [&](const jobs::Job& job) { return present_job(call, job, nullptr); }, {})};
}

Result<Answer> kill(Call& call) {
  const auto job = PULT_TRY(load(call));
  PULT_TRY(jobs::kill(call.tx, job, call.now()));
  return Answer{204, nullptr};
}

}  // namespace

json::object present_job(const Call& call, const jobs::Job& job, json::value results) {
  const bool waits = job.state == "queued";
  return {{"id", job.name},
          {"url", call.url("job_statuses/" + job.name)},
          {"job_type", job.type},
          {"total", job.total},
          {"progress", waits ? json::value(nullptr) : json::value(job.progress)},
          {"status", job.state},
          {"message", job.message.empty() ? json::value(nullptr) : json::value(job.message)},
          {"results", std::move(results)}};
}

Result<Answer> answer_job(Call& call, std::string_view type, const json::array& items) {
  const auto job = PULT_TRY(jobs::enqueue(call.tx, call.actor, type, items, call.now()));
  return Answer{200, {{"job_status", present_job(call, job, nullptr)}}};
}

Result<void> check_bulk(std::size_t count, std::string_view parameter) {
  if (count <= max_bulk) return {};
  return base::fail(ErrorKind::invalid, "TooManyValues",
                    "Parameter " + std::string(parameter) + " cannot specify more than 100 values");
}

Result<std::vector<std::int64_t>> parse_ids(const Call& call, std::string_view parameter) {
  const auto words = tickets::split_words(call.request.query_value(parameter));
  if (words.empty())
    return base::fail(ErrorKind::invalid, "InvalidValue", "Parameter " + std::string(parameter) + " is required");
  PULT_TRY(check_bulk(words.size(), parameter));
  std::vector<std::int64_t> ids;
  for (const auto& word : words) {
    std::int64_t id = -1;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), id);
    ids.push_back(error == std::errc() && end == word.data() + word.size() && id > 0 ? id : -1);
  }
  return ids;
}

Result<const json::array*> parse_objects(const Call& call, std::string_view name) {
  const auto* list = call.body.if_contains(name);
  const bool fits = list && list->is_array() &&
                    std::ranges::all_of(list->get_array(), [](const json::value& one) { return one.is_object(); });
  if (!fits)
    return base::fail(ErrorKind::invalid, "InvalidValue",
                      "The request body must hold an array of objects named " + std::string(name) + ".");
  PULT_TRY(check_bulk(list->get_array().size(), name));
  return &list->get_array();
}

std::vector<Route> job_status_routes() {
  return {
      {"GET", "job_statuses", Who::agent, Mode::read, list},
      {"GET", "job_statuses/show_many", Who::agent, Mode::read, show_many},
      {"GET", "job_statuses/{word}", Who::agent, Mode::read, show},
      {"DELETE", "job_statuses/{word}", Who::agent, Mode::write, kill},
  };
}

}  // namespace pult::api
