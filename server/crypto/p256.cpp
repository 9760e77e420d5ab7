// SPDX-License-Identifier: AGPL-3.0-or-later
#include "crypto/p256.hpp"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/param_build.h>

#include <array>
#include <memory>
#include <stdexcept>

#include "crypto/crypto.hpp"

namespace pult::crypto {
namespace {

constexpr std::size_t number_bytes = 32, point_bytes = 65, tag_bytes = 16;

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* pointer) const {
    Free(pointer);
  }
};
using Group = std::unique_ptr<EC_GROUP, Freed<EC_GROUP_free>>;
using Point = std::unique_ptr<EC_POINT, Freed<EC_POINT_free>>;
using Number = std::unique_ptr<BIGNUM, Freed<BN_clear_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, Freed<EVP_CIPHER_CTX_free>>;
using Signature = std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>>;

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

// libcrypto fails here only without memory or by a mistake of ours.
void must(bool done) {
  if (!done) throw std::runtime_error("libcrypto failed");
}

std::unexpected<Error> bad_key() { return base::fail(ErrorKind::invalid, "key", "This is not a key on P-256"); }

Group make_group() {
  Group group(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
  must(bool(group));
  return group;
}

// Null for a point that is not on the curve. `secret` empty: the public half alone.
Key make_key(std::string_view secret, std::string_view point) {
  const Builder builder(OSSL_PARAM_BLD_new());
  must(bool(builder));
  const Number number(secret.empty() ? nullptr : BN_bin2bn(bytes_of(secret), int(secret.size()), nullptr));
  must(OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) == 1);
  must(OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) == 1);
  if (number) must(OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, number.get()) == 1);
  const Params params(OSSL_PARAM_BLD_to_param(builder.get()));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  must(params && context && EVP_PKEY_fromdata_init(context.get()) == 1);
  EVP_PKEY* made = nullptr;
  const int selection = secret.empty() ? EVP_PKEY_PUBLIC_KEY : EVP_PKEY_KEYPAIR;
  if (EVP_PKEY_fromdata(context.get(), &made, selection, params.get()) != 1) return nullptr;
  return Key(made);
}

std::string hmac(std::string_view key, std::string_view message) {
  std::string out(number_bytes, '\0');
  must(HMAC(EVP_sha256(), key.data(), int(key.size()), bytes_of(message), message.size(), bytes_of(out), nullptr) !=
       nullptr);
  return out;
}

}  // namespace

P256Key make_p256_key() {
  for (;;)
    if (auto key = p256_key(random_bytes(number_bytes))) return std::move(*key);
}

Result<P256Key> p256_key(std::string_view secret) {
  if (secret.size() != number_bytes) return bad_key();
  const auto group = make_group();
  const Number number(BN_bin2bn(bytes_of(secret), int(secret.size()), nullptr));
  const Point point(EC_POINT_new(group.get()));
  must(number && point);
  if (BN_is_zero(number.get()) || BN_cmp(number.get(), EC_GROUP_get0_order(group.get())) >= 0) return bad_key();
  must(EC_POINT_mul(group.get(), point.get(), number.get(), nullptr, nullptr, nullptr) == 1);
  P256Key key{std::string(secret), std::string(point_bytes, '\0')};
  must(EC_POINT_point2oct(group.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED, bytes_of(key.point), point_bytes,
                          nullptr) == point_bytes);
  return key;
}

Result<void> check_p256_point(std::string_view point) {
  if (point.size() != point_bytes || point[0] != 4 || !make_key({}, point)) return bad_key();
  return {};
}

Result<std::string> agree(const P256Key& own, std::string_view point) {
  PULT_TRY(check_p256_point(point));
  const auto mine = make_key(own.secret, own.point);
  const auto theirs = make_key({}, point);
  must(mine && theirs);
  const KeyContext context(EVP_PKEY_CTX_new(mine.get(), nullptr));
  std::string shared(number_bytes, '\0');
  std::size_t size = shared.size();
  must(context && EVP_PKEY_derive_init(context.get()) == 1 &&
       EVP_PKEY_derive_set_peer(context.get(), theirs.get()) == 1 &&
       EVP_PKEY_derive(context.get(), bytes_of(shared), &size) == 1 && size == number_bytes);
  return shared;
}

std::string sign_es256(const P256Key& own, std::string_view message) {
  const auto key = make_key(own.secret, own.point);
  const DigestContext context(EVP_MD_CTX_new());
  must(key && context && EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1);
  std::array<unsigned char, 80> der{};
  std::size_t size = der.size();
  must(EVP_DigestSign(context.get(), der.data(), &size, bytes_of(message), message.size()) == 1);
  const unsigned char* at = der.data();
  const Signature signature(d2i_ECDSA_SIG(nullptr, &at, long(size)));
  must(bool(signature));
  std::string out(2 * number_bytes, '\0');
  must(BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), bytes_of(out), int(number_bytes)) == int(number_bytes));
  must(BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), bytes_of(out) + number_bytes, int(number_bytes)) ==
       int(number_bytes));
  return out;
}

std::string hkdf_sha256(std::string_view salt, std::string_view key, std::string_view info, std::size_t bytes) {
  must(bytes <= number_bytes);
  return hmac(hmac(salt, key), std::string(info) + '\x01').substr(0, bytes);
}

std::string seal_aes128_gcm(std::string_view key, std::string_view nonce, std::string_view plain) {
  must(key.size() == 16 && nonce.size() == 12);
  const CipherContext context(EVP_CIPHER_CTX_new());
  must(bool(context));
  std::string out(plain.size() + tag_bytes, '\0');
  int size = 0;
  must(EVP_EncryptInit_ex(context.get(), EVP_aes_128_gcm(), nullptr, bytes_of(key), bytes_of(nonce)) == 1 &&
       EVP_EncryptUpdate(context.get(), bytes_of(out), &size, bytes_of(plain), int(plain.size())) == 1);
  int rest = 0;
  must(EVP_EncryptFinal_ex(context.get(), bytes_of(out) + size, &rest) == 1 &&
       EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, int(tag_bytes), bytes_of(out) + plain.size()) == 1);
  return out;
}

}  // namespace pult::crypto
