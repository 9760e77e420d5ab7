// SPDX-License-Identifier: AGPL-3.0-or-later
// Reads the inventory of a desk, in a snapshot. No step reads all tickets: usage is asked for thing by thing, of the
// last months, through an index.
#pragma once
#include "housekeeping/inventory.hpp"
#include "sql/database.hpp"

namespace pult::housekeeping {

// Everything but used_together, which depends on what the tags look like.
Result<Inventory> read_inventory(sql::Transaction& tx, Micros now);
using TagPairs = std::vector<std::pair<std::string, std::string>>;
Result<std::map<std::pair<std::string, std::string>, int>> read_used_together(sql::Transaction& tx,
                                                                              const TagPairs& pairs);

// Of the inventory: what tickets, macros and webhooks tell about use.
Result<void> read_usage(sql::Transaction& tx, Inventory& desk);
// Customers who might be one person.
Result<void> read_namesakes(sql::Transaction& tx, Inventory& desk);

}  // namespace pult::housekeeping
