// SPDX-License-Identifier: AGPL-3.0-or-later
#include "text/template.hpp"

#include <algorithm>
#include <charconv>

#include "text/html_tree.hpp"
#include "text/template_nodes.hpp"
#include "text/utf8.hpp"

namespace pult::text {
namespace {

constexpr int max_steps = 20'000;

std::string number_text(double value) {
  char buffer[32];
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, value);
  return error == std::errc() ? std::string(buffer, end) : std::string();
}

std::optional<double> number_of(const TemplateValue& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value.data)) return double(*whole);
  if (const auto* real = std::get_if<double>(&value.data)) return *real;
  return std::nullopt;
}

bool is_equal(const TemplateValue& left, const TemplateValue& right) {
  // "== empty" and "== blank"
  if (const auto* word = std::get_if<std::string>(&right.data); word && word->empty()) return left.is_empty();
  if (left.is_none() || right.is_none()) return left.is_none() && right.is_none();
  const auto a = number_of(left), b = number_of(right);
  if (a && b) return *a == *b;
  return left.text() == right.text();
}

bool contains(const TemplateValue& left, const TemplateValue& right) {
  if (const auto* list = std::get_if<TemplateList>(&left.data))
    return std::ranges::any_of(*list, [&](const TemplateValue& one) { return is_equal(one, right); });
  return !right.is_none() && left.text().find(right.text()) != std::string::npos;
}

bool compare(const TemplateValue& left, std::string_view op, const TemplateValue& right) {
  if (op == "==") return is_equal(left, right);
  if (op == "!=" || op == "<>") return !is_equal(left, right);
  if (op == "contains") return contains(left, right);
  const auto a = number_of(left), b = number_of(right);
  const auto order = a && b ? *a <=> *b : std::partial_ordering(left.text() <=> right.text());
  if (left.is_none() || right.is_none()) return false;
  if (op == "<") return order < 0;
  if (op == ">") return order > 0;
  if (op == "<=") return order <= 0;
  return order >= 0;
}

class Renderer {
 public:
  Renderer(const TemplateLookup& lookup, TemplateOutput output) : lookup_(lookup), output_(output) {}

  void run(const TemplateNodes& nodes) {
    for (const auto& node : nodes) {
      if (is_full() || ++steps_ > max_steps) return;
      switch (node.kind) {
        case TemplateNode::Kind::text: out_ += node.text; break;
        case TemplateNode::Kind::value: write(evaluate(node.value)); break;
        case TemplateNode::Kind::branches: choose(node); break;
        case TemplateNode::Kind::loop: loop(node); break;
        case TemplateNode::Kind::assign: variables_[node.text] = evaluate(node.value); break;
      }
    }
  }
  std::string take() {
    if (out_.size() > max_template_output_bytes) out_ = truncate_utf8(out_, max_template_output_bytes);
    return std::move(out_);
  }

 private:
  bool is_full() const { return out_.size() > max_template_output_bytes; }

  void write(const TemplateValue& value) {
    const auto text = value.text();
    out_ += output_ == TemplateOutput::html && !value.is_html ? escape_html(text) : text;
  }

  TemplateValue find(const std::string& path) const {
    const auto dot = path.find('.');
    const auto variable = variables_.find(path.substr(0, dot));
    if (variable == variables_.end()) return lookup_(path);
    const TemplateValue* value = &variable->second;
    for (auto from = dot; value && from != std::string::npos;) {
      const auto next = path.find('.', from + 1);
      value =
          value->member(std::string_view(path).substr(from + 1, next == std::string::npos ? next : next - from - 1));
      from = next;
    }
    return value ? *value : TemplateValue();
  }
  TemplateValue evaluate(const TemplateTerm& term) const { return term.path.empty() ? term.literal : find(term.path); }
  TemplateValue evaluate(const TemplateExpression& expression) const {
    auto value = evaluate(expression.term);
    for (const auto& filter : expression.filters) {
      std::vector<TemplateValue> arguments;
      for (const auto& argument : filter.arguments) arguments.push_back(evaluate(argument));
      value = apply_filter(filter.name, value, arguments);
    }
    return value;
  }

  bool holds(const TemplateBranch& branch) const {
    if (branch.tests.empty()) return true;
    bool result = false;
    for (auto test = branch.tests.rbegin(); test != branch.tests.rend(); ++test) {
      const auto left = evaluate(test->left);
      const bool one = test->compare.empty() ? left.is_true() : compare(left, test->compare, evaluate(test->right));
      result = test->joined == "and" ? one && result : test->joined == "or" ? one || result : one;
    }
    return result != branch.negated;
  }

  void choose(const TemplateNode& node) {
    for (const auto& branch : node.branches)
      if (holds(branch)) return run(branch.body);
  }

  void loop(const TemplateNode& node) {
    const auto value = evaluate(node.value);
    const auto* list = std::get_if<TemplateList>(&value.data);
    if (!list || ++depth_ > 3) return void(list ? --depth_ : depth_);
    std::int64_t done = 0;
    for (const auto& item : *list) {
      if ((node.limit >= 0 && done >= node.limit) || is_full() || ++steps_ > max_steps) break;
      ++done;
      variables_[node.text] = item;
      TemplateMap state;
      state["index"] = done;
      state["first"] = done == 1;
      state["last"] = done == std::int64_t(list->size());
      variables_["forloop"] = std::move(state);
      run(node.body);
    }
    variables_.erase(node.text);
    --depth_;
  }

  const TemplateLookup& lookup_;
  const TemplateOutput output_;
  TemplateMap variables_;
  std::string out_;
  int steps_ = 0, depth_ = 0;
};

}  // namespace

bool TemplateValue::is_true() const {
  const auto* boolean = std::get_if<bool>(&data);
  return !is_none() && (!boolean || *boolean);
}

bool TemplateValue::is_empty() const {
  if (const auto* list = std::get_if<TemplateList>(&data)) return list->empty();
  const auto* text = std::get_if<std::string>(&data);
  return is_none() || (text && text->empty());
}

std::string TemplateValue::text() const {
  if (const auto* boolean = std::get_if<bool>(&data)) return *boolean ? "true" : "false";
  if (const auto* whole = std::get_if<std::int64_t>(&data)) return std::to_string(*whole);
  if (const auto* real = std::get_if<double>(&data)) return number_text(*real);
  if (const auto* text = std::get_if<std::string>(&data)) return *text;
  std::string out;
  if (const auto* list = std::get_if<TemplateList>(&data))
    for (const auto& one : *list) out += one.text();
  return out;
}

const TemplateValue* TemplateValue::member(std::string_view name) const {
  const auto* map = std::get_if<TemplateMap>(&data);
  if (!map) return nullptr;
  const auto found = map->find(name);
  return found == map->end() ? nullptr : &found->second;
}

std::string escape_html(std::string_view text) {
  std::string out;
  append_escaped(out, text);
  return out;
}

bool has_placeholders(std::string_view source) {
  return source.find("{{") != std::string_view::npos || source.find("{%") != std::string_view::npos;
}

std::string render_template(std::string_view source, const TemplateLookup& lookup, TemplateOutput output) {
  if (!has_placeholders(source)) return std::string(source);
  Renderer renderer(lookup, output);
  renderer.run(parse_template(source));
  return renderer.take();
}

}  // namespace pult::text
