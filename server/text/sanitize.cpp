// SPDX-License-Identifier: AGPL-3.0-or-later
#include "text/sanitize.hpp"

#include "text/allow_list.hpp"
#include "text/ascii.hpp"
#include "text/html_tags.hpp"
#include "text/html_tree.hpp"
#include "text/utf8.hpp"

namespace pult::text {
namespace {

class Serialiser {
 public:
  Serialiser(const SanitizeOptions& options, SanitizedHtml& result) : options_(options), result_(result) {}

  bool enter(const GumboNode& node) {
    if (is_full()) return false;
    if (is_text(node)) add_text(node.v.text.text);
    if (!is_element(node) || !traits(tag_of(node)).allowed) return is_element(node);
    result_.html += '<';
    result_.html += gumbo_normalized_tagname(tag_of(node));
    attributes(node);
    result_.html += '>';
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

  void add(std::string_view name, std::string_view value) {
    result_.html.append(" ").append(name).append("=\"");
    append_escaped(result_.html, value);
    result_.html += '"';
  }

  void add_unless_empty(std::string_view name, const std::string& value) {
    if (!value.empty()) add(name, value);
  }

  void attributes(const GumboNode& node) {
    const GumboTag tag = tag_of(node);
    const GumboVector& list = node.v.element.attributes;
    for (unsigned i = 0; i < list.length; ++i) {
      const auto& item = *static_cast<const GumboAttribute*>(list.data[i]);
      const std::string_view name = item.name, value = item.value;
      if (name == "style") add_unless_empty(name, safe_style(value));
      else if (name == "class" || name == "id") add_unless_empty(name, safe_names(value));
      else if (name == "title" || (name == "alt" && tag == GUMBO_TAG_IMG)) add(name, value);
      else if (is_plain_attribute(tag, name) && is_plain_value(value)) add(name, value);
    }
    if (tag == GUMBO_TAG_A) link(node);
    if (tag == GUMBO_TAG_IMG) image(node);
  }

  void link(const GumboNode& node) {
    add_unless_empty("href", safe_link(attribute(node, "href")));
    add("target", "_blank");
    add("rel", "noopener noreferrer nofollow");
  }

  void image(const GumboNode& node) {
    const std::string_view source = trim_ascii(attribute(node, "src"));
    if (is_safe_data_image(source)) return add("src", source);
    if (ascii_iequals(source.substr(0, 4), "cid:")) {
      const std::string url = options_.inline_image_url ? options_.inline_image_url(source.substr(4)) : std::string{};
      const bool is_path = url.starts_with('/') && !url.starts_with("//");
      return add_unless_empty("src", is_path ? url : web_address(url));
    }
    const std::string_view kept = attribute(node, "data-remote-src");  // sanitising twice changes nothing
    const std::string remote = web_address(source.empty() ? kept : source);
    add_unless_empty("data-remote-src", remote);
    result_.has_remote_images |= !remote.empty();
  }

  static std::string web_address(std::string_view url) {
    std::string link = safe_link(url);
    return ascii_iequals(std::string_view(link).substr(0, 4), "http") ? link : std::string{};
  }

  const SanitizeOptions& options_;
  SanitizedHtml& result_;
};

}  // namespace

SanitizedHtml sanitize_html(std::string_view html, const SanitizeOptions& options) {
  SanitizedHtml result;
  result.truncated = html.size() > options.max_bytes;
  const HtmlTree tree(to_valid_utf8(truncate_utf8(html, options.max_bytes)));
  Serialiser serialiser(options, result);
  walk(
      tree.root(), [&](const GumboNode& node) { return serialiser.enter(node); },
      [&](const GumboNode& node) { serialiser.leave(node); });
  return result;
}

}  // namespace pult::text
