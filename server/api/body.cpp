// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/body.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace pult::api {
namespace {

std::optional<std::int64_t> number(const json::value& value) {
  if (value.is_null()) return 0;
  if (value.is_int64()) return value.get_int64();
  if (value.is_uint64()) return -1;  // beyond int64: names nothing
  if (value.is_double()) {           // languages that know no integers write 7.0
    constexpr double beyond_exact = 9'007'199'254'740'992.0;
    const auto number = value.get_double();
    if (std::trunc(number) != number || std::abs(number) >= beyond_exact) return std::nullopt;
    return std::int64_t(number);
  }
  if (!value.is_string()) return std::nullopt;
  const auto& text = value.get_string();
  if (text.empty()) return 0;
  std::int64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return out;
}

std::optional<std::string> text_of(const json::value& value) {
  if (value.is_null()) return "";
  if (value.is_string()) return std::string(value.get_string());
  if (value.is_double()) {  // 12.5, which json::serialize writes as 1.25E1
    std::array<char, 32> out{};
    const auto end = std::to_chars(out.data(), out.data() + out.size(), value.get_double()).ptr;
    return std::string(out.data(), end);
  }
  if (value.is_number()) return json::serialize(value);
  return std::nullopt;
}

}  // namespace

void Body::fail(std::string_view name, std::string_view expected) {
  if (problem_.empty())
    problem_ = "You passed an invalid value for the " + std::string(name) + " attribute. It must be " +
               std::string(expected) + ".";
}

bool Body::is_null(std::string_view name) const {
  const auto* found = object_.if_contains(name);
  return found && found->is_null();
}

std::optional<std::string> Body::text(std::string_view name) {
  const auto* found = object_.if_contains(name);
  if (!found) return std::nullopt;
  auto out = text_of(*found);
  if (!out) fail(name, "a string");
  return out;
}

std::optional<bool> Body::boolean(std::string_view name) {
  const auto* found = object_.if_contains(name);
  if (!found || found->is_null()) return std::nullopt;
  if (found->is_bool()) return found->get_bool();
  if (found->is_string() && (found->get_string() == "true" || found->get_string() == "false"))
    return found->get_string() == "true";
  fail(name, "true or false");
  return std::nullopt;
}

std::optional<std::int64_t> Body::id(std::string_view name) {
  const auto* found = object_.if_contains(name);
  if (!found) return std::nullopt;
  auto out = number(*found);
  if (!out) fail(name, "an integer");
  return out;
}

std::optional<std::vector<std::string>> Body::texts(std::string_view name) {
  const auto* found = object_.if_contains(name);
  if (!found) return std::nullopt;
  std::vector<std::string> out;
  if (found->is_null()) return out;
  if (found->is_string()) return std::vector{std::string(found->get_string())};
  if (!found->is_array()) {
    fail(name, "an array of strings");
    return std::nullopt;
  }
  for (const auto& item : found->get_array()) {
    auto text = text_of(item);
    if (!text) {
      fail(name, "an array of strings");
      return std::nullopt;
    }
    out.push_back(std::move(*text));
  }
  return out;
}

std::optional<std::string> Body::words(std::string_view name) {
  const auto list = texts(name);
  if (!list) return std::nullopt;
  std::string out;
  for (const auto& word : *list) out.append(out.empty() ? "" : " ").append(word);
  return out;
}

std::optional<std::vector<std::int64_t>> Body::ids(std::string_view name) {
  const auto* found = array(name);
  if (!found) return std::nullopt;
  std::vector<std::int64_t> out;
  for (const auto& item : *found) {
    const auto id = number(item);
    if (!id) {
      fail(name, "an array of integers");
      return std::nullopt;
    }
    out.push_back(*id);
  }
  return out;
}

const json::object* Body::object(std::string_view name) {
  const auto* found = object_.if_contains(name);
  if (!found || found->is_null()) return nullptr;
  if (!found->is_object()) fail(name, "an object");
  return found->if_object();
}

const json::array* Body::array(std::string_view name) {
  const auto* found = object_.if_contains(name);
  if (!found || found->is_null()) return nullptr;
  if (!found->is_array()) fail(name, "an array");
  return found->if_array();
}

Result<void> Body::check() const {
  if (problem_.empty()) return {};
  return base::fail(ErrorKind::invalid, "InvalidAttribute", problem_);
}

Result<const json::object*> inner(const json::object& body, std::string_view name) {
  const auto* found = body.if_contains(name);
  if (found && found->is_object()) return &found->get_object();
  return base::fail(ErrorKind::invalid, "InvalidAttribute",
                    "The request body must hold an object named " + std::string(name) + ".");
}

std::string render_json(const json::value& value) { return json::serialize(value); }

}  // namespace pult::api
