// SPDX-License-Identifier: AGPL-3.0-or-later
// What Web Push asks for: keys on the curve P-256, their agreement and signatures, and AES-128-GCM (libcrypto).
#pragma once
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace pult::crypto {

struct P256Key {
  std::string secret;  // 32 bytes, big endian
  std::string point;   // 65 bytes: the public key, uncompressed
};

P256Key make_p256_key();
// The whole key of its secret; invalid/"key" for what is no secret of this curve.
Result<P256Key> p256_key(std::string_view secret);
// invalid/"key" for what is no point of this curve.
Result<void> check_p256_point(std::string_view point);
// ECDH: 32 bytes. invalid/"key" when the other side's point is not on the curve.
Result<std::string> agree(const P256Key& own, std::string_view point);
// ECDSA with SHA-256: r and s, 32 bytes each (JWS "ES256", RFC 7518 section 3.4).
std::string sign_es256(const P256Key& own, std::string_view message);

// HKDF with SHA-256 (RFC 5869); at most 32 bytes.
std::string hkdf_sha256(std::string_view salt, std::string_view key, std::string_view info, std::size_t bytes);
// The ciphertext with its tag of 16 bytes behind. Key 16 bytes, nonce 12 bytes.
std::string seal_aes128_gcm(std::string_view key, std::string_view nonce, std::string_view plain);

}  // namespace pult::crypto
