// SPDX-License-Identifier: AGPL-3.0-or-later
// Mails from files, through the same door as every other mail.
#pragma once
#include <string>

#include "app/open_desk.hpp"

namespace pult::app {

struct MailWish {
  std::string mbox, maildir;  // one of them
  std::string mailbox;        // address
};

// Says on standard output what became of them; the exit code.
Result<int> import_mail(OpenDesk& desk, const MailWish& wish);

}  // namespace pult::app
