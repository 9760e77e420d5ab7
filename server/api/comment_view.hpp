// SPDX-License-Identifier: AGPL-3.0-or-later
// A comment as the API shows it.
#pragma once
#include "api/present.hpp"

namespace pult::api {

// With its files and its delivery, as in the list of the ticket's comments.
Result<json::object> present_one_comment(Call& call, const tickets::Comment& comment);

}  // namespace pult::api
