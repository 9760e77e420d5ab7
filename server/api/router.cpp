// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/router.hpp"

#include <algorithm>
#include <charconv>

namespace pult::api {
namespace {

std::vector<std::string_view> split(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    const auto slash = path.find('/');
    if (slash != 0) parts.push_back(path.substr(0, slash));
    path = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
  }
  return parts;
}

// Digits name an id; one too large for int64 names nothing (-1), which every store answers with not found.
std::optional<std::int64_t> id_of(std::string_view part) {
  if (part.empty() || part.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), id);
  return error == std::errc() ? id : -1;
}

bool fits(const std::vector<std::string_view>& pattern, const std::vector<std::string_view>& parts, Match& match) {
  if (pattern.size() != parts.size()) return false;
  match.ids.clear();
  match.word.clear();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (pattern[i] == "{id}") {
      const auto id = id_of(parts[i]);
      if (!id) return false;
      match.ids.push_back(*id);
    } else if (pattern[i] == "{word}") {
      match.word.append(match.word.empty() ? "" : "/").append(parts[i]);
    } else if (pattern[i] != parts[i]) {
      return false;
    }
  }
  return true;
}

}  // namespace

Router::Router(std::vector<Route> routes) : routes_(std::move(routes)) {
  // Fixed words win over {word}, so that tickets/count is never read as tickets/{word}.
  std::ranges::stable_sort(routes_, {},
                           [](const Route& route) { return route.path.find("{word}") != std::string::npos; });
  for (const auto& route : routes_) patterns_.push_back({split(route.path), &route});
}

std::expected<Match, std::string> Router::find(std::string_view method, std::string_view path) const {
  if (path.ends_with(".json")) path.remove_suffix(5);
  const auto parts = split(path);
  std::string allowed;
  Match match;
  for (const auto& pattern : patterns_) {
    if (!fits(pattern.parts, parts, match)) continue;
    const auto& wanted = pattern.route->method;
    if (wanted == method || (method == "HEAD" && wanted == "GET")) {
      match.route = pattern.route;
      return match;
    }
    if (allowed.find(wanted) == std::string::npos) allowed.append(allowed.empty() ? "" : ", ").append(wanted);
  }
  return std::unexpected(allowed);
}

const Route* Router::shows(const Route& route) const {
  const auto found = std::ranges::find_if(
      routes_, [&](const Route& other) { return other.method == "GET" && other.path == route.path; });
  return found == routes_.end() ? nullptr : &*found;
}

}  // namespace pult::api
