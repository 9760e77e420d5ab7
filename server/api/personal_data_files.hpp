// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once
#include "api/call.hpp"

namespace pult::api {

// All that is stored about a person, as an archive of JSON and files. `call` is of somebody who may see everything.
Result<std::string> collect_personal_data(Call& call, const people::User& user);

}  // namespace pult::api
