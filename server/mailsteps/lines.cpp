// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mailsteps/lines.hpp"

#include "text/ascii.hpp"

#include <algorithm>

namespace pult::mailsteps {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// RFC 5322 atext and the dot; non-ASCII for RFC 6531.
bool is_local_part_char(char c) {
  return text::is_ascii_alnum(c) || static_cast<unsigned char>(c) >= 0x80 ||
         std::string_view("!#$%&'*+-/=?^_`{|}~.").find(c) != std::string_view::npos;
}
bool is_domain_char(char c) {
  return text::is_ascii_alnum(c) || c == '-' || c == '.' || static_cast<unsigned char>(c) >= 0x80;
}

bool is_field_name(std::string_view name) {
  return !name.empty() && name.size() <= 70 &&
         std::ranges::all_of(name, [](char c) { return text::is_ascii_alnum(c) || c == '-' || c == '_'; });
}

}  // namespace

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::vector<std::string> message_ids_in(std::string_view text, std::size_t limit) {
  std::vector<std::string> ids;
  std::size_t open = text.find('<');
  while (open != std::string_view::npos && ids.size() < limit) {
    const std::size_t stop = text.find_first_of("<> \t\r\n", open + 1);
    if (stop == std::string_view::npos) break;
    if (text[stop] == '>' && stop > open + 1) ids.emplace_back(text.substr(open, stop + 1 - open));
    open = text[stop] == '<' ? stop : text.find('<', stop);
  }
  return ids;
}

std::vector<std::string_view> addresses_in(std::string_view text, std::size_t limit) {
  std::vector<std::string_view> found;
  std::size_t floor = 0;  // an earlier address is never read again, which keeps this linear
  for (std::size_t at = text.find('@'); at != std::string_view::npos && found.size() < limit;
       at = text.find('@', at + 1)) {
    std::size_t begin = at;
    while (begin > floor && is_local_part_char(text[begin - 1])) --begin;
    std::size_t end = at + 1;
    while (end < text.size() && is_domain_char(text[end])) ++end;
    floor = end;
    while (begin < at && (text[begin] == '\'' || text[begin] == '.' || text[begin] == '=')) ++begin;
    while (end > at + 1 && (text[end - 1] == '.' || text[end - 1] == '-')) --end;
    const std::string_view domain = text.substr(at + 1, end - at - 1);
    if (begin == at || at - begin > 256 || domain.size() < 2 || domain.size() > 255 || domain.front() == '.') continue;
    found.push_back(text.substr(begin, end - begin));
  }
  return found;
}

std::vector<FieldBlock> parse_field_blocks(std::string_view text, std::size_t max_blocks) {
  std::vector<FieldBlock> blocks;
  FieldBlock block;
  for (const std::string_view line : split_lines(text)) {
    if (text::trim_ascii(line).empty()) {
      if (!block.empty()) blocks.push_back(std::exchange(block, {}));
      if (blocks.size() >= max_blocks) return blocks;
      continue;
    }
    if (is_blank(line.front())) {
      if (!block.empty()) block.back().second.append(" ").append(text::trim_ascii(line));
      continue;
    }
    const std::size_t colon = line.find(':');
    const std::string_view name = text::trim_ascii(line.substr(0, std::min(colon, line.size())));
    if (colon == std::string_view::npos || !is_field_name(name)) continue;
    block.emplace_back(name, text::trim_ascii(line.substr(colon + 1)));
  }
  if (!block.empty()) blocks.push_back(std::move(block));
  return blocks;
}

std::string_view field(const FieldBlock& block, std::string_view name) {
  const auto found = std::ranges::find_if(block, [&](const Field& f) { return text::ascii_iequals(f.first, name); });
  return found == block.end() ? std::string_view{} : std::string_view(found->second);
}

}  // namespace pult::mailsteps
