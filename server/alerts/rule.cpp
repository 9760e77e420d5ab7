// SPDX-License-Identifier: AGPL-3.0-or-later
#include "alerts/rule.hpp"

#include <algorithm>
#include <charconv>

#include "people/group.hpp"
#include "sql/insert_id.hpp"
#include "sql/params.hpp"

namespace pult::alerts {
namespace {

constexpr std::size_t max_title = 200;
constexpr std::array<std::string_view, 4> priorities{"low", "normal", "high", "urgent"};
const std::string columns =
    "id, title, is_active, event, priority, policy_id, group_id, channel_ids, escalation_channel_ids, delay_minutes, "
    "repeat_minutes, escalate_minutes, created_at, updated_at";

std::string join(const std::vector<ChannelId>& ids) {
  std::string out;
  for (const auto id : ids) out += (out.empty() ? "" : " ") + std::to_string(id.value);
  return out;
}

std::vector<ChannelId> split(std::string_view text) {
  std::vector<ChannelId> out;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at < end) {
    std::int64_t id = 0;
    const auto read = std::from_chars(at, end, id);
    if (read.ec == std::errc()) out.emplace_back(id);
    at = read.ptr + 1;
  }
  return out;
}

Rule map(const sql::Row& row) {
  Rule out;
  out.id = row.id<RuleId>(0);
  out.title = row.string(1);
  out.is_active = row.boolean(2);
  out.event = row.string(3);
  out.priority = row.string(4);
  out.policy = row.id<automation::SlaPolicyId>(5);
  out.group = row.id<GroupId>(6);
  out.channels = split(row.text(7));
  out.escalation_channels = split(row.text(8));
  out.delay_minutes = row.int64(9);
  out.repeat_minutes = row.int64(10);
  out.escalate_minutes = row.int64(11);
  out.created_at = row.int64(12);
  out.updated_at = row.int64(13);
  return out;
}

// Where no priority is, the one that counts.
std::ptrdiff_t rank(std::string_view priority) {
  const auto found = std::ranges::find(priorities, priority);
  return found == priorities.end() ? 1 : found - priorities.begin();
}

Result<void> bad(std::string_view field, const std::string& words) {
  return base::fail_field(std::string(field), "InvalidValue", words);
}

Result<void> check_channels(sql::Transaction& tx, std::string_view field, const std::vector<ChannelId>& ids) {
  for (const auto id : ids)
    if (!PULT_TRY(tx.one_int64("SELECT 1 FROM alert_channels WHERE id = ?1", {id})))
      return bad(field, "Channels: " + std::to_string(id.value) + " is no alert channel");
  return {};
}

Result<void> check(sql::Transaction& tx, const Rule& rule) {
  if (rule.title.find_first_not_of(' ') == std::string::npos)
    return base::fail_field("title", "BlankValue", "Title: cannot be blank");
  if (rule.title.size() > max_title) return bad("title", "Title: is too long");
  if (!is_event(rule.event)) return bad("event", "Event: is not known");
  const bool is_sla = rule.event.starts_with("sla_"), is_ticket = is_of_ticket(rule.event);
  if (!rule.priority.empty() && (!is_sla || std::ranges::find(priorities, rule.priority) == priorities.end()))
    return bad("priority", "Priority: low, normal, high or urgent, of SLA events");
  if (rule.policy && (!is_sla || !PULT_TRY(automation::find_sla_policy(tx, rule.policy))))
    return bad("policy_id", "Policy: is unknown, or the event is not of an SLA");
  if (rule.group && (!is_ticket || !PULT_TRY(people::find_group(tx, rule.group))))
    return bad("group_id", "Group: is unknown, or the event is not of a ticket");
  const std::pair<std::string_view, std::int64_t> minutes[] = {{"delay_minutes", rule.delay_minutes},
                                                               {"repeat_minutes", rule.repeat_minutes},
                                                               {"escalate_minutes", rule.escalate_minutes}};
  for (const auto& [field, value] : minutes)
    if (value < 0 || value > most_minutes) return bad(field, "Minutes: must be from 0 to 10080");
  PULT_TRY(check_channels(tx, "channel_ids", rule.channels));
  return check_channels(tx, "escalation_channel_ids", rule.escalation_channels);
}

std::vector<sql::Param> params_of(const Rule& rule, const std::string& channels, const std::string& escalation,
                                  Micros now) {
  return {rule.id,
          rule.title,
          rule.is_active,
          rule.event,
          sql::text_or_null(rule.priority),
          rule.policy,
          rule.group,
          channels,
          escalation,
          rule.delay_minutes,
          rule.repeat_minutes,
          rule.escalate_minutes,
          now};
}

}  // namespace

bool is_event(std::string_view name) { return std::ranges::find(events, name) != events.end(); }
bool is_of_ticket(std::string_view event) { return event != "mailbox_failing" && event != "outgoing_failing"; }

Plan Rule::plan() const {
  return {delay_minutes * base::minute_us, repeat_minutes * base::minute_us,
          escalation_channels.empty() ? 0 : escalate_minutes * base::minute_us};
}

bool matches(const Rule& rule, const Happened& happened) {
  if (!rule.is_active || rule.event != happened.event) return false;
  if (!rule.priority.empty() && rank(happened.priority) < rank(rule.priority)) return false;
  return (!rule.policy || rule.policy == happened.policy) && (!rule.group || rule.group == happened.group);
}

Result<std::vector<Rule>> list_rules(sql::Transaction& tx) {
  return tx.all("SELECT " + columns + " FROM alert_rules ORDER BY id", {}, map);
}

Result<std::optional<Rule>> find_rule(sql::Transaction& tx, RuleId id) {
  return tx.one("SELECT " + columns + " FROM alert_rules WHERE id = ?1", {id}, map);
}

Result<Rule> create_rule(sql::Transaction& tx, Rule rule, Micros now) {
  PULT_TRY(check(tx, rule));
  if (PULT_TRY(tx.one_int64("SELECT COUNT(*) FROM alert_rules")).value_or(0) >= most_rules)
    return base::fail(ErrorKind::unprocessable, "LimitReached", "There are as many alert rules as there may be");
  rule.created_at = rule.updated_at = now;
  const auto channels = join(rule.channels), escalation = join(rule.escalation_channels);
  auto params = params_of(rule, channels, escalation, now);
  params.erase(params.begin());
  rule.id = RuleId(
      PULT_TRY(sql::insert_id(tx,
                              "INSERT INTO alert_rules (title, is_active, event, priority, policy_id, group_id, "
                              "channel_ids, escalation_channel_ids, delay_minutes, repeat_minutes, escalate_minutes, "
                              "created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12)",
                              params))
          .value_or(0));
  tx.notify(rules_channel, "");
  return rule;
}

Result<void> save_rule(sql::Transaction& tx, const Rule& rule, Micros now) {
  PULT_TRY(check(tx, rule));
  const auto channels = join(rule.channels), escalation = join(rule.escalation_channels);
  PULT_TRY(
      tx.run("UPDATE alert_rules SET title = ?2, is_active = ?3, event = ?4, priority = ?5, policy_id = ?6, "
             "group_id = ?7, channel_ids = ?8, escalation_channel_ids = ?9, delay_minutes = ?10, repeat_minutes = ?11, "
             "escalate_minutes = ?12, updated_at = ?13 WHERE id = ?1",
             params_of(rule, channels, escalation, now)));
  tx.notify(rules_channel, "");
  return {};
}

Result<void> delete_rule(sql::Transaction& tx, RuleId id) {
  PULT_TRY(tx.run("DELETE FROM alert_rules WHERE id = ?1", {id}));
  tx.notify(rules_channel, "");
  return {};
}

Result<void> forget_channel(sql::Transaction& tx, ChannelId channel, Micros now) {
  for (auto& rule : PULT_TRY(list_rules(tx))) {
    const auto had = std::erase(rule.channels, channel) + std::erase(rule.escalation_channels, channel);
    if (had == 0) continue;
    const auto channels = join(rule.channels), escalation = join(rule.escalation_channels);
    PULT_TRY(
        tx.run("UPDATE alert_rules SET channel_ids = ?2, escalation_channel_ids = ?3, updated_at = ?4 WHERE id = ?1",
               {rule.id, channels, escalation, now}));
  }
  tx.notify(rules_channel, "");
  return {};
}

Result<std::shared_ptr<const std::vector<Rule>>> RuleCache::get(sql::Transaction& tx) {
  {
    const std::lock_guard lock(mutex_);
    if (kept_) return kept_;
  }
  auto rules = PULT_TRY(list_rules(tx));
  std::erase_if(rules, [](const Rule& rule) { return !rule.is_active; });
  return std::make_shared<const std::vector<Rule>>(std::move(rules));
}

void RuleCache::expect_change() {
  const std::lock_guard lock(mutex_);
  ++generation_;
  kept_.reset();
}

void RuleCache::reload() {
  std::uint64_t generation = 0;
  {
    const std::lock_guard lock(mutex_);
    generation = ++generation_;
    kept_.reset();
  }
  const auto loaded = std::make_shared<std::shared_ptr<const std::vector<Rule>>>();
  database_.read(
      [this, loaded](sql::Transaction& tx) -> Result<void> {
        *loaded = PULT_TRY(get(tx));
        return {};
      },
      [this, loaded, generation](Result<void> done) {
        const std::lock_guard lock(mutex_);
        if (done && generation == generation_) kept_ = *loaded;
      });
}

}  // namespace pult::alerts
