// SPDX-License-Identifier: AGPL-3.0-or-later
// Enough of the lexical rules of C++ and TypeScript to know what is code and what is a comment or a literal.
#include <cctype>
#include <string>

#include "tidy.hpp"

namespace pult::tidy {
namespace {

class Blanker {
 public:
  Blanker(std::string_view text, Language language) : text_(text), out_(text), language_(language) {}

  std::string run() {
    code('\0');
    return std::move(out_);
  }

 private:
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

  void wipe(std::size_t count = 1) {
    for (; count > 0 && at_ < text_.size(); --count, ++at_)
      if (text_[at_] != '\n') out_[at_] = ' ';
  }
  void keep() {
    if (!std::isspace(static_cast<unsigned char>(text_[at_]))) last_ = text_[at_];
    ++at_;
  }

  // Up to the closing brace of a template's ${...}, or to the end.
  void code(char until) {
    for (int depth = 0; at_ < text_.size();) {
      const char c = peek();
      if (c == until && depth == 0) return;
      if (until && c == '{') ++depth;
      if (until && c == '}') --depth;
      if (!comment() && !literal()) keep();
    }
  }

  bool comment() {
    if (peek() != '/') return false;
    if (peek(1) == '/') {
      while (at_ < text_.size() && peek() != '\n') wipe();
      return true;
    }
    if (peek(1) != '*') return false;
    wipe(std::min(text_.find("*/", at_ + 2), text_.size() - 2) + 2 - at_);
    return true;
  }

  bool literal() {
    const char c = peek();
    const bool word_before =
        at_ > 0 && (std::isalnum(static_cast<unsigned char>(text_[at_ - 1])) || text_[at_ - 1] == '_');
    if (language_ == Language::cpp && c == 'R' && peek(1) == '"' && !word_before) return raw_string();
    if (c == '\'' && language_ == Language::cpp && word_before) return false;  // 1'000
    if (c == '"' || c == '\'') return quoted(c);
    if (language_ != Language::typescript) return false;
    if (c == '`') return template_string();
    return c == '/' && regular_expression();
  }

  bool quoted(char quote) {
    wipe();
    while (at_ < text_.size() && peek() != quote && peek() != '\n') wipe(peek() == '\\' ? 2 : 1);
    if (peek() == quote) wipe();
    last_ = '"';
    return true;
  }

  bool raw_string() {
    const auto open = text_.find('(', at_);
    if (open == text_.npos) return false;
    const auto close = ")" + std::string(text_.substr(at_ + 2, open - at_ - 2)) + "\"";
    const auto end = text_.find(close, open);
    wipe((end == text_.npos ? text_.size() : end + close.size()) - at_);
    last_ = '"';
    return true;
  }

  bool template_string() {
    wipe();
    while (at_ < text_.size() && peek() != '`') {
      if (peek() == '$' && peek(1) == '{') {
        wipe(2);
        code('}');
      } else if (peek() == '\\') {
        wipe();
      }
      wipe();
    }
    wipe();
    last_ = '"';
    return true;
  }

  // A slash after a value divides; anywhere else it begins an expression that ends on its line.
  bool regular_expression() {
    if (std::isalnum(static_cast<unsigned char>(last_)) || last_ == '_' || last_ == ')' || last_ == ']' || last_ == '"')
      return false;
    bool in_class = false;
    auto end = at_ + 1;
    for (; end < text_.size() && text_[end] != '\n' && (in_class || text_[end] != '/'); ++end) {
      if (text_[end] == '\\')
        ++end;
      else if (text_[end] == '[')
        in_class = true;
      else if (text_[end] == ']')
        in_class = false;
    }
    if (end >= text_.size() || text_[end] != '/') return false;
    wipe(end + 1 - at_);
    last_ = '"';
    return true;
  }

  std::string_view text_;
  std::string out_;
  Language language_;
  std::size_t at_ = 0;
  char last_ = '\0';  // the last character of code
};

}  // namespace

std::string blank(std::string_view text, Language language) { return Blanker(text, language).run(); }

}  // namespace pult::tidy
