// SPDX-License-Identifier: AGPL-3.0-or-later
#include "automation/sla_policy.hpp"

#include <algorithm>
#include <array>

#include "sla/deadline.hpp"
#include "sql/insert_id.hpp"
#include "sql/params.hpp"
#include "tickets/view.hpp"

namespace pult::automation {
namespace {

namespace json = boost::json;

constexpr std::size_t max_policies = 500;
constexpr std::size_t max_metrics = 100;
constexpr std::int64_t max_target_seconds = 10LL * 365 * 24 * 3600;
constexpr std::array<std::string_view, 4> priority_words{"low", "normal", "high", "urgent"};

const std::string columns = "id, title, description, position, filter, metrics, created_at, updated_at";

template <std::size_t N>
bool among(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

std::string text_of(const json::object& from, std::string_view name) {
  const auto* value = from.if_contains(name);
  return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::int64_t number_of(const json::object& from, std::string_view name) {
  const auto* value = from.if_contains(name);
  return value && value->is_int64() ? value->get_int64() : 0;
}

SlaPolicy map(const sql::Row& row) {
  SlaPolicy policy;
  policy.id = row.id<SlaPolicyId>(0);
  policy.title = row.string(1);
  policy.description = row.string(2);
  policy.position = row.int64(3);
  policy.filter = rules::parse_stored(row.text(4));
  boost::system::error_code broken;
  if (auto metrics = parse_sla_metrics(json::parse(row.text(5), broken))) policy.metrics = std::move(*metrics);
  policy.created_at = row.int64(6);
  policy.updated_at = row.int64(7);
  return policy;
}

Result<void> check(const SlaPolicy& policy) {
  if (policy.title.find_first_not_of(" \t\r\n") == std::string::npos)
    return base::fail_field("title", "BlankValue", "Title: cannot be blank");
  return {};
}

}  // namespace

Result<std::vector<SlaMetric>> parse_sla_metrics(const json::value& from) {
  const auto bad = [](std::string why) {
    return base::fail_field("policy_metrics", "InvalidValue", "Policy metrics: " + std::move(why));
  };
  const auto* list = from.if_array();
  if (!list || list->size() > max_metrics) return bad("must be a list of at most 100");
  std::vector<SlaMetric> out;
  for (const auto& one : *list) {
    const auto* object = one.if_object();
    if (!object) return bad("each must be an object");
    SlaMetric metric{text_of(*object, "priority"), text_of(*object, "metric"), number_of(*object, "target_in_seconds")};
    if (metric.target_seconds == 0) {
      const auto minutes = number_of(*object, "target");
      metric.target_seconds = minutes > max_target_seconds / 60 ? -1 : minutes * 60;
    }
    const auto* business = object->if_contains("business_hours");
    metric.business_hours = business && business->is_bool() && business->get_bool();
    if (!among(priority_words, metric.priority)) return bad("\"" + metric.priority + "\" is not a priority");
    if (!among(sla::metric_words, metric.metric)) return bad("\"" + metric.metric + "\" is not a metric");
    if (metric.target_seconds <= 0 || metric.target_seconds > max_target_seconds)
      return bad("a target is a number of minutes above 0");
    const bool repeated = std::ranges::any_of(out, [&](const SlaMetric& other) {
      return other.metric == metric.metric && other.priority == metric.priority;
    });
    if (repeated) return bad(metric.metric + " has two targets for " + metric.priority);
    out.push_back(std::move(metric));
  }
  return out;
}

json::array render_sla_metrics(const std::vector<SlaMetric>& metrics) {
  json::array out;
  for (const auto& metric : metrics)
    out.push_back(json::object{{"priority", metric.priority},
                               {"metric", metric.metric},
                               {"target", metric.target_seconds / 60},
                               {"target_in_seconds", metric.target_seconds},
                               {"business_hours", metric.business_hours}});
  return out;
}

Result<std::vector<SlaPolicy>> list_sla_policies(sql::Transaction& tx) {
  return tx.all("SELECT " + columns + " FROM sla_policies ORDER BY position, id", {}, map);
}

Result<std::optional<SlaPolicy>> find_sla_policy(sql::Transaction& tx, SlaPolicyId id) {
  return tx.one("SELECT " + columns + " FROM sla_policies WHERE id = ?1", {id.value}, map);
}

Result<SlaPolicy> insert_sla_policy(sql::Transaction& tx, SlaPolicy policy, Micros now) {
  PULT_TRY(check(policy));
  const auto others = PULT_TRY(list_sla_policies(tx));
  if (others.size() >= max_policies) return base::fail_field("base", "TooManyValues", "There are too many policies");
  if (policy.position == 0) policy.position = others.empty() ? 1 : others.back().position + 1;
  const auto filter = rules::render_stored(policy.filter);
  const auto metrics = json::serialize(render_sla_metrics(policy.metrics));
  const auto id = PULT_TRY(
      sql::insert_id(tx,
                     "INSERT INTO sla_policies (title, description, position, filter, metrics, created_at, updated_at) "
                     "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)",
                     {policy.title, sql::text_or_null(policy.description), policy.position, filter, metrics, now}));
  PULT_TRY(tickets::views_changed(tx));
  policy.id = SlaPolicyId(id.value_or(0));
  policy.created_at = policy.updated_at = now;
  return policy;
}

Result<void> save_sla_policy(sql::Transaction& tx, const SlaPolicy& policy, Micros now) {
  PULT_TRY(check(policy));
  const auto filter = rules::render_stored(policy.filter);
  const auto metrics = json::serialize(render_sla_metrics(policy.metrics));
  PULT_TRY(
      tx.run("UPDATE sla_policies SET title = ?2, description = ?3, position = ?4, filter = ?5, metrics = ?6, "
             "updated_at = ?7 WHERE id = ?1",
             {policy.id, policy.title, sql::text_or_null(policy.description), policy.position, filter, metrics, now}));
  return tickets::views_changed(tx);
}

Result<void> delete_sla_policy(sql::Transaction& tx, SlaPolicyId id) {
  PULT_TRY(tx.run("DELETE FROM sla_policies WHERE id = ?1", {id}));
  return tickets::views_changed(tx);
}

Result<void> reorder_sla_policies(sql::Transaction& tx, const std::vector<SlaPolicyId>& order, Micros now) {
  auto policies = PULT_TRY(list_sla_policies(tx));
  std::vector<std::pair<std::pair<std::ptrdiff_t, std::int64_t>, SlaPolicyId>> sorted;
  for (const auto& policy : policies)
    sorted.push_back({{std::ranges::find(order, policy.id) - order.begin(), policy.position}, policy.id});
  std::ranges::sort(sorted);
  std::int64_t position = 0;
  for (const auto& [key, id] : sorted)
    PULT_TRY(tx.run("UPDATE sla_policies SET position = ?2, updated_at = ?3 WHERE id = ?1", {id, ++position, now}));
  return tickets::views_changed(tx);
}

}  // namespace pult::automation
