// SPDX-License-Identifier: AGPL-3.0-or-later
// One row becomes an object, or changes the one it is known by: the external id, else the address of a user or the name
// of an organization. Tickets that are there already stay as they are.
#pragma once
#include "imports/mapping.hpp"
#include "tickets/desk.hpp"

namespace pult::imports {

struct Taken {
  std::string outcome;  // created | updated | unchanged
  std::int64_t object_id = 0;
};

// `fields`: of apply_mapping. unprocessable or invalid with words for the report when the row cannot be taken; nothing
// of it may then be kept (the caller's transaction is undone).
Result<Taken> take_user(sql::Transaction& tx, const tickets::Desk& desk, const json::object& fields);
Result<Taken> take_organization(sql::Transaction& tx, const tickets::Desk& desk, const json::object& fields);
Result<Taken> take_ticket(sql::Transaction& tx, const tickets::Desk& desk, const json::object& fields);
Result<Taken> take_row(sql::Transaction& tx, const tickets::Desk& desk, Kind kind, const json::object& fields);

// What the report says of an error: all its fields, else its message.
std::string reason_of(const Error& error);

}  // namespace pult::imports
