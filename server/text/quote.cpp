// SPDX-License-Identifier: AGPL-3.0-or-later
#include "text/quote.hpp"

#include <algorithm>
#include <vector>

#include "text/html_tree.hpp"
#include "text/utf8.hpp"
#include "text/visible_part.hpp"

namespace pult::text {
namespace {

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = std::min(text.find_first_of("\r\n", at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + (text.substr(end).starts_with("\r\n") ? 2 : 1);
  }
  return lines;
}

VisibleReply reply_of(const std::vector<std::string_view>& raw, const VisibleLines& visible) {
  VisibleReply reply;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (!visible.keep[i]) continue;
    std::string_view line = raw[i];
    if (visible.shortened_bytes > 0 && i == visible.shortened_line)
      line = trim_blanks(line).substr(0, visible.shortened_bytes);
    while (!line.empty() && (line.back() == ' ' || line.back() == '\t')) line.remove_suffix(1);
    const bool blank = trim_blanks(line).empty();
    if (blank && (reply.text.empty() || reply.text.ends_with("\n\n"))) continue;
    reply.text.append(blank ? std::string_view{} : line).append("\n");
  }
  while (!reply.text.empty() && trim_blanks(reply.text.substr(reply.text.size() - 1)).empty()) reply.text.pop_back();
  reply.has_more = visible.has_more;
  return reply;
}

VisibleReply from_text(std::string_view text) {
  const std::vector<std::string_view> raw = split_lines(text);
  std::vector<QuoteLine> lines;
  lines.reserve(raw.size());
  for (const std::string_view line : raw) {
    const std::string_view trimmed = trim_blanks(line);
    lines.push_back({trimmed, trimmed.starts_with('>'), true, LineMark::none});
  }
  return reply_of(raw, choose_visible(lines));
}

VisibleReply from_html(std::string_view body_html) {
  const HtmlTree tree(body_html);
  const HtmlLines html = read_lines(tree);
  std::vector<std::string> prefixed;
  prefixed.reserve(html.lines.size());
  for (const HtmlLine& line : html.lines) prefixed.push_back(with_quote_prefix(line));
  return reply_of({prefixed.begin(), prefixed.end()}, choose_visible(quote_lines(html)));
}

void write_as_it_is(std::string& out, const GumboNode& node) {
  out.append("<").append(gumbo_normalized_tagname(tag_of(node)));
  const GumboVector& list = node.v.element.attributes;
  for (unsigned i = 0; i < list.length; ++i) {
    const auto& item = *static_cast<const GumboAttribute*>(list.data[i]);
    out.append(" ").append(item.name).append("=\"");
    append_escaped(out, item.value);
    out += '"';
  }
  out += '>';
}

}  // namespace

VisibleReply visible_reply(std::string_view body_text, std::string_view body_html) {
  const std::string text = to_valid_utf8(body_text);
  if (!trim_blanks(text).empty() || body_html.empty()) return from_text(text);
  return from_html(to_valid_utf8(body_html));
}

std::string visible_html(std::string_view html, bool& has_more) {
  const HtmlTree tree(to_valid_utf8(html));
  auto visible = visible_part(tree, write_as_it_is);
  has_more = visible.has_value();
  return visible ? std::move(*visible) : std::string(html);
}

}  // namespace pult::text
