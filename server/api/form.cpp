// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/form.hpp"

#include <boost/json.hpp>
#include <map>
#include <string>

namespace pult::api {
namespace {

// "ids[]=1&ids[]=2" is "ids=1,2".
void join_lists(net::Request& request) {
  std::map<std::string, std::string> lists;
  for (const auto& [name, value] : request.query) {
    if (name.size() < 3 || name.find('[') != name.size() - 2 || !name.ends_with("[]")) continue;
    auto& list = lists[name.substr(0, name.size() - 2)];
    list.append(list.empty() ? "" : ",").append(value);
  }
  for (auto& [name, list] : lists)
    if (!request.has_query(name)) request.query.emplace_back(name, std::move(list));
}

}  // namespace

void read_form(net::Request& request) {
  join_lists(request);
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
