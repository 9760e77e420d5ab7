// SPDX-License-Identifier: AGPL-3.0-or-later
// Categories, sections and articles as the API shows and reads them (v2 conventions, 8.19).
#pragma once
#include "api/body.hpp"
#include "api/page.hpp"
#include "knowledge/label.hpp"
#include "knowledge/translation.hpp"

namespace pult::api {

struct KnowledgeWords {
  std::string_view one, many;  // "article", "articles"
};
KnowledgeWords words_of(knowledge::Kind kind);

// Their languages and labels come along: two queries for a whole list.
Result<json::array> present_items(const Call& call, const std::vector<knowledge::Listed>& listed);
Result<json::object> present_item(const Call& call, const knowledge::Listed& listed);
json::object present_translation(const Call& call, knowledge::Kind kind, const knowledge::Translation& translation);

// "/api/v2/help_center/en-us/articles/1.json" as an absolute address.
std::string knowledge_url(const Call& call, knowledge::Kind kind, knowledge::ItemId id, std::string_view locale);

// The language of the desk, which texts are in when nobody says another.
std::string default_knowledge_locale(const Call& call);
// Those that the desk writes in: of its settings.
std::vector<std::string> knowledge_locales(const Call& call);
// The language in the path (help_center/{word}/articles), else `locale` of the query; "" for none. not_found for a
// word in the path that is no language, invalid for one in the query.
Result<std::string> wanted_locale(const Call& call);
// label_names=one,two: at most 50.
std::vector<std::string> wanted_labels(const Call& call);

// Thirty to a page unless asked otherwise, and the members that lists of the help center have beside the usual ones.
Result<Page> knowledge_page_of(const Call& call, int usual_size = 30);
void add_knowledge_page_members(const Call& call, const Page& page, json::object& body);

// Title, body, draft and outdated of a text; `name` and `description` mean the same.
knowledge::Text read_text(Body& in);

}  // namespace pult::api
