// SPDX-License-Identifier: AGPL-3.0-or-later
#include <map>
#include <regex>
#include <set>

#include "tidy.hpp"

namespace pult::tidy {

void check_modules(const Tree& tree, Findings& findings) {
  constexpr std::size_t max_lines = 80;  // a page that is read, not a manual
  static const std::regex place(R"(^server/(\w+)/)");
  std::set<std::string> modules;
  for (const auto& file : tree.files) {
    std::smatch found;
    if (std::regex_search(file.path, found, place)) modules.insert(found[1]);
  }
  for (const auto& module : modules) {
    const auto path = "server/" + module + "/README.md";
    const File* page = tree.find(path);
    if (!page || page->text.empty()) {
      findings.push_back({path, 1, "module-page", "missing"});
    } else if (const auto lines = lines_of(page->text).size(); lines > max_lines) {
      findings.push_back({path, static_cast<int>(lines), "module-page", std::to_string(lines) + " lines"});
    }
  }
}

void check_migrations(const Tree& tree, Findings& findings) {
  static const std::regex form(R"(^migrations/(\d{4})_[a-z0-9_]+(\.sqlite|\.postgres)?\.sql$)");
  std::map<int, std::set<std::string>> dialects;
  for (const auto& file : tree.files) {
    if (!file.path.starts_with("migrations/") || file.language != Language::sql) continue;
    std::smatch found;
    if (!std::regex_search(file.path, found, form)) {
      findings.push_back({file.path, 1, "migration", "not named NNNN_what.sql"});
    } else if (!dialects[std::stoi(found[1])].insert(found[2]).second) {
      findings.push_back({file.path, 1, "migration", "a second file with this number"});
    }
  }
  int expected = 1;
  for (const auto& [version, kinds] : dialects) {
    const auto where = "migrations/" + std::to_string(version);
    if (version != expected) findings.push_back({where, 1, "migration", "expected number " + std::to_string(expected)});
    expected = version + 1;
    const bool both = kinds == std::set<std::string>{""} || kinds == std::set<std::string>{".postgres", ".sqlite"};
    if (!both) findings.push_back({where, 1, "migration", "not written for both databases, or written twice"});
  }
}

}  // namespace pult::tidy
