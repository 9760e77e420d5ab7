// SPDX-License-Identifier: AGPL-3.0-or-later
// A time entry as clients write it: of its own, and beside a reply.
#pragma once
#include "api/call.hpp"

namespace pult::api {

Result<tickets::NewTimeEntry> read_time_entry(const json::object& object);

}  // namespace pult::api
