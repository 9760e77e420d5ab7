// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once
#include "api/call.hpp"
#include "privacy/erasure.hpp"

namespace pult::api {

inline constexpr std::string_view erase_person_type = "Erase Person";

// Empties the person's row; gives the items of the job that does the rest.
Result<json::array> erase(sql::Transaction& tx, const people::Actor& actor, const people::User& user,
                          privacy::Content content, Micros now);

}  // namespace pult::api
