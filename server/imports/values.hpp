// SPDX-License-Identifier: AGPL-3.0-or-later
// Typed reading of a row's fields, with words for the report. Private to the module.
#pragma once
#include <boost/json.hpp>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "imports/mapping.hpp"

namespace pult::imports {

std::unexpected<Error> problem(std::string words);

class Values {
 public:
  explicit Values(const json::object& fields) : fields_(fields) {}
  bool has(std::string_view name) const { return fields_.contains(name); }
  // Texts, numbers and booleans as text; "" when absent.
  std::string text(std::string_view name) const;
  // "a, b;c" or a JSON list: in small letters, separated by spaces.
  std::string words(std::string_view name) const;
  Result<std::optional<Micros>> time(std::string_view name) const;
  Result<std::optional<bool>> boolean(std::string_view name) const;
  // The members "PREFIX.key" as {key: value}.
  json::object with_prefix(std::string_view prefix) const;
  const json::value* value(std::string_view name) const { return fields_.if_contains(name); }

 private:
  const json::object& fields_;
};

}  // namespace pult::imports
