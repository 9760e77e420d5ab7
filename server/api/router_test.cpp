// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/router.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <set>

#include "api/api.hpp"

namespace pult::api {
namespace {

Result<Answer> nothing(Call&) { return Answer{}; }
Route route(std::string_view method, std::string_view path) { return {method, path, Who::user, Mode::read, nothing}; }

class RouterTest : public ::testing::Test {
 protected:
  std::string found(std::string_view method, std::string_view path) {
    last_ = router_.find(method, path).value_or(Match{});
    return last_.route ? std::string(last_.route->path) : "";
  }
  std::string allowed(std::string_view method, std::string_view path) {
    const auto match = router_.find(method, path);
    return match ? "found" : match.error();
  }

  Router router_{{route("GET", "tickets"), route("POST", "tickets"), route("DELETE", "uploads/{word}"),
                  route("GET", "tickets/{id}"), route("GET", "tickets/count"),
                  route("GET", "tickets/{id}/comments/{id}"), route("GET", "things/{word}"),
                  route("GET", "things/me")}};
  Match last_;
};

TEST_F(RouterTest, FindsPathsWithAndWithoutTheirEnding) {
  for (const auto path : {"/tickets", "/tickets.json", "tickets", "/tickets/"})
    EXPECT_EQ(found("GET", path), "tickets");
  EXPECT_EQ(found("HEAD", "/tickets"), "tickets");
  EXPECT_EQ(found("GET", "/tickets/count.json"), "tickets/count");
}

TEST_F(RouterTest, ReadsIdsAndWords) {
  EXPECT_EQ(found("GET", "/tickets/7/comments/12.json"), "tickets/{id}/comments/{id}");
  EXPECT_EQ(last_.ids, (std::vector<std::int64_t>{7, 12}));
  EXPECT_EQ(found("DELETE", "/uploads/a-b_C"), "uploads/{word}");
  EXPECT_EQ(last_.word, "a-b_C");
  EXPECT_EQ(found("GET", "/things/me"), "things/me") << "a fixed word wins";
  EXPECT_EQ(found("GET", "/things/you"), "things/{word}");
}

TEST_F(RouterTest, AnIdIsDigitsAndOneTooLargeIsNobodys) {
  for (const auto path : {"/tickets/x", "/tickets/-1", "/tickets/1x", "/tickets/+1", "/tickets/0x1", "/tickets/１"})
    EXPECT_EQ(found("GET", path), "") << path;
  EXPECT_EQ(found("GET", "/tickets/99999999999999999999"), "tickets/{id}");
  EXPECT_EQ(last_.ids, std::vector<std::int64_t>{-1});
}

TEST_F(RouterTest, TellsWhichMethodsAPathKnows) {
  EXPECT_EQ(allowed("PUT", "/tickets"), "GET, POST");
  EXPECT_EQ(allowed("POST", "/tickets/7"), "GET");
  EXPECT_EQ(allowed("GET", "/nothing"), "");
  EXPECT_EQ(allowed("GET", ""), "");
  EXPECT_EQ(allowed("GET", "/tickets/7/comments"), "");
}

TEST(Routes, NoTwoShareMethodAndPathAndAllAreFound) {
  const Router router(all_routes());
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const auto& one : router.routes()) {
    EXPECT_TRUE(seen.emplace(one.method, one.path).second) << one.method << " " << one.path;
    std::string path = "/" + std::string(one.path);
    for (const std::string name : {"{id}", "{word}"})
      for (std::size_t at = 0; (at = path.find(name, at)) != std::string::npos;) path.replace(at, name.size(), "7");
    const auto match = router.find(one.method, path + ".json");
    ASSERT_TRUE(match) << one.method << " " << path;
    EXPECT_EQ(match->route->path, one.path);
  }
}

TEST(Routes, NoPathBreaksTheRouter) {
  const Router router(all_routes());
  EXPECT_TRUE(rc::check([&] {
    std::string path;
    for (const auto& piece : *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
             "/", "tickets", "7", ".json", "{id}", "{word}", "..", "\xff", "users", "me", "%", "?", "comments")))
      path += piece;
    const auto match = router.find("GET", path);
    if (match) RC_ASSERT(match->route != nullptr);
  }));
}

}  // namespace
}  // namespace pult::api
