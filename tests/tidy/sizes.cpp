// SPDX-License-Identifier: AGPL-3.0-or-later
// Lines and files that are too long to be read at once.
#include <algorithm>

#include "tidy.hpp"

namespace pult::tidy {
namespace {

constexpr std::ptrdiff_t max_columns = 120;
constexpr int max_file_lines = 400;

std::ptrdiff_t columns_of(std::string_view line) {
  return std::count_if(line.begin(), line.end(), [](char c) { return (c & 0xC0) != 0x80; });
}

}  // namespace

void check_sizes(const Tree& tree, Findings& findings) {
  for (const auto& file : tree.files) {
    if (!file.is_source()) continue;
    int line = 0;
    for (const auto text : lines_of(file.text)) {
      ++line;
      if (columns_of(text) > max_columns)
        findings.push_back({file.path, line, "line-length", std::to_string(columns_of(text)) + " columns"});
    }
    if (line > max_file_lines) findings.push_back({file.path, line, "file-length", std::to_string(line) + " lines"});
    check_functions(file, findings);
  }
}

}  // namespace pult::tidy
