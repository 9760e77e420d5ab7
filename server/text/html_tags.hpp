// SPDX-License-Identifier: AGPL-3.0-or-later
// What we know of each HTML tag: the allow-list of tags and the few content-model facts that keep a tree shallow.
#pragma once
#include <gumbo.h>

#include <string_view>

namespace pult::text {

struct TagTraits {
  bool allowed = false;        // may appear in a sanitised mail
  bool is_void = false;        // has no end tag
  bool is_formatting = false;  // HTML 13.2.4.3: the parser reopens these by itself when left open
  bool is_block = false;       // its start tag ends an open <p>; text extraction puts it on lines of its own
  bool is_table_part = false;  // lives directly inside a table
  bool is_cell = false;        // what is inside can not close what is outside: table, td, th, caption
  bool is_raw_text = false;    // its content is no HTML and is dropped with it
};

const TagTraits& traits(GumboTag tag);

// The tag of a lower-case name; GUMBO_TAG_UNKNOWN for anything that is no HTML tag.
GumboTag tag_of(std::string_view lower_name);

}  // namespace pult::text
