// SPDX-License-Identifier: AGPL-3.0-or-later
// Small trees, one fault each: a check that finds nothing is worth nothing.
#include "tidy.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace pult::tidy {
namespace {

const std::string licence = "// SPDX-License-Identifier: AGPL-3.0-or-later\n";
const std::string build =
    "pult_module(base)\n"
    "pult_module(text USES base LINKS icu)\n"
    "pult_module(mime USES base text)\n"
    "pult_module(sql USES base)\n"
    "pult_module(api USES base mime\n  sql LINKS json)\n";
const std::string contract =
    "paths:\n"
    "  /api/v2/tickets/{ticket_id}:\n"
    "    get:\n"
    "    put:\n"
    "  /health:\n"
    "    get:\n"
    "components:\n"
    "  /not/a/path:\n"
    "    get:\n";
const std::string table = licence +
                          "Route r[] = {{\"GET\", \"tickets/{id}\", show}, {\"PUT\", \"tickets/{id}\", update}};\n"
                          "auto other = \"/health\";\n";

Tree good_tree() {
  Tree tree;
  for (const std::string module : {"api", "base", "mime", "sql", "text"})
    tree.files.push_back(make_file("server/" + module + "/README.md", "# " + module + "\n"));
  tree.files.push_back(make_file("CMakeLists.txt", build));
  tree.files.push_back(make_file("openapi/pult.yaml", contract));
  tree.files.push_back(make_file("server/api/tickets.cpp", table));
  tree.files.push_back(make_file("migrations/0001_desk.sql", "CREATE TABLE x (id BIGINT);\n"));
  return tree;
}

Findings findings_with(const std::string& path, const std::string& text) {
  auto tree = good_tree();
  std::erase_if(tree.files, [&](const File& file) { return file.path == path; });
  tree.files.push_back(make_file(path, text));
  std::sort(tree.files.begin(), tree.files.end(), [](const File& a, const File& b) { return a.path < b.path; });
  return check_all(tree);
}

// "RULE:LINE RULE:LINE"
std::string rules_with(const std::string& path, const std::string& text) {
  std::string all;
  for (const auto& finding : findings_with(path, text))
    all += (all.empty() ? "" : " ") + finding.rule + ":" + std::to_string(finding.line);
  return all;
}

std::string in_source(const std::string& text) { return rules_with("server/text/a.cpp", licence + text); }
std::string in_script(const std::string& text) { return rules_with("web/agent/a.ts", licence + text); }
std::string lines(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "  f();\n";
  return text;
}

TEST(Tidy, AGoodTreeHasNoFindings) { EXPECT_EQ(in_source("#include \"base/ids.hpp\"\n"), ""); }

TEST(Tidy, LongLinesAreCountedInCharacters) {
  std::string czech;
  for (int i = 0; i < 117; ++i) czech += "ž";
  EXPECT_EQ(in_source("// " + czech + "\n"), "");
  EXPECT_EQ(in_source("\n// " + czech + "x\n"), "line-length:3");
  EXPECT_EQ(rules_with("docs/a.md", std::string(200, 'x')), "");
}

TEST(Tidy, LongFiles) {
  EXPECT_EQ(in_source(std::string(399, '\n')), "");
  EXPECT_EQ(in_source(std::string(400, '\n')), "file-length:401");
}

TEST(Tidy, LongFunctionsOfCpp) {
  EXPECT_EQ(in_source("int f(int a) {\n" + lines(68) + "}\n"), "");
  EXPECT_EQ(in_source("namespace a {\nint f(int a) {\n" + lines(69) + "}\n}\n"), "function-length:3");
  EXPECT_EQ(in_source("class A {\n public:\n  int f() const\n  {\n" + lines(69) + "}\n};\n"), "function-length:4");
  EXPECT_EQ(in_source("A::A(int a) : a_{a}, b_(a) {\n" + lines(69) + "}\n"), "function-length:2");
  EXPECT_EQ(in_source("auto f(X x = {}) -> std::vector<int> {\n" + lines(69) + "}\n"), "function-length:2");
  EXPECT_EQ(in_source("TEST(A, B) {\n" + lines(69) + "}\n"), "function-length:2");
  EXPECT_EQ(in_source("const F table[] = {\n  {1, [](int a) {\n" + lines(69) + "}},\n};\n"), "function-length:3");
}

TEST(Tidy, ListsAndTypesAreNoFunctions) {
  std::string list;
  for (int i = 0; i < 100; ++i) list += "  {1, \"a {\", '{'},  // {\n";
  EXPECT_EQ(in_source("const A table[] = {\n" + list + "};\nint f() {\n}\n"), "");
  EXPECT_EQ(in_source("struct A : B<int> {\n" + std::string(100, '\n') + "};\n"), "");
  EXPECT_EQ(in_source("auto sql = R\"x(\n" + std::string(100, '{') + ")x\";\nint a = 1'000;\nint f() { return 1; }\n"),
            "");
}

TEST(Tidy, LongFunctionsOfTypeScript) {
  EXPECT_EQ(in_script("const a = 1\nexport function f(a: { b: string }): Promise<{ c: 1 }> {\n" + lines(69) + "}\n"),
            "function-length:3");
  EXPECT_EQ(in_script("const f = async (a = /[{]/, b = `${a}{`) => {\n" + lines(69) + "}\n"), "function-length:2");
  EXPECT_EQ(in_script("describe('x', () => {\n  test('y', () => {\n" + lines(60) + "  })\n" + lines(60) + "})\n"), "");
  EXPECT_EQ(in_script("export interface A {\n" + std::string(100, '\n') + "}\n"), "");
  EXPECT_EQ(in_script("export default define({\n" + std::string(80, '\n') + "  f() {\n" + lines(69) + "  }\n})\n"),
            "function-length:83");
}

TEST(Tidy, OnlyTheScriptOfAComponentIsCode) {
  const std::string head = "<!-- SPDX-License-Identifier: AGPL-3.0-or-later -->\n<script setup lang=\"ts\">\n";
  EXPECT_EQ(rules_with("web/a.vue", head + "</script>\n<template>f() {\n" + lines(80) + "}</template>\n"), "");
  EXPECT_EQ(rules_with("web/a.vue", head + "function f() {\n" + lines(80) + "}\n</script>\n"), "function-length:3");
}

TEST(Tidy, LongFunctionsOfShell) {
  EXPECT_EQ(rules_with("dev.d/a.sh", "#!/bin/sh\n#" + licence + "f() {\n" + lines(69) + "}\n"), "function-length:3");
}

TEST(Tidy, IncludesFollowTheTable) {
  EXPECT_EQ(in_source("#include \"mime/message.hpp\"\n"), "layer:2");
  EXPECT_EQ(rules_with("server/api/b.cpp", licence + "#include \"text/quote.hpp\"\n"), "layer:2");
  EXPECT_EQ(rules_with("server/lonely/a.cpp", licence), "layer:1 module-page:1");
  EXPECT_EQ(rules_with("server/text/a.hpp", licence + "#include \"text/b.hpp\"\n#include <mime/x>\n"), "");
}

TEST(Tidy, ArrowsPointDown) {
  EXPECT_EQ(rules_with("CMakeLists.txt",
                       "pult_module(text USES mime)\npult_module(base)\npult_module(mime USES base)\n"
                       "pult_module(api USES base mime)\n"),
            "layer:1");
  EXPECT_EQ(rules_with("CMakeLists.txt", build + "pult_module(net USES base)\npult_module(people USES base net)\n"),
            "layer:8");
}

TEST(Tidy, EmptyWords) {
  EXPECT_EQ(in_source("class TicketManager {};\n"), "name:2");
  EXPECT_EQ(in_source("enum class Misc_Kind {};\n"), "name:2");
  EXPECT_EQ(in_source("// class TicketManager\nclass Management {};\n"), "");
  EXPECT_EQ(rules_with("web/agent/dateUtils.ts", licence), "name:1");
  EXPECT_EQ(rules_with("web/common/a.ts", licence), "name:1");
}

TEST(Tidy, WhatFilesSay) {
  EXPECT_EQ(rules_with("server/text/a.cpp", "int a;\n"), "licence:1");
  EXPECT_EQ(in_source("int a;  // TO"
                      "DO later\n"),
            "leftover:2");
  EXPECT_EQ(in_source("auto a = \"/ho"
                      "me/ann/x\";\nauto b = \"/wo"
                      "rk/ann\";\n"),
            "machine-path:2 machine-path:3");
  EXPECT_EQ(in_source("auto a = \"https://example.com/ho"
                      "me/ann\";\n"),
            "");
  EXPECT_EQ(rules_with("web/package-lock.json",
                       "{\"resolved\": \"https://registry.np"
                       "mjs.org/x\"}\n"),
            "host-name:1");
}

TEST(Tidy, ModulesHaveAPage) {
  EXPECT_EQ(rules_with("server/text/README.md", ""), "module-page:1");
  EXPECT_EQ(rules_with("server/text/README.md", std::string(81, '\n')), "module-page:81");
}

TEST(Tidy, RoutesAndContractAgree) {
  EXPECT_EQ(rules_with("server/api/more.cpp", licence + "Route r{\"GET\", \"tickets\", list};\n"), "route:2");
  EXPECT_EQ(rules_with("server/api/tickets.cpp", licence + "Route r{\"GET\", \"tickets/{id}\", show};\n"),
            "route:4 route:6");
  EXPECT_EQ(rules_with("server/api/tickets_test.cpp", licence + "Route r{\"GET\", \"tickets\", list};\n"), "");
}

TEST(Tidy, MigrationsServeBothDatabases) {
  EXPECT_EQ(rules_with("migrations/0002_mail.sqlite.sql", ""), "migration:1");
  EXPECT_EQ(rules_with("migrations/0003_mail.sql", ""), "migration:1");
  EXPECT_EQ(rules_with("migrations/0001_other.sql", ""), "migration:1");
  EXPECT_EQ(rules_with("migrations/mail.sql", ""), "migration:1");
}

TEST(Tidy, ExemptionsCountAndMustMatch) {
  const Findings found = {{"a.cpp", 1, "file-length", "401 lines"}};
  const auto left = [&](const std::string& list, std::size_t allowed) {
    auto findings = found;
    apply_exemptions(make_file("exemptions.txt", list), allowed, findings);
    std::string rules;
    for (const auto& finding : findings) rules += finding.rule + ";";
    return rules;
  };
  EXPECT_EQ(left("# nothing\n\n", 0), "file-length;");
  EXPECT_EQ(left("file-length a.cpp generated\n", 1), "");
  EXPECT_EQ(left("file-length a.cpp generated\n", 0), "exemption;");
  EXPECT_EQ(left("file-length a.cpp\n", 1), "exemption;");
  EXPECT_EQ(left("file-length b.cpp generated\n", 1), "file-length;exemption;");
}

}  // namespace
}  // namespace pult::tidy
