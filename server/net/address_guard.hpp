// SPDX-License-Identifier: AGPL-3.0-or-later
// Which addresses a call may reach whose URL a person wrote (SSRF): public ones, and what the operator allows.
// An address is judged when the connection is made, so that neither a redirect, a DNS answer that changes, nor a
// clever spelling gets around it; check_url() is the early, friendlier word for what can be seen in the text.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

struct sockaddr;

namespace pult::net {

// IPv4 as ::ffff:a.b.c.d.
using Address = std::array<std::uint8_t, 16>;

// "192.0.2.1", "::1"; also the old spellings that C libraries resolve: 2130706433, 0x7f.1, 0177.0.0.1.
std::optional<Address> parse_address(const std::string& text);
std::optional<Address> address_of(const sockaddr* address);

// Reachable over the internet: neither private, loopback, link-local (cloud metadata), multicast, documentation,
// benchmarking nor reserved, also not by way of an IPv4 address embedded in IPv6 (mapped, NAT64, 6to4).
// IANA special-purpose address registries, RFC 6890.
bool is_public(const Address& address);

class AddressGuard {
 public:
  // `allowed`: addresses and networks that are fine although not public: "127.0.0.1", "10.1.0.0/16", "fd00::/8".
  static Result<AddressGuard> make(const std::vector<std::string>& allowed);
  AddressGuard() = default;  // public addresses only

  bool allows(const Address& address) const;
  // invalid/"UrlMalformed" | "UrlScheme" | "AddressNotAllowed". Resolves no names but localhost.
  Result<void> check_url(const std::string& url) const;

 private:
  struct Network {
    Address address;
    int bits;
  };
  std::vector<Network> allowed_;
};

}  // namespace pult::net
