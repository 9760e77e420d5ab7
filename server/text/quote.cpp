// SPDX-License-Identifier: AGPL-3.0-or-later
#include "text/quote.hpp"

#include <algorithm>
#include <vector>

#include "text/ascii.hpp"
#include "text/html_lines.hpp"
#include "text/html_tags.hpp"
#include "text/html_tree.hpp"
#include "text/quote_lines.hpp"
#include "text/utf8.hpp"

namespace pult::text {
namespace {

// Trims also no-break and zero-width spaces and byte order marks.
std::string_view trim(std::string_view text) {
  static constexpr std::string_view blanks[] = {"\xC2\xA0",     "\xE2\x80\x8B", "\xE2\x80\x8C", "\xE2\x80\x8E",
                                                "\xE2\x80\x8F", "\xEF\xBB\xBF", "\xE3\x80\x80"};
  while (true) {
    text = trim_ascii(text);
    if (text.empty() ||
        (static_cast<unsigned char>(text.front()) < 0x80 && static_cast<unsigned char>(text.back()) < 0x80))
      return text;
    const auto before = text.size();
    for (const std::string_view blank : blanks) {
      if (text.starts_with(blank)) text.remove_prefix(blank.size());
      if (text.ends_with(blank)) text.remove_suffix(blank.size());
    }
    if (text.size() == before) return text;
  }
}

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
      line = trim(line).substr(0, visible.shortened_bytes);
    while (!line.empty() && (line.back() == ' ' || line.back() == '\t')) line.remove_suffix(1);
    const bool blank = trim(line).empty();
    if (blank && (reply.text.empty() || reply.text.ends_with("\n\n"))) continue;
    reply.text.append(blank ? std::string_view{} : line).append("\n");
  }
  while (!reply.text.empty() && trim(reply.text.substr(reply.text.size() - 1)).empty()) reply.text.pop_back();
  reply.has_more = visible.has_more;
  return reply;
}

VisibleReply from_text(std::string_view text) {
  const std::vector<std::string_view> raw = split_lines(text);
  std::vector<QuoteLine> lines;
  lines.reserve(raw.size());
  for (const std::string_view line : raw) {
    const std::string_view trimmed = trim(line);
    lines.push_back({trimmed, trimmed.starts_with('>'), true, LineMark::none});
  }
  return reply_of(raw, choose_visible(lines));
}

std::vector<QuoteLine> quote_lines(const HtmlLines& html) {
  std::vector<QuoteLine> lines;
  lines.reserve(html.lines.size());
  for (const HtmlLine& line : html.lines) {
    const std::string_view text = trim(line.text);
    const bool typed = text.starts_with('>');
    lines.push_back({text, typed || line.quote_depth > 0, typed || line.is_cite, line.mark});
  }
  return lines;
}

VisibleReply from_html(std::string_view body_html) {
  const HtmlTree tree(body_html);
  const HtmlLines html = read_lines(tree);
  std::vector<std::string> prefixed;
  prefixed.reserve(html.lines.size());
  for (const HtmlLine& line : html.lines) prefixed.push_back(with_quote_prefix(line));
  return reply_of({prefixed.begin(), prefixed.end()}, choose_visible(quote_lines(html)));
}

// Writes a tree without the nodes of hidden lines and without the elements that are left with nothing to show.
class VisibleWriter {
 public:
  VisibleWriter(const HtmlLines& html, const VisibleLines& visible) : html_(html), visible_(visible) {}

  bool enter(const GumboNode& node) {
    const bool is_source = next_ < html_.sources.size() && html_.sources[next_].first == &node;
    if (is_source) {
      const std::size_t line = html_.sources[next_++].second;
      if (line < visible_.keep.size() && !visible_.keep[line]) return false;
      if (is_text(node)) return write_text(node, line), false;
    }
    if (!is_element(node)) return false;
    if (traits(tag_of(node)).is_void) {
      write_start(node);
      filled_ |= tag_of(node) == GUMBO_TAG_IMG;
      return false;
    }
    open_.push_back({out_.size(), filled_});
    filled_ = false;
    write_start(node);
    return true;
  }

  void leave(const GumboNode& node) {
    const Open start = open_.back();
    open_.pop_back();
    const bool needed = filled_ || traits(tag_of(node)).is_table_part;  // an empty cell still holds its column
    if (needed) out_.append("</").append(gumbo_normalized_tagname(tag_of(node))).append(">");
    else out_.resize(start.out_size);
    filled_ |= start.filled_before;
  }

  std::string take() { return std::move(out_); }

 private:
  struct Open {
    std::size_t out_size;
    bool filled_before;  // something to show came before, in the same parent
  };

  void write_text(const GumboNode& node, std::size_t line) {
    std::string_view text = node.v.text.text;
    if (visible_.shortened_bytes > 0 && line == visible_.shortened_line)
      text = trim(text).substr(0, visible_.shortened_bytes);
    append_escaped(out_, text);
    filled_ |= !trim(text).empty();
  }

  void write_start(const GumboNode& node) {
    out_.append("<").append(gumbo_normalized_tagname(tag_of(node)));
    const GumboVector& list = node.v.element.attributes;
    for (unsigned i = 0; i < list.length; ++i) {
      const auto& item = *static_cast<const GumboAttribute*>(list.data[i]);
      out_.append(" ").append(item.name).append("=\"");
      append_escaped(out_, item.value);
      out_ += '"';
    }
    out_ += '>';
  }

  const HtmlLines& html_;
  const VisibleLines& visible_;
  std::size_t next_ = 0;
  std::vector<Open> open_;
  bool filled_ = false;
  std::string out_;
};

}  // namespace

VisibleReply visible_reply(std::string_view body_text, std::string_view body_html) {
  const std::string text = to_valid_utf8(body_text);
  if (!trim(text).empty() || body_html.empty()) return from_text(text);
  return from_html(to_valid_utf8(body_html));
}

std::string visible_html(std::string_view html, bool& has_more) {
  const HtmlTree tree(to_valid_utf8(html));
  const HtmlLines lines = read_lines(tree);
  const VisibleLines visible = choose_visible(quote_lines(lines));
  has_more = visible.has_more;
  VisibleWriter writer(lines, visible);
  if (!has_more) return std::string(html);
  walk(
      tree.root(), [&](const GumboNode& node) { return writer.enter(node); },
      [&](const GumboNode& node) { writer.leave(node); });
  return writer.take();
}

}  // namespace pult::text
