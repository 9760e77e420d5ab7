// SPDX-License-Identifier: AGPL-3.0-or-later
#include "text/html_text.hpp"

#include <cstdint>

#include "text/allow_list.hpp"
#include "text/ascii.hpp"
#include "text/html_lines.hpp"
#include "text/utf8.hpp"

namespace pult::text {
namespace {

constexpr std::string_view kEllipsis = "…";

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }

// Length of the address that starts at `at`, 0 when none does. Closing punctuation belongs to the sentence.
std::size_t address_length(std::string_view text, std::size_t at) {
  if (at > 0 && is_ascii_alnum(text[at - 1])) return 0;
  const std::string_view rest = text.substr(at);
  std::size_t scheme = 0;
  for (const std::string_view known : {"http://", "https://", "mailto:"})
    if (rest.size() > known.size() && ascii_iequals(rest.substr(0, known.size()), known)) scheme = known.size();
  if (scheme == 0) return 0;
  std::size_t end = scheme;
  bool parenthesis = false;
  while (end < rest.size() && !is_blank(rest[end]) &&
         std::string_view("<>\"'`{}|\\^").find(rest[end]) == std::string_view::npos) {
    parenthesis |= rest[end] == '(';
    ++end;
  }
  const std::string_view closing = parenthesis ? ".,;:!?]" : ".,;:!?])";
  while (end > scheme && closing.find(rest[end - 1]) != std::string_view::npos) --end;
  return end > scheme ? end : 0;
}

void append_linked(std::string& out, std::string_view line) {
  std::size_t plain = 0;
  for (std::size_t i = 0; i < line.size();) {
    const char first = ascii_lower(line[i]);
    const std::size_t length = first == 'h' || first == 'm' ? address_length(line, i) : 0;
    const std::string link = length > 0 ? safe_link(line.substr(i, length)) : std::string{};
    if (link.empty()) {
      ++i;
      continue;
    }
    append_escaped(out, line.substr(plain, i - plain));
    out += "<a href=\"";
    append_escaped(out, link);
    out += "\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">";
    append_escaped(out, line.substr(i, length));
    out += "</a>";
    i += length;
    plain = i;
  }
  append_escaped(out, line.substr(plain));
}

}  // namespace

std::string html_to_text(std::string_view html) {
  const HtmlTree tree(to_valid_utf8(html));
  std::string out;
  for (const HtmlLine& line : read_lines(tree).lines) out.append(with_quote_prefix(line)).append("\n");
  if (!out.empty()) out.pop_back();
  out.erase(0, std::min(out.find_first_not_of('\n'), out.size()));
  return out;
}

std::string escaped(std::string_view text) {
  std::string out;
  append_escaped(out, text);
  return out;
}

std::string text_to_html(std::string_view text) {
  const std::string valid = to_valid_utf8(text);
  std::string out;
  bool in_paragraph = false;
  for (std::size_t at = 0; at < valid.size();) {
    const std::size_t end = std::min(valid.find('\n', at), valid.size());
    std::string_view line = std::string_view(valid).substr(at, end - at);
    if (line.ends_with('\r')) line.remove_suffix(1);
    at = end + 1;
    if (trim_ascii(line).empty()) {
      if (in_paragraph) out += "</p>\n";
      in_paragraph = false;
      continue;
    }
    out += in_paragraph ? "<br>\n" : "<p>";
    in_paragraph = true;
    append_linked(out, line);
  }
  if (in_paragraph) out += "</p>";
  return out;
}

std::string excerpt(std::string_view text, std::size_t max_chars) {
  std::string out;
  std::size_t chars = 0, last_fit = 0;  // last_fit: where the text ends when the ellipsis must follow
  bool space = false;
  const std::string valid = to_valid_utf8(truncate_utf8(text, max_chars * 64 + 1024));
  for (std::size_t i = 0; i < valid.size();) {
    if (is_blank(valid[i])) {
      space = !out.empty();
      ++i;
      continue;
    }
    const std::size_t needed = space ? 2 : 1;
    if (chars + needed > max_chars) {
      out.resize(last_fit);
      return max_chars == 0 ? std::string{} : out + std::string(kEllipsis);
    }
    if (space) out += ' ';
    space = false;
    chars += needed;
    out += valid[i++];
    while (i < valid.size() && (static_cast<std::uint8_t>(valid[i]) & 0xC0) == 0x80) out += valid[i++];
    if (chars + 1 <= max_chars) last_fit = out.size();
  }
  return out;
}

}  // namespace pult::text
