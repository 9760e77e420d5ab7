// SPDX-License-Identifier: AGPL-3.0-or-later
#include "events/domain_event.hpp"

#include "events/quiet.hpp"

#include <algorithm>

namespace pult::events {

Result<bool> is_followed(sql::Transaction& tx, std::string_view kind) {
  if (telling() == Telling::nobody) return false;
  return PULT_TRY(tx.one_int64("SELECT 1 FROM followed_kinds WHERE kind = ?1", {kind})).has_value();
}

Result<void> set_followed(sql::Transaction& tx, const std::vector<std::string>& kinds) {
  PULT_TRY(tx.run("DELETE FROM followed_kinds"));
  for (const auto& kind : kinds)
    PULT_TRY(tx.run("INSERT INTO followed_kinds (kind) VALUES (?1) ON CONFLICT (kind) DO NOTHING", {kind}));
  return {};
}

Result<void> tell(sql::Transaction& tx, const DomainEvent& event) {
  PULT_TRY(tx.run("INSERT INTO domain_events (type, subject, event, detail) VALUES (?1, ?2, ?3, ?4)",
                  {event.type, event.subject, event.event, event.detail}));
  tx.notify(told_channel, "");
  return {};
}

Result<std::vector<DomainEvent>> take_told(sql::Transaction& tx, int limit) {
  const std::string lock = tx.dialect() == sql::Dialect::postgres ? " FOR UPDATE SKIP LOCKED" : "";
  struct Numbered {
    std::int64_t id;
    DomainEvent event;
  };
  auto rows =
      PULT_TRY(tx.all("SELECT id, type, subject, event, detail FROM domain_events ORDER BY id LIMIT ?1" + lock, {limit},
                      [](const sql::Row& row) {
                        return Numbered{row.int64(0), {row.string(1), row.string(2), row.string(3), row.string(4)}};
                      }));
  std::vector<DomainEvent> out;
  for (auto& row : rows) {
    PULT_TRY(tx.run("DELETE FROM domain_events WHERE id = ?1", {row.id}));
    out.push_back(std::move(row.event));
  }
  return out;
}

Result<bool> has_told(sql::Transaction& tx) {
  return PULT_TRY(tx.one_int64("SELECT 1 FROM domain_events LIMIT 1")).has_value();
}

}  // namespace pult::events
