// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once
#include <string_view>

#include "base/result.hpp"

namespace pult::api {

// unprocessable for one that is too short or too long; the details name "password".
Result<void> check_new_password(std::string_view password);

}  // namespace pult::api
