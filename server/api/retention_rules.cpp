// SPDX-License-Identifier: AGPL-3.0-or-later
// retention_rules: what goes by itself after a time, what that would be now, and doing it once a day.
#include "privacy/retention.hpp"

#include "api/body.hpp"
#include "api/erasures.hpp"
#include "api/forget.hpp"
#include "api/job_kinds.hpp"
#include "api/job_status.hpp"
#include "api/page.hpp"
#include "api/present.hpp"
#include "api/routes.hpp"
#include "channels/mail/ledger.hpp"
#include "channels/mail/suspended.hpp"
#include "people/audit_log.hpp"
#include "privacy/sweep.hpp"

namespace pult::api {
namespace {

using privacy::Rule;

constexpr std::string_view retention_type = "Apply Retention Rule";
constexpr std::int64_t most_counted = 10'000;
constexpr int sample_size = 10, at_once = 20, comments_at_once = 100;

json::object present(const Call& call, const Rule& rule) {
  return {{"url", call.url("retention_rules/" + std::to_string(rule.id.value))},
          {"id", rule.id.value},
          {"name", rule.name},
          {"kind", rule.kind},
          {"action", rule.action},
          {"age_days", rule.age_days},
          {"group_id", id_or_null(rule.group)},
          {"brand_id", id_or_null(rule.brand)},
          {"tag", text_or_null(rule.tag)},
          {"except_tag", text_or_null(rule.except_tag)},
          {"active", rule.active},
          {"last_run_at", time_or_null(rule.last_run_at)},
          {"last_count", rule.last_count},
          {"created_at", base::render_iso8601(rule.created_at)},
          {"updated_at", base::render_iso8601(rule.updated_at)}};
}

Result<void> apply_input(Body& in, Rule& rule) {
  if (auto v = in.text("name")) rule.name = std::move(*v);
  if (auto v = in.text("kind")) rule.kind = std::move(*v);
  if (auto v = in.text("action")) rule.action = std::move(*v);
  if (const auto v = in.id("age_days")) rule.age_days = *v;
  if (const auto v = in.id("group_id")) rule.group = GroupId(*v);
  if (const auto v = in.id("brand_id")) rule.brand = tickets::BrandId(*v);
  if (auto v = in.text("tag")) rule.tag = std::move(*v);
  if (auto v = in.text("except_tag")) rule.except_tag = std::move(*v);
  if (const auto v = in.boolean("active")) rule.active = *v;
  return in.check();
}

Result<Answer> list(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  auto rows = PULT_TRY(privacy::list_rules(call.tx));
  return Answer{200, whole_list_answer(
                         call, page, "retention_rules", rows, [](const Rule& rule) { return rule.id.value; },
                         [&](const Rule& rule) { return present(call, rule); })};
}

Result<Answer> show(Call& call) {
  const auto rule = PULT_TRY(privacy::load_rule(call.tx, privacy::RuleId(call.ids[0])));
  return Answer{200, {{"retention_rule", present(call, rule)}}};
}

Result<Answer> create(Call& call) {
  Body in(*PULT_TRY(inner(call.body, "retention_rule")));
  Rule rule;
  PULT_TRY(apply_input(in, rule));
  return answer_made("retention_rule", present(call, PULT_TRY(privacy::create_rule(call.tx, rule, call.now()))));
}

Result<Answer> update(Call& call) {
  auto rule = PULT_TRY(privacy::load_rule(call.tx, privacy::RuleId(call.ids[0])));
  Body in(*PULT_TRY(inner(call.body, "retention_rule")));
  PULT_TRY(apply_input(in, rule));
  PULT_TRY(privacy::save_rule(call.tx, rule, call.now()));
  return show(call);
}

Result<Answer> remove(Call& call) {
  PULT_TRY(privacy::delete_rule(call.tx, PULT_TRY(privacy::load_rule(call.tx, privacy::RuleId(call.ids[0]))).id));
  return Answer{204, nullptr};
}

// What the things are called that would go.
Result<json::array> sample(Call& call, const Rule& rule) {
  json::array out;
  const auto ids = PULT_TRY(privacy::list_due(call.tx, rule, 0, sample_size, call.now()));
  for (const auto id : ids) {
    const auto* const sql = rule.kind == "people" ? "SELECT name, updated_at FROM users WHERE id = ?1"
                            : rule.kind == "suspended_tickets"
                                ? "SELECT subject, created_at FROM suspended_tickets "
                                  "WHERE id = ?1"
                                : "SELECT subject, updated_at FROM tickets WHERE id = ?1";
    PULT_TRY(call.tx.each(sql, {id}, [&](const sql::Row& row) -> Result<void> {
      out.push_back(
          json::object{{"id", id}, {"title", row.string(0)}, {"changed_at", base::render_iso8601(row.int64(1))}});
      return {};
    }));
  }
  return out;
}

Result<Answer> answer_preview(Call& call, const Rule& rule) {
  PULT_TRY(privacy::check_rule(rule));
  const auto count = PULT_TRY(privacy::count_due(call.tx, rule, most_counted + 1, call.now()));
  return Answer{200,
                {{"retention_preview",
                  {{"count", std::min(count, most_counted)},
                   {"is_more", count > most_counted},
                   {"sample", PULT_TRY(sample(call, rule))}}}}};
}

Result<Answer> preview(Call& call) {
  Body in(*PULT_TRY(inner(call.body, "retention_rule")));
  Rule rule;
  rule.name = "preview";
  PULT_TRY(apply_input(in, rule));
  return answer_preview(call, rule);
}

Result<Answer> preview_one(Call& call) {
  return answer_preview(call, PULT_TRY(privacy::load_rule(call.tx, privacy::RuleId(call.ids[0]))));
}

json::array items_of(privacy::RuleId rule) {
  json::array out;
  out.push_back(json::object{{"id", rule.value}, {"after", 0}, {"count", 0}});
  return out;
}

Result<Answer> run(Call& call) {
  const auto rule = PULT_TRY(privacy::load_rule(call.tx, privacy::RuleId(call.ids[0])));
  return answer_job(call, retention_type, items_of(rule.id));
}

// ---- doing it

Result<void> empty_ticket(Call& call, TicketId id) {
  tickets::CommentFilter filter;
  filter.ticket = id;
  filter.limit = comments_at_once;
  for (bool more = true; more;) {
    const auto comments = PULT_TRY(tickets::list_comments(call.tx, filter));
    for (const auto& comment : comments) {
      PULT_TRY(
          forget_content(call, PULT_TRY(privacy::blank_comment(call.tx, call.services.desk, call.actor, comment.id))));
      filter.after = comment.id;
    }
    more = int(comments.size()) == comments_at_once;
  }
  return privacy::note_emptied(call.tx, id, call.now());
}

Result<void> delete_ticket(Call& call, TicketId id) {
  const auto gone = PULT_TRY(call.services.desk.remove(call.tx, call.actor, id));
  return purge_ticket(call.tx, call.services.desk, gone.ticket);
}

Result<void> drop_suspended(Call& call, std::int64_t id) {
  const auto suspended = PULT_TRY(channels::mail::find_suspended(call.tx, channels::mail::SuspendedId(id)));
  if (!suspended) return {};
  PULT_TRY(channels::mail::delete_suspended(call.tx, suspended->id));
  return forget_mail(call, suspended->inbound);
}

Result<void> erase_person(Call& call, UserId id) {
  const auto user = PULT_TRY(people::load_user(call.tx, id));
  const auto items = PULT_TRY(erase(call.tx, call.actor, user, privacy::Content::keep, call.now()));
  PULT_TRY(jobs::enqueue(call.tx, call.actor, erase_person_type, items, call.now()));
  return {};
}

Result<void> apply(Call& call, const Rule& rule, std::int64_t id) {
  if (rule.kind == "people") return erase_person(call, UserId(id));
  if (rule.kind == "suspended_tickets") return drop_suspended(call, id);
  return rule.action == "delete" ? delete_ticket(call, TicketId(id)) : empty_ticket(call, TicketId(id));
}

Result<void> conclude(Call& call, const Rule& rule, std::int64_t count) {
  PULT_TRY(privacy::note_run(call.tx, rule.id, count, call.now()));
  people::audit_log::Entry entry;
  entry.action = "destroy";
  entry.source_type = "retention_rule";
  entry.source_id = rule.id.value;
  entry.source_label = rule.name;
  entry.change_description = rule.kind + ", " + rule.action + ": " + std::to_string(count);
  return people::audit_log::record(call.tx, call.actor, std::move(entry), call.now());
}

// A few at a time; the desk itself does it, whoever asked.
Result<json::object> step(Call& asked, privacy::RuleId id, int index) {
  auto call = step_call(asked.tx, people::system_actor(), asked.body, asked.services);
  const auto rule = PULT_TRY(privacy::load_rule(call.tx, id));
  auto count = call.body.at("count").as_int64(), after = call.body.at("after").as_int64();
  const auto due = PULT_TRY(privacy::list_due(call.tx, rule, after, at_once, call.now()));
  for (const auto one : due) {
    PULT_TRY(apply(call, rule, one));
    after = one;
    ++count;
  }
  json::object done{{"index", index}, {"id", rule.id.value}, {"count", count}, {"success", true}};
  if (int(due.size()) == at_once)
    jobs::continue_with(done, json::object{{"id", rule.id.value}, {"after", after}, {"count", count}});
  else
    PULT_TRY(conclude(call, rule, count));
  return done;
}

}  // namespace

void add_retention_jobs(jobs::Runner& runner, Services& services) {
  runner.handle(std::string(retention_type), item_kind(step, services));
}

void add_retention_timer(timers::Runner& runner, Services& services) {
  runner.handle(
      std::string(privacy::retention_timer), {[&services](sql::Transaction& tx, const std::string&) -> Result<void> {
        bool any = false;
        for (const auto& rule : PULT_TRY(privacy::list_rules(tx))) {
          if (!rule.active) continue;
          any = true;
          PULT_TRY(jobs::enqueue(tx, people::system_actor(), retention_type, items_of(rule.id), services.now()));
        }
        if (!any) return {};
        return timers::set(tx, privacy::retention_timer, privacy::daily, privacy::next_run(services.now()));
      }});
}

std::vector<Route> retention_routes() {
  return {
      {"GET", "retention_rules", Who::admin, Mode::read, list},
      {"POST", "retention_rules", Who::admin, Mode::write, create},
      {"POST", "retention_rules/preview", Who::admin, Mode::read, preview},
      {"GET", "retention_rules/{id}", Who::admin, Mode::read, show},
      {"PUT", "retention_rules/{id}", Who::admin, Mode::write, update},
      {"DELETE", "retention_rules/{id}", Who::admin, Mode::write, remove},
      {"GET", "retention_rules/{id}/preview", Who::admin, Mode::read, preview_one},
      {"POST", "retention_rules/{id}/run", Who::admin, Mode::write, run},
  };
}

}  // namespace pult::api
