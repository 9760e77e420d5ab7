// SPDX-License-Identifier: AGPL-3.0-or-later
// Words in the names of files, folders and types that stand for "I did not know what this is".
#include <array>
#include <regex>

#include "tidy.hpp"

namespace pult::tidy {
namespace {

constexpr std::array empty_words = {"manager", "managers",  "helper", "helpers", "util", "utils",
                                    "utility", "utilities", "common", "misc",    "impl"};

std::string empty_word_in(std::string_view name) {
  for (const auto& word : words_of(name))
    for (const char* empty : empty_words)
      if (word == empty) return word;
  return {};
}

void check_types(const File& file, Findings& findings) {
  static const std::regex type(
      R"(\b(?:class|struct|union|concept|interface|namespace|type|enum(?:\s+class|\s+struct)?|using))"
      R"(\s+([A-Za-z_][\w:]*))");
  for (std::sregex_iterator at(file.code.begin(), file.code.end(), type), end; at != end; ++at) {
    const auto name = (*at)[1].str();
    const auto word = empty_word_in(name);
    if (word.empty()) continue;
    const int line = line_of(file.code, static_cast<std::size_t>(at->position(1)));
    findings.push_back({file.path, line, "name", name + " says \"" + word + "\""});
  }
}

}  // namespace

void check_names(const Tree& tree, Findings& findings) {
  for (const auto& file : tree.files) {
    if (const auto word = empty_word_in(file.path); !word.empty())
      findings.push_back({file.path, 1, "name", "the path says \"" + word + "\""});
    if (!file.code.empty()) check_types(file, findings);
  }
}

}  // namespace pult::tidy
