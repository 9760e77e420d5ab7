// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/entity_tag.hpp"

#include <bit>
#include <cstdint>
#include <cstring>

namespace pult::api {
namespace {

static_assert(std::endian::native == std::endian::little);

// Odd constants without a pattern: digits of the golden ratio, of pi and of e.
constexpr std::uint64_t golden = 0x9e3779b97f4a7c15, pi = 0x243f6a8885a308d3, euler = 0xb7e151628aed2a6b;

std::uint64_t word_at(const char* bytes) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

// The 128 bits of the product folded into 64: every bit of both factors reaches every bit of it.
std::uint64_t fold(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const auto product = Wide(a) * b;
  return std::uint64_t(product) ^ std::uint64_t(product >> 64);
}

void append_hex(std::string& out, std::uint64_t number) {
  for (int shift = 60; shift >= 0; shift -= 4) out += "0123456789abcdef"[(number >> shift) & 15];
}

}  // namespace

std::string entity_tag(std::string_view body) {
  // Two sums that see each word in different company, so that what one folds to the same the other does not.
  std::uint64_t one = golden ^ body.size(), other = pi;
  const auto mix = [&](std::uint64_t a, std::uint64_t b) {
    one = fold(one ^ a, b ^ euler);
    other = fold(other ^ b, a ^ golden) + one;
  };
  std::size_t at = 0;
  for (; at + 16 <= body.size(); at += 16) mix(word_at(body.data() + at), word_at(body.data() + at + 8));
  char rest[16] = {};
  std::memcpy(rest, body.data() + at, body.size() - at);
  mix(word_at(rest), word_at(rest + 8));
  mix(body.size(), pi);
  std::string out = "W/\"";
  append_hex(out, one);
  append_hex(out, other);
  return out += '"';
}

}  // namespace pult::api
