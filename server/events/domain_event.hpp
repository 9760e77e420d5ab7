// SPDX-License-Identifier: AGPL-3.0-or-later
// What happens to things that have no audits of their own (people, organizations), for those who follow it: kept in
// the transaction of the change, only while somebody follows, and taken by one of them.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "sql/database.hpp"

namespace pult::events {

struct DomainEvent {
  std::string type;           // "user.role_changed"
  std::string subject;        // "user:7"
  std::string event, detail;  // JSON objects
};

// `kind`: "user", "organization".
Result<bool> is_followed(sql::Transaction& tx, std::string_view kind);
Result<void> set_followed(sql::Transaction& tx, const std::vector<std::string>& kinds);

Result<void> tell(sql::Transaction& tx, const DomainEvent& event);
// Takes the oldest ones away; they are the caller's now, in this transaction.
Result<std::vector<DomainEvent>> take_told(sql::Transaction& tx, int limit);
Result<bool> has_told(sql::Transaction& tx);

// The notification that something was told.
inline constexpr std::string_view told_channel = "domain_events";

}  // namespace pult::events
