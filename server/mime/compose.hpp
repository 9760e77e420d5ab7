// SPDX-License-Identifier: AGPL-3.0-or-later
// Writes an outgoing mail: RFC 5322 with multipart/alternative text+HTML, attachments, non-ASCII headers encoded.
#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "mime/message.hpp"

namespace pult::mime {

struct OutgoingMail {
  Address from;
  std::vector<Address> to, cc;
  std::vector<Address> reply_to;
  std::string subject;
  std::string message_id;               // with < >
  std::string in_reply_to;              // with < >, may be empty
  std::vector<std::string> references;  // with < >
  std::int64_t date_us = 0;
  std::string text;                                          // UTF-8, LF line ends
  std::string html;                                          // may be empty: then text/plain only
  std::vector<Attachment> attachments;                       // is_inline + content_id: multipart/related with the HTML
  std::vector<std::pair<std::string, std::string>> headers;  // further ones, e.g. Auto-Submitted
};

// CRLF line ends, lines within 998 bytes, no Bcc. The same value gives the same bytes (boundaries come from the
// Message-ID), so that a retry sends the identical mail. Header values are cleaned of line ends (no injection).
std::string compose(const OutgoingMail& mail);

}  // namespace pult::mime
