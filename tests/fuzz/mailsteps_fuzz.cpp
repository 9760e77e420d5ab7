// links: mailsteps mime
// SPDX-License-Identifier: AGPL-3.0-or-later
// Any bytes as a mail through all steps: no crash, and what the flags promise each other holds.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "mailsteps/classification.hpp"
#include "mailsteps/thread.hpp"
#include "mime/message.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view raw(reinterpret_cast<const char*>(data), size);
  const pult::mime::Message mail = pult::mime::parse(raw);
  const pult::mailsteps::ScreenOptions options{
      .own_addresses = {"support@desk.example"}, .desk_id = "desk", .message_id_domain = "desk.example"};
  const pult::mailsteps::Screening found = pult::mailsteps::screen(mail, options);
  const pult::mailsteps::Classification& c = found.classification;
  if (c.hard_bounce && !c.bounce) std::abort();
  if ((c.bounce || c.auto_reply || c.loop) && !c.no_auto_response) std::abort();
  if (c.no_auto_response && c.reason.empty()) std::abort();
  const auto hints = pult::mailsteps::thread_hints(mail, options.own_addresses, found.bounce);
  if (hints.normalized_subject.size() > mail.subject.size()) std::abort();
  return 0;
}
