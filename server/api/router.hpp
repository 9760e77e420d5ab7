// SPDX-License-Identifier: AGPL-3.0-or-later
// Finds the route of a request.
#pragma once
#include <variant>

#include "api/call.hpp"

namespace pult::api {

struct Match {
  const Route* route = nullptr;
  std::vector<std::int64_t> ids;
  std::string word;  // several are joined by a slash, which none of them has
};

class Router {
 public:
  explicit Router(std::vector<Route> routes);

  // The match, or the methods that the path does know ("" when the path is unknown).
  std::expected<Match, std::string> find(std::string_view method, std::string_view path) const;
  const std::vector<Route>& routes() const { return routes_; }
  // The GET route of the same path, null when there is none.
  const Route* shows(const Route& route) const;

 private:
  struct Pattern {
    std::vector<std::string_view> parts;
    const Route* route;
  };
  std::vector<Route> routes_;
  std::vector<Pattern> patterns_;
};

}  // namespace pult::api
