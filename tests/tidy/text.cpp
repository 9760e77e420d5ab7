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

struct Forbidden {
  const char* rule;
  std::string_view words;
  bool is_path;  // "/word/x", not inside of an address or another path; otherwise a whole word
};

// Written in pieces, so that this file does not find itself.
constexpr Forbidden forbidden[] = {
    {"leftover",
     "TO"
     "DO",
     false},
    {"leftover",
     "FIX"
     "ME",
     false},
    {"leftover",
     "XX"
     "X",
     false},
    {"leftover",
     "HA"
     "CK",
     false},
    {"machine-path",
     "/wo"
     "rk/",
     true},
    {"machine-path",
     "/ho"
     "me/",
     true},
    {"machine-path",
     "/ro"
     "ot/",
     true},
    {"machine-path",
     "/fa"
     "rm/",
     true},
    {"machine-path",
     "/Us"
     "ers/",
     true},
    {"host-name",
     "registry.np"
     "mjs",
     false},
    {"host-name",
     "deb.deb"
     "ian",
     false},
    {"host-name",
     "proxy.gol"
     "ang",
     false},
    {"host-name",
     "node"
     "source.com",
     false},
};

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

bool stands_alone(std::string_view text, std::size_t at, const Forbidden& what) {
  const char before = at == 0 ? ' ' : text[at - 1];
  const auto end = at + what.words.size();
  const char after = end < text.size() ? text[end] : ' ';
  if (what.is_path)
    return is_word(after) && !is_word(before) && std::string_view(".:/<").find(before) == std::string_view::npos;
  return !is_word(before) && !is_word(after);
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
