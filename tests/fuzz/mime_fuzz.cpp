// links: mime
// SPDX-License-Identifier: AGPL-3.0-or-later
// Any bytes parse, the parsed text is UTF-8, and what compose() makes of it parses to the same subject.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "mime/compose.hpp"
#include "mime/message.hpp"
#include "text/utf8.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const pult::mime::Message message = pult::mime::parse({reinterpret_cast<const char*>(data), size});
  if (!pult::text::is_valid_utf8(message.subject) || !pult::text::is_valid_utf8(message.body_text)) std::abort();
  for (const auto& attachment : message.attachments) {
    if (attachment.file_name.empty() || !pult::text::is_valid_utf8(attachment.file_name)) std::abort();
  }
  pult::mime::OutgoingMail mail;
  mail.from = {message.from.name, "desk@example.com"};
  mail.to = message.to;
  mail.subject = message.subject;
  mail.message_id = message.message_id;
  mail.text = message.body_text;
  mail.html = message.body_html;
  mail.attachments = message.attachments;
  const pult::mime::Message again = pult::mime::parse(pult::mime::compose(mail));
  if (again.subject != message.subject) std::abort();
  return 0;
}
