// SPDX-License-Identifier: AGPL-3.0-or-later
// The parsed form of a template. Private to the module.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "text/template.hpp"

namespace pult::text {

// A path to look up, or a value that stands in the template.
struct TemplateTerm {
  std::string path;  // "" for a literal
  TemplateValue literal;
};
struct TemplateFilter {
  std::string name;
  std::vector<TemplateTerm> arguments;
};
struct TemplateExpression {
  TemplateTerm term;
  std::vector<TemplateFilter> filters;
};

// a == b and c contains d: evaluated from the right, as Liquid does.
struct TemplateTest {
  TemplateTerm left, right;
  std::string compare;  // "" : left is true
  std::string joined;   // "and", "or" with the next; "" for the last
};

struct TemplateNode;
using TemplateNodes = std::vector<TemplateNode>;

struct TemplateBranch {
  bool negated = false;             // unless
  std::vector<TemplateTest> tests;  // empty: else
  TemplateNodes body;
};

struct TemplateNode {
  enum class Kind : std::uint8_t { text, value, branches, loop, assign } kind = Kind::text;
  std::string text;          // text; the variable of loop and assign
  TemplateExpression value;  // value, assign; the list of loop
  std::vector<TemplateBranch> branches;
  TemplateNodes body;       // loop
  std::int64_t limit = -1;  // loop
};

TemplateNodes parse_template(std::string_view source);

// Safe between tags and in attributes.
std::string escape_html(std::string_view text);
// The value after a filter; unknown filters change nothing.
TemplateValue apply_filter(const std::string& name, const TemplateValue& value,
                           const std::vector<TemplateValue>& arguments);

}  // namespace pult::text
