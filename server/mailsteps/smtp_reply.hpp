// SPDX-License-Identifier: AGPL-3.0-or-later
// SMTP reply codes and enhanced status codes inside free text.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace pult::mailsteps {

struct SmtpReply {
  std::string code;    // RFC 5321, "550", "" when there is only a status
  std::string status;  // RFC 3463, "5.1.1", "" when there is only a code
  std::size_t at = 0;  // where it stands
  bool empty() const { return code.empty() && status.empty(); }
};

// The most telling reply of a failure in the text: "550 5.1.1 ..." before "(#5.1.1)" before "550 text".
SmtpReply find_smtp_reply(std::string_view text);
// The first "5.1.1" or "4.2.2" or "2.1.5", "" when there is none.
std::string find_status(std::string_view text);

}  // namespace pult::mailsteps
