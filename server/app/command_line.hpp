// SPDX-License-Identifier: AGPL-3.0-or-later
// The command line: pult VERB. Exit codes: 0 done, 1 it could not be done, 2 the command makes no sense.
#pragma once

namespace pult::app {

int run(int argc, const char* const* argv);

}  // namespace pult::app
