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

// `collaborator_ids` of the body is the whole of who takes part, as tickets show it: those in copy and those who
// follow.
Result<void> replace_collaborators(Call& call, const json::object& object, const tickets::Ticket& ticket,
                                   tickets::Change& change);

// An event that is no change: the `metadata` of the body as JSON, which the audit shows as metadata.custom.
inline constexpr std::string_view custom_metadata_field = "custom_metadata";
json::object custom_metadata(const events::Audit& audit);

}  // namespace pult::api
