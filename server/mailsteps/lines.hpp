// SPDX-License-Identifier: AGPL-3.0-or-later
// Small pure readings of mail text: lines, header-like fields, addresses, Message-IDs.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pult::mailsteps {

std::vector<std::string_view> split_lines(std::string_view text);  // without their line ends

// Every <id> in the text, in order, with the brackets, at most `limit`.
std::vector<std::string> message_ids_in(std::string_view text, std::size_t limit);
// Every mail address in the text, in order, duplicates included, at most `limit`.
std::vector<std::string_view> addresses_in(std::string_view text, std::size_t limit);

// "Name: value" lines with their continuation lines, in blocks that blank lines separate (RFC 3464 section 2.1).
using Field = std::pair<std::string, std::string>;
using FieldBlock = std::vector<Field>;
std::vector<FieldBlock> parse_field_blocks(std::string_view text, std::size_t max_blocks);
// The value, any case of name, "" when absent.
std::string_view field(const FieldBlock& block, std::string_view name);

}  // namespace pult::mailsteps
