// links: text
// SPDX-License-Identifier: AGPL-3.0-or-later
// Any template renders, within its bounds, and what a value says can not become markup.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "text/template.hpp"
#include "text/utf8.hpp"

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using pult::text::TemplateValue;
  const std::string source = pult::text::to_valid_utf8({reinterpret_cast<const char*>(data), size});
  const auto lookup = [](std::string_view path) -> TemplateValue {
    if (path.size() % 3 == 0) return {};
    if (path.size() % 3 == 1) return std::string("value");
    pult::text::TemplateList list;
    for (int i = 0; i < 5; ++i) list.emplace_back(std::string("item"));
    return list;
  };
  for (const auto output : {pult::text::TemplateOutput::text, pult::text::TemplateOutput::html}) {
    const auto out = pult::text::render_template(source, lookup, output);
    require(out.size() <= pult::text::max_template_output_bytes);
    require(pult::text::is_valid_utf8(out));
  }
  return 0;
}
