// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/change_log.hpp"

#include <gtest/gtest.h>

#include <set>

#include "api/api.hpp"

namespace pult::api {
namespace {

// Routes of admins that compute something and change nothing.
const std::set<std::string_view> harmless{"imports/preview", "webhooks/test", "audit_logs/export"};

TEST(ChangeLog, NoRouteOfAdminsIsForgotten) {
  int logged = 0;
  for (const auto& route : all_routes()) {
    if (route.who != Who::admin || route.method == "GET" || route.mode == Mode::read) continue;
    if (harmless.contains(route.path) || route.path.starts_with("imports/tickets")) continue;
    EXPECT_TRUE(is_logged(route)) << route.method << " " << route.path;
    ++logged;
  }
  EXPECT_GT(logged, 30);
}

TEST(ChangeLog, ReadingAndTicketsAreNotLogged) {
  for (const auto& route : all_routes()) {
    if (route.method == "GET" || route.path == "tickets" || route.path == "tickets/{id}") {
      EXPECT_FALSE(is_logged(route)) << route.method << " " << route.path;
    }
  }
}

TEST(ChangeLog, DescribesWhatDiffers) {
  const json::object before{{"name", "Old"}, {"active", true}, {"updated_at", "1"}, {"tags", {"a"}}, {"gone", 1}};
  const json::object after{{"name", "New"}, {"active", true}, {"updated_at", "2"}, {"tags", {"a", "b"}}, {"more", 2}};
  EXPECT_EQ(describe_changes(before, after),
            R"(name: "Old" -> "New"; tags: ["a"] -> ["a","b"]; more: 2; gone: 1 -> null)");
  EXPECT_EQ(describe_changes(before, before), "");
}

TEST(ChangeLog, ShowsNoSecrets) {
  const json::object values{{"name", "x"},
                            {"password", "hush"},
                            {"imap", {{"host", "h"}, {"password", "hush"}}},
                            {"list", {{{"api_token", "hush"}}}},
                            {"client_secret", "hush"}};
  const auto words = describe_values(values);
  EXPECT_EQ(words.find("hush"), std::string::npos) << words;
  EXPECT_NE(words.find("\"host\":\"h\""), std::string::npos);
}

TEST(ChangeLog, IsBounded) {
  json::object values;
  for (int i = 0; i < 1000; ++i) values["key" + std::to_string(i)] = std::string(500, 'x');
  EXPECT_LT(describe_values(values).size(), 5000U);
}

}  // namespace
}  // namespace pult::api
