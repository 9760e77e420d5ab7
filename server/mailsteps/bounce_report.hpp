// SPDX-License-Identifier: AGPL-3.0-or-later
// What a bounce tells: per recipient, and of the mail that came back.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "mailsteps/view.hpp"

namespace pult::mailsteps {

struct RecipientReport {
  std::string recipient;   // may be empty
  std::string action;      // folded
  std::string status;      // "5.1.1", may be empty
  std::string diagnostic;  // one line, may be empty
};

// message/delivery-status (RFC 3464 section 2.3), wherever in the mail it stands.
std::vector<RecipientReport> read_delivery_status(const mime::Message& mail);

// The notice: the text of the mail up to the copy of the returned one, without quoted lines.
std::string_view notice_of(const mime::Message& mail);

// What the notice says in words. `action` is what the caller found out about the mail as a whole.
std::vector<RecipientReport> read_notice(const MailView& view, std::string_view action);

struct ReturnedMail {
  std::string message_id;
  std::vector<std::string> references;
  std::vector<std::string> to;
};
ReturnedMail read_returned_mail(const mime::Message& mail);

// The address will not work next time either. Full mailboxes, policy and everything temporary is soft.
bool is_hard(const RecipientReport& report);
// The (folded) words say why a mail was not taken: "user unknown", "over quota" ...
bool names_reason(std::string_view words);

}  // namespace pult::mailsteps
