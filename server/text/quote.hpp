// SPDX-License-Identifier: AGPL-3.0-or-later
// Which part of a reply its author wrote: quoted history, the attribution lines of mail programs and signatures are
// cut. Interleaved answers stay, with the quotes they answer. Never empty when the mail has text: a mail that is all
// quote (a forward) is shown whole. Linear in the size of the input.
#pragma once
#include <string>
#include <string_view>

namespace pult::text {

struct VisibleReply {
  std::string text;       // plain text, \n line ends, trimmed
  bool has_more = false;  // something was cut
};

// The plain text is preferred; the HTML is read when there is no plain text worth the name.
VisibleReply visible_reply(std::string_view body_text, std::string_view body_html);

// The same cut on the HTML, for display. Adds no markup: of sanitised HTML the result is sanitised, of raw HTML it
// must still be (sanitize_reply does both in one).
std::string visible_html(std::string_view html, bool& has_more);

}  // namespace pult::text
