// SPDX-License-Identifier: AGPL-3.0-or-later
// What the server does with replies that leave later, beside the API's own endpoints.
#pragma once
#include "api/call.hpp"
#include "timers/runner.hpp"

namespace pult::api {

// For the runner of timers: the end of a snooze, and a reply that is to leave.
void add_timer_kinds(timers::Runner& runner, Services& services);

}  // namespace pult::api
