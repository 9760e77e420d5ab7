// SPDX-License-Identifier: AGPL-3.0-or-later
// From the bytes of a text part to text that is read and joined.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "mime/tree.hpp"

namespace pult::mime {

// One piece of the body, in the order of the mail: its plain form, its HTML form, or both (multipart/alternative).
struct Segment {
  std::string text;
  std::string html;
};

// Transfer-decoded, in UTF-8, LF line ends, format=flowed unwrapped. For HTML a charset in <meta> helps when the header
// names none.
std::string read_text(std::string_view content, const PartHead& head, std::string_view charset_hint, Defects& defects);

// The charset an HTML text names in <meta>, "" when it names none.
std::string_view meta_charset(std::string_view html);

// RFC 3676. Quoted lines are left as they stand: they are history and get folded away as a block.
std::string unwrap_flowed(std::string_view text, bool delete_space);

// Into body_text and body_html of the message; what a segment lacks in one form is made from the other.
void join_segments(std::vector<Segment> segments, Message& message);

bool is_blank_text(std::string_view text);

}  // namespace pult::mime
