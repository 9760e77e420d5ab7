// SPDX-License-Identifier: AGPL-3.0-or-later
// {"ticket": {...}} as clients write it -> what the use cases take.
#pragma once
#include "api/body.hpp"
#include "api/call.hpp"

namespace pult::api {

// For Route::comment.
std::optional<tickets::NewComment> prepare_first_comment(const json::object& body);
std::optional<tickets::NewComment> prepare_later_comment(const json::object& body);

// The `bcc` of a comment or a draft: ["a@b.c", {"name": "A", "email": "a@b.c"}], each address once. No header shows the
// names, so they are not kept.
Result<std::vector<std::string>> read_bcc(const json::object& object);

Result<tickets::NewTicket> parse_new_ticket(Call& call, const json::object& ticket);
Result<tickets::Change> parse_change(Call& call, const json::object& ticket);

}  // namespace pult::api
