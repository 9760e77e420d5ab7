// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once
#include <cstdint>
#include <string>

#include "base/result.hpp"

namespace pult::app {

// Whether somebody accepts TCP connections there. unavailable with the reason; the deadline is for each address.
Result<void> reach(const std::string& host, std::uint16_t port, int timeout_ms);

}  // namespace pult::app
