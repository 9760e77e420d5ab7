// SPDX-License-Identifier: AGPL-3.0-or-later
#include "privacy/retention.hpp"

#include "sql/insert_id.hpp"
#include "timers/timers.hpp"

namespace pult::privacy {
namespace {

constexpr std::size_t most_rules = 50, max_name_bytes = 200;
constexpr Micros quiet_hour = 3 * base::hour_us;  // of the day, UTC

const std::string columns =
    "id, name, kind, action, age_days, group_id, brand_id, tag, except_tag, active, last_run_at, last_count, "
    "created_at, updated_at";

Rule map(const sql::Row& row) {
  Rule out;
  out.id = row.id<RuleId>(0);
  out.name = row.string(1);
  out.kind = row.string(2);
  out.action = row.string(3);
  out.age_days = row.int64(4);
  out.group = row.id<GroupId>(5);
  out.brand = row.id<tickets::BrandId>(6);
  out.tag = row.string(7);
  out.except_tag = row.string(8);
  out.active = row.boolean(9);
  out.last_run_at = row.optional_int64(10);
  out.last_count = row.int64(11);
  out.created_at = row.int64(12);
  out.updated_at = row.int64(13);
  return out;
}

struct Due {
  std::string from_where;
  std::vector<sql::Param> params;
};

std::string tagged(std::string_view tag) {
  return "EXISTS (SELECT 1 FROM ticket_tags g WHERE g.ticket_id = t.id AND g.tag = ?" + std::string(tag) + ")";
}

// Behind SELECT of `t.id`; ?1 is the moment since when nothing has changed, ?2 and ?3 are tags.
Due due_of(const Rule& rule, Micros now) {
  const auto before = now - rule.age_days * base::day_us;
  if (rule.kind == "suspended_tickets") return {" FROM suspended_tickets t WHERE t.created_at < ?1", {before}};
  if (rule.kind == "people")
    return {
        " FROM users t WHERE t.role = 'end-user' AND t.active = 1 AND t.updated_at < ?1 AND COALESCE(t.last_login_at,"
        " 0) < ?1 AND NOT EXISTS (SELECT 1 FROM tickets k WHERE k.requester_id = t.id AND k.status < 6) AND NOT "
        "EXISTS (SELECT 1 FROM ticket_people p WHERE p.user_id = t.id)",
        {before}};
  Due out{" FROM tickets t WHERE t.status = 5 AND t.updated_at < ?1", {before, rule.tag, rule.except_tag}};
  // Each parameter is named, so that PostgreSQL knows its type.
  out.from_where += rule.tag.empty() ? " AND CAST(?2 AS TEXT) = ''" : " AND " + tagged("2");
  out.from_where += rule.except_tag.empty() ? " AND CAST(?3 AS TEXT) = ''" : " AND NOT " + tagged("3");
  if (rule.group) out.from_where += " AND t.group_id = " + std::to_string(rule.group.value);
  if (rule.brand) out.from_where += " AND t.brand_id = " + std::to_string(rule.brand.value);
  if (rule.action == "erase")
    out.from_where += " AND NOT EXISTS (SELECT 1 FROM emptied_tickets e WHERE e.ticket_id = t.id)";
  return out;
}

Result<void> set_timer(sql::Transaction& tx, Micros now) {
  return timers::set(tx, retention_timer, daily, next_run(now));
}

}  // namespace

Micros next_run(Micros now) {
  const auto today = now / base::day_us * base::day_us + quiet_hour;
  return today > now ? today : today + base::day_us;
}

Result<std::vector<Rule>> list_rules(sql::Transaction& tx) {
  return tx.all("SELECT " + columns + " FROM retention_rules ORDER BY id", {}, map);
}

Result<Rule> load_rule(sql::Transaction& tx, RuleId id) {
  auto found = PULT_TRY(tx.one("SELECT " + columns + " FROM retention_rules WHERE id = ?1", {id.value}, map));
  if (!found) return base::fail_not_found();
  return std::move(*found);
}

Result<void> check_rule(const Rule& rule) {
  if (rule.name.find_first_not_of(' ') == std::string::npos)
    return base::fail_field("name", "BlankValue", "Name: cannot be blank");
  if (rule.name.size() > max_name_bytes) return base::fail_field("name", "InvalidValue", "Name: is too long");
  if (rule.kind != "tickets" && rule.kind != "suspended_tickets" && rule.kind != "people")
    return base::fail_field("kind", "InvalidValue", "Kind: is tickets, suspended_tickets or people");
  const bool fits = rule.kind == "tickets" ? rule.action == "erase" || rule.action == "delete"
                                           : rule.action == (rule.kind == "people" ? "erase" : "delete");
  if (!fits) return base::fail_field("action", "InvalidValue", "Action: is not for this kind");
  if (rule.age_days < least_age_days || rule.age_days > most_age_days)
    return base::fail_field("age_days", "InvalidValue", "Age: must be from 1 to 36500 days");
  return {};
}

Result<Rule> create_rule(sql::Transaction& tx, Rule rule, Micros now) {
  PULT_TRY(check_rule(rule));
  if (PULT_TRY(list_rules(tx)).size() >= most_rules)
    return base::fail_field("name", "InvalidValue", "There are too many rules");
  rule.created_at = rule.updated_at = now;
  const auto id = PULT_TRY(sql::insert_id(
      tx,
      "INSERT INTO retention_rules (name, kind, action, age_days, group_id, brand_id, tag, except_tag, active, "
      "created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10)",
      {rule.name, rule.kind, rule.action, rule.age_days, rule.group, rule.brand, rule.tag, rule.except_tag, rule.active,
       now}));
  rule.id = RuleId(id.value_or(0));
  PULT_TRY(set_timer(tx, now));
  return rule;
}

Result<void> save_rule(sql::Transaction& tx, const Rule& rule, Micros now) {
  PULT_TRY(check_rule(rule));
  PULT_TRY(
      tx.run("UPDATE retention_rules SET name = ?2, kind = ?3, action = ?4, age_days = ?5, group_id = ?6, brand_id = "
             "?7, tag = "
             "?8, except_tag = ?9, active = ?10, updated_at = ?11 WHERE id = ?1",
             {rule.id.value, rule.name, rule.kind, rule.action, rule.age_days, rule.group, rule.brand, rule.tag,
              rule.except_tag, rule.active, now}));
  return set_timer(tx, now);
}

Result<void> delete_rule(sql::Transaction& tx, RuleId id) {
  PULT_TRY(tx.run("DELETE FROM retention_rules WHERE id = ?1", {id.value}));
  return {};
}

Result<std::vector<std::int64_t>> list_due(sql::Transaction& tx, const Rule& rule, std::int64_t after, int limit,
                                           Micros now) {
  const auto due = due_of(rule, now);
  return tx.all("SELECT t.id" + due.from_where + " AND t.id > " + std::to_string(after) + " ORDER BY t.id LIMIT " +
                    std::to_string(limit),
                due.params, [](const sql::Row& row) { return row.int64(0); });
}

Result<std::int64_t> count_due(sql::Transaction& tx, const Rule& rule, std::int64_t most, Micros now) {
  const auto due = due_of(rule, now);
  const auto count = PULT_TRY(tx.one_int64(
      "SELECT COUNT(*) FROM (SELECT 1" + due.from_where + " LIMIT " + std::to_string(most) + ") AS some_rows",
      due.params));
  return count.value_or(0);
}

Result<void> note_emptied(sql::Transaction& tx, TicketId ticket, Micros now) {
  PULT_TRY(
      tx.run("INSERT INTO emptied_tickets (ticket_id, emptied_at) VALUES (?1, ?2) ON CONFLICT (ticket_id) DO "
             "NOTHING",
             {ticket, now}));
  return {};
}

Result<void> note_run(sql::Transaction& tx, RuleId id, std::int64_t count, Micros now) {
  PULT_TRY(
      tx.run("UPDATE retention_rules SET last_run_at = ?2, last_count = ?3 WHERE id = ?1", {id.value, now, count}));
  return {};
}

}  // namespace pult::privacy
