// SPDX-License-Identifier: AGPL-3.0-or-later
// The words by which search finds users, organizations and groups: names, addresses and parts of them, phones, notes,
// details, tags. Kept in the transaction that changes the person.
#pragma once
#include <cstdint>

#include "base/ids.hpp"
#include "sql/database.hpp"

namespace pult::people {

enum class WordOwner : std::uint8_t { user = 1, organization = 2, group = 3 };

// After every change of the row or of a user's addresses; takes out the words of those who are gone.
Result<void> index_words(sql::Transaction& tx, UserId id);
Result<void> index_words(sql::Transaction& tx, OrganizationId id);
Result<void> index_words(sql::Transaction& tx, GroupId id);

// What a migration left to be indexed.
Result<void> complete_word_index(sql::Database& database);

}  // namespace pult::people
