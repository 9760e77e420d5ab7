// SPDX-License-Identifier: AGPL-3.0-or-later
#include "text/template.hpp"

#include <gtest/gtest.h>

namespace pult::text {
namespace {

TemplateValue find(std::string_view path) {
  if (path == "ticket.id") return std::int64_t(7);
  if (path == "ticket.title") return "Kettle & <pot>";
  if (path == "ticket.tags") return "fire vip";
  if (path == "ticket.latest_comment_html") {
    TemplateValue value("<p>Hi</p>");
    value.is_html = true;
    return value;
  }
  if (path == "user.name") return "Žofie";
  if (path == "yes") return true;
  if (path == "no") return false;
  if (path == "ticket.comments") {
    TemplateList list;
    for (const auto* body : {"one", "two", "three"}) {
      TemplateMap author;
      author["name"] = std::string("Ann");
      TemplateMap comment;
      comment["value"] = std::string(body);
      comment["author"] = std::move(author);
      list.emplace_back(std::move(comment));
    }
    return list;
  }
  return {};
}
std::string text(std::string_view source) { return render_template(source, find, TemplateOutput::text); }
std::string html(std::string_view source) { return render_template(source, find, TemplateOutput::html); }

TEST(TemplateTest, PutsValuesInPlace) {
  EXPECT_EQ(text("#{{ticket.id}}: {{ ticket.title }}{{ nothing }}!"), "#7: Kettle & <pot>!");
  EXPECT_EQ(text("plain { text } %"), "plain { text } %");
  EXPECT_EQ(text("{{ 'as it is' }} {{ 3 }} {{ 1.5 }} {{}}"), "as it is 3 1.5 ");
}

TEST(TemplateTest, EscapesValuesInHtmlButNotTheTemplate) {
  EXPECT_EQ(html("<b>{{ticket.title}}</b>"), "<b>Kettle &amp; &lt;pot&gt;</b>");
  EXPECT_EQ(html("{{ticket.latest_comment_html}}"), "<p>Hi</p>");
  EXPECT_EQ(html("{{ticket.title | escape}}"), "Kettle &amp; &lt;pot&gt;");
}

TEST(TemplateTest, Filters) {
  EXPECT_EQ(text("{{user.name | upcase}} {{user.name | downcase | capitalize}}"), "ŽOFIE Žofie");
  EXPECT_EQ(text("{{nothing | default: 'friend'}}"), "friend");
  EXPECT_EQ(text("{{ticket.title | truncate: 9}} {{user.name | size}}"), "Kettle... 5");
  EXPECT_EQ(text("{{ticket.tags | split: ' ' | join: ', '}}"), "fire, vip");
  EXPECT_EQ(text("{{ticket.tags | replace: 'fire', 'ice' | append: '!'}}"), "ice vip!");
  EXPECT_EQ(text("{{ticket.id | plus: 3 | times: 2 | minus: 1 | divided_by: 2}}"), "9");
  EXPECT_EQ(text("{{'2026-11-21T20:04:28Z' | date: '%d.%m.%Y'}}"), "21.11.2026");
  EXPECT_EQ(text("{{ticket.id | divided_by: 0}}{{ticket.id | explode: 1, 2}}"), "07");
}

TEST(TemplateTest, Branches) {
  EXPECT_EQ(text("{% if yes %}a{% else %}b{% endif %}{% if no %}a{% elsif ticket.id == 7 %}b{% endif %}"), "ab");
  EXPECT_EQ(text("{% unless no %}a{% endunless %}{% if nothing %}b{% endif %}"), "a");
  EXPECT_EQ(text("{% if ticket.tags contains 'vip' and ticket.id > 5 %}a{% endif %}"), "a");
  EXPECT_EQ(text("{% if no or ticket.id >= 8 %}a{% else %}b{% endif %}"), "b");
  EXPECT_EQ(text("{% if nothing == empty %}a{% endif %}{% if user.name != blank %}b{% endif %}"), "ab");
  EXPECT_EQ(text("{% case ticket.id %}{% when 1, 7 %}seven{% else %}other{% endcase %}"), "seven");
}

TEST(TemplateTest, LoopsAndVariables) {
  EXPECT_EQ(
      text("{% for c in ticket.comments limit:2 %}{{forloop.index}}{{c.value}} by {{c.author.name}};{% endfor %}"),
      "1one by Ann;2two by Ann;");
  EXPECT_EQ(text("{% for c in nothing %}x{% endfor %}"), "");
  EXPECT_EQ(text("{% assign who = user.name | upcase %}{{who}}"), "ŽOFIE");
  EXPECT_EQ(text("a{% comment %}{{ticket.id}}{% endcomment %}b{% raw %}{{x}}{% endraw %}"), "ab{{x}}");
}

TEST(TemplateTest, BrokenTemplatesStayText) {
  EXPECT_EQ(text("{{ ticket.id"), "{{ ticket.id");
  EXPECT_EQ(text("a {% explode %} b {% endif %} c"), "a {% explode %} b {% endif %} c");
  EXPECT_EQ(text("{% if yes %}open"), "open");
  EXPECT_EQ(text("{% for c in ticket.comments %}{{c.value}}"), "onetwothree");
  EXPECT_EQ(text("{{ 'unclosed }}"), "unclosed");
}

TEST(TemplateTest, WorkIsBounded) {
  std::string deep, wide = "{{ticket.title";
  for (int i = 0; i < 1'000; ++i) deep += "{% if yes %}";
  for (int i = 0; i < 1'000; ++i) wide += " | append: ticket.title";
  EXPECT_LE(text(deep).size(), deep.size());
  EXPECT_LT(text(wide + "}}").size(), 1'000u);
  std::string loops = "x";
  for (int i = 0; i < 12; ++i) loops = "{% for a in ticket.comments %}" + loops + "{% endfor %}";
  EXPECT_LE(text(loops).size(), 1'000u);
  std::string doubling = "{% assign a = 'xxxxxxxxxx' %}";
  for (int i = 0; i < 60; ++i) doubling += "{% assign a = a | append: a %}";
  EXPECT_LE(text(doubling + "{{a}}{{a}}{{a}}{{a}}{{a}}{{a}}{{a}}{{a}}").size(), max_template_output_bytes);
}

}  // namespace
}  // namespace pult::text
