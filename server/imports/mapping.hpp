// SPDX-License-Identifier: AGPL-3.0-or-later
// Which column of a file is which field of an object. Pure.
#pragma once
#include <boost/json.hpp>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace pult::imports {

namespace json = boost::json;

enum class Kind : std::uint8_t { users, organizations, tickets };
std::string_view render_kind(Kind kind);
std::optional<Kind> parse_kind(std::string_view text);

// Fields that a row of this kind can have. Beside them: "user_fields.KEY", "organization_fields.KEY" of people and
// "custom_fields.ID" of tickets.
std::span<const std::string_view> fields_of(Kind kind);
bool is_field(Kind kind, std::string_view name);

// Column -> field; columns that are not in it are left out.
using Mapping = std::map<std::string, std::string, std::less<>>;
// By the names that other systems export under ("E-mail address", "Requester email").
Mapping guess_mapping(Kind kind, const std::vector<std::string>& columns);
std::string render_mapping(const Mapping& mapping);
// invalid for what is no object of texts, an unknown field, or two columns for one field.
Result<Mapping> parse_mapping(Kind kind, const json::object& object);

// The values of a row under the names of fields; empty ones are left out.
json::object apply_mapping(const Mapping& mapping, const json::object& values);

}  // namespace pult::imports
