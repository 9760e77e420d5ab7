// SPDX-License-Identifier: AGPL-3.0-or-later
// The server process: from the data folder's lock to the last answer.
#pragma once
#include "app/config.hpp"

namespace pult::app {

// Serves until SIGTERM or SIGINT. Says "listening on URL" on standard output when it does.
Result<void> serve(const Config& config);

}  // namespace pult::app
