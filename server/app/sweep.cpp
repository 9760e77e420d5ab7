// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/sweep.hpp"

#include "api/idempotency.hpp"
#include "channels/webhooks/invocation.hpp"
#include "imports/import.hpp"
#include "jobs/jobs.hpp"
#include "people/audit_log.hpp"
#include "timers/timers.hpp"

namespace pult::app {
namespace {

constexpr std::string_view timer = "sweep", subject = "desk";
constexpr Micros pause = base::hour_us, breath = base::second_us;

}  // namespace

Result<bool> sweep(sql::Transaction& tx, const KeepSettings& keep, Micros now) {
  const auto before = [&](std::int64_t days) { return now - days * base::day_us; };
  bool more = PULT_TRY(jobs::forget(tx, before(keep.job_days)));
  more |= PULT_TRY(channels::webhooks::forget(tx, before(keep.webhook_days)));
  more |= PULT_TRY(imports::forget(tx, before(keep.import_days)));
  more |= PULT_TRY(api::forget_answers(tx, now - api::idempotency_lifetime));
  if (keep.audit_log_days > 0) more |= PULT_TRY(people::audit_log::forget(tx, before(keep.audit_log_days)));
  return more;
}

Result<void> add_sweep(timers::Runner& runner, sql::Database& database, const base::Clock& clock,
                       const KeepSettings& keep) {
  runner.handle(std::string(timer), {[keep, &clock](sql::Transaction& tx, const std::string&) -> Result<void> {
                  const bool more = PULT_TRY(sweep(tx, keep, clock.now()));
                  return timers::set(tx, timer, subject, clock.now() + (more ? breath : pause));
                }});
  return database.write([&](sql::Transaction& tx) { return timers::set(tx, timer, subject, clock.now()); });
}

}  // namespace pult::app
