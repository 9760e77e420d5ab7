// SPDX-License-Identifier: AGPL-3.0-or-later
// A time at which something is to happen, as clients write it.
#pragma once
#include "api/body.hpp"
#include "base/clock.hpp"

namespace pult::api {

// nullopt when it is absent, null or ""; unprocessable for what is no time, not in the future, or years away.
Result<std::optional<Micros>> later_time(Body& in, std::string_view name, Micros now);

}  // namespace pult::api
