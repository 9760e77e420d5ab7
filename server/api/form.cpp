// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/form.hpp"

#include <boost/json.hpp>

namespace pult::api {

void read_form(net::Request& request) {
  const std::string_view path = request.path;
  if (!path.starts_with("/oauth/") && !path.starts_with("/approve/")) return;
  if (!request.header("content-type").starts_with("application/x-www-form-urlencoded")) return;
  boost::json::object members;
  for (const auto& [name, value] : net::parse_query(request.body)) {
    if (name == "authenticity_token") request.headers.emplace_back("x-csrf-token", value);
    members[name] = value;
  }
  request.body = boost::json::serialize(members);
}

}  // namespace pult::api
