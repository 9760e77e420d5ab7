// SPDX-License-Identifier: AGPL-3.0-or-later
// What was said in one SMTP transaction, and what it means for the mail (RFC 5321). Pure: it is fed the lines.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace pult::net {

// A recipient the server did not take while it took others.
struct SmtpRefusal {
  std::string recipient;
  int code = 0;       // 4xx: later perhaps, 5xx: never
  std::string reply;  // "550 5.1.1 No such user"
};

struct SmtpReceipt {
  std::string reply;  // the server's final words: "250 2.0.0 Ok: queued as 7F2"
  std::vector<SmtpRefusal> refused;
};

class SmtpDialogue {
 public:
  void on_command(std::string_view line);
  void on_reply_line(std::string_view line);  // one line of a possibly longer reply
  // The last byte of the mail was handed to the transport: from here on the server may have taken it.
  void on_body_end();

  // The connection gave out before the mail was even offered: another one may do better.
  bool lost_before_mail() const;
  // Replies to RCPT, in the order of the recipients.
  SmtpReceipt receipt(const std::vector<std::string>& recipients) const;
  // Why the transaction failed; the codes are those of smtp_client.hpp. trouble: the transport's words, for when the
  // server said nothing. login_denied: the transport's verdict on the sign-in.
  Error failure(std::string_view trouble, bool login_denied) const;

 private:
  enum class Step : std::uint8_t { greeting, sign_in, mail, recipient, data, body };
  struct Reply {
    int code = 0;
    std::string text;  // with the code; the lines of a long reply joined by spaces
    bool complete = false;
  };

  Step step_ = Step::greeting;
  bool over_ = false;
  Reply reply_;  // to the last command
  std::vector<Reply> recipient_replies_;
};

}  // namespace pult::net
