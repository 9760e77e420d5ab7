// SPDX-License-Identifier: AGPL-3.0-or-later
// What may stand in the attributes of a sanitised mail. Tags: html_tags.hpp.
#pragma once
#include <gumbo.h>

#include <string>
#include <string_view>

namespace pult::text {

// Every class and id of a mail begins so after sanitising: it can not meet ours.
constexpr std::string_view kNamePrefix = "m-";

// An attribute kept as it is when its value is plain (letters, digits, # % . , - and spaces): align, width, dir ...
bool is_plain_attribute(GumboTag tag, std::string_view name);
bool is_plain_value(std::string_view value);

// The link as it may be shown (white space and control characters removed, scheme one of http https mailto tel ftp;
// a missing one added to //host and www.host); empty when it may not.
std::string safe_link(std::string_view url);

// The declarations of a style attribute that can only change how text looks; empty when none is left.
std::string safe_style(std::string_view style);

// data:image/png|gif|jpeg|webp;base64,...
bool is_safe_data_image(std::string_view url);

// Each name of a class list (or an id) with kNamePrefix; empty when none is usable.
std::string safe_names(std::string_view names);

}  // namespace pult::text
