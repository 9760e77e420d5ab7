// SPDX-License-Identifier: AGPL-3.0-or-later
#include "crypto/crypto.hpp"

// Mails and attachments are digested whole, and OpenSSL has the processor's SHA instructions: five times libsodium.
// The streaming functions are deprecated in favour of EVP, which would need a heap object behind Sha256.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <fcntl.h>
#include <openssl/sha.h>
#include <sodium.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <mutex>

namespace pult::crypto {
namespace {

void start() {
  static std::once_flag once;
  std::call_once(once, [] {
    if (sodium_init() < 0) std::abort();  // no random source: nothing may run
  });
}

const unsigned char* data(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
unsigned char* data(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

std::string hex(const unsigned char* bytes, std::size_t size) {
  std::string out(size * 2, '\0');
  static constexpr std::string_view digits = "0123456789abcdef";
  for (std::size_t i = 0; i < size; ++i) {
    out[2 * i] = digits[bytes[i] >> 4];
    out[2 * i + 1] = digits[bytes[i] & 15];
  }
  return out;
}

std::string encode_base64(std::string_view bytes, int variant) {
  start();
  std::string out(sodium_base64_ENCODED_LEN(bytes.size(), variant), '\0');
  sodium_bin2base64(out.data(), out.size(), data(bytes), bytes.size(), variant);
  out.resize(std::strlen(out.c_str()));
  return out;
}

Result<std::string> read_key(int file, const std::string& path) {
  std::string key(crypto_secretbox_KEYBYTES, '\0');
  const auto got = ::read(file, key.data(), key.size());
  if (got != ssize_t(key.size()))
    return base::fail(ErrorKind::unavailable, "secret_key", "The secret key file is damaged: " + path);
  return key;
}

}  // namespace

// Not SHA256(): that looks the algorithm up each time, which costs more than a short text.
std::string sha256_hex(std::string_view bytes) {
  Sha256 digest;
  digest.update(bytes);
  return digest.hex();
}

static_assert(sizeof(SHA256_CTX) <= 128);
Sha256::Sha256() { SHA256_Init(reinterpret_cast<SHA256_CTX*>(state_)); }
void Sha256::update(std::string_view bytes) {
  SHA256_Update(reinterpret_cast<SHA256_CTX*>(state_), data(bytes), bytes.size());
}
std::string Sha256::hex() {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256_Final(digest.data(), reinterpret_cast<SHA256_CTX*>(state_));
  return crypto::hex(digest.data(), digest.size());
}

std::string hmac_hex(std::string_view key, std::string_view message, std::size_t hex_chars) {
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> mac{};
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, data(key), key.size());
  crypto_auth_hmacsha256_update(&state, data(message), message.size());
  crypto_auth_hmacsha256_final(&state, mac.data());
  return hex(mac.data(), mac.size()).substr(0, hex_chars);
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string random_bytes(std::size_t bytes) {
  start();
  std::string out(bytes, '\0');
  randombytes_buf(out.data(), out.size());
  return out;
}

std::string random_token(std::size_t bytes) {
  return encode_base64(random_bytes(bytes), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

std::string base64(std::string_view bytes) { return encode_base64(bytes, sodium_base64_VARIANT_ORIGINAL); }

Result<std::string> parse_base64(std::string_view text) {
  start();
  while (!text.empty() && text.back() == '=') text.remove_suffix(1);
  std::string standard(text);
  for (char& c : standard) c = c == '-' ? '+' : c == '_' ? '/' : c;
  std::string out(standard.size() * 3 / 4 + 3, '\0');
  std::size_t size = 0;
  if (sodium_base642bin(data(out), out.size(), standard.data(), standard.size(), nullptr, &size, nullptr,
                        sodium_base64_VARIANT_ORIGINAL_NO_PADDING) != 0)
    return base::fail(ErrorKind::invalid, "InvalidBase64", "The text is not base64");
  out.resize(size);
  return out;
}

std::string hash_password(std::string_view password) {
  start();
  std::array<char, crypto_pwhash_STRBYTES> out{};
  if (crypto_pwhash_str_alg(out.data(), password.data(), password.size(), 2, 19 * 1024 * 1024,
                            crypto_pwhash_ALG_ARGON2ID13) != 0)
    throw std::bad_alloc();
  return out.data();
}

bool verify_password(std::string_view hash, std::string_view password) {
  start();
  const std::string terminated(hash);
  return crypto_pwhash_str_verify(terminated.c_str(), password.data(), password.size()) == 0;
}

SecretBox::SecretBox(std::string key) : key_(std::move(key)) {
  start();
  if (key_.size() != crypto_secretbox_KEYBYTES) throw std::invalid_argument("secret key must have 32 bytes");
}

Result<SecretBox> SecretBox::from_file(const std::string& path) {
  if (const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC); file >= 0) {
    auto key = read_key(file, path);
    ::close(file);
    if (!key) return std::unexpected(key.error());
    return SecretBox(std::move(*key));
  }
  // Written beside and linked into place: a crash leaves either no key or a whole one, and of two starting
  // processes one wins.
  const std::string fresh = path + "." + random_token(6);
  const std::string key = random_bytes(crypto_secretbox_KEYBYTES);
  const int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return base::fail(ErrorKind::unavailable, "secret_key", "Cannot write " + path, std::strerror(errno));
  const bool written = ::write(file, key.data(), key.size()) == ssize_t(key.size()) && ::fsync(file) == 0;
  ::close(file);
  const bool linked = written && ::link(fresh.c_str(), path.c_str()) == 0;
  const bool lost_race = written && !linked && errno == EEXIST;
  ::unlink(fresh.c_str());
  if (linked) return SecretBox(key);
  if (lost_race) return from_file(path);
  return base::fail(ErrorKind::unavailable, "secret_key", "Cannot write " + path, std::strerror(errno));
}

std::string SecretBox::seal(std::string_view plain) const {
  std::string out = random_bytes(crypto_secretbox_NONCEBYTES);
  out.resize(out.size() + crypto_secretbox_MACBYTES + plain.size());
  crypto_secretbox_easy(data(out) + crypto_secretbox_NONCEBYTES, data(plain), plain.size(), data(out),
                        data(std::string_view(key_)));
  return out;
}

Result<std::string> SecretBox::open(std::string_view sealed) const {
  if (sealed.size() < crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES)
    return base::fail(ErrorKind::unavailable, "secret_damaged", "A stored secret cannot be read");
  std::string out(sealed.size() - crypto_secretbox_NONCEBYTES - crypto_secretbox_MACBYTES, '\0');
  if (crypto_secretbox_open_easy(data(out), data(sealed) + crypto_secretbox_NONCEBYTES,
                                 sealed.size() - crypto_secretbox_NONCEBYTES, data(sealed),
                                 data(std::string_view(key_))) != 0)
    return base::fail(ErrorKind::unavailable, "secret_damaged",
                      "A stored secret cannot be read with this installation's key");
  return out;
}

}  // namespace pult::crypto
