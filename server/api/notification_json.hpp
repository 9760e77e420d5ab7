// SPDX-License-Identifier: AGPL-3.0-or-later
// Notifications as the API and the live WebSocket show them.
#pragma once
#include "api/call.hpp"
#include "notify/notification.hpp"

namespace pult::api {

json::object present_notification(const notify::Notification& notification);

// What the bell shows: {"unread": 3, "notifications": [the newest that were not seen]}.
Result<json::object> bell(sql::Transaction& tx, const people::Actor& actor);
// The frame that tells an agent's windows of it; none for who is no agent (any more).
Result<std::optional<std::string>> render_bell(sql::Transaction& tx, UserId user);

}  // namespace pult::api
