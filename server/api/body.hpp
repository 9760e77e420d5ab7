// SPDX-License-Identifier: AGPL-3.0-or-later
// Typed reading of JSON that a client sent. A member of the wrong type is the client's error (400), never ours.
#pragma once
#include <boost/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace pult::api {

namespace json = boost::json;

// Collects the first problem; readers give nullopt for a member that is absent or wrong. Check `problem` at the end:
//   Body in(object); change.subject = in.text("subject"); ...; PULT_TRY(in.check());
class Body {
 public:
  explicit Body(const json::object& object) : object_(object) {}

  bool has(std::string_view name) const { return object_.contains(name); }
  bool is_null(std::string_view name) const;
  std::optional<std::string> text(std::string_view name);                // null reads as ""; numbers as their digits
  std::optional<bool> boolean(std::string_view name);                    // also "true", "false"
  std::optional<std::int64_t> id(std::string_view name);                 // null and "" read as 0; digits in text too
  std::optional<std::vector<std::string>> texts(std::string_view name);  // one text is a list of one
  std::optional<std::string> words(std::string_view name);               // texts, separated by spaces: tags
  std::optional<std::vector<std::int64_t>> ids(std::string_view name);
  const json::object* object(std::string_view name);
  const json::array* array(std::string_view name);
  const json::value* value(std::string_view name) const { return object_.if_contains(name); }

  void fail(std::string_view name, std::string_view expected);
  // invalid/"InvalidAttribute" naming the first member that did not fit.
  Result<void> check() const;

 private:
  const json::object& object_;
  std::string problem_;
};

// {"ticket": {...}} -> the inner object; invalid when it is missing or no object.
Result<const json::object*> inner(const json::object& body, std::string_view name);

std::string render_json(const json::value& value);

}  // namespace pult::api
