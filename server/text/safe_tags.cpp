// SPDX-License-Identifier: AGPL-3.0-or-later
#include "text/safe_tags.hpp"

#include "text/allow_list.hpp"
#include "text/ascii.hpp"

namespace pult::text {
namespace {

void add(std::string& out, std::string_view name, std::string_view value) {
  out.append(" ").append(name).append("=\"");
  append_escaped(out, value);
  out += '"';
}

void add_unless_empty(std::string& out, std::string_view name, const std::string& value) {
  if (!value.empty()) add(out, name, value);
}

std::string web_address(std::string_view url) {
  std::string link = safe_link(url);
  return ascii_iequals(std::string_view(link).substr(0, 4), "http") ? link : std::string{};
}

}  // namespace

void SafeTags::write_start(std::string& out, const GumboNode& node) {
  const GumboTag tag = tag_of(node);
  out.append("<").append(gumbo_normalized_tagname(tag));
  const GumboVector& list = node.v.element.attributes;
  for (unsigned i = 0; i < list.length; ++i) {
    const auto& item = *static_cast<const GumboAttribute*>(list.data[i]);
    const std::string_view name = item.name, value = item.value;
    if (name == "style")
      add_unless_empty(out, name, safe_style(value));
    else if (name == "class" || name == "id")
      add_unless_empty(out, name, safe_names(value));
    else if (name == "title" || (name == "alt" && tag == GUMBO_TAG_IMG))
      add(out, name, value);
    else if (is_plain_attribute(tag, name) && is_plain_value(value))
      add(out, name, value);
  }
  if (tag == GUMBO_TAG_A) link(out, node);
  if (tag == GUMBO_TAG_IMG) image(out, node);
  out += '>';
}

void SafeTags::link(std::string& out, const GumboNode& node) {
  add_unless_empty(out, "href", safe_link(attribute(node, "href")));
  add(out, "target", "_blank");
  add(out, "rel", "noopener noreferrer nofollow");
}

void SafeTags::image(std::string& out, const GumboNode& node) {
  const std::string_view source = trim_ascii(attribute(node, "src"));
  if (is_safe_data_image(source)) return add(out, "src", source);
  if (ascii_iequals(source.substr(0, 4), "cid:")) {
    const std::string url = options_.inline_image_url ? options_.inline_image_url(source.substr(4)) : std::string{};
    const bool is_path = url.starts_with('/') && !url.starts_with("//");
    return add_unless_empty(out, "src", is_path ? url : web_address(url));
  }
  const std::string_view kept = attribute(node, "data-remote-src");  // sanitising twice changes nothing
  const std::string remote = web_address(source.empty() ? kept : source);
  add_unless_empty(out, "data-remote-src", remote);
  has_remote_images_ |= !remote.empty();
}

}  // namespace pult::text
