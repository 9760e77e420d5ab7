// SPDX-License-Identifier: AGPL-3.0-or-later
// What time does to tickets by itself, as kinds of timers: here is where the kernel meets the mail that it needs.
#pragma once
#include "api/call.hpp"
#include "timers/runner.hpp"

namespace pult::api {

void add_lifecycle_timers(timers::Runner& runner, Services& services);

}  // namespace pult::api
