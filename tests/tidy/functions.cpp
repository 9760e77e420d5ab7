// SPDX-License-Identifier: AGPL-3.0-or-later
// Finds functions by their braces: what stands before a brace (its head) says whether it opens a body, a type or a list
// of values. Bodies are measured whole, everything else is looked into.
#include <cctype>
#include <regex>

#include "tidy.hpp"

namespace pult::tidy {
namespace {

constexpr int max_function_lines = 70;
constexpr std::size_t max_head = 600;  // what a regular expression is asked to look at

bool matches(const std::string& text, const std::regex& pattern) { return std::regex_search(text, pattern); }

// Of C++
const std::regex member_value(R"(\) ?(noexcept ?)?: ?\w[^;]*[\w>]$)");
const std::regex type_head(R"(^(template ?<.*> ?)?(namespace|class|struct|union|enum|extern)\b[^()]*$)");
const std::regex function_head(R"([)\]] ?((const|noexcept|override|final|mutable|try|&|&&) ?)*(->[^;]*)?$)");
const std::regex constructor_head(R"(\) ?(noexcept ?)?: ?\w[^;]*[)}]$)");
// Of TypeScript
const std::regex returned_type(R"(\) ?:([^=]*[<|&])?$)");
const std::regex test_group(R"(\b(describe|suite)(\.\w+)* ?\()");  // holds tests as a namespace holds functions
const std::regex script_function(R"((=>|\)|\) ?:[^=]*)$)");
const std::regex script_type(R"(^(export |declare )*(interface|class|enum)\b)");

class Finder {
 public:
  Finder(const File& file, Findings& findings) : file_(file), code_(file.code), findings_(findings) {}

  void run() {
    for (; at_ < code_.size(); ++at_) {
      const char c = code_[at_];
      if (c == '#' && head_.empty() && is_cpp()) {
        skip_directive();
      } else if (c == '{') {
        brace();
      } else if (c == ';' || c == '}' || (c == '\n' && statement_ends())) {
        clear();
      } else {
        add(c);
      }
    }
  }

 private:
  bool is_cpp() const { return file_.language == Language::cpp; }

  void clear() {
    head_.clear();
    depth_ = 0;
  }

  void add(char c) {
    const bool space = std::isspace(static_cast<unsigned char>(c));
    if (head_.empty() && space) return;
    if (head_.empty()) begin_ = at_;
    if (c == '(' || c == '[') ++depth_;
    if (c == ')' || c == ']') --depth_;
    if (!space) {
      head_ += c;
    } else if (head_.back() != ' ') {
      head_ += ' ';
    }
    if (is_cpp() && (head_ == "public:" || head_ == "private:" || head_ == "protected:")) clear();
  }

  // TypeScript is written without semicolons here.
  bool statement_ends() const {
    if (is_cpp() || head_.empty() || depth_ > 0) return false;
    const char last = head_[head_.find_last_not_of(' ')];
    return std::isalnum(static_cast<unsigned char>(last)) || last == ')' || last == ']';
  }

  void skip_directive() {
    for (; at_ < code_.size() && code_[at_] != '\n'; ++at_)
      if (code_[at_] == '\\') ++at_;
  }

  std::size_t closing_brace() const {
    int depth = 0;
    for (std::size_t i = at_; i < code_.size(); ++i) {
      if (code_[i] == '{') ++depth;
      if (code_[i] == '}' && --depth == 0) return i;
    }
    return code_.size();
  }

  void brace() {
    std::string head = head_.substr(head_.size() > max_head ? head_.size() - max_head : 0);
    if (head.ends_with(' ')) head.pop_back();
    if (belongs_to_head(head)) {
      at_ = closing_brace();
      head_ = head + "{}";
    } else if (opens_body(head)) {
      const auto end = closing_brace();
      const int first = line_of(code_, begin_), count = line_of(code_, end) - first + 1;
      if (count > max_function_lines)
        findings_.push_back({file_.path, first, "function-length", std::to_string(count) + " lines"});
      at_ = end;
      clear();
    } else {
      clear();
    }
  }

  // A member's initial value before the body of a constructor; a type written in braces in a signature.
  bool belongs_to_head(const std::string& head) const {
    if (is_cpp()) return matches(head, member_value);
    return (depth_ > 0 && head.ends_with(':')) || matches(head, returned_type);
  }

  bool opens_body(const std::string& head) const {
    if (is_cpp()) return !matches(head, type_head) && (matches(head, function_head) || matches(head, constructor_head));
    return matches(head, script_function) && !matches(head, script_type) && !matches(head, test_group);
  }

  const File& file_;
  std::string_view code_;
  Findings& findings_;
  std::size_t at_ = 0;
  std::size_t begin_ = 0;  // of the head
  std::string head_;
  int depth_ = 0;  // open parentheses of the head
};

}  // namespace

void check_functions(const File& file, Findings& findings) {
  if (!file.code.empty()) Finder(file, findings).run();
  if (file.language != Language::shell) return;
  int line = 0, begin = 0;
  for (const auto text : lines_of(file.text)) {
    ++line;
    if (text.ends_with("() {")) begin = line;
    if (text != "}" || begin == 0) continue;
    if (line - begin + 1 > max_function_lines)
      findings.push_back({file.path, begin, "function-length", std::to_string(line - begin + 1) + " lines"});
    begin = 0;
  }
}

}  // namespace pult::tidy
