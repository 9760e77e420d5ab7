// SPDX-License-Identifier: AGPL-3.0-or-later
// What mail programs write around quoted history, in some forty languages. Everything takes and compares folded text
// (fold.hpp): case, accents, full-width forms and no-break spaces do not matter.
#pragma once
#include <cstdint>
#include <string_view>

namespace pult::text {

// "wrote", "schrieb", "написал(а)" ... anywhere in the line.
bool has_wrote_word(std::string_view folded);

// "original message", "forwarded message" ... anywhere in the line.
bool has_original_message(std::string_view folded);

// "reply above this line" and its translations.
bool is_reply_marker(std::string_view folded);

// "Sent from my iPhone", "Get Outlook for iOS" and their like: the whole line.
bool is_device_signature(std::string_view folded);

// Begins as attribution lines do: "on", "am", "le", "dne" ...
bool begins_like_attribution(std::string_view folded);

// The label of a header line (the text before its colon), one bit each.
enum HeaderLabel : std::uint8_t { kNoLabel = 0, kFrom = 1, kDate = 2, kTo = 4, kSubject = 8, kOtherLabel = 16 };
HeaderLabel label_of(std::string_view folded);

}  // namespace pult::text
