// SPDX-License-Identifier: AGPL-3.0-or-later
// Makes bytes that GMime would refuse or misread into a message it reads. Sound mail passes without a copy.
#pragma once
#include <string>
#include <string_view>

#include "mime/charset.hpp"

namespace pult::mime {

struct Cleaned {
  std::string storage;        // used only when something had to change
  std::string_view bytes;     // what to parse: into the storage or into the input
  std::string envelope_from;  // of an mbox "From " line, "" without
};

// Of the header block: line ends of CR alone, junk and "From " lines before it, lines that are no fields, a missing
// blank line, NUL bytes, more than 5 MB. `raw` must outlive the result; the result must not be moved when it has
// storage.
void preclean(std::string_view raw, Cleaned& cleaned, Defects& defects);

// Second try for a message whose parts came out empty: behind each boundary line a header block is made whole.
std::string repair_parts(std::string_view bytes);

// Whether the text starts with header fields that mail has ("From:", "Content-Type:", "X-...").
bool starts_with_known_field(std::string_view text);

}  // namespace pult::mime
