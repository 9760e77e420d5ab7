// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/help_center_json.hpp"

#include <algorithm>
#include <map>

#include "api/present.hpp"
#include "knowledge/locale.hpp"
#include "people/locale.hpp"
#include "tickets/definitions.hpp"

namespace pult::api {
namespace {

using knowledge::Audience;
using knowledge::Item;
using knowledge::ItemId;
using knowledge::Kind;
using knowledge::Listed;

// What a page of items shows beside them.
struct Beside {
  std::map<std::int64_t, std::vector<knowledge::Language>> languages;
  std::map<std::int64_t, json::array> labels;
};

Result<Beside> load_beside(const Call& call, const std::vector<Listed>& listed) {
  std::vector<ItemId> ids, articles;
  for (const auto& one : listed) {
    ids.push_back(one.item.id);
    if (one.item.kind == Kind::article) articles.push_back(one.item.id);
  }
  Beside out;
  const bool with_drafts = knowledge::may_write(call.actor);
  for (auto& language : PULT_TRY(knowledge::list_languages(call.tx, ids)))
    if (with_drafts || !language.draft) out.languages[language.item.value].push_back(std::move(language));
  if (!articles.empty())
    for (const auto& label : PULT_TRY(knowledge::list_labels(call.tx, articles)))
      out.labels[label.item.value].emplace_back(label.name);
  return out;
}

// For addresses that people read: "Track a parcel" -> "Track-a-parcel". What is not ASCII is left out.
std::string slug(std::string_view title) {
  constexpr std::size_t max_bytes = 60;
  std::string out;
  for (const unsigned char c : title.substr(0, max_bytes)) {
    if (std::isalnum(c))
      out += char(c);
    else if (!out.empty() && out.back() != '-')
      out += '-';
  }
  while (!out.empty() && out.back() == '-') out.pop_back();
  return out.empty() ? out : "-" + out;
}

std::string page_address(const Call& call, Kind kind, ItemId id, std::string_view locale, std::string_view title) {
  return call.base_url + "/hc/" + std::string(locale) + "/" + std::string(words_of(kind).many) + "/" +
         std::to_string(id.value) + slug(title);
}

void add_article_members(const Listed& listed, json::object& out) {
  const auto& item = listed.item;
  out["title"] = listed.shown.title;
  out["body"] = listed.shown.body;
  out["draft"] = listed.shown.draft;
  out["edited_at"] = base::render_iso8601(item.edited_at);
  out["section_id"] = item.parent.value;
  out["author_id"] = id_or_null(item.author);
  out["promoted"] = item.promoted;
  out["comments_disabled"] = item.comments_disabled;
  // Members of parts of the conventions that the desk has no data for; clients expect the keys.
  out["content_tag_ids"] = json::array();
  out["vote_sum"] = 0;
  out["vote_count"] = 0;
  out["permission_group_id"] = 1;
  const auto segment = item.audience == Audience::everybody ? json::value(nullptr) : json::value(int(item.audience));
  out["user_segment_id"] = segment;
  out["user_segment_ids"] = segment.is_null() ? json::array() : json::array{segment};
}

void add_section_members(const Item& item, json::object& out) {
  out["category_id"] = item.parent.value;
  out["parent_section_id"] = id_or_null(item.parent_section);
  out["sorting"] = "manual";
  out["theme_template"] = "section_page";
  out["manageable_by"] = "managers";
  out["user_segment_id"] = nullptr;
}

json::object present(const Call& call, const Listed& listed, Beside& beside) {
  const auto& [item, shown] = listed;
  json::object out{{"id", item.id.value},
                   {"url", knowledge_url(call, item.kind, item.id, shown.locale)},
                   {"html_url", page_address(call, item.kind, item.id, shown.locale, shown.title)},
                   {"position", item.position},
                   {"created_at", base::render_iso8601(item.created_at)},
                   {"updated_at", base::render_iso8601(item.updated_at)},
                   {"name", shown.title},
                   {"locale", shown.locale},
                   {"source_locale", item.source_locale},
                   {"outdated", shown.outdated}};
  json::array languages, outdated;
  for (const auto& language : beside.languages[item.id.value]) {
    languages.push_back({{"locale", language.locale}, {"draft", language.draft}, {"outdated", language.outdated}});
    if (language.outdated) outdated.emplace_back(language.locale);
  }
  out["languages"] = std::move(languages);
  if (item.kind == Kind::article) {
    add_article_members(listed, out);
    out["outdated_locales"] = std::move(outdated);
    out["label_names"] = std::move(beside.labels[item.id.value]);
    return out;
  }
  out["description"] = shown.body;
  if (item.kind == Kind::section) add_section_members(item, out);
  return out;
}

}  // namespace

KnowledgeWords words_of(Kind kind) {
  switch (kind) {
    case Kind::category: return {"category", "categories"};
    case Kind::section: return {"section", "sections"};
    case Kind::article: break;
  }
  return {"article", "articles"};
}

Result<json::array> present_items(const Call& call, const std::vector<Listed>& listed) {
  auto beside = PULT_TRY(load_beside(call, listed));
  json::array out;
  for (const auto& one : listed) out.push_back(present(call, one, beside));
  return out;
}

Result<json::object> present_item(const Call& call, const Listed& listed) {
  auto beside = PULT_TRY(load_beside(call, {listed}));
  return present(call, listed, beside);
}

json::object present_translation(const Call& call, Kind kind, const knowledge::Translation& translation) {
  const auto words = words_of(kind);
  std::string source_type(words.one);
  source_type[0] = char(source_type[0] - 'a' + 'A');
  return {{"id", translation.id.value},
          {"url", call.url("help_center/" + std::string(words.many) + "/" + std::to_string(translation.item.value) +
                           "/translations/" + translation.locale)},
          {"html_url", page_address(call, kind, translation.item, translation.locale, translation.title)},
          {"source_id", translation.item.value},
          {"source_type", source_type},
          {"locale", translation.locale},
          {"title", translation.title},
          {"body", translation.body},
          {"outdated", translation.outdated},
          {"draft", translation.draft},
          {"hidden", false},
          {"created_at", base::render_iso8601(translation.created_at)},
          {"updated_at", base::render_iso8601(translation.updated_at)},
          {"created_by_id", id_or_null(translation.created_by)},
          {"updated_by_id", id_or_null(translation.updated_by)}};
}

std::string knowledge_url(const Call& call, Kind kind, ItemId id, std::string_view locale) {
  return call.url("help_center/" + std::string(locale) + "/" + std::string(words_of(kind).many) + "/" +
                  std::to_string(id.value));
}

std::vector<std::string> knowledge_locales(const Call& call) {
  std::vector<std::string> out;
  for (const auto id : call.services.desk.definitions(call.tx)->locale_ids)
    if (const auto* locale = people::find_locale(id)) out.push_back(knowledge::locale_key(locale->code));
  if (out.empty()) out.push_back(knowledge::locale_key("en"));
  return out;
}

std::string default_knowledge_locale(const Call& call) { return knowledge_locales(call).front(); }

std::vector<std::string> wanted_labels(const Call& call) {
  constexpr std::size_t most = 50;
  std::vector<std::string> out;
  for (auto rest = call.request.query_value("label_names"); !rest.empty() && out.size() < most;) {
    const auto comma = std::min(rest.find(','), rest.size());
    auto name = rest.substr(0, comma);
    name.remove_prefix(std::min(name.find_first_not_of(' '), name.size()));
    if (!name.empty()) out.emplace_back(name);
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return out;
}

Result<std::string> wanted_locale(const Call& call) {
  if (!call.word.empty()) {
    auto locale = knowledge::locale_key(call.word);
    if (locale.empty()) return base::fail_not_found();
    return locale;
  }
  const auto asked = call.request.query_value("locale");
  if (asked.empty() || asked == "*") return std::string();
  auto locale = knowledge::locale_key(asked);
  if (locale.empty()) return base::fail(ErrorKind::invalid, "InvalidValue", "locale is not a language");
  return locale;
}

Result<Page> knowledge_page_of(const Call& call, int usual_size) {
  auto page = PULT_TRY(page_of(call));
  if (page.by_cursor || !call.request.query_value("per_page").empty()) return page;
  page.size = usual_size;
  page.offset = (page.number - 1) * page.size;
  return page;
}

void add_knowledge_page_members(const Call& call, const Page& page, json::object& body) {
  if (page.by_cursor) return;
  const auto or_else = [&](std::string_view name, std::string_view usual) {
    const auto value = call.request.query_value(name);
    return value.empty() ? usual : value;
  };
  body["page"] = page.number;
  body["per_page"] = page.size;
  body["page_count"] = (body.at("count").as_int64() + page.size - 1) / page.size;
  body["sort_by"] = or_else("sort_by", "position");
  body["sort_order"] = or_else("sort_order", "asc");
}

knowledge::Text read_text(Body& in) {
  knowledge::Text text;
  text.title = in.text(in.has("title") ? "title" : "name");
  text.body = in.text(in.has("body") ? "body" : "description");
  text.draft = in.boolean("draft");
  text.outdated = in.boolean("outdated");
  return text;
}

}  // namespace pult::api
