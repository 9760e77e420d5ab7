// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/address_guard.hpp"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <memory>
#include <span>

namespace pult::net {
namespace {

struct Range4 {
  std::uint32_t first;
  int bits;
};

// IANA IPv4 Special-Purpose Address Registry, and multicast.
constexpr Range4 special4[] = {
    {0x00000000, 8},   // this network
    {0x0a000000, 8},   // private
    {0x64400000, 10},  // carrier-grade NAT
    {0x7f000000, 8},   // loopback
    {0xa9fe0000, 16},  // link-local, cloud metadata
    {0xac100000, 12},  // private
    {0xc0000000, 24},  // protocol assignments
    {0xc0000200, 24},  // documentation
    {0xc0586300, 24},  // 6to4 relays
    {0xc0a80000, 16},  // private
    {0xc6120000, 15},  // benchmarking
    {0xc6336400, 24},  // documentation
    {0xcb007100, 24},  // documentation
    {0xe0000000, 4},   // multicast
    {0xf0000000, 4},   // reserved, broadcast
};

constexpr Address mapped_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr Address nat64_prefix{0, 0x64, 0xff, 0x9b};
constexpr Address six_to_four_prefix{0x20, 0x02};
constexpr Address global_prefix{0x20};           // 2000::/3, all that is handed out
constexpr Address protocols_prefix{0x20, 0x01};  // 2001::/23: Teredo and other protocols
constexpr Address documentation_prefix{0x20, 0x01, 0x0d, 0xb8};
constexpr Address new_documentation_prefix{0x3f, 0xff};  // 3fff::/20

bool starts_with(const Address& address, const Address& prefix, int bits) {
  const int whole = bits / 8, rest = bits % 8;
  if (!std::equal(address.begin(), address.begin() + whole, prefix.begin())) return false;
  if (rest == 0) return true;
  const auto mask = std::uint8_t(0xff << (8 - rest));
  return (address[std::size_t(whole)] & mask) == (prefix[std::size_t(whole)] & mask);
}

std::uint32_t number_at(const Address& address, std::size_t place) {
  std::uint32_t out = 0;
  for (std::size_t i = 0; i < 4; ++i) out = out << 8 | address[place + i];
  return out;
}

bool is_public4(std::uint32_t address) {
  return std::ranges::none_of(special4,
                              [&](const Range4& range) { return (address ^ range.first) >> (32 - range.bits) == 0; });
}

Address mapped(std::uint32_t network_order) {
  Address out = mapped_prefix;
  std::memcpy(out.data() + 12, &network_order, 4);
  return out;
}

std::unexpected<Error> not_allowed() {
  return base::fail(ErrorKind::invalid, "AddressNotAllowed",
                    "The address is not a public one; an operator can allow it in pult.toml (outgoing_allowed)");
}

std::string host_of(CURLU* parts) {
  char* host = nullptr;
  if (curl_url_get(parts, CURLUPART_HOST, &host, CURLU_URLDECODE) != CURLUE_OK || !host) return {};
  std::string out(host);
  curl_free(host);
  if (out.size() > 2 && out.front() == '[') out = out.substr(1, out.size() - 2);
  while (out.ends_with('.')) out.pop_back();
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = char(c + 32);
  return out;
}

}  // namespace

std::optional<Address> parse_address(const std::string& text) {
  Address out{};
  if (::inet_pton(AF_INET6, text.c_str(), out.data()) == 1) return out;
  in_addr v4{};
  // inet_aton stops at white space and calls what came before an address.
  if (text.empty() || text.find_first_of(" \t\r\n\v\f") != std::string::npos) return std::nullopt;
  if (::inet_aton(text.c_str(), &v4) == 0) return std::nullopt;
  return mapped(v4.s_addr);
}

std::optional<Address> address_of(const sockaddr* address) {
  if (address->sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, address, sizeof v4);
    return mapped(v4.sin_addr.s_addr);
  }
  if (address->sa_family != AF_INET6) return std::nullopt;
  sockaddr_in6 v6{};
  std::memcpy(&v6, address, sizeof v6);
  Address out;
  std::memcpy(out.data(), &v6.sin6_addr, out.size());
  return out;
}

bool is_public(const Address& address) {
  if (starts_with(address, mapped_prefix, 96) || starts_with(address, nat64_prefix, 96))
    return is_public4(number_at(address, 12));
  if (starts_with(address, six_to_four_prefix, 16)) return is_public4(number_at(address, 2));
  return starts_with(address, global_prefix, 3) && !starts_with(address, protocols_prefix, 23) &&
         !starts_with(address, documentation_prefix, 32) && !starts_with(address, new_documentation_prefix, 20);
}

Result<AddressGuard> AddressGuard::make(const std::vector<std::string>& allowed) {
  AddressGuard out;
  for (const auto& text : allowed) {
    const auto slash = text.find('/');
    const auto address = parse_address(text.substr(0, slash));
    const bool is_v4 = text.find(':') == std::string::npos;
    int bits = is_v4 ? 32 : 128;
    bool fine = address.has_value();
    if (slash != std::string::npos) {
      const char* last = text.data() + text.size();
      const auto [end, error] = std::from_chars(text.data() + slash + 1, last, bits);
      fine = fine && error == std::errc() && end == last && bits >= 0 && bits <= (is_v4 ? 32 : 128);
    }
    if (!fine)
      return base::fail(ErrorKind::invalid, "AddressMalformed",
                        "\"" + text + "\" is neither an address nor a network such as 10.1.0.0/16");
    out.allowed_.push_back({*address, is_v4 ? bits + 96 : bits});
  }
  return out;
}

bool AddressGuard::allows(const Address& address) const {
  return is_public(address) || std::ranges::any_of(allowed_, [&](const Network& network) {
           return starts_with(address, network.address, network.bits);
         });
}

Result<void> AddressGuard::check_url(const std::string& url) const {
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parts(curl_url(), curl_url_cleanup);
  const bool plain = std::ranges::all_of(url, [](char c) { return c > ' ' && c != 0x7f; });
  if (!plain || !parts || curl_url_set(parts.get(), CURLUPART_URL, url.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
    return base::fail(ErrorKind::invalid, "UrlMalformed", "The address is malformed");
  char* scheme = nullptr;
  curl_url_get(parts.get(), CURLUPART_SCHEME, &scheme, 0);
  const std::string spoken = scheme ? scheme : "";
  curl_free(scheme);
  if (spoken != "http" && spoken != "https")
    return base::fail(ErrorKind::invalid, "UrlScheme", "Only http and https addresses can be called");
  const auto host = host_of(parts.get());
  if (host.empty()) return base::fail(ErrorKind::invalid, "UrlMalformed", "The address names no server");
  const bool is_local = host == "localhost" || host.ends_with(".localhost");  // RFC 6761 section 6.3
  const auto address = parse_address(is_local ? "127.0.0.1" : host);
  if (address && !allows(*address)) return not_allowed();
  return {};
}

}  // namespace pult::net
