// SPDX-License-Identifier: AGPL-3.0-or-later
// Checks of the source tree that no compiler makes. A check reads a Tree and adds what it finds; it never touches a
// file. The rules are those of CONTRIBUTING.md.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace pult::tidy {

enum class Language { cpp, typescript, style, shell, sql, other };

struct File {
  std::string path;  // from the root of the tree, with slashes
  std::string text;
  Language language = Language::other;
  std::string
      code;  // text with comments and literals blanked; as long as text, the same lines. C++ and TypeScript only

  bool is_source() const { return language != Language::other; }
  std::string_view name() const;  // "quote.cpp"
};

struct Tree {
  std::vector<File> files;  // by path

  const File* find(std::string_view path) const;
};

struct Finding {
  std::string path;
  int line = 1;
  std::string rule;
  std::string text;
};
using Findings = std::vector<Finding>;

// Everything under root that people write: without built, fetched and recorded files.
Tree read_tree(const std::string& root);
File make_file(std::string path, std::string text);

// Comments, strings and regular expressions become spaces; line ends stay.
std::string blank(std::string_view text, Language language);

int line_of(std::string_view text, std::size_t offset);
std::vector<std::string_view> lines_of(std::string_view text);

// Words of a name: "HttpServer", "http_server", "http-server" -> http, server.
std::vector<std::string> words_of(std::string_view name);

void check_sizes(const Tree& tree, Findings& findings);  // lines, files and their functions
void check_functions(const File& file, Findings& findings);
void check_layers(const Tree& tree, Findings& findings);   // includes against CMakeLists.txt, arrows point down
void check_names(const Tree& tree, Findings& findings);    // words that say nothing
void check_text(const Tree& tree, Findings& findings);     // licence line, leftovers, paths of one machine, host names
void check_modules(const Tree& tree, Findings& findings);  // README.md of each module
void check_routes(const Tree& tree, Findings& findings);   // the code's routes against openapi/pult.yaml
void check_migrations(const Tree& tree, Findings& findings);  // both dialects, no gaps

Findings check_all(const Tree& tree);

// "RULE PATH REASON" a line; '#' begins a comment. Takes away the findings that are listed, and adds one for a line
// that is malformed or matches nothing, and for more lines than allowed: the list only shrinks.
void apply_exemptions(const File& list, std::size_t allowed, Findings& findings);

}  // namespace pult::tidy
