// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jobs/item.hpp"

#include <latch>

#include "base/log.hpp"
#include "jobs/rows.hpp"

namespace pult::jobs {
namespace {

constexpr std::size_t max_item_depth = 64;  // what a request may hold (32), and the wrapping around it

struct Running {
  std::int64_t position = 0;
  bool is_fresh = false;  // had no result before
  std::optional<json::value> item;
  std::optional<Error> error;
};

// The item, locked, when it has no result yet: two servers never do it both.
Result<std::optional<std::string>> take(sql::Transaction& tx, JobId job, std::int64_t position) {
  const std::string lock = tx.dialect() == sql::Dialect::postgres ? " FOR UPDATE" : "";
  return tx.one("SELECT item FROM job_items WHERE job_id = ?1 AND position = ?2 AND result IS NULL" + lock,
                {job, position}, [](const sql::Row& row) { return row.string(0); });
}

Result<void> keep_result(sql::Transaction& tx, JobId job, std::int64_t position, const json::object& result) {
  PULT_TRY(tx.run("UPDATE job_items SET result = ?3 WHERE job_id = ?1 AND position = ?2",
                  {job, position, json::serialize(result)}));
  return {};
}

Result<void> append_item(sql::Transaction& tx, JobId job, const json::value& item) {
  const auto total = PULT_TRY(tx.one_int64("UPDATE jobs SET total = total + 1 WHERE id = ?1 RETURNING total", {job}));
  return insert_items(tx, job, total.value_or(1) - 1, json::array{item});
}

Result<void> run_one(sql::Transaction& tx, const Job& job, const Step& step, Running& running) {
  running.is_fresh = false;
  const auto text = PULT_TRY(take(tx, job.id, running.position));
  if (!text) return {};
  running.is_fresh = true;
  json::parse_options options;
  options.max_depth = max_item_depth;
  running.item = json::parse(*text, {}, options);
  const auto actor = job.actor.value < 0 ? people::system_actor() : PULT_TRY(people::load_actor(tx, job.actor));
  auto result = PULT_TRY(step(tx, actor, *running.item, int(running.position)));
  if (const auto* next = result.if_contains(next_item_key)) {
    PULT_TRY(append_item(tx, job.id, *next));
    result.erase(next_item_key);
  }
  return keep_result(tx, job.id, running.position, result);
}

json::object failure_of(const Running& running) {
  const auto& error = *running.error;
  const bool internal = error.kind == ErrorKind::internal;
  std::string details = internal ? "Something went wrong on our side" : error.message;
  for (const auto& field : error.fields) details += "; " + field.description;
  json::object out{{"index", running.position}};
  if (const auto* item = running.item ? running.item->if_object() : nullptr)
    if (const auto* id = item->if_contains("id"); id && id->is_int64() && id->get_int64() > 0) out["id"] = *id;
  out["error"] = internal ? "InternalError" : error.code;
  out["details"] = std::move(details);
  out["success"] = false;
  return out;
}

// Stores what went wrong, each in a unit of its own for the case that the item was done meanwhile by another server.
bool keep_failure(sql::Database& database, const Job& job, const Running& running) {
  if (running.error->kind == ErrorKind::internal)
    log::error("jobs.item_failed",
               {{"job", job.name}, {"type", job.type}, {"code", running.error->code}, {"cause", running.error->cause}});
  const auto kept = sql::write_value(database, [&](sql::Transaction& tx) -> Result<bool> {
    if (!PULT_TRY(take(tx, job.id, running.position))) return false;
    PULT_TRY(keep_result(tx, job.id, running.position, failure_of(running)));
    return true;
  });
  return kept.value_or(false);
}

}  // namespace

Result<std::vector<std::int64_t>> waiting_items(sql::Transaction& tx, JobId job, std::int64_t first, int limit) {
  return tx.all(
      "SELECT position FROM job_items WHERE job_id = ?1 AND position >= ?2 AND result IS NULL "
      "ORDER BY position LIMIT ?3",
      {job, first, limit}, [](const sql::Row& row) { return row.int64(0); });
}

ItemsOutcome run_items(sql::Database& database, const Job& job, const Step& step,
                       const std::vector<std::int64_t>& positions) {
  std::vector<Running> all(positions.size());
  std::latch finished(std::ptrdiff_t(positions.size()));
  for (std::size_t i = 0; i < positions.size(); ++i) {
    all[i].position = positions[i];
    database.write([&, i](sql::Transaction& tx) { return run_one(tx, job, step, all[i]); },
                   [&, i](Result<void> result) {
                     if (!result) all[i].error = std::move(result).error();
                     finished.count_down();
                   });
  }
  finished.wait();
  ItemsOutcome outcome;
  for (const auto& one : all) {
    if (!one.error)
      outcome.done += one.is_fresh;
    else if (one.error->kind == ErrorKind::unavailable || !one.is_fresh)
      outcome.is_unavailable = true;
    else
      outcome.done += keep_failure(database, job, one);
  }
  return outcome;
}

}  // namespace pult::jobs
