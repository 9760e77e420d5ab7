// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/view_set.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "tickets/field_values.hpp"
#include "tickets/metrics.hpp"

namespace pult::tickets {

std::optional<std::string> FieldWords::type_of(std::int64_t id) const {
  const auto* field = definitions_->find_field(FieldId(id));
  if (!field || !field->active || field->target != FieldTarget::ticket || is_system(field->type)) return std::nullopt;
  return std::string(render_field_type(field->type, field->target));
}

std::optional<std::string> FieldWords::index_key(std::int64_t id, std::string_view value) const {
  const auto* field = definitions_->find_field(FieldId(id));
  if (!field) return std::nullopt;
  auto key = tickets::index_key(field->type, value);
  return key.empty() ? std::nullopt : std::optional(std::move(key));
}

std::optional<std::int64_t> FieldWords::person_field(bool of_organization, std::string_view key) const {
  const auto* field = definitions_->find_field(of_organization ? FieldTarget::organization : FieldTarget::user, key);
  return field && field->active ? std::optional(field->id.value) : std::nullopt;
}

namespace {

// What is put off is in no view that does not ask for it.
void hide_snoozed(rules::Program& program) {
  if (rules::uses(program, rules::What::snoozed)) return;
  program.all.push_back({.what = rules::What::snoozed, .mask = rules::not_snoozed});
}

}  // namespace

Result<rules::Program> compile_conditions(const rules::Conditions& conditions, const rules::CustomFields& fields) {
  auto program = PULT_TRY(rules::compile(conditions, fields));
  const auto narrows = [](const rules::Condition& one) {
    constexpr std::string_view names[] = {"status",   "custom_status_id", "type",
                                          "group_id", "assignee_id",      "requester_id"};
    return std::ranges::find(names, std::string_view(one.field)) != std::end(names);
  };
  if (std::ranges::none_of(conditions.all, narrows))
    return rules::bad_condition("all needs one of status, type, group, assignee or requester");
  return program;
}

CompiledView compile_view(View view, const rules::CustomFields& fields) {
  CompiledView out;
  out.view = std::move(view);
  auto program = rules::compile(out.view.conditions, fields);
  out.broken = !program;
  if (out.broken) return out;
  out.program = std::move(*program);
  hide_snoozed(out.program);
  out.counting = rules::counting_of(out.program);
  // Nobody but their owner looks at personal views; every change of every ticket would pay for them.
  if (out.counting == rules::Counting::tracked && out.view.owner) out.counting = rules::Counting::bounded;
  if (out.counting != rules::Counting::tracked) return out;
  out.of_ticket = rules::ticket_part(out.program);
  out.of_viewer = rules::viewer_part(out.program);
  return out;
}

std::optional<std::int64_t> KeptCounts::find(ViewId view, UserId user, Micros now) const {
  const std::scoped_lock lock(mutex_);
  const auto found = kept_.find({view, user});
  if (found == kept_.end() || found->second.second < now) return std::nullopt;
  return found->second.first;
}

void KeptCounts::keep(ViewId view, UserId user, std::int64_t value, Micros now) {
  constexpr Micros kept_for = 5 * base::second_us;
  constexpr std::size_t most = 10'000;
  const std::scoped_lock lock(mutex_);
  if (kept_.size() >= most) kept_.clear();
  kept_[{view, user}] = {value, now + kept_for};
}

const CompiledView* ViewSet::find(ViewId id) const {
  const auto found = by_id.find(id);
  return found == by_id.end() ? nullptr : found->second;
}

Result<std::shared_ptr<const ViewSet>> ViewCache::get(sql::Transaction& tx,
                                                      const std::shared_ptr<const Definitions>& definitions) {
  auto version =
      PULT_TRY(tx.one("SELECT value FROM settings WHERE name = 'views_version'", {}, [](const sql::Row& row) {
        return row.string(0);
      })).value_or("");
  {
    const std::scoped_lock lock(mutex_);
    if (kept_ && kept_->version == version && kept_->definitions == definitions) return kept_;
  }
  auto set = std::make_shared<ViewSet>();
  set->version = std::move(version);
  set->definitions = definitions;
  set->hours = PULT_TRY(load_business_hours(tx));
  set->fields = std::make_unique<FieldWords>(definitions, set->hours);
  for (auto& view : PULT_TRY(list_active_views(tx))) set->views.push_back(compile_view(std::move(view), *set->fields));
  for (const auto& view : set->views) {
    set->by_id[view.view.id] = &view;
    if (view.broken || view.counting != rules::Counting::tracked) continue;
    set->tracked.push_back(&view);
    set->needs_custom |= rules::uses(view.of_ticket, rules::What::custom);
  }
  std::ranges::sort(set->tracked, {}, [](const CompiledView* view) { return view->view.id; });
  const std::scoped_lock lock(mutex_);
  kept_ = set;
  return std::shared_ptr<const ViewSet>(std::move(set));
}

rules::Facts facts_of(const Ticket& ticket, const Definitions& definitions, bool with_custom) {
  rules::Facts facts;
  facts.status = int(ticket.status);
  facts.custom_status = ticket.custom_status.value;
  facts.group = ticket.group.value;
  facts.assignee = ticket.assignee.value;
  facts.requester = ticket.requester.value;
  facts.organization = ticket.organization.value;
  facts.brand = ticket.brand.value;
  facts.form = ticket.form.value;
  facts.priority = ticket.priority;
  facts.type = ticket.type;
  facts.tags = ticket.tags;
  facts.via = ticket.via;
  facts.recipient = ticket.recipient;
  facts.subject = ticket.subject;
  facts.is_public = ticket.is_public;
  const bool with_words = !ticket.satisfaction_comment.empty();
  facts.satisfaction = ticket.satisfaction_score == "offered" ? 1
                       : ticket.satisfaction_score == "bad"   ? 2 + with_words
                       : ticket.satisfaction_score == "good"  ? 4 + with_words
                                                              : 0;
  facts.custom_fields = ticket.custom_fields;
  facts.satisfaction_reason = ticket.satisfaction_reason;
  facts.due_at = ticket.due_at;
  facts.solved_at = ticket.solved_at;
  facts.created_at = ticket.created_at;
  facts.updated_at = ticket.updated_at;
  facts.is_snoozed = ticket.snoozed_until.has_value();
  if (!with_custom || ticket.custom_fields.size() <= 2) return facts;
  boost::system::error_code broken;
  const auto values = boost::json::parse(ticket.custom_fields, broken);
  if (broken || !values.is_object()) return facts;
  for (const auto* field : definitions.custom)
    if (const auto* value = values.get_object().if_contains(std::to_string(field->id.value)))
      for (auto& key : index_keys(*field, *value)) facts.custom.emplace_back(field->id.value, std::move(key));
  return facts;
}

rules::Viewer viewer_of(const people::Actor& actor, const rules::CustomFields& fields, Micros now) {
  rules::Viewer viewer;
  viewer.user = actor.id().value;
  for (const auto group : actor.groups) viewer.groups.push_back(group.value);
  viewer.now = now;
  viewer.fields = &fields;
  return viewer;
}

namespace {

// Tickets without a row of metrics have not changed since they were created (begin_metrics).
std::string measured(sql::Dialect dialect, rules::Moment moment) {
  const auto value = [&](std::size_t place) {
    const auto number =
        dialect == sql::Dialect::postgres
            ? "CAST(split_part(m.measured, ' ', " + std::to_string(place + 1) + ") AS BIGINT)"
            : "json_extract('[' || replace(m.measured, ' ', ',') || ']', '$[" + std::to_string(place) + "]')";
    return "(SELECT NULLIF(" + number + ", -1) FROM ticket_metrics m WHERE m.ticket_id = t.id)";
  };
  switch (moment) {
    case rules::Moment::assigned:
      return "CASE WHEN t.assignee_id IS NOT NULL THEN COALESCE(" + value(place_of(&Metrics::assigned_at)) +
             ", t.created_at) END";
    case rules::Moment::requester_updated:
      return "COALESCE(" + value(place_of(&Metrics::requester_updated_at)) + ", t.created_at)";
    case rules::Moment::assignee_updated: return value(place_of(&Metrics::assignee_updated_at));
    case rules::Moment::sla_due: return "(SELECT z.due_at FROM sla_tickets z WHERE z.ticket_id = t.id)";
    case rules::Moment::sla_breached: return "(SELECT z.breached_at FROM sla_tickets z WHERE z.ticket_id = t.id)";
    default: return "COALESCE(" + value(place_of(&Metrics::status_updated_at)) + ", t.created_at)";
  }
}

}  // namespace

rules::SqlWords sql_words(sql::Dialect dialect) {
  auto words = dialect == sql::Dialect::postgres ? rules::postgres_words() : rules::sqlite_words();
  words.measured = [dialect](rules::Moment moment) { return measured(dialect, moment); };
  return words;
}

}  // namespace pult::tickets
