// SPDX-License-Identifier: AGPL-3.0-or-later
// A mail as a value. parse() never fails: it gives its best effort and a list of defects.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pult::mime {

struct Address {
  std::string name;     // decoded, may be empty
  std::string address;  // "a@b.c", as written but trimmed; never contains line ends
  bool operator==(const Address&) const = default;
};

struct Attachment {
  std::string file_name;     // decoded, no path parts, no control characters; never empty
  std::string content_type;  // lower case "type/subtype", "application/octet-stream" when unknown
  std::string content_id;    // without < >, may be empty
  bool is_inline = false;    // Content-Disposition: inline, or referred to by cid:
  std::string bytes;         // decoded
};

// One part of a multipart/report other than text: the raw field blocks of message/delivery-status,
// message/disposition-notification, message/feedback-report, and the header of the returned message.
struct ReportPart {
  std::string content_type;
  std::string text;  // decoded to UTF-8
};

struct Message {
  Address from;  // first of From, else Sender, else Return-Path; empty when none can be found
  std::optional<Address> sender;
  std::string return_path;        // "" also for <>; see null_return_path
  bool null_return_path = false;  // Return-Path: <>
  std::vector<Address> to, cc, bcc, reply_to;
  std::string subject;                                       // decoded, one line, NFC
  std::string message_id;                                    // with < >, "" when absent
  std::string in_reply_to;                                   // the first id, with < >
  std::vector<std::string> references;                       // ids with < >, oldest first
  std::optional<std::int64_t> date_us;                       // Date header, microseconds since 1970 UTC
  std::string content_type;                                  // of the whole message, lower case
  std::vector<std::pair<std::string, std::string>> headers;  // decoded values in order, names as written
  std::string body_text;         // UTF-8; from text/plain parts, else derived from body_html
  std::string body_html;         // UTF-8, NOT sanitised; "" when there is none
  bool text_is_derived = false;  // body_text was made from body_html
  std::vector<Attachment> attachments;
  std::vector<ReportPart> reports;
  std::vector<std::string> defects;  // stable codes with detail: "charset:x-unknown", "base64:truncated"

  std::string_view header(std::string_view name) const;  // first value, any case of name, "" when absent
};

// Limits: at most 1,000 attachments, 100 nested levels, 5 MB of header kept; what is over becomes a defect.
Message parse(std::string_view raw);

}  // namespace pult::mime
