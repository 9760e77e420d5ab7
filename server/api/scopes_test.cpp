// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/scopes.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "api/api.hpp"

namespace pult::api {
namespace {

TEST(Scopes, AreSortedAndKnown) {
  EXPECT_EQ(parse_scopes("write read  read").value_or(""), "read write");
  EXPECT_EQ(parse_scopes("users:write tickets:read").value_or(""), "tickets:read users:write");
  for (const auto* wrong : {"", " ", "all", "tickets", "tickets:delete", "tickets:", ":read", "planets:read"})
    EXPECT_FALSE(parse_scopes(wrong)) << wrong;
}

TEST(Scopes, CoverWhatTheySay) {
  EXPECT_TRUE(covers("read", "GET", "groups"));
  EXPECT_TRUE(covers("read", "HEAD", "tickets/{id}"));
  EXPECT_FALSE(covers("read", "POST", "tickets"));
  EXPECT_FALSE(covers("write", "GET", "tickets"));
  EXPECT_TRUE(covers("tickets:write", "DELETE", "tickets/{id}/tags"));
  EXPECT_FALSE(covers("tickets:write", "PUT", "users/{id}"));
  EXPECT_FALSE(covers("tickets:read users:read", "GET", "groups"));
  EXPECT_FALSE(covers("impersonate", "GET", "tickets"));
}

TEST(Scopes, WithoutReadOrWriteNoRouteOutsideTheResourceIsOpen) {
  const auto routes = all_routes();
  EXPECT_TRUE(rc::check([&] {
    const auto& route = *rc::gen::elementOf(routes);
    const bool of_tickets = covers("tickets:read tickets:write", route.method, route.path);
    const bool of_users = covers("users:read users:write", route.method, route.path);
    if (route.path != "oauth/tokens/current") RC_ASSERT(!(of_tickets && of_users));
    RC_ASSERT(covers("read write", route.method, route.path));
  }));
}

}  // namespace
}  // namespace pult::api
