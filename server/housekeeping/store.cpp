// SPDX-License-Identifier: AGPL-3.0-or-later
#include "housekeeping/store.hpp"

#include <algorithm>
#include <map>

#include "crypto/crypto.hpp"
#include "housekeeping/words.hpp"
#include "sql/insert_id.hpp"
#include "sql/params.hpp"

namespace pult::housekeeping {
namespace {

const std::string report_columns = "id, state, asked_by, created_at, finished_at";
const std::string finding_columns = "id, kind, confidence, body, state, undo, acted_by, acted_at, created_at";

Report map_report(const sql::Row& row) {
  return {row.id<ReportId>(0), row.string(1), row.id<UserId>(2), row.int64(3), row.optional_int64(4)};
}

std::string text_in(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::string render_body(const Finding& finding) {
  json::object out{{"type", finding.subject.type},
                   {"id", finding.subject.id},
                   {"title", finding.subject.title},
                   {"detail", finding.detail},
                   {"facts", finding.facts}};
  if (finding.fix) {
    out["action"] = finding.fix->action;
    out["with"] = finding.fix->with;
  }
  return json::serialize(out);
}

StoredFinding map_finding(const sql::Row& row) {
  StoredFinding out;
  out.id = row.id<FindingId>(0);
  auto& finding = out.finding;
  finding.kind = row.string(1);
  finding.confidence = int(row.int64(2));
  const auto body = json::parse(row.text(3)).as_object();
  finding.subject = {text_in(body, "type"), text_in(body, "id"), text_in(body, "title")};
  finding.detail = text_in(body, "detail");
  finding.facts = body.at("facts").as_object();
  if (const auto action = text_in(body, "action"); !action.empty())
    finding.fix = Fix{action, body.at("with").as_object()};
  out.state = row.string(4);
  out.undo = row.string(5);
  out.acted_by = row.id<UserId>(6);
  out.acted_at = row.optional_int64(7);
  out.created_at = row.int64(8);
  return out;
}

Result<void> keep(sql::Transaction& tx, const Report& report, const Finding& finding, Micros now) {
  PULT_TRY(tx.run(
      "INSERT INTO housekeeping_findings (digest, report_id, kind, confidence, body, state, created_at) VALUES "
      "(?1, ?2, ?3, ?4, ?5, 'open', ?6) ON CONFLICT (digest) DO UPDATE SET report_id = excluded.report_id, "
      "confidence = excluded.confidence, body = excluded.body, state = CASE housekeeping_findings.state WHEN "
      "'fixed' THEN 'open' ELSE housekeeping_findings.state END",
      {crypto::sha256_hex(finding.key()), report.id, finding.kind, finding.confidence, render_body(finding), now}));
  return {};
}

std::size_t place_of(const StoredFinding& one) {
  const auto kinds = all_kinds();
  return std::size_t(std::ranges::find(kinds, std::string_view(one.finding.kind)) - kinds.begin());
}

}  // namespace

Result<Report> ask_for_report(sql::Transaction& tx, UserId asked_by, Micros now) {
  const auto unfinished =
      PULT_TRY(tx.one("SELECT " + report_columns +
                          " FROM housekeeping_reports WHERE state IN ('queued', 'working') ORDER BY id LIMIT 1",
                      {}, map_report));
  if (unfinished) return *unfinished;
  // What failed or was fine a while ago is followed again.
  PULT_TRY(tx.run("UPDATE link_checks SET due_at = ?1 WHERE due_at > ?1 AND (failures > 0 OR due_at < ?2)",
                  {now, now + 6 * base::day_us}));
  const auto id = PULT_TRY(
      sql::insert_id(tx, "INSERT INTO housekeeping_reports (state, asked_by, created_at) VALUES ('queued', ?1, ?2)",
                     {asked_by.value, now}));
  tx.notify(channel, "");
  return Report{ReportId(id.value_or(0)), "queued", asked_by, now, std::nullopt};
}

Result<std::optional<Report>> newest_report(sql::Transaction& tx) {
  return tx.one("SELECT " + report_columns + " FROM housekeeping_reports ORDER BY id DESC LIMIT 1", {}, map_report);
}

Result<ReportId> newest_finished(sql::Transaction& tx) {
  const auto id =
      PULT_TRY(tx.one_int64("SELECT COALESCE(MAX(id), 0) FROM housekeeping_reports WHERE state = 'completed'"));
  return ReportId(id.value_or(0));
}

Result<std::optional<Report>> find_report(sql::Transaction& tx, ReportId id) {
  return tx.one("SELECT " + report_columns + " FROM housekeeping_reports WHERE id = ?1", {id.value}, map_report);
}

Result<std::optional<Report>> claim_report(sql::Transaction& tx, Micros now, Micros lease_until) {
  const std::string lock = tx.dialect() == sql::Dialect::postgres ? " FOR UPDATE SKIP LOCKED" : "";
  return tx.one(
      "UPDATE housekeeping_reports SET lease_until = ?2, state = 'working' "
      "WHERE id IN (SELECT id FROM housekeeping_reports WHERE state IN ('queued', 'working') AND "
      "lease_until <= ?1 ORDER BY id LIMIT 1" +
          lock + ") RETURNING " + report_columns,
      {now, lease_until}, map_report);
}

Result<void> set_state(sql::Transaction& tx, const Report& report, std::string_view state, Micros now) {
  const bool ends = state == "completed" || state == "failed";
  PULT_TRY(tx.run("UPDATE housekeeping_reports SET state = ?2, finished_at = ?3 WHERE id = ?1",
                  {report.id, state, ends ? sql::Param(now) : sql::Param(sql::Null{})}));
  // Of old ones nobody asks any more.
  PULT_TRY(tx.run("DELETE FROM housekeeping_reports WHERE id < ?1 - 20", {report.id}));
  tell_progress(tx, report.asked_by, "report");
  return {};
}

Result<void> keep_findings(sql::Transaction& tx, const Report& report, const Findings& findings, Micros now) {
  PULT_TRY(tx.run("UPDATE housekeeping_findings SET report_id = 0 WHERE report_id = ?1", {report.id}));
  std::map<std::string_view, std::size_t> told;
  for (const auto& finding : findings)
    if (++told[finding.kind] <= max_of_kind) PULT_TRY(keep(tx, report, finding, now));
  PULT_TRY(
      tx.run("DELETE FROM housekeeping_tickets WHERE finding_id IN (SELECT id FROM housekeeping_findings WHERE "
             "state = 'fixed' AND acted_at < ?1)",
             {now - undo_for}));
  PULT_TRY(
      tx.run("DELETE FROM housekeeping_findings WHERE (state = 'open' AND report_id <> ?1) OR (state = 'fixed' AND "
             "acted_at < ?2)",
             {report.id, now - undo_for}));
  return {};
}

Result<std::vector<StoredFinding>> list_findings(sql::Transaction& tx, ReportId report, Micros now) {
  auto found = PULT_TRY(tx.all("SELECT " + finding_columns +
                                   " FROM housekeeping_findings WHERE report_id = ?1 OR (state IN ('fixing', 'fixed', "
                                   "'undoing') AND acted_at >= ?2) ORDER BY id",
                               {report.value, now - undo_for}, map_finding));
  std::ranges::sort(
      found, {}, [](const StoredFinding& one) { return std::tuple(place_of(one), -one.finding.confidence, one.id); });
  return found;
}

Result<std::optional<StoredFinding>> find_finding(sql::Transaction& tx, FindingId id) {
  return tx.one("SELECT " + finding_columns + " FROM housekeeping_findings WHERE id = ?1", {id.value}, map_finding);
}

Result<std::optional<StoredFinding>> find_finding_for_update(sql::Transaction& tx, FindingId id) {
  const std::string lock = tx.dialect() == sql::Dialect::postgres ? " FOR UPDATE" : "";
  return tx.one("SELECT " + finding_columns + " FROM housekeeping_findings WHERE id = ?1" + lock, {id.value},
                map_finding);
}

Result<void> save_finding(sql::Transaction& tx, const StoredFinding& finding) {
  PULT_TRY(tx.run("UPDATE housekeeping_findings SET state = ?2, undo = ?3, acted_by = ?4, acted_at = ?5 WHERE id = ?1",
                  {finding.id, finding.state, sql::text_or_null(finding.undo), finding.acted_by, finding.acted_at}));
  return {};
}

void tell_progress(sql::Transaction& tx, UserId user, std::string_view name) {
  if (user.value > 0) tx.notify("progress", std::to_string(user.value) + " housekeeping " + std::string(name));
}

}  // namespace pult::housekeeping
