// links: net
// SPDX-License-Identifier: AGPL-3.0-or-later
// A relay that answers anything: lines beginning with '>' are what we said, the others are its replies.
// Whatever it says, the verdict on the mail is one of those the outbox knows.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "net/smtp_client.hpp"
#include "net/smtp_path.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pult::net;
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  SmtpDialogue dialogue;
  for (std::string_view left = bytes; !left.empty();) {
    auto line = left.substr(0, left.find('\n'));
    left.remove_prefix(std::min(left.size(), line.size() + 1));
    if (line == ">.") {
      dialogue.on_body_end();
    } else if (line.starts_with('>')) {
      dialogue.on_command(line.substr(1));
    } else {
      dialogue.on_reply_line(line);
    }
  }
  if (dialogue.receipt({"a@x", "b@x"}).refused.size() > 2) std::abort();
  auto error = dialogue.failure("trouble", size % 2 == 0);
  bool known = error.code == "smtp_rejected" || error.code == "smtp_deferred" || error.code == "smtp_unreachable" ||
               error.code == "smtp_reply_lost" || error.code == "smtp_login";
  if (!known || error.message.empty()) std::abort();

  (void)parse_smtp_path(bytes);
  std::string crlf = with_crlf_line_ends(bytes);
  if (with_crlf_line_ends(crlf) != crlf) std::abort();
  return 0;
}
