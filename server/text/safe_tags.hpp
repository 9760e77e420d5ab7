// SPDX-License-Identifier: AGPL-3.0-or-later
// Start tags of a mail as a page may show them: allowed attributes with safe values. Private to the sanitiser.
#pragma once
#include <string>
#include <string_view>

#include "text/html_tree.hpp"
#include "text/sanitize.hpp"

namespace pult::text {

class SafeTags {
 public:
  explicit SafeTags(const SanitizeOptions& options) : options_(options) {}

  // `node` is an element that is allowed (html_tags.hpp).
  void write_start(std::string& out, const GumboNode& node);
  bool has_remote_images() const { return has_remote_images_; }

 private:
  void link(std::string& out, const GumboNode& node);
  void image(std::string& out, const GumboNode& node);

  const SanitizeOptions& options_;
  bool has_remote_images_ = false;
};

}  // namespace pult::text
