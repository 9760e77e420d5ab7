// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>
#include <array>
#include <charconv>

#include "text/ascii.hpp"
#include "text/template_nodes.hpp"

namespace pult::text {
namespace {

constexpr int max_depth = 32;
constexpr std::size_t max_filters = 20;
constexpr std::size_t max_tests = 20;

// The words of a tag: names, numbers, quoted text, signs.
class Words {
 public:
  explicit Words(std::string_view text) : rest_(text) { next(); }

  bool at_end() const { return word_.empty(); }
  std::string_view peek() const { return word_; }
  std::string_view take() {
    const auto word = word_;
    next();
    return word;
  }
  bool take(std::string_view wanted) {
    if (word_ != wanted) return false;
    next();
    return true;
  }

 private:
  static bool in_name(char c) {
    return is_ascii_alnum(c) || c == '_' || c == '.' || c == '-' || c == '[' || c == ']' || (c & 0x80);
  }
  void next() {
    rest_ = trim_ascii(rest_);
    std::size_t length = 0;
    if (rest_.empty()) {
      word_ = {};
      return;
    }
    const char first = rest_[0];
    if (first == '"' || first == '\'') {
      const auto end = rest_.find(first, 1);
      length = end == std::string_view::npos ? rest_.size() : end + 1;
    } else if (in_name(first)) {
      while (length < rest_.size() && in_name(rest_[length])) ++length;
    } else {
      const auto two = rest_.substr(0, 2);
      length = two == "==" || two == "!=" || two == "<=" || two == ">=" || two == "<>" ? 2 : 1;
    }
    word_ = rest_.substr(0, length);
    rest_.remove_prefix(length);
  }

  std::string_view rest_, word_;
};

TemplateTerm parse_term(std::string_view word) {
  if (!word.empty() && (word[0] == '"' || word[0] == '\'')) {
    const bool is_closed = word.size() >= 2 && word.back() == word[0];
    return {{}, std::string(word.substr(1, word.size() - (is_closed ? 2 : 1)))};
  }
  if (word == "true" || word == "false") return {{}, word == "true"};
  if (word == "nil" || word == "null" || word.empty()) return {{}, {}};
  if (word == "empty" || word == "blank") return {{}, std::string()};
  std::int64_t whole = 0;
  double real = 0;
  const char* const end = word.data() + word.size();
  if (std::from_chars(word.data(), end, whole).ptr == end) return {{}, whole};
  if (std::from_chars(word.data(), end, real).ptr == end) return {{}, real};
  return {std::string(word), {}};
}

TemplateExpression parse_expression(Words& words) {
  TemplateExpression out{parse_term(words.take()), {}};
  while (words.take("|") && out.filters.size() < max_filters) {
    TemplateFilter filter{std::string(words.take()), {}};
    if (words.take(":")) {
      filter.arguments.push_back(parse_term(words.take()));
      while (words.take(",")) filter.arguments.push_back(parse_term(words.take()));
    }
    out.filters.push_back(std::move(filter));
  }
  return out;
}

std::vector<TemplateTest> parse_tests(Words& words) {
  constexpr std::array<std::string_view, 8> compares{"==", "!=", "<>", "<", ">", "<=", ">=", "contains"};
  std::vector<TemplateTest> out;
  while (!words.at_end() && out.size() < max_tests) {
    TemplateTest test{parse_term(words.take()), {}, {}, {}};
    if (std::ranges::find(compares, words.peek()) != compares.end()) {
      test.compare = words.take();
      test.right = parse_term(words.take());
    }
    const bool more = words.peek() == "and" || words.peek() == "or";
    if (more) test.joined = words.take();
    out.push_back(std::move(test));
    if (!more) break;
  }
  if (out.empty()) out.emplace_back();
  return out;
}

class Parser {
 public:
  explicit Parser(std::string_view source) : source_(source) {}

  // Until a tag that none of the nodes begins, which is left in ended_by_; or the end.
  TemplateNodes parse(int depth) {
    TemplateNodes out;
    ended_by_.clear();
    while (at_ < source_.size()) {
      const auto start = find_opening();
      add_text(out, source_.substr(at_, start - at_));
      at_ = start;
      if (at_ == source_.size()) break;
      const bool is_value = source_[at_ + 1] == '{';
      const auto end = source_.find(is_value ? "}}" : "%}", at_ + 2);
      if (end == std::string_view::npos) {
        add_text(out, source_.substr(at_));
        at_ = source_.size();
        break;
      }
      const auto whole = source_.substr(at_, end + 2 - at_);
      auto inside = source_.substr(at_ + 2, end - at_ - 2);
      at_ = end + 2;
      if (inside.starts_with('-')) inside.remove_prefix(1);
      if (inside.ends_with('-')) inside.remove_suffix(1);
      Words words(inside);
      if (is_value) {
        if (words.at_end()) continue;
        TemplateNode node{TemplateNode::Kind::value, {}, parse_expression(words), {}, {}, -1};
        out.push_back(std::move(node));
      } else if (!parse_tag(out, words, whole, depth)) {
        return out;
      }
    }
    return out;
  }

 private:
  std::size_t find_opening() const {
    for (auto i = at_; i + 1 < source_.size(); ++i)
      if (source_[i] == '{' && (source_[i + 1] == '{' || source_[i + 1] == '%')) return i;
    return source_.size();
  }
  static void add_text(TemplateNodes& out, std::string_view text) {
    if (text.empty()) return;
    TemplateNode node;
    node.text = text;
    out.push_back(std::move(node));
  }

  // False when the tag belongs to whoever asked for these nodes.
  bool parse_tag(TemplateNodes& out, Words& words, std::string_view whole, int depth) {
    constexpr std::array<std::string_view, 8> enders{"else", "elsif",   "endif",  "endunless",
                                                     "when", "endcase", "endfor", "break"};
    const auto name = words.take();
    const bool nested = depth < max_depth;
    if (std::ranges::find(enders, name) != enders.end() && depth > 0) {
      ended_by_ = name;
      ending_ = words;
      return false;
    }
    if (name == "comment")
      skip("endcomment", nullptr);
    else if (name == "raw")
      skip("endraw", &out);
    else if (name == "if" && nested)
      parse_if(out, words, false, depth);
    else if (name == "unless" && nested)
      parse_if(out, words, true, depth);
    else if (name == "case" && nested)
      parse_case(out, words, depth);
    else if (name == "for" && nested)
      parse_for(out, words, depth);
    else if (name == "assign")
      parse_assign(out, words);
    else
      add_text(out, whole);
    return true;
  }

  void skip(std::string_view ender, TemplateNodes* keep) {
    auto from = at_;
    for (;;) {
      const auto start = source_.find("{%", from);
      const auto end = start == std::string_view::npos ? start : source_.find("%}", start);
      if (end == std::string_view::npos) {
        if (keep) add_text(*keep, source_.substr(at_));
        at_ = source_.size();
        return;
      }
      if (trim_ascii(source_.substr(start + 2, end - start - 2)) == ender) {
        if (keep) add_text(*keep, source_.substr(at_, start - at_));
        at_ = end + 2;
        return;
      }
      from = end + 2;
    }
  }

  void parse_if(TemplateNodes& out, Words& words, bool negated, int depth) {
    TemplateNode node{TemplateNode::Kind::branches, {}, {}, {}, {}, -1};
    auto tests = parse_tests(words);
    for (;;) {
      TemplateBranch branch{negated, std::move(tests), {}};
      branch.body = parse(depth + 1);
      node.branches.push_back(std::move(branch));
      negated = false;
      if (ended_by_ == "elsif")
        tests = parse_tests(ending_);
      else if (ended_by_ == "else")
        tests.clear();
      else
        break;
    }
    out.push_back(std::move(node));
  }

  // "case x, when a, b" is a row of tests x == a or x == b.
  void parse_case(TemplateNodes& out, Words& words, int depth) {
    TemplateNode node{TemplateNode::Kind::branches, {}, {}, {}, {}, -1};
    const auto subject = parse_term(words.take());
    parse(depth + 1);
    while (ended_by_ == "when" || ended_by_ == "else") {
      TemplateBranch branch;
      if (ended_by_ == "when") {
        do {
          branch.tests.push_back({subject, parse_term(ending_.take()), "==", "or"});
        } while ((ending_.take(",") || ending_.take("or")) && branch.tests.size() < max_tests);
        branch.tests.back().joined.clear();
      }
      branch.body = parse(depth + 1);
      node.branches.push_back(std::move(branch));
    }
    out.push_back(std::move(node));
  }

  void parse_for(TemplateNodes& out, Words& words, int depth) {
    TemplateNode node{TemplateNode::Kind::loop, std::string(words.take()), {}, {}, {}, -1};
    words.take("in");
    node.value.term = parse_term(words.take());
    if (words.take("limit") && words.take(":")) {
      const auto limit = parse_term(words.take()).literal;
      if (const auto* number = std::get_if<std::int64_t>(&limit.data)) node.limit = *number;
    }
    do {
      auto part = parse(depth + 1);
      node.body.insert(node.body.end(), std::make_move_iterator(part.begin()), std::make_move_iterator(part.end()));
    } while (ended_by_ == "break");
    out.push_back(std::move(node));
  }

  static void parse_assign(TemplateNodes& out, Words& words) {
    TemplateNode node{TemplateNode::Kind::assign, std::string(words.take()), {}, {}, {}, -1};
    words.take("=");
    node.value = parse_expression(words);
    out.push_back(std::move(node));
  }

  std::string_view source_;
  std::size_t at_ = 0;
  std::string ended_by_;
  Words ending_{{}};
};

}  // namespace

// A tag that ends nothing at the top is text there (Parser::parse_tag), so the parser always comes to the end.
TemplateNodes parse_template(std::string_view source) { return Parser(source).parse(0); }

}  // namespace pult::text
