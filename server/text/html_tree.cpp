// SPDX-License-Identifier: AGPL-3.0-or-later
#include "text/html_tree.hpp"

#include "text/html_tame.hpp"

namespace pult::text {

HtmlTree::HtmlTree(std::string_view html) : tamed_(tame_html(html)) {
  GumboOptions options = kGumboDefaultOptions;
  options.max_errors = 0;
  options.fragment_context = GUMBO_TAG_DIV;
  output_.reset(gumbo_parse_with_options(&options, tamed_.data(), tamed_.size()));
}

std::string_view attribute(const GumboNode& node, const char* name) {
  if (!is_element(node)) return {};
  const GumboAttribute* found = gumbo_get_attribute(&node.v.element.attributes, name);
  return found == nullptr ? std::string_view{} : std::string_view(found->value);
}

void append_escaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '&': out += "&amp;"; break;
      case '"': out += "&quot;"; break;
      case '\0': break;
      default: out += c;
    }
  }
}

}  // namespace pult::text
