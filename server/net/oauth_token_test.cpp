// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/oauth_token.hpp"

#include <gtest/gtest.h>

#include "net/testing/scripted_server.hpp"

namespace pult::net {
namespace {

constexpr Micros now = 1'000'000 * base::second_us;

TEST(OauthToken, FormIsEscapedAndLeavesOutWhatIsEmpty) {
  OauthClient client{.client_id = "id", .client_secret = "a&b=c d", .refresh_token = "1//x+é"};
  EXPECT_EQ(render_oauth_refresh(client),
            "grant_type=refresh_token&refresh_token=1%2F%2Fx%2B%C3%A9&client_id=id&client_secret=a%26b%3Dc%20d");
}

TEST(OauthToken, ReadsTheReply) {
  auto token = parse_oauth_reply(200, R"({"access_token":"abc","expires_in":120,"token_type":"Bearer"})", now);
  ASSERT_TRUE(token);
  EXPECT_EQ(token->access_token, "abc");
  EXPECT_EQ(token->expires_at, now + 120 * base::second_us);
  EXPECT_EQ(token->refresh_token, "");
  auto odd = parse_oauth_reply(200, R"({"access_token":"abc","expires_in":"60","refresh_token":"new"})", now);
  EXPECT_EQ(odd->expires_at, now + 60 * base::second_us);
  EXPECT_EQ(odd->refresh_token, "new");
}

TEST(OauthToken, TellsRefusedFromLater) {
  auto refused = parse_oauth_reply(400, R"({"error":"invalid_grant","error_description":"Token revoked."})", now);
  EXPECT_EQ(refused.error().code, "oauth_refused");
  EXPECT_EQ(refused.error().kind, ErrorKind::unauthenticated);
  EXPECT_TRUE(refused.error().message.contains("invalid_grant: Token revoked."));
  for (auto [status, body] : std::initializer_list<std::pair<int, const char*>>{
           {503, "{\"error\":\"x\"}"}, {200, "<html>"}, {200, "[]"}, {200, "{}"}, {429, "{}"}, {200, ""}})
    EXPECT_EQ(parse_oauth_reply(status, body, now).error().code, "oauth_unavailable") << status << body;
}

TEST(OauthToken, AsksTheServer) {
  std::string request;
  testing::ScriptedServer server([&](testing::ScriptedPeer& peer) {
    std::size_t length = 0;
    for (std::string line; !(line = peer.read_line()).empty();) {
      request += line + "\n";
      if (line.starts_with("Content-Length: ")) length = std::stoul(line.substr(16));
    }
    EXPECT_GT(length, 0U);
    std::string body = R"({"access_token":"fresh"})";
    peer.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
              body);
    peer.wait_for_close();
  });
  OauthClient client{.client_id = "id", .refresh_token = "r"};
  client.token_url = "http://127.0.0.1:" + std::to_string(server.port()) + "/token";
  auto token = refresh_oauth_token(client, now);
  ASSERT_TRUE(token) << token.error().message;
  EXPECT_EQ(token->access_token, "fresh");
  EXPECT_TRUE(request.starts_with("POST /token HTTP/1.1\n")) << request;
  client.token_url = "http://127.0.0.1:1/token";
  EXPECT_EQ(refresh_oauth_token(client, now).error().code, "oauth_unavailable");
}

}  // namespace
}  // namespace pult::net
