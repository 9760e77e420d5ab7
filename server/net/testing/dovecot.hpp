// SPDX-License-Identifier: AGPL-3.0-or-later
// A private Dovecot (Debian's dovecot-imapd) in a temporary folder on loopback ports: one user, Maildir, plain text,
// STARTTLS and TLS with a certificate of its own, sign-in by password and by XOAUTH2. Dies with the thread that
// started it. As root its mail belongs to the system user "mail", otherwise everything runs as the caller.
#pragma once
#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace pult::net::testing {

class TestDovecot {
 public:
  static bool installed();
  // Ready to take connections when it returns. A message with the end of Dovecot's log when it does not come up.
  static Result<std::unique_ptr<TestDovecot>> start();
  ~TestDovecot();
  TestDovecot(const TestDovecot&) = delete;

  std::uint16_t imap_port() const { return imap_port_; }  // plain text and STARTTLS
  std::uint16_t imaps_port() const { return imaps_port_; }
  std::string username() const { return "desk@example.test"; }
  std::string password() const { return "correct horse"; }
  std::string ca_file() const { return folder_ + "/cert.pem"; }  // the certificate is for 127.0.0.1 and localhost
  // A token that XOAUTH2 takes for username(); negative: one that ended that long ago.
  std::string oauth_token(int lifetime_s = 3600) const;

  // Puts a mail into new/ as a delivery agent does; folder: the Maildir++ name ("" is INBOX, ".Sent" a folder).
  void append(std::string_view raw, const std::string& folder = "");

  // Ends the processes; the mail stays, and start_again() serves it on the same ports.
  void stop();
  Result<void> start_again();

 private:
  TestDovecot() = default;
  Result<void> prepare();
  void write_file(const std::string& name, std::string_view content, bool for_mail_user = false) const;
  std::string render_config() const;
  std::string log_end() const;

  std::string folder_;
  std::uint16_t imap_port_ = 0;
  std::uint16_t imaps_port_ = 0;
  pid_t master_ = -1;
  int delivered_ = 0;
};

}  // namespace pult::net::testing
