// SPDX-License-Identifier: AGPL-3.0-or-later
#include "crypto/crypto.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>

namespace pult::crypto {
namespace {

TEST(Digest, matches_the_published_vectors) {
  // FIPS 180-2 "abc"; RFC 4231 test case 2.
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hmac_hex("Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(hmac_hex("Jefe", "what do ya want for nothing?", 10), "5bdcc146bf");
}

TEST(Digest, in_pieces_equals_whole) {
  Sha256 pieces;
  pieces.update("a");
  pieces.update("bc");
  EXPECT_EQ(pieces.hex(), sha256_hex("abc"));
}

TEST(Base64, reads_both_alphabets_and_refuses_others) {
  EXPECT_EQ(base64("\xff\xfe\xfd"), "//79");
  EXPECT_EQ(parse_base64("//79").value(), "\xff\xfe\xfd");
  EXPECT_EQ(parse_base64("__79").value(), "\xff\xfe\xfd");
  EXPECT_EQ(parse_base64("YQ==").value(), "a");
  EXPECT_EQ(parse_base64("YQ").value(), "a");
  EXPECT_FALSE(parse_base64("Y!Q"));
}

TEST(Password, verifies_only_the_right_one) {
  const auto hash = hash_password("correct horse");
  EXPECT_TRUE(hash.starts_with("$argon2id$"));
  EXPECT_TRUE(verify_password(hash, "correct horse"));
  EXPECT_FALSE(verify_password(hash, "correct horsf"));
  EXPECT_FALSE(verify_password("not a hash", "correct horse"));
}

TEST(SecretBox, opens_what_it_sealed_and_nothing_else) {
  const SecretBox box(random_bytes(32));
  const auto sealed = box.seal("imap password");
  EXPECT_NE(sealed, box.seal("imap password")) << "nonces must differ";
  EXPECT_EQ(box.open(sealed).value(), "imap password");
  auto damaged = sealed;
  damaged.back() = char(damaged.back() ^ 1);
  EXPECT_FALSE(box.open(damaged));
  EXPECT_FALSE(SecretBox(random_bytes(32)).open(sealed));
  EXPECT_FALSE(box.open("short"));
}

TEST(SecretBox, keeps_one_key_per_file_that_only_the_owner_reads) {
  char folder[] = "/tmp/pult-crypto-XXXXXX";
  ASSERT_NE(::mkdtemp(folder), nullptr);
  const std::string path = std::string(folder) + "/secret.key";
  const auto sealed = SecretBox::from_file(path)->seal("x");
  EXPECT_EQ(SecretBox::from_file(path)->open(sealed).value(), "x");
  struct stat info{};
  ASSERT_EQ(::stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace pult::crypto
