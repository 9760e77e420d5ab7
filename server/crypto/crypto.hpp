// SPDX-License-Identifier: AGPL-3.0-or-later
// Everything secret goes through here: digests, random tokens, password hashes, encryption at rest (libsodium).
#pragma once
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace pult::crypto {

// Lower-case hex of SHA-256.
std::string sha256_hex(std::string_view bytes);

// SHA-256 of data that comes in pieces.
class Sha256 {
 public:
  Sha256();
  void update(std::string_view bytes);
  std::string hex();  // ends the computation

 private:
  alignas(16) unsigned char state_[128];
};

// Lower-case hex of HMAC-SHA-256, cut to `hex_chars` (at most 64).
std::string hmac_hex(std::string_view key, std::string_view message, std::size_t hex_chars = 64);
bool equal_in_constant_time(std::string_view a, std::string_view b);

// URL-safe random text of `bytes` random bytes (base64url without padding).
std::string random_token(std::size_t bytes = 32);
std::string random_bytes(std::size_t bytes);
std::string base64(std::string_view bytes);
// Accepts the standard and the URL-safe alphabet, with or without padding.
Result<std::string> parse_base64(std::string_view text);

// Argon2id, 19 MiB, 2 passes (OWASP 2023); about 30 ms: never on an event loop or the writer thread.
std::string hash_password(std::string_view password);
bool verify_password(std::string_view hash, std::string_view password);

// XSalsa20-Poly1305 with a random nonce in front. The key is 32 bytes.
class SecretBox {
 public:
  explicit SecretBox(std::string key);
  // Reads the key from a file, or makes the file (mode 0600) with a new key.
  static Result<SecretBox> from_file(const std::string& path);
  std::string seal(std::string_view plain) const;
  Result<std::string> open(std::string_view sealed) const;

 private:
  std::string key_;
};

}  // namespace pult::crypto
