// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/address_guard.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/log.hpp"
#include "net/http_client.hpp"
#include "net/http_server.hpp"

namespace pult::net {
namespace {

Address v4(std::uint32_t number) {
  Address out{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  for (std::size_t i = 0; i < 4; ++i) out[12 + i] = std::uint8_t(number >> (24 - 8 * i));
  return out;
}

AddressGuard allowing(const std::vector<std::string>& allowed) {
  auto made = AddressGuard::make(allowed);
  EXPECT_TRUE(made) << (made ? "" : made.error().message);
  return made ? std::move(*made) : AddressGuard();
}

std::string verdict(const AddressGuard& guard, const std::string& url) {
  const auto checked = guard.check_url(url);
  return checked ? "" : checked.error().code;
}

TEST(AddressGuard, KnowsWhatIsPublic) {
  for (const auto* text : {"8.8.8.8", "1.1.1.1", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.1",
                           "192.167.1.1", "223.255.255.255", "2606:4700:4700::1111", "2a00:1450::1", "64:ff9b::808:808",
                           "2002:808:808::1", "::ffff:8.8.8.8"})
    EXPECT_TRUE(is_public(*parse_address(text))) << text;
  for (const auto* text : {"0.0.0.0",
                           "10.1.2.3",
                           "100.64.0.1",
                           "127.0.0.1",
                           "127.255.255.254",
                           "169.254.169.254",
                           "172.16.0.1",
                           "172.31.255.255",
                           "192.0.0.192",
                           "192.168.0.1",
                           "198.18.0.1",
                           "203.0.113.9",
                           "224.0.0.1",
                           "240.0.0.1",
                           "255.255.255.255",
                           "::",
                           "::1",
                           "::127.0.0.1",
                           "::ffff:127.0.0.1",
                           "::ffff:169.254.169.254",
                           "fe80::1",
                           "fc00::1",
                           "fd00:ec2::254",
                           "ff02::1",
                           "64:ff9b::7f00:1",
                           "64:ff9b::a9fe:a9fe",
                           "64:ff9b:1::808:808",
                           "2002:7f00:1::",
                           "2002:a00:1::1",
                           "2001::1",
                           "2001:db8::1",
                           "3fff::1",
                           "4000::1"})
    EXPECT_FALSE(is_public(*parse_address(text))) << text;
}

TEST(AddressGuard, ReadsEverySpellingOfAnAddress) {
  for (const auto* text : {"127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0x7f.1", "017700000001",
                           "::ffff:127.0.0.1", "::ffff:7f00:1"})
    EXPECT_EQ(parse_address(text), v4(0x7f000001)) << text;
  for (const auto* text : {"", "example.com", "127.0.0.1 x", "1.2.3.4.5", "256.0.0.1", "::g", "127.0.0.1\n"})
    EXPECT_EQ(parse_address(text), std::nullopt) << text;
}

TEST(AddressGuard, RefusesUrlsThatLeadInside) {
  const AddressGuard guard;
  for (const auto* url :
       {"http://127.0.0.1/", "http://127.1:8080/x", "https://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/",
        "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://localhost/",
        "http://LOCALHOST./", "http://api.localhost:1/", "http://169.254.169.254/latest/meta-data",
        "http://user:word@10.0.0.1/", "http://127.0.0.1%2f@10.0.0.1/", "http://%31%32%37.0.0.1/", "http://0/"})
    EXPECT_NE(verdict(guard, url), "") << url;
  for (const auto* url : {"ftp://example.com/", "file:///etc/passwd", "gopher://example.com/"})
    EXPECT_EQ(verdict(guard, url), "UrlScheme") << url;
  for (const auto* url : {"", "http://", "example.com", "http:// example.com/", "http://exa\nmple.com/", "http://:80/"})
    EXPECT_NE(verdict(guard, url), "") << url;
  for (const auto* url : {"https://example.com/hook", "http://8.8.8.8:81/", "https://[2606:4700::1]/x?y=1#z"})
    EXPECT_EQ(verdict(guard, url), "") << url;
}

TEST(AddressGuard, TheOperatorMayAllowMore) {
  const auto guard = allowing({"127.0.0.1", "10.1.0.0/16", "fd00::/8"});
  EXPECT_EQ(verdict(guard, "http://127.0.0.1:9/"), "");
  EXPECT_EQ(verdict(guard, "http://localhost:9/"), "");
  EXPECT_EQ(verdict(guard, "http://127.0.0.2:9/"), "AddressNotAllowed");
  EXPECT_EQ(verdict(guard, "http://10.1.255.9/"), "");
  EXPECT_EQ(verdict(guard, "http://10.2.0.1/"), "AddressNotAllowed");
  EXPECT_EQ(verdict(guard, "http://[fd12::1]/"), "");
  EXPECT_EQ(verdict(guard, "http://[64:ff9b::a01:1]/"), "AddressNotAllowed");
  for (const auto* wrong : {"", "example.com", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/8x", "::/129", "10.0.0.0/-1"})
    EXPECT_FALSE(AddressGuard::make({wrong})) << wrong;
}

RC_GTEST_PROP(AddressGuardProperty, EmbeddedAddressesAreJudgedAsThemselves, (std::uint32_t number)) {
  const auto plain = v4(number);
  const auto text = std::to_string(number >> 24) + "." + std::to_string(number >> 16 & 255) + "." +
                    std::to_string(number >> 8 & 255) + "." + std::to_string(number & 255);
  RC_ASSERT(parse_address(text) == plain);
  RC_ASSERT(parse_address(std::to_string(number)) == plain);
  auto nat64 = *parse_address("64:ff9b::");
  std::copy(plain.begin() + 12, plain.end(), nat64.begin() + 12);
  auto six_to_four = *parse_address("2002::1");
  std::copy(plain.begin() + 12, plain.end(), six_to_four.begin() + 2);
  RC_ASSERT(is_public(nat64) == is_public(plain));
  RC_ASSERT(is_public(six_to_four) == is_public(plain));
  RC_ASSERT((verdict(AddressGuard(), "http://" + text + "/") == "") == is_public(plain));
}

RC_GTEST_PROP(AddressGuardProperty, ANetworkAllowsItsOwnAndNothingElse, (std::uint32_t first, std::uint32_t other)) {
  const int bits = *rc::gen::inRange(1, 33);
  const auto network = std::to_string(first) + "/" + std::to_string(bits);
  const auto guard = allowing({network});
  const bool inside = (first ^ other) >> (32 - bits) == 0;
  RC_ASSERT(guard.allows(v4(other)) == (inside || is_public(v4(other))));
}

class GuardedCall : public ::testing::Test {
 protected:
  void SetUp() override {
    log::set_quiet(true);
    ServerOptions options;
    options.port = 0;
    auto started = Server::start(options,
                                 [this](Request request, Reply reply) {
                                   ++asked_;
                                   Response response;
                                   if (request.path == "/away") {
                                     response.status = 302;
                                     response.headers.emplace_back(
                                         "Location", "http://127.0.0.2:" + std::to_string(server_->port()) + "/");
                                   }
                                   reply(std::move(response));
                                 },
                                 {});
    ASSERT_TRUE(started) << started.error().cause;
    server_ = std::move(*started);
  }
  void TearDown() override {
    if (server_) server_->stop(0);
  }
  Result<HttpReply> call(const std::string& host, const std::string& path, const AddressGuard& guard) {
    HttpCall one;
    one.url = "http://" + host + ":" + std::to_string(server_->port()) + path;
    one.guard = &guard;
    one.max_redirects = 3;
    one.timeout_ms = 60'000;
    return http_call(one);
  }
  std::unique_ptr<Server> server_;
  std::atomic<int> asked_ = 0;
};

TEST_F(GuardedCall, NeverConnectsWhereItMayNot) {
  for (const auto* host : {"127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"}) {
    const auto refused = call(host, "/", AddressGuard());
    ASSERT_FALSE(refused) << host;
    EXPECT_EQ(refused.error().code, "AddressNotAllowed") << host << ": " << refused.error().cause;
  }
  EXPECT_EQ(asked_, 0);
  EXPECT_TRUE(call("127.0.0.1", "/", allowing({"127.0.0.1"})));
  EXPECT_EQ(asked_, 1);
}

TEST_F(GuardedCall, JudgesRedirectsAgain) {
  const auto refused = call("127.0.0.1", "/away", allowing({"127.0.0.1"}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "AddressNotAllowed");
  EXPECT_EQ(asked_, 1);
}

TEST_F(GuardedCall, UsesNoProxy) {
  ::setenv("http_proxy", ("http://127.0.0.1:" + std::to_string(server_->port())).c_str(), 1);
  ::setenv("no_proxy", "", 1);
  const auto refused = call("127.0.0.3", "/", allowing({"127.0.0.1"}));
  ::unsetenv("http_proxy");
  ::setenv("no_proxy", "127.0.0.1", 1);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "AddressNotAllowed");
  EXPECT_EQ(asked_, 0);
}

}  // namespace
}  // namespace pult::net
