// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "tidy.hpp"

namespace pult::tidy {
namespace {

namespace fs = std::filesystem;

// Built, fetched, recorded: nobody writes these.
constexpr std::array skipped_folders = {".git",   "build",  ".tools", "data",  "node_modules", "dist",
                                        "corpus", "output", "images", ".vite", "test-results", "coverage"};
constexpr std::array read_endings = {".cpp", ".hpp",  ".ts",   ".vue",   ".mjs", ".js",  ".css", ".sh",
                                     ".sql", ".yaml", ".json", ".cmake", ".md",  ".txt", ".html"};

Language language_of(std::string_view path) {
  const auto ends = [&](std::string_view with) { return path.ends_with(with); };
  if (ends(".cpp") || ends(".hpp")) return Language::cpp;
  if (ends(".ts") || ends(".vue") || ends(".mjs") || ends(".js")) return Language::typescript;
  if (ends(".css")) return Language::style;
  if (ends(".sh") || path == "dev" || path == ".ci/run") return Language::shell;
  if (ends(".sql")) return Language::sql;
  return Language::other;
}

bool is_read(const std::string& path) {
  if (path == "dev" || path == ".ci/run" || path == "LICENSE") return true;
  if (path.ends_with("package-lock.json")) return true;
  return std::any_of(read_endings.begin(), read_endings.end(), [&](const char* end) { return path.ends_with(end); });
}

// Only the script of a component is code; the rest becomes blank lines.
std::string script_of(std::string_view text) {
  std::string script(text);
  std::size_t end = 0;
  const auto wipe = [&](std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i)
      if (script[i] != '\n') script[i] = ' ';
  };
  while (true) {
    const auto open = text.find("<script", end);
    const auto begin = open == text.npos ? open : text.find('>', open);
    if (begin == text.npos) break;
    wipe(end, begin + 1);
    end = std::min(text.find("</script>", begin), text.size());
  }
  wipe(end, text.size());
  return script;
}

}  // namespace

std::string_view File::name() const {
  const auto slash = path.rfind('/');
  return std::string_view(path).substr(slash == std::string::npos ? 0 : slash + 1);
}

const File* Tree::find(std::string_view path) const {
  const auto at = std::lower_bound(files.begin(), files.end(), path,
                                   [](const File& file, std::string_view wanted) { return file.path < wanted; });
  return at != files.end() && at->path == path ? &*at : nullptr;
}

File make_file(std::string path, std::string text) {
  File file;
  file.path = std::move(path);
  file.text = std::move(text);
  file.language = language_of(file.path);
  if (file.language == Language::cpp || file.language == Language::typescript)
    file.code = blank(file.path.ends_with(".vue") ? script_of(file.text) : file.text, file.language);
  return file;
}

Tree read_tree(const std::string& root) {
  Tree tree;
  for (fs::recursive_directory_iterator at(root), end; at != end; ++at) {
    const auto name = at->path().filename().string();
    if (at->is_directory()) {
      if (std::find(skipped_folders.begin(), skipped_folders.end(), name) != skipped_folders.end())
        at.disable_recursion_pending();
      continue;
    }
    const auto path = fs::relative(at->path(), root).generic_string();
    if (!at->is_regular_file() || !is_read(path)) continue;
    std::ifstream stream(at->path(), std::ios::binary);
    tree.files.push_back(make_file(path, std::string(std::istreambuf_iterator<char>(stream), {})));
  }
  std::sort(tree.files.begin(), tree.files.end(), [](const File& a, const File& b) { return a.path < b.path; });
  return tree;
}

int line_of(std::string_view text, std::size_t offset) {
  return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words(1);
  for (std::size_t i = 0; i < name.size(); ++i) {
    const auto c = static_cast<unsigned char>(name[i]);
    if (!std::isalnum(c)) {
      words.emplace_back();
      continue;
    }
    if (std::isupper(c) && i > 0 && std::islower(static_cast<unsigned char>(name[i - 1]))) words.emplace_back();
    words.back() += static_cast<char>(std::tolower(c));
  }
  std::erase(words, "");
  return words;
}

}  // namespace pult::tidy
