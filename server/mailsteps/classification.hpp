// SPDX-License-Identifier: AGPL-3.0-or-later
// What kind of mail this is: an ordered list of small pure steps over a parsed mail (docs: README.md of this folder).
#pragma once
#include <string>
#include <vector>

#include "mime/message.hpp"

namespace pult::mailsteps {

struct Classification {
  bool bounce = false;            // a mail system reports on a mail: Bounce::action says failed, delayed, delivered ...
  bool hard_bounce = false;       // the address will not work next time either: user or host unknown, moved
  bool auto_reply = false;        // RFC 3834: a machine answered instead of the person
  bool out_of_office = false;     // an auto_reply that says the person is away
  bool feedback_report = false;   // RFC 5965 and its look-alikes: somebody pressed "this is spam"
  bool spam = false;              // a spam filter before us said so
  bool bulk = false;              // mailing lists, newsletters
  bool loop = false;              // it came from us or goes round in circles
  bool read_receipt = false;      // RFC 8098
  bool auth_fail = false;         // DMARC failed: From may be forged
  bool no_auto_response = false;  // never send anything automatic in answer
  std::string reason;             // for people: one English sentence on the decisive flag; "" when none is set
};

struct Bounce {
  std::vector<std::string> recipients;  // whom the mail did not reach, as written, no duplicates
  std::string status;                   // RFC 3463, "5.1.1"; "" when unknown
  std::string action;                   // RFC 3464: failed, delayed, delivered, relayed, expanded; "" when not a bounce
  std::string diagnostic;               // the other server's words, one line
  std::string original_message_id;      // of the returned mail, with < >
  std::vector<std::string> original_references;  // with < >, oldest first
};

struct Screening {
  Classification classification;
  Bounce bounce;                   // filled when classification.bounce
  std::vector<std::string> trace;  // one line per step: what it looked at and its verdict
};

struct ScreenOptions {
  std::vector<std::string> own_addresses;  // of our mailboxes, "support@desk.example"
  std::string desk_id;                     // what we put into X-Pult-Desk of our own mails; "" switches that test off
  std::string message_id_domain;           // right side of our outgoing Message-IDs; "" switches that test off
};

// Never fails; time is linear in the size of the mail, and only the first 64 KB of the text are searched for words.
Screening screen(const mime::Message& mail, const ScreenOptions& options);

}  // namespace pult::mailsteps
