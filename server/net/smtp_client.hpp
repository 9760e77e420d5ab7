// SPDX-License-Identifier: AGPL-3.0-or-later
// Sends mail to a relay, blocking, over a connection that is kept for the next mail. For one thread.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "net/mail_server.hpp"
#include "net/smtp_dialogue.hpp"

namespace pult::net {

struct SmtpOptions : MailServer {
  std::string helo;  // the name we greet with; empty: the machine's
};

class SmtpClient {
 public:
  explicit SmtpClient(SmtpOptions options) : options_(std::move(options)) {}

  // envelope_from: empty for "<>". raw: the whole mail; its line ends are made CRLF. A mail that at least one recipient
  // was taken for counts as sent: see SmtpReceipt::refused. SMTPUTF8 is asked for when an address needs it; not every
  // server has it, so give domains in their ASCII form (xn--...). Errors:
  //   unprocessable/"smtp_rejected"    5xx: never again; message: the server's words ("550 5.1.1 ...")
  //   unavailable/"smtp_deferred"      4xx: later
  //   unavailable/"smtp_unreachable"   name, connection, TLS, time: later
  //   unavailable/"smtp_reply_lost"    all was sent but the answer did not arrive: it may have been taken
  //   unauthenticated/"smtp_login"     the sign-in was refused or is missing
  //   invalid/"smtp_address", "mail_server"   can not be put on the wire
  Result<SmtpReceipt> send(std::string_view envelope_from, const std::vector<std::string>& recipients,
                           std::string_view raw);

 private:
  Result<void> open();

  SmtpOptions options_;
  MailHandle handle_;
};

// Lone CR and LF become CRLF (RFC 5321 section 2.3.8): what a relay reads otherwise is undefined, and smugglers use it.
std::string with_crlf_line_ends(std::string_view raw);

}  // namespace pult::net
