// SPDX-License-Identifier: AGPL-3.0-or-later
#include "automation/context_url.hpp"

#include <gtest/gtest.h>

#include "crypto/crypto.hpp"

namespace pult::automation {
namespace {

TEST(ContextUrl, KnowsTheOriginOfATemplate) {
  EXPECT_EQ(origin_of("https://Shop.example:8443/orders?id={{ticket.id}}"), "https://shop.example:8443");
  EXPECT_EQ(origin_of("HTTP://shop.example?x"), "http://shop.example");
  EXPECT_EQ(origin_of("https://[::1]:80/"), "https://[::1]:80");
}

TEST(ContextUrl, RefusesWhatIsNoPlainWebAddress) {
  for (const auto* wrong :
       {"", "shop.example", "javascript:alert(1)", "https://", "https:///x", "https://{{ticket.id}}.example/",
        "https://user:pass@shop.example/", "https://shop.example;script-src *", "https://a b/", "ftp://shop.example/",
        "https://*.example/", "https://shop.example'/"})
    EXPECT_EQ(origin_of(wrong), "") << wrong;
}

TEST(ContextUrl, EncodesValues) {
  const auto lookup = [](std::string_view path) {
    return path == "ticket.title" ? text::TemplateValue("a&b=c #/ž") : text::TemplateValue(std::int64_t(7));
  };
  EXPECT_EQ(render_url("https://shop.example/{{ticket.id}}?q={{ticket.title}}", lookup),
            "https://shop.example/7?q=a%26b%3Dc%20%23%2F%C5%BE");
}

TEST(ContextUrl, SignsTheWholeQuery) {
  const Micros now = 1'700'000'000 * base::second_us;
  const std::string query = "id=7&pult_agent=3&pult_time=1700000000";
  EXPECT_EQ(sign_url("https://shop.example/orders?id=7#top", "secret", UserId(3), now),
            "https://shop.example/orders?" + query + "&pult_signature=" + crypto::hmac_hex("secret", query) + "#top");
  const std::string bare = "pult_agent=3&pult_time=1700000000";
  EXPECT_EQ(sign_url("https://shop.example/?", "secret", UserId(3), now),
            "https://shop.example/?" + bare + "&pult_signature=" + crypto::hmac_hex("secret", bare));
  EXPECT_NE(sign_url("https://shop.example/", "other", UserId(3), now),
            sign_url("https://shop.example/", "secret", UserId(3), now));
}

}  // namespace
}  // namespace pult::automation
