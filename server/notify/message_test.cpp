// SPDX-License-Identifier: AGPL-3.0-or-later
// The examples of the RFCs, byte by byte.
#include <gtest/gtest.h>

#include "crypto/crypto.hpp"
#include "notify/message.hpp"

namespace pult::notify {
namespace {

std::string bytes(std::string_view text) { return crypto::parse_base64(text).value(); }

// RFC 8291 appendix A.
TEST(PushMessage, IsEncryptedAsTheExampleOfTheStandard) {
  const Target target{"https://push.example.net/x",
                      bytes("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
                      bytes("BTBZMqHH6r4Tts7J_aSIgg")};
  const auto key = crypto::p256_key(bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")).value();
  EXPECT_EQ(base64_url(key.point),
            "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8");
  const auto sealed =
      encrypt(target, "When I grow up, I want to be a watermelon", {key, bytes("DGv6ra1nlYgDCS1FRnbzlw")}).value();
  EXPECT_EQ(base64_url(sealed),
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8w"
            "EqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN");
}

// RFC 8188 section 3.1.
TEST(PushMessage, ARecordIsTheExampleOfTheStandard) {
  const auto sealed =
      encrypt_record(bytes("yqdlZ-tYemfogSmv7Ws5PQ"), bytes("I1BsxtFttlv3u_Oo94xnmw"), "", "I am the walrus");
  EXPECT_EQ(base64_url(sealed), "I1BsxtFttlv3u_Oo94xnmwAAEAAA-NAVub2qFgBEuQKRapoZu-IxkIva3MEB1PD-ly8Thjg");
}

TEST(PushMessage, NoKeyOfAnotherCurve) {
  Target target{"https://push.example.net/x", std::string(65, '\x04'), std::string(16, 'a')};
  EXPECT_FALSE(encrypt(target, "x"));
  target.point = "short";
  EXPECT_FALSE(encrypt(target, "x"));
  target.point = crypto::make_p256_key().point;
  EXPECT_TRUE(encrypt(target, std::string(max_plain_bytes, 'x')));
  EXPECT_EQ(encrypt(target, std::string(max_plain_bytes, 'x'))->size(), 4096U);
  EXPECT_FALSE(encrypt(target, std::string(max_plain_bytes + 1, 'x')));
}

TEST(PushMessage, TwoSidesAgree) {
  const auto one = crypto::make_p256_key(), other = crypto::make_p256_key();
  EXPECT_EQ(crypto::agree(one, other.point).value(), crypto::agree(other, one.point).value());
  EXPECT_EQ(crypto::sign_es256(one, "text").size(), 64U);
}

TEST(PushMessage, TheProofIsForTheOriginOfTheEndpoint) {
  const auto key = crypto::make_p256_key();
  const auto header = vapid_header(key, "https://push.example.net:444/push/abc?x=1", "mailto:desk@example.com", 0);
  ASSERT_TRUE(header.starts_with("vapid t="));
  EXPECT_TRUE(header.ends_with(", k=" + base64_url(key.point)));
  const auto first = header.find('.'), second = header.find('.', first + 1);
  EXPECT_EQ(bytes(header.substr(first + 1, second - first - 1)),
            R"({"aud":"https://push.example.net:444","exp":43200,"sub":"mailto:desk@example.com"})");
}

Reading read(int status, std::int64_t attempts = 1, const std::string& retry_after = {}) {
  net::HttpReply reply;
  reply.status = status;
  if (!retry_after.empty()) reply.headers.emplace_back("retry-after", retry_after);
  return read_reply(reply, attempts);
}

TEST(PushMessage, ReadsWhatThePushServiceSays) {
  EXPECT_EQ(read(201).verdict, Verdict::taken);
  EXPECT_EQ(read(404).verdict, Verdict::gone);
  EXPECT_EQ(read(410).verdict, Verdict::gone);
  EXPECT_EQ(read(413).verdict, Verdict::refused);
  EXPECT_EQ(read(503).verdict, Verdict::again);
  EXPECT_EQ(read(429, 1, "60").wait, base::minute_us);
  EXPECT_EQ(read(429, 1, "999999").wait, base::hour_us);
  EXPECT_EQ(read(503, 6).verdict, Verdict::refused);
  const Result<net::HttpReply> silent = base::fail(ErrorKind::unavailable, "HttpTimeout", "late");
  EXPECT_EQ(read_reply(silent, 1).verdict, Verdict::again);
  const Result<net::HttpReply> inside = base::fail(ErrorKind::invalid, "AddressNotAllowed", "no");
  EXPECT_EQ(read_reply(inside, 1).verdict, Verdict::refused);
}

}  // namespace
}  // namespace pult::notify
