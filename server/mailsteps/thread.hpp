// SPDX-License-Identifier: AGPL-3.0-or-later
// What in a mail points at a ticket, and how our own mails carry that pointer.
//
// A token is "t<ticket id>-<10 hex digits>"; the digits are a MAC made and checked elsewhere, here it is only form.
// In an address it stands after a plus, support+t12-0123456789@desk.example; in a subject as [#12-0123456789].
// That of a side conversation begins with s in both: [#s7-0123456789].
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mailsteps/classification.hpp"
#include "mime/message.hpp"

namespace pult::mailsteps {

struct ThreadHints {
  std::vector<std::string> message_ids;     // In-Reply-To, then References newest first, then the bounced mail's own
  std::vector<std::string> address_tokens;  // "t12-0123456789", from addresses of our mailboxes only
  std::vector<std::string> subject_tokens;  // the same form
  std::vector<std::string> side_tokens;     // "s7-0123456789", from both
  std::string normalized_subject;           // without reply and forward prefixes of many languages and our tokens
};

ThreadHints thread_hints(const mime::Message& mail, std::span<const std::string> own_addresses,
                         const Bounce& bounce = {});

// "Printer [#12-0123456789]"; unchanged when the token is there already.
std::string subject_with_token(std::string_view subject, std::int64_t ticket_id, std::string_view token);
// "Printer [#s7-0123456789]", of a side conversation.
std::string subject_with_side_token(std::string_view subject, std::string_view token);
// "support+t12-0123456789@desk.example"; unchanged when there is no @.
std::string address_with_token(std::string_view address, std::string_view token);

bool has_reply_or_forward_prefix(std::string_view subject);

}  // namespace pult::mailsteps
