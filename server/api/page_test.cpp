// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/page.hpp"

#include <rapidcheck.h>

#include "api/api_fixture.hpp"

namespace pult::api {
namespace {

using testing::must;

class PageTest : public testing::ApiTest {
 protected:
  // Runs `work` with the call of GET target.
  template <class Work>
  auto with(const std::string& query, Work work) {
    net::Request request;
    request.method = "GET";
    request.path = "/api/v2/tickets";
    request.query = net::parse_query(query);
    const json::object no_body;
    return read([&](sql::Transaction& tx) {
      Call call{request, no_body, {}, {}, admin, std::nullopt, tx, *services, "http://desk.example"};
      return work(call);
    });
  }
  Result<Page> page(const std::string& query) {
    return with(query, [](const Call& call) { return page_of(call); });
  }
  std::string next(const std::string& query) {
    return must(with(query, [](const Call& call) -> Result<std::string> {
      json::object body;
      const auto at = PULT_TRY(page_of(call));
      add_page_members(call, at, std::size_t(at.fetch()), render_cursor({7}), [] { return 1; }, body);
      return std::string(at.by_cursor ? body["links"].at("next").as_string() : body["next_page"].as_string());
    }));
  }
};
// Paging reads no table.
INSTANTIATE_TEST_SUITE_P(On, PageTest, ::testing::Values("memory"));

TEST_P(PageTest, IsTheFirstHundredUnlessAskedOtherwise) {
  EXPECT_EQ(must(page("")).size, 100);
  EXPECT_EQ(must(page("per_page=500")).size, 100);
  const auto third = must(page("page=3&per_page=20"));
  EXPECT_EQ(third.offset, 40);
  EXPECT_FALSE(third.by_cursor);
  EXPECT_TRUE(must(page("page[size]=5")).by_cursor);
}

TEST_P(PageTest, WhatIsOutOfRangeIsTheClientsError) {
  for (const auto query : {"page=0", "page=-1", "page=x", "page=1.5", "per_page=0", "per_page=-5", "per_page=x",
                           "page=99999999999999999999", "page[size]=0", "page[size]=101", "page[size]=x"}) {
    const auto bad = page(query);
    ASSERT_FALSE(bad) << query;
    EXPECT_EQ(bad.error().kind, ErrorKind::invalid);
  }
  EXPECT_EQ(page("page=101&per_page=100").error().code, "InvalidPaginationDepth");
  EXPECT_EQ(page("page=9223372036854775807&per_page=100").error().code, "InvalidPaginationDepth");
}

TEST_P(PageTest, CursorsRoundTrip) {
  EXPECT_TRUE(rc::check([&](const std::vector<std::int64_t>& values) {
    const auto text = *rc::gen::element<std::string>("", "tag", "žluť", "a|b,c");
    const auto got = must(page("page[size]=5&page[after]=" + render_cursor(values, text)));
    RC_ASSERT(got.after == values);
    RC_ASSERT(got.after_text == text);
  }));
}

TEST_P(PageTest, ForgedCursorsAreRefused) {
  const auto forged = [](std::string plain) {
    auto out = crypto::base64(plain);
    for (char& c : out) c = c == '+' ? '-' : c == '/' ? '_' : c;
    return "page[size]=5&page[after]=" + out.substr(0, out.find('='));
  };
  for (const auto& query :
       {std::string("page[size]=5&page[after]=x!"), forged("v2:1"), forged("v1:a"), forged("v1:1,,2"), forged("v1:1;2"),
        forged("v1:99999999999999999999"), forged("1"), forged("v1:|\xff"), forged(std::string("v1:|a\0b", 7))}) {
    const auto bad = page(query);
    ASSERT_FALSE(bad) << query;
    EXPECT_EQ(bad.error().code, "InvalidPaginationParameter");
  }
}

TEST_P(PageTest, TheNextPageAsksForTheSameThing) {
  EXPECT_EQ(next("per_page=2"), "http://desk.example/api/v2/tickets?per_page=2&page=2");
  EXPECT_EQ(next("page=2&per_page=2"), "http://desk.example/api/v2/tickets?per_page=2&page=3");
  const std::pair<const char*, std::string> values[] = {
      {"a", "="}, {"a", "a&b=c"}, {"a", "ž + 100%"}, {"role[]", "agent"}, {"=", "="}, {"a", ""}, {"a", "#/?\"<>"}};
  for (const auto& [name, value] : values) {
    const net::Query wanted{{name, value}};
    std::string query;
    for (const auto part : {std::string_view(name), std::string_view(value)}) {
      for (const unsigned char c : part) {
        char escaped[4];
        std::snprintf(escaped, sizeof escaped, "%%%02X", c);
        query += escaped;
      }
      query += query.find('=') == std::string::npos ? "=" : "";
    }
    const auto address = next(query);
    auto got = net::parse_query(address.substr(address.find('?') + 1));
    std::erase_if(got, [](const auto& member) { return member.first == "page"; });
    EXPECT_EQ(got, wanted) << address;
  }
}

}  // namespace
}  // namespace pult::api
