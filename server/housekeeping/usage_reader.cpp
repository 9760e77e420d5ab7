// SPDX-License-Identifier: AGPL-3.0-or-later
#include <charconv>

#include "housekeeping/macro_uses.hpp"
#include "housekeeping/reader.hpp"
#include "tickets/field_values.hpp"

namespace pult::housekeeping {
namespace {

using sql::Row;

constexpr int max_tags = 10'000, latest_calls = 50, latest_tickets = 200;
constexpr std::size_t max_pairs = 1'000;

Result<void> read_tags(sql::Transaction& tx, Inventory& desk) {
  PULT_TRY(
      tx.each("SELECT tag, SUM(tickets) FROM tag_counts GROUP BY tag HAVING SUM(tickets) > 0 ORDER BY tag LIMIT ?1",
              {max_tags}, [&](const Row& row) -> Result<void> {
                desk.tags.push_back({row.string(0), row.int64(1), std::nullopt});
                return {};
              }));
  std::map<std::string, Micros> last;
  PULT_TRY(tx.each(
      "SELECT x.tag, t.updated_at FROM (SELECT tag FROM tag_counts GROUP BY tag HAVING SUM(tickets) = 1 ORDER BY tag "
      "LIMIT ?1) AS x JOIN ticket_tags y ON y.tag = x.tag JOIN tickets t ON t.id = y.ticket_id",
      {max_tags}, [&](const Row& row) -> Result<void> {
        last[row.string(0)] = row.int64(1);
        return {};
      }));
  for (auto& tag : desk.tags)
    if (const auto found = last.find(tag.name); found != last.end()) tag.last_ticket_at = found->second;
  return {};
}

Result<void> read_macro_uses(sql::Transaction& tx, Inventory& desk) {
  const auto since = PULT_TRY(tx.one("SELECT value FROM settings WHERE name = 'macros_watched_since'", {},
                                     [](const Row& row) { return row.string(0); }));
  desk.macros_watched_since = desk.now;
  if (since && *since != "0") std::from_chars(since->data(), since->data() + since->size(), desk.macros_watched_since);
  PULT_TRY(tx.each(
      "SELECT macro_id, COUNT(CASE WHEN created_at >= ?1 THEN 1 END), COUNT(CASE WHEN created_at >= ?1 THEN "
      "kept_percent END), COUNT(CASE WHEN created_at >= ?1 AND kept_percent < ?2 THEN 1 END), MAX(created_at) FROM "
      "macro_uses GROUP BY macro_id",
      {desk.now - unused_after, unchanged_percent}, [&](const Row& row) -> Result<void> {
        desk.macro_uses[row.id<automation::RuleId>(0)] = {row.int64(1), row.int64(2), row.int64(3), row.int64(4)};
        return {};
      }));
  return {};
}

Result<bool> is_there(sql::Transaction& tx, std::string_view sql, const std::vector<sql::Param>& params) {
  return PULT_TRY(tx.one_int64(sql, params)).has_value();
}

Result<void> read_use_of(sql::Transaction& tx, const tickets::Field& field, std::int64_t recent, Inventory& desk) {
  if (field.target == tickets::FieldTarget::object) return {};
  if (field.target != tickets::FieldTarget::ticket) {
    const bool of_user = field.target == tickets::FieldTarget::user;
    const auto pattern = "%\"" + std::to_string(field.id.value) + "\":%";
    if (PULT_TRY(is_there(tx,
                          of_user ? "SELECT 1 FROM users WHERE user_fields LIKE ?1 LIMIT 1"
                                  : "SELECT 1 FROM organizations WHERE organization_fields LIKE ?1 LIMIT 1",
                          {pattern})))
      desk.used_fields.insert(field.id);
    return {};
  }
  if (!PULT_TRY(is_there(tx, "SELECT 1 FROM ticket_field_values WHERE field_id = ?1 AND ticket_id > ?2 LIMIT 1",
                         {field.id, recent})))
    return {};
  desk.used_fields.insert(field.id);
  for (const auto& option : field.options)
    if (PULT_TRY(is_there(
            tx, "SELECT 1 FROM ticket_field_values WHERE field_id = ?1 AND value_key = ?2 AND ticket_id > ?3 LIMIT 1",
            {field.id, tickets::index_key(field.type, option.value), recent})))
      desk.used_options.insert({field.id, option.value});
  return {};
}

Result<void> read_fields(sql::Transaction& tx, Inventory& desk) {
  // Ids follow the time of making closely enough.
  const auto recent = PULT_TRY(tx.one_int64("SELECT id FROM tickets WHERE created_at < ?1 ORDER BY id DESC LIMIT 1",
                                            {desk.now - unused_after}))
                          .value_or(0);
  for (const auto& field : desk.definitions->fields)
    if (!tickets::is_system(field.type) && field.active) PULT_TRY(read_use_of(tx, field, recent, desk));
  PULT_TRY(tx.each("SELECT DISTINCT custom_status_id FROM tickets WHERE id > ?1", {recent},
                   [&](const Row& row) -> Result<void> {
                     desk.used_statuses.insert(row.id<tickets::CustomStatusId>(0));
                     return {};
                   }));
  return {};
}

Result<void> read_calls(sql::Transaction& tx, Hook& hook) {
  return tx.each(
      "SELECT state FROM webhook_invocations WHERE webhook_id = ?1 AND state IN ('success', 'failed', 'terminated') "
      "ORDER BY number DESC LIMIT ?2",
      {hook.id, latest_calls}, [&](const Row& row) -> Result<void> {
        ++hook.calls;
        hook.failed += row.text(0) != "success";
        return {};
      });
}

}  // namespace

Result<void> read_usage(sql::Transaction& tx, Inventory& desk) {
  PULT_TRY(read_tags(tx, desk));
  PULT_TRY(read_macro_uses(tx, desk));
  PULT_TRY(read_fields(tx, desk));
  for (auto& hook : desk.webhooks)
    if (hook.active) PULT_TRY(read_calls(tx, hook));
  return {};
}

Result<std::map<std::pair<std::string, std::string>, int>> read_used_together(sql::Transaction& tx,
                                                                              const TagPairs& pairs) {
  std::map<std::pair<std::string, std::string>, int> out;
  for (const auto& pair : pairs) {
    if (out.size() >= max_pairs) break;
    int most = 0;
    for (const auto& [one, other] : {pair, std::pair(pair.second, pair.first)})
      PULT_TRY(
          tx.each("SELECT COUNT(*), COUNT(b.ticket_id) FROM (SELECT ticket_id FROM ticket_tags WHERE tag = ?1 ORDER BY "
                  "ticket_id DESC LIMIT ?3) AS a LEFT JOIN ticket_tags b ON b.ticket_id = a.ticket_id AND b.tag = ?2",
                  {one, other, latest_tickets}, [&](const Row& row) -> Result<void> {
                    if (row.int64(0) > 0) most = std::max(most, int(row.int64(1) * 100 / row.int64(0)));
                    return {};
                  }));
    out[pair] = most;
  }
  return out;
}

}  // namespace pult::housekeeping
