// SPDX-License-Identifier: AGPL-3.0-or-later
// A parsed HTML fragment and one way to walk it. Shallow by construction (html_tame.hpp).
#pragma once
#include <gumbo.h>

#include <concepts>
#include <memory>
#include <string>
#include <string_view>

namespace pult::text {

class HtmlTree {
 public:
  explicit HtmlTree(std::string_view html);
  const GumboNode& root() const { return *output_->root; }

 private:
  struct Destroy {
    void operator()(GumboOutput* output) const { gumbo_destroy_output(&kGumboDefaultOptions, output); }
  };
  std::string tamed_;  // the tree points into it
  std::unique_ptr<GumboOutput, Destroy> output_;
};

inline bool is_text(const GumboNode& node) {
  return node.type == GUMBO_NODE_TEXT || node.type == GUMBO_NODE_WHITESPACE || node.type == GUMBO_NODE_CDATA;
}
inline bool is_element(const GumboNode& node) { return node.type == GUMBO_NODE_ELEMENT; }
inline GumboTag tag_of(const GumboNode& node) { return is_element(node) ? node.v.element.tag : GUMBO_TAG_UNKNOWN; }

// The value of an attribute, empty when absent.
std::string_view attribute(const GumboNode& node, const char* name);

// Adds text with < > & " escaped.
void append_escaped(std::string& out, std::string_view text);

// Visits everything below root in document order: enter(node) says whether to go into its children, leave(node)
// follows for elements that were entered. Its own stack, not the machine's.
template <std::predicate<const GumboNode&> Enter, std::invocable<const GumboNode&> Leave>
void walk(const GumboNode& root, Enter enter, Leave leave) {
  if (!is_element(root) || root.v.element.children.length == 0) return;
  const GumboNode* node = static_cast<const GumboNode*>(root.v.element.children.data[0]);
  while (true) {
    const bool inside = enter(*node);
    if (inside && is_element(*node) && node->v.element.children.length > 0) {
      node = static_cast<const GumboNode*>(node->v.element.children.data[0]);
      continue;
    }
    if (inside && is_element(*node)) leave(*node);
    while (true) {
      const GumboNode* parent = node->parent;
      const std::size_t next = node->index_within_parent + 1;
      if (next < parent->v.element.children.length) {
        node = static_cast<const GumboNode*>(parent->v.element.children.data[next]);
        break;
      }
      if (parent == &root) return;
      leave(*parent);
      node = parent;
    }
  }
}

}  // namespace pult::text
