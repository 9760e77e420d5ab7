// SPDX-License-Identifier: AGPL-3.0-or-later
// Writes the log of admin changes (people/audit_log.hpp) for all routes in one place, so that none forgets it: looks at
// the object before and after through the route that shows it, in the transaction of the change.
#pragma once
#include "api/call.hpp"
#include "api/router.hpp"

namespace pult::api {

// Whether a route changes settings or who may do what. Personal views and macros are told apart by their object.
bool is_logged(const Route& route);

class ChangeLog {
 public:
  // Before the handler. `shows`: the GET route of the same path, null when there is none.
  static Result<ChangeLog> open(const Route& route, const Route* shows, Call& call);
  // After it.
  Result<void> record(Call& call, const Answer& answer) const;

 private:
  explicit ChangeLog(const Route& route) : route_(&route) {}
  const Route* route_;
  const Route* shows_ = nullptr;
  json::object before_;
};

// "name: \"Old\" -> \"New\"; active: true -> false": members that differ, but for times of change and addresses.
std::string describe_changes(const json::object& before, const json::object& after);
// "name: \"New\"": what was asked for. Secrets are not shown.
std::string describe_values(const json::object& values);

}  // namespace pult::api
