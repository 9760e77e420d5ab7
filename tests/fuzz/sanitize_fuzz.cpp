// links: text
// SPDX-License-Identifier: AGPL-3.0-or-later
// Any bytes give valid, bounded HTML without the signs of active content, also when sanitised again or turned to text.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "text/html_text.hpp"
#include "text/sanitize.hpp"
#include "text/utf8.hpp"

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

void check(std::string_view html) {
  require(pult::text::is_valid_utf8(html));
  for (const std::string_view sign : {"<script", "<style", "<svg", "<math", "<iframe", "<!--", "<form", "<template",
                                      "href=\"javascript", "src=\"javascript", "<title", "<textarea", "<noscript"})
    require(html.find(sign) == std::string_view::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  pult::text::SanitizeOptions options;
  options.inline_image_url = [](std::string_view id) { return std::string(id); };
  const pult::text::SanitizedHtml once = pult::text::sanitize_html(bytes, options);
  check(once.html);
  check(pult::text::sanitize_html(once.html, options).html);
  require(pult::text::is_valid_utf8(pult::text::html_to_text(bytes)));
  check(pult::text::text_to_html(bytes));
  return 0;
}
