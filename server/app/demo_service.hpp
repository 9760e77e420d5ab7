// SPDX-License-Identifier: AGPL-3.0-or-later
// Business hours and service levels of the demo desk.
#pragma once
#include "app/demo_people.hpp"

namespace pult::app {

// One schedule, and two policies: one for the service desk of business customers, one for everything else.
Result<void> create_demo_service(sql::Transaction& tx, const DemoPeople& people, Micros now);

}  // namespace pult::app
