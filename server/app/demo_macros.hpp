// SPDX-License-Identifier: AGPL-3.0-or-later
// The macros of the demo desk, and the texts in five languages that they put in (app/demo/macros.json).
#pragma once
#include <boost/json/object.hpp>

#include "tickets/desk.hpp"

namespace pult::app {

Result<void> write_demo_macros(sql::Transaction& tx, const tickets::Desk& desk, const boost::json::object& file,
                               Micros now);

}  // namespace pult::app
