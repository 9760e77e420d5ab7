// SPDX-License-Identifier: AGPL-3.0-or-later
// What must, and what must not, be written in files.
#include <algorithm>
#include <cctype>
#include <string_view>

#include "tidy.hpp"

namespace pult::tidy {
namespace {

constexpr std::string_view licence = "SPDX-License-Identifier: AGPL-3.0-or-later";
constexpr std::size_t licence_within_lines = 3;

bool carries_licence(const File& file) {
  auto lines = lines_of(file.text);
  lines.resize(std::min(lines.size(), licence_within_lines));
  return std::any_of(lines.begin(), lines.end(), [](auto line) { return line.find(licence) != line.npos; });
}

enum class Shape { word, folder, people };  // "x"; "/x/y"; "/x/NAME/y", where /x holds one folder per person

struct Forbidden {
  const char* rule;
  std::string_view words;
  Shape shape;
};

// Written in pieces, so that this file does not find itself.
constexpr Forbidden forbidden[] = {
    {"leftover",
     "TO"
     "DO",
     Shape::word},
    {"leftover",
     "FIX"
     "ME",
     Shape::word},
    {"leftover",
     "XX"
     "X",
     Shape::word},
    {"leftover",
     "HA"
     "CK",
     Shape::word},
    {"machine-path",
     "/wo"
     "rk/",
     Shape::folder},
    {"machine-path",
     "/ro"
     "ot/",
     Shape::folder},
    {"machine-path",
     "/fa"
     "rm/",
     Shape::folder},
    {"machine-path",
     "/ho"
     "me/",
     Shape::people},
    {"machine-path",
     "/Us"
     "ers/",
     Shape::people},
    {"host-name",
     "registry.np"
     "mjs",
     Shape::word},
    {"host-name",
     "deb.deb"
     "ian",
     Shape::word},
    {"host-name",
     "proxy.gol"
     "ang",
     Shape::word},
    {"host-name",
     "node"
     "source.com",
     Shape::word},
};

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

bool stands_alone(std::string_view text, std::size_t at, const Forbidden& what) {
  const char before = at == 0 ? ' ' : text[at - 1];
  auto rest = text.substr(at + what.words.size());
  const bool begins_word = !rest.empty() && is_word(rest.front());
  if (what.shape == Shape::word) return !is_word(before) && !begins_word;
  if (!begins_word || is_word(before) || std::string_view(".:/<").find(before) != std::string_view::npos) return false;
  while (!rest.empty() && is_word(rest.front())) rest.remove_prefix(1);
  return what.shape == Shape::folder || rest.starts_with('/');
}

}  // namespace

void check_text(const Tree& tree, Findings& findings) {
  for (const auto& file : tree.files) {
    const bool licensed_in_file = file.is_source() && file.language != Language::sql;
    if (licensed_in_file && !carries_licence(file))
      findings.push_back({file.path, 1, "licence", "no SPDX line in the first three lines"});
    for (const auto& what : forbidden)
      for (auto at = file.text.find(what.words); at != std::string::npos; at = file.text.find(what.words, at + 1))
        if (stands_alone(file.text, at, what))
          findings.push_back({file.path, line_of(file.text, at), what.rule, std::string(what.words)});
  }
}

}  // namespace pult::tidy
