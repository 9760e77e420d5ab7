// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once
#include <string_view>

#include "api/call.hpp"

namespace pult::api {

// A page of the users that fit a query, those whose name fits first; at most 1,000.
Result<Answer> answer_found_users(Call& call, std::string_view text);

}  // namespace pult::api
