// SPDX-License-Identifier: AGPL-3.0-or-later
#include "text/sanitize.hpp"

#include "text/html_tags.hpp"
#include "text/html_tree.hpp"
#include "text/safe_tags.hpp"
#include "text/utf8.hpp"
#include "text/visible_part.hpp"

namespace pult::text {
namespace {

class Serialiser {
 public:
  Serialiser(const SanitizeOptions& options, SanitizedHtml& result)
      : options_(options), tags_(options), result_(result) {}

  bool has_remote_images() const { return tags_.has_remote_images(); }

  bool enter(const GumboNode& node) {
    if (is_full()) return false;
    if (is_text(node)) add_text(node.v.text.text);
    if (!is_element(node) || !traits(tag_of(node)).allowed) return is_element(node);
    tags_.write_start(result_.html, node);
    return true;
  }

  void leave(const GumboNode& node) {
    const TagTraits& kind = traits(tag_of(node));
    if (!kind.allowed || kind.is_void) return;
    result_.html += "</";
    result_.html += gumbo_normalized_tagname(tag_of(node));
    result_.html += '>';
  }

 private:
  bool is_full() {
    result_.truncated |= result_.html.size() >= options_.max_bytes;
    return result_.html.size() >= options_.max_bytes;
  }

  // In pieces, so that escaping can not carry one long text far over the limit.
  void add_text(std::string_view text) {
    constexpr std::size_t piece_bytes = 4096;
    while (!text.empty() && !is_full()) {
      const std::string_view piece = truncate_utf8(text, piece_bytes);
      append_escaped(result_.html, piece);
      text.remove_prefix(piece.size());
    }
  }

  const SanitizeOptions& options_;
  SafeTags tags_;
  SanitizedHtml& result_;
};

SanitizedHtml serialise(const HtmlTree& tree, const SanitizeOptions& options) {
  SanitizedHtml result;
  Serialiser serialiser(options, result);
  walk(
      tree.root(), [&](const GumboNode& node) { return serialiser.enter(node); },
      [&](const GumboNode& node) { serialiser.leave(node); });
  result.has_remote_images = serialiser.has_remote_images();
  return result;
}

HtmlTree parse(std::string_view html, const SanitizeOptions& options) {
  return HtmlTree(to_valid_utf8(truncate_utf8(html, options.max_bytes)));
}

}  // namespace

SanitizedHtml sanitize_html(std::string_view html, const SanitizeOptions& options) {
  auto result = serialise(parse(html, options), options);
  result.truncated |= html.size() > options.max_bytes;
  return result;
}

SanitizedReply sanitize_reply(std::string_view html, const SanitizeOptions& options) {
  const HtmlTree tree = parse(html, options);
  SanitizedReply reply;
  reply.whole = serialise(tree, options);
  reply.whole.truncated |= html.size() > options.max_bytes;
  if (reply.whole.truncated) return reply;
  SafeTags tags(options);
  reply.visible = visible_part(tree, [&](std::string& out, const GumboNode& node) { tags.write_start(out, node); });
  return reply;
}

}  // namespace pult::text
