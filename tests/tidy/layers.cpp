// SPDX-License-Identifier: AGPL-3.0-or-later
// The arrows between modules: CMakeLists.txt lists them from the bottom to the top with what each may use. The compiler
// sees what a used module uses in turn; here an include must be of a module that is named itself.
#include <algorithm>
#include <map>
#include <regex>
#include <set>

#include "tidy.hpp"

namespace pult::tidy {
namespace {

using Names = std::set<std::string>;

// These stay free of sockets and of the domain for good (docs/architecture.md), whatever CMakeLists.txt says.
const std::map<std::string, Names> never = {
    {"base", {"*"}},
    {"text", {"sql", "net"}},
    {"mime", {"sql", "net"}},
    {"mailsteps", {"sql", "net"}},
    {"sql", {"net", "events", "people", "tickets"}},
    {"net", {"sql", "events", "people", "tickets"}},
    {"events", {"net"}},
    {"people", {"net"}},
    {"tickets", {"net"}},
    {"search", {"net"}},
};

struct Module {
  int line = 0;
  Names uses;
};

std::map<std::string, Module> modules_of(const File& build, Findings& findings) {
  static const std::regex call(R"(pult_module\((\w+)(?:\s+USES((?:\s+[a-z]\w*)+))?[^)]*\))");
  std::map<std::string, Module> modules;
  for (std::sregex_iterator at(build.text.begin(), build.text.end(), call), end; at != end; ++at) {
    const std::string name = (*at)[1], uses = (*at)[2];
    Module module{.line = line_of(build.text, static_cast<std::size_t>(at->position())), .uses = {}};
    const auto never_used = never.find(name);
    for (std::size_t i = 0; (i = uses.find_first_not_of(" \n", i)) != uses.npos;) {
      const auto word = uses.substr(i, uses.find_first_of(" \n", i) - i);
      i += word.size();
      module.uses.insert(word);
      if (!modules.contains(word))
        findings.push_back({build.path, module.line, "layer", name + " uses " + word + ", which is not below it"});
      if (never_used != never.end() && (never_used->second.contains(word) || never_used->second.contains("*")))
        findings.push_back({build.path, module.line, "layer", name + " must never use " + word});
    }
    modules[name] = std::move(module);
  }
  return modules;
}

}  // namespace

void check_layers(const Tree& tree, Findings& findings) {
  const File* build = tree.find("CMakeLists.txt");
  if (!build) return findings.push_back({"CMakeLists.txt", 1, "layer", "missing"});
  const auto modules = modules_of(*build, findings);
  static const std::regex place(R"(^server/(\w+)/)"), include(R"re(^#\s*include\s+"(\w+)/)re");
  for (const auto& file : tree.files) {
    std::smatch found;
    if (file.language != Language::cpp || !std::regex_search(file.path, found, place)) continue;
    const std::string own = found[1];
    const auto module = modules.find(own);
    if (module == modules.end()) {
      findings.push_back({file.path, 1, "layer", own + " is no module of CMakeLists.txt"});
      continue;
    }
    int line = 0;
    for (const auto text : lines_of(file.text)) {
      ++line;
      std::cmatch at;
      if (!text.starts_with('#') || !std::regex_search(text.begin(), text.end(), at, include)) continue;
      const std::string used = at[1];
      if (used != own && modules.contains(used) && !module->second.uses.contains(used))
        findings.push_back({file.path, line, "layer", own + " does not name " + used + " in its USES"});
    }
  }
}

}  // namespace pult::tidy
