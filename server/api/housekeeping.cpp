// SPDX-License-Identifier: AGPL-3.0-or-later
// housekeeping: what has become wrong with the desk, as the newest report says, and mending it at a click.
#include "api/job_kinds.hpp"
#include "api/page.hpp"
#include "api/present.hpp"
#include "api/routes.hpp"
#include "channels/webhooks/service.hpp"
#include "housekeeping/fix_job.hpp"
#include "housekeeping/words.hpp"
#include "people/audit_log.hpp"

namespace pult::api {
namespace {

using housekeeping::FindingId;
using housekeeping::Report;
using housekeeping::StoredFinding;

json::object present_finding(const Call& call, const StoredFinding& stored) {
  const auto& finding = stored.finding;
  json::object out{
      {"url", call.url("housekeeping/findings/" + std::to_string(stored.id.value))},
      {"id", stored.id.value},
      {"kind", finding.kind},
      {"state", stored.state},
      {"confidence", finding.confidence},
      {"evidence", housekeeping::evidence_of(finding)},
      {"facts", finding.facts},
      {"subject", {{"type", finding.subject.type}, {"id", finding.subject.id}, {"title", finding.subject.title}}},
      {"fix", nullptr},
      {"acted_by_id", id_or_null(stored.acted_by)},
      {"acted_at", time_or_null(stored.acted_at)},
      {"created_at", base::render_iso8601(stored.created_at)}};
  if (finding.fix)
    out["fix"] = json::object{{"action", finding.fix->action},
                              {"description", housekeeping::proposal_of(finding)},
                              {"with", finding.fix->with}};
  return out;
}

json::object present_report(const Call& call, const Report& report) {
  return {{"url", call.url("housekeeping/report")},
          {"id", report.id.value},
          {"state", report.state},
          {"asked_by_id", report.asked_by.value > 0 ? json::value(report.asked_by.value) : json::value(nullptr)},
          {"created_at", base::render_iso8601(report.created_at)},
          {"finished_at", time_or_null(report.finished_at)}};
}

// Findings of one kind after the other, in the order of the kinds.
json::array group_by_kind(const Call& call, const std::vector<StoredFinding>& findings) {
  json::array groups;
  for (std::size_t i = 0; i < findings.size();) {
    json::array of_kind;
    const auto& kind = findings[i].finding.kind;
    std::int64_t open = 0;
    auto end = i;
    for (; end < findings.size() && findings[end].finding.kind == kind; ++end) {
      open += findings[end].state == "open";
      of_kind.push_back(present_finding(call, findings[end]));
    }
    groups.push_back(json::object{{"kind", kind}, {"open_count", open}, {"findings", std::move(of_kind)}});
    i = end;
  }
  return groups;
}

// Without one: null, and no groups. While a report is being made the one before it stands beside.
Result<Answer> show(Call& call) {
  const auto newest = PULT_TRY(housekeeping::newest_report(call.tx));
  json::object body{{"report", nullptr}, {"open_count", 0}, {"groups", json::array()}};
  if (!newest) return Answer{200, std::move(body)};
  const auto told = newest->state == "completed" ? newest->id : PULT_TRY(housekeeping::newest_finished(call.tx));
  const auto findings = PULT_TRY(housekeeping::list_findings(call.tx, told, call.now()));
  std::int64_t open = 0;
  for (const auto& one : findings) open += one.state == "open";
  body["report"] = present_report(call, *newest);
  body["open_count"] = open;
  body["groups"] = group_by_kind(call, findings);
  return Answer{200, std::move(body)};
}

Result<Answer> ask(Call& call) {
  const auto report = PULT_TRY(housekeeping::ask_for_report(call.tx, call.actor.id(), call.now()));
  return Answer{202, {{"report", present_report(call, report)}}};
}

Result<Answer> show_finding(Call& call) {
  const auto found = PULT_TRY(housekeeping::find_finding(call.tx, FindingId(call.ids[0])));
  if (!found) return base::fail_not_found();
  return Answer{200, {{"finding", present_finding(call, *found)}}};
}

// What housekeeping does to settings stands in the log of admins' changes as well.
Result<void> log_change(Call& call, const StoredFinding& stored, std::string words) {
  people::audit_log::Entry entry;
  entry.action = "update";
  entry.source_type = "housekeeping";
  entry.source_label = stored.finding.subject.title;
  entry.change_description = std::move(words);
  return people::audit_log::record(call.tx, call.actor, std::move(entry), call.now());
}

void expect_changes(Call& call, const StoredFinding& stored) {
  if (stored.finding.subject.type == "webhook" && call.services.webhooks) call.services.webhooks->expect_change();
}

housekeeping::Acting acting_of(Call& call) { return {call.tx, call.services.desk, call.actor}; }

Result<Answer> fix(Call& call) {
  const auto stored = PULT_TRY(housekeeping::fix(acting_of(call), FindingId(call.ids[0])));
  expect_changes(call, stored);
  PULT_TRY(log_change(call, stored, housekeeping::proposal_of(stored.finding)));
  return Answer{200, {{"finding", present_finding(call, stored)}}};
}

Result<Answer> undo(Call& call) {
  const auto stored = PULT_TRY(housekeeping::undo(acting_of(call), FindingId(call.ids[0])));
  expect_changes(call, stored);
  PULT_TRY(log_change(call, stored, "Undone: " + housekeeping::proposal_of(stored.finding)));
  return Answer{200, {{"finding", present_finding(call, stored)}}};
}

Result<Answer> dismiss(Call& call) {
  const auto stored = PULT_TRY(housekeeping::set_dismissed(acting_of(call), FindingId(call.ids[0]), true));
  return Answer{200, {{"finding", present_finding(call, stored)}}};
}

Result<Answer> restore(Call& call) {
  const auto stored = PULT_TRY(housekeeping::set_dismissed(acting_of(call), FindingId(call.ids[0]), false));
  return Answer{200, {{"finding", present_finding(call, stored)}}};
}

}  // namespace

void add_housekeeping_jobs(jobs::Runner& runner, Services& services) {
  runner.handle(std::string(housekeeping::fix_job),
                {[&services](sql::Transaction& tx, const people::Actor& actor, const json::value& item, int) {
                   return housekeeping::fix_step({tx, services.desk, actor}, item);
                 },
                 1});
}

std::vector<Route> housekeeping_routes() {
  return {
      {"GET", "housekeeping/report", Who::admin, Mode::read, show},
      {"POST", "housekeeping/reports", Who::admin, Mode::write, ask},
      {"GET", "housekeeping/findings/{id}", Who::admin, Mode::read, show_finding},
      {"POST", "housekeeping/findings/{id}/fix", Who::admin, Mode::write, fix},
      {"POST", "housekeeping/findings/{id}/undo", Who::admin, Mode::write, undo},
      {"POST", "housekeeping/findings/{id}/dismiss", Who::admin, Mode::write, dismiss},
      {"POST", "housekeeping/findings/{id}/restore", Who::admin, Mode::write, restore},
  };
}

}  // namespace pult::api
