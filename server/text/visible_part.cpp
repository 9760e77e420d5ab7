// SPDX-License-Identifier: AGPL-3.0-or-later
#include "text/visible_part.hpp"

#include "text/ascii.hpp"
#include "text/html_tags.hpp"

namespace pult::text {
namespace {

// Writes a tree without the nodes of hidden lines and without the elements that are left with nothing to show.
class VisibleWriter {
 public:
  VisibleWriter(const HtmlLines& html, const VisibleLines& visible, const StartTag& start)
      : html_(html), visible_(visible), write_start_(start) {}

  bool enter(const GumboNode& node) {
    const bool is_source = next_ < html_.sources.size() && html_.sources[next_].first == &node;
    if (is_source) {
      const std::size_t line = html_.sources[next_++].second;
      if (line < visible_.keep.size() && !visible_.keep[line]) return false;
      if (is_text(node)) return write_text(node, line), false;
    }
    if (!is_element(node)) return false;
    const TagTraits& kind = traits(tag_of(node));
    if (!kind.allowed) return true;
    if (kind.is_void) {
      write_start_(out_, node);
      filled_ |= tag_of(node) == GUMBO_TAG_IMG;
      return false;
    }
    open_.push_back({out_.size(), filled_});
    filled_ = false;
    write_start_(out_, node);
    return true;
  }

  void leave(const GumboNode& node) {
    if (!traits(tag_of(node)).allowed) return;
    const Open start = open_.back();
    open_.pop_back();
    const bool needed = filled_ || traits(tag_of(node)).is_table_part;  // an empty cell still holds its column
    if (needed)
      out_.append("</").append(gumbo_normalized_tagname(tag_of(node))).append(">");
    else
      out_.resize(start.out_size);
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
      text = trim_blanks(text).substr(0, visible_.shortened_bytes);
    append_escaped(out_, text);
    filled_ |= !trim_blanks(text).empty();
  }

  const HtmlLines& html_;
  const VisibleLines& visible_;
  const StartTag& write_start_;
  std::size_t next_ = 0;
  std::vector<Open> open_;
  bool filled_ = false;
  std::string out_;
};

}  // namespace

std::string_view trim_blanks(std::string_view text) {
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

std::vector<QuoteLine> quote_lines(const HtmlLines& html) {
  std::vector<QuoteLine> lines;
  lines.reserve(html.lines.size());
  for (const HtmlLine& line : html.lines) {
    const std::string_view text = trim_blanks(line.text);
    const bool typed = text.starts_with('>');
    lines.push_back({text, typed || line.quote_depth > 0, typed || line.is_cite, line.mark});
  }
  return lines;
}

std::optional<std::string> visible_part(const HtmlTree& tree, const StartTag& write_start) {
  const HtmlLines lines = read_lines(tree);
  const VisibleLines visible = choose_visible(quote_lines(lines));
  if (!visible.has_more) return std::nullopt;
  VisibleWriter writer(lines, visible, write_start);
  walk(
      tree.root(), [&](const GumboNode& node) { return writer.enter(node); },
      [&](const GumboNode& node) { writer.leave(node); });
  return writer.take();
}

}  // namespace pult::text
