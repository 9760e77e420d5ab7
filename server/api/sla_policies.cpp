// SPDX-License-Identifier: AGPL-3.0-or-later
// slas/policies: as they are kept; api/ticket_sla.cpp shows what comes of them.
#include "api/routes.hpp"
#include "api/rule_json.hpp"
#include "automation/sla_policy.hpp"

namespace pult::api {
namespace {

using automation::SlaPolicy;

json::object present(const Call& call, const SlaPolicy& policy) {
  return {{"url", call.url("slas/policies/" + std::to_string(policy.id.value))},
          {"id", policy.id.value},
          {"title", policy.title},
          {"description", text_or_null(policy.description)},
          {"position", policy.position},
          {"filter", rules::render_conditions(policy.filter)},
          {"policy_metrics", automation::render_sla_metrics(policy.metrics)},
          {"created_at", base::render_iso8601(policy.created_at)},
          {"updated_at", base::render_iso8601(policy.updated_at)}};
}

Result<SlaPolicy> load(Call& call) {
  auto policy = PULT_TRY(automation::find_sla_policy(call.tx, automation::SlaPolicyId(call.ids[0])));
  if (!policy) return base::fail_not_found();
  return std::move(*policy);
}

Result<Answer> list(Call& call) {
  return answer_in_order(call, "sla_policies", PULT_TRY(automation::list_sla_policies(call.tx)),
                         [&](const SlaPolicy& policy) { return present(call, policy); });
}

Result<Answer> show(Call& call) { return Answer{200, {{"sla_policy", present(call, PULT_TRY(load(call)))}}}; }

Result<void> read(const json::object& from, SlaPolicy& policy) {
  Body in(from);
  if (const auto v = in.text("title")) policy.title = *v;
  if (const auto v = in.text("description")) policy.description = *v;
  if (const auto v = in.id("position")) policy.position = *v;
  const auto* filter = in.object("filter");
  PULT_TRY(in.check());
  if (filter) policy.filter = PULT_TRY(rules::parse_conditions(*filter, rules::Place::sla));
  if (const auto* metrics = in.value("policy_metrics"))
    policy.metrics = PULT_TRY(automation::parse_sla_metrics(*metrics));
  return {};
}

Result<Answer> create(Call& call) {
  const auto* from = PULT_TRY(inner(call.body, "sla_policy"));
  SlaPolicy policy;
  PULT_TRY(read(*from, policy));
  if (!from->contains("filter")) return base::fail_field("filter", "BlankValue", "Filter: is needed");
  return answer_made("sla_policy",
                     present(call, PULT_TRY(automation::insert_sla_policy(call.tx, std::move(policy), call.now()))));
}

Result<Answer> update(Call& call) {
  auto policy = PULT_TRY(load(call));
  PULT_TRY(read(*PULT_TRY(inner(call.body, "sla_policy")), policy));
  PULT_TRY(automation::save_sla_policy(call.tx, policy, call.now()));
  return show(call);
}

Result<Answer> remove(Call& call) {
  PULT_TRY(automation::delete_sla_policy(call.tx, PULT_TRY(load(call)).id));
  return Answer{204, nullptr};
}

Result<Answer> reorder(Call& call) {
  Body in(call.body);
  const auto ids = in.ids("sla_policy_ids");
  PULT_TRY(in.check());
  if (!ids) return base::fail(ErrorKind::invalid, "InvalidAttribute", "sla_policy_ids must be a list of ids");
  const std::vector<automation::SlaPolicyId> order(ids->begin(), ids->end());
  PULT_TRY(automation::reorder_sla_policies(call.tx, order, call.now()));
  return list(call);
}

Result<Answer> definitions(Call& call) {
  const auto words = PULT_TRY(load_rule_words(call));
  return Answer{
      200,
      {{"definitions", rules::filter_definitions(
                           [&](std::string_view field, rules::Shape shape) { return words.choices(field, shape); },
                           words.custom_subjects("ticket_fields_"))}}};
}

}  // namespace

std::vector<Route> sla_policy_routes() {
  return {
      {"GET", "slas/policies", Who::agent, Mode::read, list},
      {"POST", "slas/policies", Who::admin, Mode::write, create},
      {"GET", "slas/policies/definitions", Who::agent, Mode::read, definitions},
      {"PUT", "slas/policies/reorder", Who::admin, Mode::write, reorder},
      {"GET", "slas/policies/{id}", Who::agent, Mode::read, show},
      {"PUT", "slas/policies/{id}", Who::admin, Mode::write, update},
      {"DELETE", "slas/policies/{id}", Who::admin, Mode::write, remove},
  };
}

}  // namespace pult::api
