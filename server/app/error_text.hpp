// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once
#include <string>

#include "base/result.hpp"

namespace pult::app {

// For the person at the command line: message, fields and cause in one line.
std::string render_error(const Error& error);

}  // namespace pult::app
