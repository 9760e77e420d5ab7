// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/lifecycle_timers.hpp"

#include "channels/mail/reminder_mail.hpp"
#include "tickets/auto_close.hpp"
#include "tickets/lifecycle_clock.hpp"

namespace pult::api {

void add_lifecycle_timers(timers::Runner& runner, Services& services) {
  runner.handle(std::string(tickets::auto_close_timer), {[&services](sql::Transaction& tx, const std::string&) {
                  return tickets::close_silent(tx, services.desk);
                }});
  runner.handle(std::string(tickets::lifecycle_start_timer),
                {[&services](sql::Transaction& tx, const std::string& subject) {
                  return tickets::start_clocks(tx, services.desk, subject);
                }});
  runner.handle(std::string(tickets::lifecycle_timer),
                {[&services](sql::Transaction& tx, const std::string& subject) {
                   return tickets::end_lifecycle_time(tx, services.desk, channels::mail::would_reach, subject);
                 },
                 [](sql::Transaction& tx, const std::string& subject, const Error&) {
                   return tickets::forget_clock(tx, subject);
                 }});
}

}  // namespace pult::api
