// SPDX-License-Identifier: AGPL-3.0-or-later
// Mails for the tests of this module.
#pragma once
#include <string>
#include <string_view>

#include "mailsteps/classification.hpp"
#include "mime/message.hpp"

namespace pult::mailsteps {

inline ScreenOptions desk_options() {
  return {.own_addresses = {"support@desk.example", "sales@desk.example"},
          .desk_id = "desk-1",
          .message_id_domain = "mail.desk.example"};
}

// A mail as a mail server hands it over, with LF line ends.
inline Screening screen_raw(std::string_view raw) { return screen(mime::parse(raw), desk_options()); }

inline Classification classify(std::string_view raw) { return screen_raw(raw).classification; }

// The same, with the fields that every mail of a person has.
inline std::string person_mail(std::string_view more_headers, std::string_view body) {
  return std::string("Return-Path: <ann@customer.example>\nFrom: Ann Customer <ann@customer.example>\n") +
         "To: support@desk.example\nMessage-ID: <1@customer.example>\nDate: Mon, 2 Mar 2026 10:00:00 +0000\n" +
         std::string(more_headers) + "\n" + std::string(body);
}

inline Classification with_header(const char* header) {
  return classify(person_mail(std::string("Subject: Hi\n") + header + "\n", "Hi\n"));
}

}  // namespace pult::mailsteps
