// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jobs/jobs.hpp"

#include <algorithm>
#include <limits>

#include "crypto/crypto.hpp"
#include "jobs/rows.hpp"
#include "sql/insert_id.hpp"

namespace pult::jobs {
namespace {

constexpr std::size_t name_random_bytes = 16;
constexpr int rows_per_insert = 200;

std::string new_name() {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string out = "V3-";
  for (const unsigned char byte : crypto::random_bytes(name_random_bytes))
    out.append(1, digits[byte >> 4]).append(1, digits[byte & 15]);
  return out;
}

Result<void> check_room(sql::Transaction& tx) {
  const auto unfinished = PULT_TRY(
      tx.one_int64("SELECT COUNT(*) FROM (SELECT 1 FROM jobs WHERE state IN ('queued', 'working') AND actor_id > 0 "
                   "LIMIT ?1) AS bounded",
                   {max_unfinished}));
  if (unfinished.value_or(0) < max_unfinished) return {};
  return base::fail(ErrorKind::rate_limited, "TooManyJobs",
                    "Too many jobs are waiting or running. Try again when some of them have finished.", "10");
}

}  // namespace

Job map_job(const sql::Row& row) {
  Job job;
  job.id = row.id<JobId>(0);
  job.name = row.string(1);
  job.type = row.string(2);
  job.actor = row.id<UserId>(3);
  job.state = row.string(4);
  job.total = row.int64(5);
  job.progress = row.int64(6);
  job.message = row.string(7);
  job.created_at = row.int64(8);
  job.updated_at = row.int64(9);
  return job;
}

Result<void> insert_items(sql::Transaction& tx, JobId job, std::int64_t first, const json::array& items) {
  for (std::size_t at = 0; at < items.size(); at += rows_per_insert) {
    const auto end = std::min(items.size(), at + rows_per_insert);
    std::vector<std::string> texts;
    for (auto i = at; i < end; ++i) texts.push_back(json::serialize(items[i]));
    std::string sql = "INSERT INTO job_items (job_id, position, item) VALUES ";
    std::vector<sql::Param> params{job, first + std::int64_t(at)};
    for (const auto& text : texts) {
      params.emplace_back(text);
      const auto place = params.size() - 3;  // 0 for the first row
      sql += place ? ", " : "";
      sql += "(?1, ?2 + " + std::to_string(place) + ", ?" + std::to_string(params.size()) + ")";
    }
    PULT_TRY(tx.run(sql, params));
  }
  return {};
}

Result<Job> enqueue(sql::Transaction& tx, const people::Actor& actor, std::string_view type, const json::array& items,
                    Micros now) {
  if (!actor.is_system) PULT_TRY(check_room(tx));
  Job job;
  job.name = new_name();
  job.type = type;
  job.actor = actor.id();
  job.total = std::int64_t(items.size());
  job.created_at = job.updated_at = now;
  const auto id = PULT_TRY(
      sql::insert_id(tx,
                     "INSERT INTO jobs (name, type, actor_id, state, total, lease_until, created_at, updated_at) "
                     "VALUES (?1, ?2, ?3, 'queued', ?4, 0, ?5, ?5)",
                     {job.name, job.type, job.actor, job.total, now}));
  job.id = JobId(id.value_or(0));
  PULT_TRY(insert_items(tx, job.id, 0, items));
  tx.notify(channel, job.name);
  return job;
}

void notify_progress(sql::Transaction& tx, const Job& job) {
  if (job.actor.value > 0) tx.notify(progress_channel, std::to_string(job.actor.value) + " job " + job.name);
}

Result<std::optional<Job>> find_job(sql::Transaction& tx, std::string_view name) {
  return tx.one("SELECT " + std::string(job_columns) + " FROM jobs WHERE name = ?1", {name}, map_job);
}

Result<std::vector<Job>> list_jobs(sql::Transaction& tx, UserId actor, JobId before, std::int64_t offset, int limit) {
  std::string sql = "SELECT " + std::string(job_columns) + " FROM jobs WHERE id < ?1";
  std::vector<sql::Param> params{before ? before.value : std::numeric_limits<std::int64_t>::max(), limit, offset};
  if (actor) {
    params.emplace_back(actor);
    sql += " AND actor_id = ?4";
  }
  return tx.all(sql + " ORDER BY id DESC LIMIT ?2 OFFSET ?3", params, map_job);
}

Result<json::array> load_results(sql::Transaction& tx, JobId id, std::int64_t after, int limit) {
  json::array out;
  PULT_TRY(tx.each(
      "SELECT result FROM job_items WHERE job_id = ?1 AND position > ?2 AND result IS NOT NULL "
      "ORDER BY position LIMIT ?3",
      {id, after, limit}, [&](const sql::Row& row) -> Result<void> {
        boost::system::error_code broken;
        auto parsed = json::parse(row.text(0), broken);
        if (broken)
          return base::fail(ErrorKind::internal, "job_damaged", "A job's result cannot be read", broken.message());
        out.push_back(std::move(parsed));
        return {};
      }));
  return out;
}

Result<bool> kill(sql::Transaction& tx, const Job& job, Micros now) {
  const auto changed =
      PULT_TRY(tx.run("UPDATE jobs SET state = 'killed', message = ?2, updated_at = ?3 WHERE id = ?1 "
                      "AND state IN ('queued', 'working')",
                      {job.id, "Killed at " + render_moment(now), now}));
  if (changed > 0) notify_progress(tx, job);
  return changed > 0;
}

void continue_with(json::object& result, json::value item) { result[next_item_key] = std::move(item); }

std::string render_moment(Micros time) {
  auto text = base::render_iso8601(time);  // 2026-11-21T20:04:28Z
  text[10] = ' ';
  text.replace(19, 1, " +0000");
  return text;
}

Result<bool> forget(sql::Transaction& tx, Micros before) {
  constexpr std::size_t at_once = 20;
  const auto old =
      PULT_TRY(tx.all("SELECT id FROM jobs WHERE state NOT IN ('queued', 'working') AND updated_at < ?1 "
                      "ORDER BY updated_at LIMIT ?2",
                      {before, at_once}, [](const sql::Row& row) { return row.id<JobId>(0); }));
  for (const auto id : old) {
    PULT_TRY(tx.run("DELETE FROM job_items WHERE job_id = ?1", {id}));
    PULT_TRY(tx.run("DELETE FROM jobs WHERE id = ?1", {id}));
  }
  return old.size() == at_once;
}

}  // namespace pult::jobs
