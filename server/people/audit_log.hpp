// SPDX-License-Identifier: AGPL-3.0-or-later
// The log of what admins changed: written in the transaction of the change, never altered.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "people/access.hpp"

namespace pult::people::audit_log {

using EntryId = base::Id<struct AuditLogTag>;

struct Entry {
  EntryId id;
  std::string action;  // create | update | destroy | login | exported
  UserId actor;        // UserId(-1): the desk itself, which is the command line
  std::string actor_name;
  std::string source_type;  // "user", "ticket_field", "rule" ...
  std::optional<std::int64_t> source_id;
  std::string source_label;
  std::string change_description;
  std::string ip_address;  // "" for none
  Micros created_at = 0;
};

// `actor`, its name and the time are filled in here.
Result<void> record(sql::Transaction& tx, const Actor& actor, Entry entry, Micros now);

struct Filter {
  std::string source_type, action, ip_address;  // "" : all
  std::optional<std::int64_t> source_id;
  std::optional<UserId> actor;
  std::optional<Micros> from, to;
  bool ascending = false;
  EntryId after;  // of the page before; 0: from the first
  std::int64_t offset = 0;
  int limit = 100;
};
Result<std::vector<Entry>> list(sql::Transaction& tx, const Filter& filter);
// Counted up to 10,000, as deep as numbered pages go.
Result<std::int64_t> count(sql::Transaction& tx, const Filter& filter);
Result<std::optional<Entry>> find(sql::Transaction& tx, EntryId id);
// Takes away some of the entries from before; true when there may be more.
Result<bool> forget(sql::Transaction& tx, Micros before);

}  // namespace pult::people::audit_log
