// SPDX-License-Identifier: AGPL-3.0-or-later
// help_center: the texts of categories, sections and articles in each language, and labels of articles.
#include <algorithm>

#include "api/help_center_json.hpp"
#include "api/present.hpp"
#include "api/routes.hpp"
#include "knowledge/locale.hpp"

namespace pult::api {
namespace {

using knowledge::ItemId;
using knowledge::Kind;
using knowledge::Label;
using knowledge::LabelId;
using knowledge::Translation;

// What may not be read is not there: a published language of it, or for who writes.
Result<knowledge::Item> load(Call& call, Kind kind) {
  auto item = PULT_TRY(knowledge::load_item(call.tx, kind, ItemId(call.ids[0])));
  if (knowledge::may_write(call.actor)) return item;
  if (PULT_TRY(knowledge::list_translations(call.tx, item.id, false)).empty()) return base::fail_not_found();
  return item;
}

template <Kind kind>
Result<Answer> list(Call& call) {
  const auto page = PULT_TRY(knowledge_page_of(call));
  const auto item = PULT_TRY(load(call, kind));
  auto rows = PULT_TRY(knowledge::list_translations(call.tx, item.id, knowledge::may_write(call.actor)));
  auto body = whole_list_answer(
      call, page, "translations", rows, [](const Translation& t) { return t.id.value; },
      [&](const Translation& t) { return present_translation(call, kind, t); });
  add_knowledge_page_members(call, page, body);
  return Answer{200, std::move(body)};
}

Result<Translation> load_translation(Call& call, const knowledge::Item& item) {
  auto found = PULT_TRY(knowledge::find_translation(call.tx, item.id, knowledge::locale_key(call.word)));
  if (!found || (found->draft && !knowledge::may_write(call.actor))) return base::fail_not_found();
  return std::move(*found);
}

template <Kind kind>
Result<Answer> show(Call& call) {
  const auto item = PULT_TRY(load(call, kind));
  return Answer{200, {{"translation", present_translation(call, kind, PULT_TRY(load_translation(call, item)))}}};
}

template <Kind kind>
Result<Answer> create(Call& call) {
  const auto item = PULT_TRY(load(call, kind));
  Body in(*PULT_TRY(inner(call.body, "translation")));
  const auto locale = knowledge::locale_key(in.text("locale").value_or(""));
  const auto text = read_text(in);
  PULT_TRY(in.check());
  const auto made = PULT_TRY(knowledge::create_translation(call.tx, item, locale, text, call.actor.id(), call.now()));
  return answer_made("translation", present_translation(call, kind, made));
}

template <Kind kind>
Result<Answer> update(Call& call) {
  const auto item = PULT_TRY(load(call, kind));
  auto translation = PULT_TRY(load_translation(call, item));
  Body in(*PULT_TRY(inner(call.body, "translation")));
  const auto text = read_text(in);
  PULT_TRY(in.check());
  translation =
      PULT_TRY(knowledge::save_translation(call.tx, item, std::move(translation), text, call.actor.id(), call.now()));
  return Answer{200, {{"translation", present_translation(call, kind, translation)}}};
}

// Languages of the desk that the text is not in yet.
template <Kind kind>
Result<Answer> missing(Call& call) {
  const auto item = PULT_TRY(load(call, kind));
  const auto there = PULT_TRY(knowledge::list_languages(call.tx, {item.id}));
  json::array out;
  for (const auto& locale : knowledge_locales(call))
    if (std::ranges::find(there, locale, &knowledge::Language::locale) == there.end()) out.emplace_back(locale);
  return Answer{200, {{"locales", std::move(out)}}};
}

Result<Answer> remove(Call& call) {
  const auto translation = PULT_TRY(knowledge::find_translation(call.tx, knowledge::TranslationId(call.ids[0])));
  if (!translation) return base::fail_not_found();
  for (const auto kind : {Kind::article, Kind::section, Kind::category}) {
    const auto item = knowledge::load_item(call.tx, kind, translation->item);
    if (!item) continue;
    PULT_TRY(knowledge::delete_translation(call.tx, *item, *translation));
    return Answer{204, nullptr};
  }
  return base::fail_not_found();
}

Result<Answer> list_locales(Call& call) {
  json::array out;
  for (const auto& locale : knowledge_locales(call)) out.emplace_back(locale);
  return Answer{200, {{"locales", std::move(out)}, {"default_locale", default_knowledge_locale(call)}}};
}

json::object present_label(const Call& call, const Label& label) {
  return {{"id", label.id.value},
          {"url", call.url("help_center/articles/labels/" + std::to_string(label.id.value))},
          {"name", label.name},
          {"created_at", base::render_iso8601(label.created_at)},
          {"updated_at", base::render_iso8601(label.created_at)}};
}

Result<Answer> list_labels(Call& call) {
  const auto page = PULT_TRY(knowledge_page_of(call));
  const LabelId after(page.after.empty() ? 0 : page.after[0]);
  auto rows = PULT_TRY(knowledge::list_labels(call.tx, after, page.offset, page.fetch()));
  std::int64_t total = 0;
  if (!page.by_cursor) total = PULT_TRY(knowledge::count_labels(call.tx));
  return Answer{200, list_answer(
                         call, page, "labels", rows, [](const Label& label) { return label.id.value; },
                         [&](const Label& label) { return present_label(call, label); }, [&] { return total; })};
}

Result<Answer> list_labels_of_article(Call& call) {
  const auto page = PULT_TRY(knowledge_page_of(call));
  const auto item = PULT_TRY(load(call, Kind::article));
  auto rows = PULT_TRY(knowledge::list_labels(call.tx, item.id));
  std::ranges::sort(rows, {}, &Label::id);
  return Answer{200, whole_list_answer(
                         call, page, "labels", rows, [](const Label& label) { return label.id.value; },
                         [&](const Label& label) { return present_label(call, label); })};
}

Result<Answer> show_label(Call& call) {
  const auto label = PULT_TRY(knowledge::find_label(call.tx, LabelId(call.ids[0])));
  if (!label) return base::fail_not_found();
  return Answer{200, {{"label", present_label(call, *label)}}};
}

Result<Answer> add_label(Call& call) {
  const auto item = PULT_TRY(load(call, Kind::article));
  Body in(*PULT_TRY(inner(call.body, "label")));
  const auto name = in.text("name").value_or("");
  PULT_TRY(in.check());
  return answer_made("label", present_label(call, PULT_TRY(knowledge::add_label(call.tx, item.id, name, call.now()))));
}

Result<Answer> remove_label(Call& call) {
  const auto item = PULT_TRY(load(call, Kind::article));
  const auto labels = PULT_TRY(knowledge::list_labels(call.tx, item.id));
  const LabelId id(call.ids[1]);
  if (std::ranges::find(labels, id, &Label::id) == labels.end()) return base::fail_not_found();
  PULT_TRY(knowledge::remove_label(call.tx, item.id, id));
  return Answer{204, nullptr};
}

}  // namespace

std::vector<Route> help_center_translation_routes() {
  constexpr auto category = Kind::category, section = Kind::section, article = Kind::article;
  using enum Who;
  using enum Mode;
  return {
      {"GET", "help_center/locales", agent, read, list_locales},
      {"DELETE", "help_center/translations/{id}", admin, write, remove},
      {"GET", "help_center/categories/{id}/translations", agent, read, list<category>},
      {"POST", "help_center/categories/{id}/translations", admin, write, create<category>},
      {"GET", "help_center/categories/{id}/translations/missing", agent, read, missing<category>},
      {"GET", "help_center/categories/{id}/translations/{word}", agent, read, show<category>},
      {"PUT", "help_center/categories/{id}/translations/{word}", admin, write, update<category>},
      {"GET", "help_center/sections/{id}/translations", agent, read, list<section>},
      {"POST", "help_center/sections/{id}/translations", admin, write, create<section>},
      {"GET", "help_center/sections/{id}/translations/missing", agent, read, missing<section>},
      {"GET", "help_center/sections/{id}/translations/{word}", agent, read, show<section>},
      {"PUT", "help_center/sections/{id}/translations/{word}", admin, write, update<section>},
      {"GET", "help_center/articles/{id}/translations", agent, read, list<article>},
      {"POST", "help_center/articles/{id}/translations", admin, write, create<article>},
      {"GET", "help_center/articles/{id}/translations/missing", agent, read, missing<article>},
      {"GET", "help_center/articles/{id}/translations/{word}", agent, read, show<article>},
      {"PUT", "help_center/articles/{id}/translations/{word}", admin, write, update<article>},
      {"GET", "help_center/articles/labels", agent, read, list_labels},
      {"GET", "help_center/articles/labels/{id}", agent, read, show_label},
      {"GET", "help_center/articles/{id}/labels", agent, read, list_labels_of_article},
      {"POST", "help_center/articles/{id}/labels", admin, write, add_label},
      {"DELETE", "help_center/articles/{id}/labels/{id}", admin, write, remove_label},
  };
}

}  // namespace pult::api
