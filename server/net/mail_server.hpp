// SPDX-License-Identifier: AGPL-3.0-or-later
// How to reach a mail server and sign in: what the IMAP and the SMTP client share.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace pult::net {

enum class MailSecurity : std::uint8_t {
  tls,       // TLS from the first byte (993, 465)
  starttls,  // a server that can not is refused: never a silent fall back to plain text
  none,
};

struct MailServer {
  std::string host;
  std::uint16_t port = 0;
  MailSecurity security = MailSecurity::tls;
  std::string username;      // empty: no sign-in
  std::string password;      // PLAIN or LOGIN, whatever the server offers
  std::string oauth_bearer;  // XOAUTH2 when not empty
  std::string ca_file;       // PEM; empty: the system's
  bool verify_peer = true;
  int timeout_ms = 30'000;  // for the connection with its sign-in, and for each answer afterwards
};

struct MailHandleCloser {
  void operator()(void* handle) const;
};
// A libcurl easy handle; void so that curl.h stays out of the headers.
using MailHandle = std::unique_ptr<void, MailHandleCloser>;

// A handle with address, TLS, sign-in and connect timeout set. scheme: "imap" or "smtp"; path: what follows the slash.
// invalid/"mail_server" for a host or sign-in that can not be put on the wire.
Result<MailHandle> open_mail_handle(const MailServer& server, std::string_view scheme, std::string_view path = {});

}  // namespace pult::net
