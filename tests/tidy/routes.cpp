// SPDX-License-Identifier: AGPL-3.0-or-later
// Routes of the code against openapi/pult.yaml. A route is a row {"GET", "tickets/{id}", ...} of a table in
// server/api, below /api/v2 unless the path begins with a slash; what is served outside of the tables names its whole
// path as a literal.
#include <map>
#include <regex>

#include "tidy.hpp"

namespace pult::tidy {
namespace {

struct Place {
  std::string path;
  int line = 0;
};
using Routes = std::map<std::string, Place>;  // "GET /api/v2/tickets/{}"

std::string without_names(const std::string& path) { return std::regex_replace(path, std::regex(R"(\{\w+\})"), "{}"); }

bool is_code(const File& file) {
  return file.language == Language::cpp && file.path.starts_with("server/") &&
         file.path.find("_test.") == file.path.npos;
}

Routes routes_of_code(const Tree& tree) {
  static const std::regex row(R"re(\{\s*"(GET|POST|PUT|PATCH|DELETE)",\s*"([^"]*)")re");
  Routes routes;
  for (const auto& file : tree.files) {
    if (!is_code(file) || !file.path.starts_with("server/api/")) continue;
    for (std::sregex_iterator at(file.text.begin(), file.text.end(), row), end; at != end; ++at) {
      const auto line = line_of(file.text, static_cast<std::size_t>(at->position()));
      const auto path = without_names((*at)[2]);
      routes[(*at)[1].str() + (path.starts_with('/') ? " " : " /api/v2/") + path] = {file.path, line};
    }
  }
  return routes;
}

Routes routes_of_contract(const File& contract) {
  static const std::regex path(R"(^  (/\S*):\s*$)"), method(R"(^    (get|post|put|patch|delete):)");
  Routes routes;
  std::string current;
  bool in_paths = false;
  int line = 0;
  for (const auto text : lines_of(contract.text)) {
    ++line;
    std::cmatch found;
    if (!text.empty() && text[0] != ' ' && text[0] != '#') in_paths = text.starts_with("paths:");
    if (!in_paths || !text.ends_with(':')) continue;
    if (std::regex_search(text.begin(), text.end(), found, path)) current = without_names(found[1]);
    if (!std::regex_search(text.begin(), text.end(), found, method)) continue;
    std::string name = found[1];
    for (char& c : name) c = static_cast<char>(c - 'a' + 'A');
    routes[name + " " + current] = {contract.path, line};
  }
  return routes;
}

bool served_outside_tables(const Tree& tree, const std::string& route) {
  const auto literal = "\"" + route.substr(route.find(' ') + 1) + "\"";
  for (const auto& file : tree.files)
    if (is_code(file) && file.text.find(literal) != std::string::npos) return true;
  return false;
}

}  // namespace

void check_routes(const Tree& tree, Findings& findings) {
  const File* contract = tree.find("openapi/pult.yaml");
  if (!contract) return findings.push_back({"openapi/pult.yaml", 1, "route", "missing"});
  const auto coded = routes_of_code(tree), promised = routes_of_contract(*contract);
  for (const auto& [route, place] : coded)
    if (!promised.contains(route)) findings.push_back({place.path, place.line, "route", route + " is not in OpenAPI"});
  for (const auto& [route, place] : promised)
    if (!coded.contains(route) && !served_outside_tables(tree, route))
      findings.push_back({place.path, place.line, "route", route + " is in no table of the code"});
}

}  // namespace pult::tidy
