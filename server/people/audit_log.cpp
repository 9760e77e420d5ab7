// SPDX-License-Identifier: AGPL-3.0-or-later
#include "people/audit_log.hpp"

#include <limits>

#include "sql/params.hpp"

namespace pult::people::audit_log {
namespace {

const std::string columns =
    "id, action, actor_id, actor_name, source_type, source_id, source_label, change_description, ip_address, "
    "created_at";

Entry map(const sql::Row& row) {
  Entry out;
  out.id = row.id<EntryId>(0);
  out.action = row.string(1);
  out.actor = row.id<UserId>(2);
  out.actor_name = row.string(3);
  out.source_type = row.string(4);
  out.source_id = row.optional_int64(5);
  out.source_label = row.string(6);
  out.change_description = row.string(7);
  out.ip_address = row.string(8);
  out.created_at = row.int64(9);
  return out;
}

struct Conditions {
  std::string sql = "1=1";
  std::vector<sql::Param> params;

  void add(std::string_view condition, const sql::Param& param) {
    params.push_back(param);
    sql.append(" AND ").append(condition).append("?").append(std::to_string(params.size()));
  }
};

Conditions conditions_of(const Filter& filter) {
  Conditions out;
  if (!filter.source_type.empty()) out.add("source_type = ", filter.source_type);
  if (!filter.action.empty()) out.add("action = ", filter.action);
  if (!filter.ip_address.empty()) out.add("ip_address = ", filter.ip_address);
  if (filter.source_id) out.add("source_id = ", *filter.source_id);
  if (filter.actor) out.add("actor_id = ", filter.actor->value);
  if (filter.from) out.add("created_at >= ", *filter.from);
  if (filter.to) out.add("created_at <= ", *filter.to);
  return out;
}

}  // namespace

Result<void> record(sql::Transaction& tx, const Actor& actor, Entry entry, Micros now) {
  PULT_TRY(tx.run(
      "INSERT INTO audit_logs (action, actor_id, actor_name, source_type, source_id, source_label, "
      "change_description, ip_address, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
      {entry.action, actor.is_system ? std::int64_t(-1) : actor.id().value, actor.user.name, entry.source_type,
       entry.source_id, entry.source_label, entry.change_description, sql::text_or_null(entry.ip_address), now}));
  return {};
}

Result<std::vector<Entry>> list(sql::Transaction& tx, const Filter& filter) {
  auto where = conditions_of(filter);
  const auto edge = filter.after ? filter.after.value : filter.ascending ? 0 : std::numeric_limits<std::int64_t>::max();
  where.add(filter.ascending ? "id > " : "id < ", edge);
  where.params.emplace_back(filter.limit);
  where.params.emplace_back(filter.offset);
  return tx.all("SELECT " + columns + " FROM audit_logs WHERE " + where.sql + " ORDER BY id" +
                    (filter.ascending ? "" : " DESC") + " LIMIT ?" + std::to_string(where.params.size() - 1) +
                    " OFFSET ?" + std::to_string(where.params.size()),
                where.params, map);
}

Result<std::int64_t> count(sql::Transaction& tx, const Filter& filter) {
  constexpr int deepest = 10'000;
  auto where = conditions_of(filter);
  where.params.emplace_back(deepest);
  return PULT_TRY(tx.one_int64("SELECT COUNT(*) FROM (SELECT 1 FROM audit_logs WHERE " + where.sql + " LIMIT ?" +
                                   std::to_string(where.params.size()) + ") bounded",
                               where.params))
      .value_or(0);
}

Result<std::optional<Entry>> find(sql::Transaction& tx, EntryId id) {
  return tx.one("SELECT " + columns + " FROM audit_logs WHERE id = ?1", {id}, map);
}

Result<bool> forget(sql::Transaction& tx, Micros before) {
  constexpr std::int64_t at_once = 500;
  const auto gone =
      PULT_TRY(tx.run("DELETE FROM audit_logs WHERE id IN (SELECT id FROM audit_logs WHERE created_at < ?1 "
                      "ORDER BY created_at, id LIMIT ?2)",
                      {before, at_once}));
  return gone == at_once;
}

}  // namespace pult::people::audit_log
