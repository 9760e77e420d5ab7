// links: net
// SPDX-License-Identifier: AGPL-3.0-or-later
// A client of the LMTP and SMTP door that says anything. The first byte chooses the size of the pieces; replies and
// mails must not depend on it.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "net/lmtp_session.hpp"

namespace {

std::string talk(std::string_view bytes, std::size_t piece_bytes) {
  using namespace pult::net;
  LmtpSession session("fuzz.test", {.command_bytes = 200, .recipients = 3, .message_bytes = 500, .bad_commands = 10});
  std::string told;
  while (!bytes.empty() && !session.closing()) {
    session.feed(bytes.substr(0, piece_bytes));
    bytes.remove_prefix(std::min(bytes.size(), piece_bytes));
    while (auto message = session.take_message()) {
      if (message->envelope.recipients.empty() || message->raw.size() > 500) std::abort();
      told += session.take_output() + message->envelope.from + "|" + message->raw + "|";
      session.finish({});
    }
  }
  return told + session.take_output();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (talk(bytes, bytes.size()) != talk(bytes, data[0] + 1U)) std::abort();
  return 0;
}
