// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/last_use.hpp"

namespace pult::api {
namespace {

constexpr std::size_t max_remembered = 10'000;

struct Used {
  std::string_view table, column;
  std::int64_t id = 0;
};

Used used_by(const Identity& identity) {
  if (identity.session) return {"sessions", "last_seen_at", identity.session->id.value};
  if (identity.grant) return {"oauth_tokens", "last_used_at", identity.grant->id.value};
  return {"api_tokens", "last_used_at", identity.api_token.value};
}

}  // namespace

bool LastUse::is_due(std::string_view table, std::int64_t id, Micros now) {
  const std::lock_guard lock(mutex_);
  if (written_.size() > max_remembered) written_.clear();  // a write too many does no harm
  auto& last = written_[{table, id}];
  if (last && now - last < base::minute_us) return false;
  last = now;
  return true;
}

void LastUse::note(const Identity& identity, Micros now) {
  const auto used = used_by(identity);
  if (!used.id || !is_due(used.table, used.id, now)) return;
  database_.write(
      [used, now](sql::Transaction& tx) -> Result<void> {
        PULT_TRY(
            tx.run("UPDATE " + std::string(used.table) + " SET " + std::string(used.column) + " = ?2 WHERE id = ?1",
                   {used.id, now}));
        return {};
      },
      [](const Result<void>&) {});
}

}  // namespace pult::api
