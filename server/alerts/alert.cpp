// SPDX-License-Identifier: AGPL-3.0-or-later
#include "alerts/alert.hpp"

#include <boost/json.hpp>
#include <charconv>

#include "alerts/queue.hpp"
#include "crypto/crypto.hpp"
#include "sql/insert_id.hpp"
#include "sql/params.hpp"
#include "tickets/draft.hpp"

namespace pult::alerts {
namespace json = boost::json;
namespace {

constexpr int most_agents = 1'000;
constexpr std::size_t signature_chars = 40;

const std::string columns =
    "a.id, a.rule_id, a.event, a.cause, a.ticket_id, a.facts, a.secret, a.rounds, a.first_round_at, a.last_round_at, "
    "a.escalated_at, a.acknowledged_at, a.acknowledged_by, a.acknowledged_via, a.ended_at, a.end_reason, a.created_at, "
    "r.title, t.subject, t.priority, u.name";
const std::string tables =
    " FROM alerts a LEFT JOIN alert_rules r ON r.id = a.rule_id LEFT JOIN tickets t ON t.id = a.ticket_id "
    "LEFT JOIN users u ON u.id = a.acknowledged_by";

Alert map(const sql::Row& row) {
  Alert out;
  out.id = row.id<AlertId>(0);
  out.rule = row.id<RuleId>(1);
  out.event = row.string(2);
  out.cause = row.string(3);
  out.ticket = row.id<TicketId>(4);
  boost::system::error_code broken;
  if (auto facts = json::parse(row.text(5), broken); !broken && facts.is_object())
    out.facts = std::move(facts.get_object());
  out.secret = row.bytes(6);
  out.rounds = row.int64(7);
  out.first_round_at = row.optional_int64(8);
  out.last_round_at = row.optional_int64(9);
  out.escalated_at = row.optional_int64(10);
  out.acknowledged_at = row.optional_int64(11);
  out.acknowledged_by = row.id<UserId>(12);
  out.acknowledged_via = row.string(13);
  out.ended_at = row.optional_int64(14);
  out.end_reason = row.string(15);
  out.created_at = row.int64(16);
  out.rule_title = row.string(17);
  out.subject = row.string(18);
  out.priority = row.string(19);
  out.acknowledged_by_name = row.string(20);
  return out;
}

// Holds only words and integers of ours.
std::string visible_to(const people::Actor& actor, std::string_view state) {
  std::string out = " WHERE (a.ticket_id IS NULL OR (t.status < 6 AND " + people::ticket_condition(actor) + "))";
  if (state == "open") out += " AND a.ended_at IS NULL AND a.acknowledged_at IS NULL";
  if (state == "acknowledged") out += " AND a.ended_at IS NULL AND a.acknowledged_at IS NOT NULL";
  if (state == "ended") out += " AND a.ended_at IS NOT NULL";
  return out;
}

// Each new one takes up to two away that are long over.
Result<void> forget_old(sql::Transaction& tx, Micros now) {
  const auto old = PULT_TRY(tx.all(
      "SELECT id FROM alerts WHERE id IN (SELECT id FROM alerts ORDER BY id LIMIT 2) AND ended_at IS NOT NULL AND "
      "created_at < ?1",
      {now - alert_lifetime}, [](const sql::Row& row) { return row.int64(0); }));
  for (const auto id : old) {
    PULT_TRY(tx.run("DELETE FROM alert_calls WHERE alert_id = ?1", {id}));
    PULT_TRY(tx.run("DELETE FROM alerts WHERE id = ?1", {id}));
  }
  return {};
}

}  // namespace

Standing Alert::standing() const {
  return {created_at, !is_open(), rounds, first_round_at, last_round_at, escalated_at};
}

std::int64_t Alert::number(std::string_view fact) const {
  const auto* value = facts.if_contains(fact);
  return value && value->is_int64() ? value->get_int64() : 0;
}

std::string Alert::text(std::string_view fact) const {
  const auto* value = facts.if_contains(fact);
  return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

Result<bool> insert_alert(sql::Transaction& tx, Alert& alert, Micros now) {
  PULT_TRY(forget_old(tx, now));
  alert.created_at = now;
  const auto facts = json::serialize(alert.facts);
  const auto id = PULT_TRY(sql::insert_id(
      tx,
      "INSERT INTO alerts (rule_id, event, cause, ticket_id, facts, secret, created_at) VALUES (?1, ?2, ?3, ?4, ?5, "
      "?6, ?7) ON CONFLICT DO NOTHING",
      {alert.rule, alert.event, alert.cause, alert.ticket, facts, sql::Blob{alert.secret}, now}));
  alert.id = AlertId(id.value_or(0));
  return id.has_value();
}

Result<std::optional<Alert>> find_alert(sql::Transaction& tx, AlertId id) {
  return tx.one("SELECT " + columns + tables + " WHERE a.id = ?1", {id}, map);
}

Result<std::optional<Alert>> find_alert_for_update(sql::Transaction& tx, AlertId id) {
  if (tx.dialect() == sql::Dialect::postgres)
    PULT_TRY(tx.one_int64("SELECT id FROM alerts WHERE id = ?1 FOR UPDATE", {id}));
  return find_alert(tx, id);
}

Result<void> save_rounds(sql::Transaction& tx, AlertId id, const Standing& standing) {
  PULT_TRY(
      tx.run("UPDATE alerts SET rounds = ?2, first_round_at = ?3, last_round_at = ?4, escalated_at = ?5 WHERE id = ?1",
             {id, standing.rounds, standing.first_round_at, standing.last_round_at, standing.escalated_at}));
  return {};
}

Result<std::vector<Alert>> list_running_of_ticket(sql::Transaction& tx, TicketId ticket) {
  return tx.all("SELECT " + columns + tables + " WHERE a.ticket_id = ?1 AND a.ended_at IS NULL ORDER BY a.id", {ticket},
                map);
}

Result<std::vector<Alert>> list_running_of_rule(sql::Transaction& tx, RuleId rule) {
  return tx.all("SELECT " + columns + tables + " WHERE a.rule_id = ?1 AND a.ended_at IS NULL ORDER BY a.id", {rule},
                map);
}

Result<std::vector<Alert>> list_running_of_cause(sql::Transaction& tx, std::string_view cause) {
  return tx.all(
      "SELECT " + columns + tables + " WHERE a.cause = ?1 AND a.ended_at IS NULL AND a.ticket_id IS NULL ORDER BY a.id",
      {cause}, map);
}

Result<std::vector<Alert>> list_alerts(sql::Transaction& tx, const people::Actor& actor, const AlertFilter& filter) {
  std::vector<sql::Param> params{filter.limit, filter.offset};
  auto sql = "SELECT " + columns + tables + visible_to(actor, filter.state);
  if (filter.before) {
    sql += " AND a.id < ?3";
    params.emplace_back(filter.before);
  }
  return tx.all(sql + " ORDER BY a.id DESC LIMIT ?1 OFFSET ?2", params, map);
}

Result<std::optional<Alert>> access_alert(sql::Transaction& tx, const people::Actor& actor, AlertId id) {
  return tx.one("SELECT " + columns + tables + visible_to(actor, "") + " AND a.id = ?1", {id}, map);
}

Result<std::int64_t> count_alerts(sql::Transaction& tx, const people::Actor& actor, std::string_view state, int limit) {
  const auto count =
      PULT_TRY(tx.one_int64("SELECT COUNT(*) FROM (SELECT 1 FROM alerts a LEFT JOIN tickets t ON "
                            "t.id = a.ticket_id" +
                                visible_to(actor, state) + " LIMIT ?1) AS bounded",
                            {limit}));
  return count.value_or(0);
}

Result<bool> acknowledge(sql::Transaction& tx, const Alert& alert, const Taker& taker, Micros now) {
  const auto changed = PULT_TRY(
      tx.run("UPDATE alerts SET acknowledged_at = ?2, acknowledged_by = ?3, acknowledged_via = ?4 WHERE id = ?1 AND "
             "acknowledged_at IS NULL AND ended_at IS NULL",
             {alert.id, now, taker.user, taker.via}));
  if (changed == 0) return false;
  PULT_TRY(drop_waiting(tx, alert.id.value, now));
  PULT_TRY(tell_windows(tx, alert));
  return true;
}

Result<void> end_alert(sql::Transaction& tx, const Alert& alert, std::string_view reason, Micros now) {
  const auto changed = PULT_TRY(tx.run(
      "UPDATE alerts SET ended_at = ?2, end_reason = ?3 WHERE id = ?1 AND ended_at IS NULL", {alert.id, now, reason}));
  if (changed == 0) return {};
  PULT_TRY(drop_waiting(tx, alert.id.value, now));
  return tell_windows(tx, alert);
}

Result<void> tell_windows(sql::Transaction& tx, const Alert& alert) {
  if (alert.ticket) {
    tickets::tell_part(tx, alert.ticket, alerts_part, UserId());
    return {};
  }
  return tx.each("SELECT id FROM users WHERE role <> 'end-user' AND active = 1 AND suspended = 0 LIMIT ?1",
                 {most_agents}, [&](const sql::Row& row) -> Result<void> {
                   tx.notify("progress", std::to_string(row.int64(0)) + " " + std::string(alerts_part) + " 0");
                   return {};
                 });
}

std::string render_link(AlertId alert, std::int64_t call, std::string_view secret) {
  const auto named = std::to_string(alert.value) + "-" + std::to_string(call);
  return named + "-" + crypto::hmac_hex(secret, named, signature_chars);
}

std::optional<Link> parse_link(std::string_view text) {
  Link out;
  const char* const end = text.data() + text.size();
  const auto one = std::from_chars(text.data(), end, out.alert.value);
  if (one.ec != std::errc() || one.ptr == end || *one.ptr != '-') return std::nullopt;
  const auto two = std::from_chars(one.ptr + 1, end, out.call);
  if (two.ec != std::errc() || two.ptr == end || *two.ptr != '-') return std::nullopt;
  return out;
}

}  // namespace pult::alerts
