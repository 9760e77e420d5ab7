// SPDX-License-Identifier: AGPL-3.0-or-later
// The argument of MAIL FROM and RCPT TO (RFC 5321 section 4.1.2). Pure.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pult::net {

struct SmtpPath {
  std::string address;                  // "" for "<>"; a source route is dropped
  std::vector<std::string> parameters;  // "SIZE=1000"
};

// "<@relay.example:ann@example.org> BODY=8BITMIME". Brackets are required.
std::optional<SmtpPath> parse_smtp_path(std::string_view text);

}  // namespace pult::net
