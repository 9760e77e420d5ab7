// SPDX-License-Identifier: AGPL-3.0-or-later
// help_center/categories, sections, articles: where they stand and who may read them. Their texts are translations.
#include <algorithm>
#include <array>

#include "api/help_center_json.hpp"
#include "api/present.hpp"
#include "api/routes.hpp"
#include "api/user_input.hpp"
#include "knowledge/locale.hpp"

namespace pult::api {
namespace {

using knowledge::Audience;
using knowledge::Filter;
using knowledge::Item;
using knowledge::ItemId;
using knowledge::Kind;
using knowledge::Order;

constexpr auto orders = std::to_array<std::pair<std::string_view, Order>>({{"position", Order::position},
                                                                           {"title", Order::title},
                                                                           {"name", Order::title},
                                                                           {"created_at", Order::created},
                                                                           {"updated_at", Order::updated},
                                                                           {"edited_at", Order::edited}});

Result<void> read_order(const Call& call, Filter& filter) {
  auto by = call.request.query_value("sort_by");
  const auto way = call.request.query_value("sort_order");
  if (const auto sort = call.request.query_value("sort"); !sort.empty()) {
    filter.descending = sort.starts_with('-');
    by = filter.descending ? sort.substr(1) : sort;
  } else {
    filter.descending = way == "desc";
  }
  if (by.empty()) return {};
  const auto* found = std::ranges::find(orders, by, &decltype(orders)::value_type::first);
  if (found == orders.end() || (!way.empty() && way != "asc" && way != "desc"))
    return base::fail(ErrorKind::invalid, "InvalidValue",
                      "Lists are sorted by position, title, created_at, "
                      "updated_at or edited_at, asc or desc");
  filter.order = found->second;
  return {};
}

Result<Filter> filter_of(const Call& call, Kind kind) {
  Filter filter;
  filter.kind = kind;
  filter.locale = PULT_TRY(wanted_locale(call));
  filter.with_drafts = knowledge::may_write(call.actor);
  if (kind == Kind::article) filter.labels = wanted_labels(call);
  PULT_TRY(read_order(call, filter));
  return filter;
}

Result<Answer> answer_list(Call& call, Filter filter) {
  const auto page = PULT_TRY(knowledge_page_of(call));
  filter.limit = page.fetch();
  filter.offset = page.offset;
  if (page.after.size() >= 2) filter.after = {page.after[0], page.after_text, ItemId(page.after[1])};
  auto rows = PULT_TRY(knowledge::list_items(call.tx, filter));
  const auto fetched = rows.size();
  if (rows.size() > std::size_t(page.size)) rows.resize(std::size_t(page.size));
  std::string cursor;
  if (!rows.empty()) {
    const auto mark = knowledge::mark_of(rows.back(), filter.order);
    cursor = render_cursor({mark.value, mark.id.value}, mark.text);
  }
  std::int64_t total = 0;
  if (!page.by_cursor) total = PULT_TRY(knowledge::count_items(call.tx, filter));
  json::object body;
  body[words_of(filter.kind).many] = PULT_TRY(present_items(call, rows));
  add_page_members(
      call, page, fetched, cursor, [&] { return total; }, body);
  add_knowledge_page_members(call, page, body);
  return Answer{200, std::move(body)};
}

template <Kind kind>
Result<Answer> list(Call& call) {
  return answer_list(call, PULT_TRY(filter_of(call, kind)));
}

// Sections of a category, articles of a section.
template <Kind parent>
Result<Answer> list_within(Call& call) {
  auto filter = PULT_TRY(filter_of(call, parent == Kind::category ? Kind::section : Kind::article));
  filter.parent = PULT_TRY(knowledge::load_item(call.tx, parent, ItemId(call.ids[0]))).id;
  return answer_list(call, std::move(filter));
}

Result<Answer> list_of_category(Call& call) {
  auto filter = PULT_TRY(filter_of(call, Kind::article));
  filter.category = PULT_TRY(knowledge::load_item(call.tx, Kind::category, ItemId(call.ids[0]))).id;
  return answer_list(call, std::move(filter));
}

Result<Answer> list_of_user(Call& call) {
  auto filter = PULT_TRY(filter_of(call, Kind::article));
  filter.author = PULT_TRY(access_user(call, UserId(call.ids[0]))).id;
  return answer_list(call, std::move(filter));
}

Result<json::object> shown(Call& call, Kind kind, ItemId id) {
  const auto locale = PULT_TRY(wanted_locale(call));
  const auto found = PULT_TRY(knowledge::find_item(call.tx, kind, id, locale, knowledge::may_write(call.actor)));
  if (!found) return base::fail_not_found();
  return present_item(call, *found);
}

template <Kind kind>
Result<Answer> show(Call& call) {
  json::object body;
  body[words_of(kind).one] = PULT_TRY(shown(call, kind, ItemId(call.ids[0])));
  return Answer{200, std::move(body)};
}

Result<void> read_audience(Body& in, Item& item) {
  auto segment = in.id("user_segment_id");
  if (const auto many = in.ids("user_segment_ids"); many && !segment) segment = many->empty() ? 0 : many->front();
  if (!segment) return {};
  if (*segment < 0 || *segment > int(Audience::agents))
    return base::fail_field("user_segment_id", "InvalidValue", "User segment: is unknown");
  item.audience = Audience(*segment);
  return {};
}

Result<void> read_author(Call& call, Body& in, Item& item) {
  const auto author = in.id("author_id");
  if (!author) return {};
  const auto user = PULT_TRY(people::find_user(call.tx, UserId(*author)));
  if (!user || !user->is_agent() || !user->active)
    return base::fail_field("author_id", "InvalidValue", "Author: is not an agent");
  item.author = user->id;
  return {};
}

Result<void> read_place(Call& call, Body& in, Item& item) {
  if (const auto v = in.id("position")) item.position = std::clamp<std::int64_t>(*v, 0, 1'000'000);
  if (item.kind == Kind::category) return {};
  const bool is_article = item.kind == Kind::article;
  const std::string name = is_article ? "section_id" : "category_id";
  if (const auto v = in.id(name)) item.parent = ItemId(*v);
  if (!knowledge::load_item(call.tx, is_article ? Kind::section : Kind::category, item.parent))
    return base::fail_field(name, "InvalidValue", is_article ? "Section: is unknown" : "Category: is unknown");
  if (is_article) return {};
  if (const auto v = in.id("parent_section_id")) item.parent_section = ItemId(*v);
  if (!item.parent_section) return {};
  const auto above = knowledge::load_item(call.tx, Kind::section, item.parent_section);
  if (!above || above->parent != item.parent || above->parent_section || above->id == item.id)
    return base::fail_field("parent_section_id", "InvalidValue",
                            "Parent section: must be a section of the same category that is in no other");
  return {};
}

Result<void> apply_input(Call& call, Body& in, Item& item) {
  PULT_TRY(read_place(call, in, item));
  if (item.kind == Kind::article) {
    if (const auto v = in.boolean("promoted")) item.promoted = *v;
    if (const auto v = in.boolean("comments_disabled")) item.comments_disabled = *v;
    PULT_TRY(read_audience(in, item));
    PULT_TRY(read_author(call, in, item));
  }
  return in.check();
}

struct NewText {
  std::string locale;
  knowledge::Text text;
};

// The texts of a new item: `translations`, or its own title and body in `locale`.
Result<std::vector<NewText>> read_texts(Call& call, Body& in) {
  auto locale = PULT_TRY(wanted_locale(call));
  if (const auto v = in.text("locale")) {
    locale = knowledge::locale_key(*v);
    if (locale.empty()) return base::fail_field("locale", "InvalidValue", "Locale: is not a language");
  }
  std::vector<NewText> out;
  const auto* sent = in.array("translations");
  if (!sent || sent->empty()) {
    out.push_back({locale.empty() ? default_knowledge_locale(call) : locale, read_text(in)});
    PULT_TRY(in.check());
    return out;
  }
  constexpr std::size_t most = 100;
  if (sent->size() > most) return base::fail_field("translations", "InvalidValue", "Translations: are too many");
  for (const auto& value : *sent) {
    if (!value.is_object())
      return base::fail(ErrorKind::invalid, "InvalidAttribute", "translations must be an array of objects");
    Body one(value.get_object());
    out.push_back({knowledge::locale_key(one.text("locale").value_or("")), read_text(one)});
    PULT_TRY(one.check());
  }
  // The source comes first.
  std::ranges::stable_partition(out, [&](const NewText& text) { return text.locale == locale; });
  return out;
}

template <Kind kind>
Result<Answer> create(Call& call) {
  Body in(*PULT_TRY(inner(call.body, words_of(kind).one)));
  Item item;
  item.kind = kind;
  if (kind != Kind::category)
    item.parent = PULT_TRY(knowledge::load_item(call.tx, kind == Kind::section ? Kind::category : Kind::section,
                                                ItemId(call.ids[0])))
                      .id;
  if (kind == Kind::article) item.author = call.actor.id();
  PULT_TRY(apply_input(call, in, item));
  const auto texts = PULT_TRY(read_texts(call, in));
  const auto labels = in.texts("label_names");
  PULT_TRY(in.check());
  item.source_locale = texts.front().locale;
  item = PULT_TRY(knowledge::create_item(call.tx, std::move(item), call.now()));
  if (kind == Kind::article && labels) PULT_TRY(knowledge::set_labels(call.tx, item.id, *labels, call.now()));
  for (const auto& [locale, text] : texts)
    PULT_TRY(knowledge::create_translation(call.tx, item, locale, text, call.actor.id(), call.now()));
  const auto made = PULT_TRY(knowledge::find_item(call.tx, kind, item.id, "", true));
  if (!made) return base::fail_not_found();
  auto presented = PULT_TRY(present_item(call, *made));
  return answer_made(words_of(kind).one, std::move(presented));
}

template <Kind kind>
Result<Answer> update(Call& call) {
  auto item = PULT_TRY(knowledge::load_item(call.tx, kind, ItemId(call.ids[0])));
  PULT_TRY(wanted_locale(call));
  Body in(*PULT_TRY(inner(call.body, words_of(kind).one)));
  PULT_TRY(apply_input(call, in, item));
  const auto labels = in.texts("label_names");
  PULT_TRY(in.check());
  PULT_TRY(knowledge::save_item(call.tx, item, call.now()));
  if (kind == Kind::article && labels) PULT_TRY(knowledge::set_labels(call.tx, item.id, *labels, call.now()));
  return show<kind>(call);
}

// The language that the others are translated from; it must be there already.
template <Kind kind>
Result<Answer> change_source(Call& call) {
  auto item = PULT_TRY(knowledge::load_item(call.tx, kind, ItemId(call.ids[0])));
  Body in(call.body);
  const auto name = std::string(words_of(kind).one) + "_locale";
  const auto locale = knowledge::locale_key(in.text(name).value_or(""));
  PULT_TRY(in.check());
  if (locale.empty() || !PULT_TRY(knowledge::find_translation(call.tx, item.id, locale)))
    return base::fail_field(name, "InvalidValue", "Source locale: there is no translation in it");
  item.source_locale = locale;
  PULT_TRY(knowledge::save_item(call.tx, item, call.now()));
  return show<kind>(call);
}

template <Kind kind>
Result<Answer> remove(Call& call) {
  const auto item = PULT_TRY(knowledge::load_item(call.tx, kind, ItemId(call.ids[0])));
  PULT_TRY(wanted_locale(call));
  PULT_TRY(knowledge::archive_item(call.tx, item, call.now()));
  return Answer{204, nullptr};
}

Result<Answer> restore(Call& call) {
  PULT_TRY(knowledge::restore_article(call.tx, ItemId(call.ids[0]), call.now()));
  return show<Kind::article>(call);
}

}  // namespace

std::vector<Route> help_center_routes() {
  constexpr auto category = Kind::category, section = Kind::section, article = Kind::article;
  using enum Who;
  using enum Mode;
  return {
      {"GET", "help_center/categories", agent, read, list<category>},
      {"POST", "help_center/categories", admin, write, create<category>},
      {"GET", "help_center/categories/{id}", agent, read, show<category>},
      {"PUT", "help_center/categories/{id}", admin, write, update<category>},
      {"DELETE", "help_center/categories/{id}", admin, write, remove<category>},
      {"PUT", "help_center/categories/{id}/source_locale", admin, write, change_source<category>},
      {"GET", "help_center/categories/{id}/sections", agent, read, list_within<category>},
      {"POST", "help_center/categories/{id}/sections", admin, write, create<section>},
      {"GET", "help_center/categories/{id}/articles", agent, read, list_of_category},
      {"GET", "help_center/sections", agent, read, list<section>},
      {"GET", "help_center/sections/{id}", agent, read, show<section>},
      {"PUT", "help_center/sections/{id}", admin, write, update<section>},
      {"DELETE", "help_center/sections/{id}", admin, write, remove<section>},
      {"PUT", "help_center/sections/{id}/source_locale", admin, write, change_source<section>},
      {"GET", "help_center/sections/{id}/articles", agent, read, list_within<section>},
      {"POST", "help_center/sections/{id}/articles", admin, write, create<article>},
      {"GET", "help_center/articles", agent, read, list<article>},
      {"GET", "help_center/articles/{id}", agent, read, show<article>},
      {"PUT", "help_center/articles/{id}", admin, write, update<article>},
      {"DELETE", "help_center/articles/{id}", admin, write, remove<article>},
      {"PUT", "help_center/articles/{id}/source_locale", admin, write, change_source<article>},
      {"PUT", "help_center/articles/{id}/restore", admin, write, restore},
      {"GET", "help_center/users/{id}/articles", agent, read, list_of_user},
      // The same in a language.
      {"GET", "help_center/{word}/categories", agent, read, list<category>},
      {"POST", "help_center/{word}/categories", admin, write, create<category>},
      {"GET", "help_center/{word}/categories/{id}", agent, read, show<category>},
      {"PUT", "help_center/{word}/categories/{id}", admin, write, update<category>},
      {"DELETE", "help_center/{word}/categories/{id}", admin, write, remove<category>},
      {"GET", "help_center/{word}/categories/{id}/sections", agent, read, list_within<category>},
      {"POST", "help_center/{word}/categories/{id}/sections", admin, write, create<section>},
      {"GET", "help_center/{word}/categories/{id}/articles", agent, read, list_of_category},
      {"GET", "help_center/{word}/sections", agent, read, list<section>},
      {"GET", "help_center/{word}/sections/{id}", agent, read, show<section>},
      {"PUT", "help_center/{word}/sections/{id}", admin, write, update<section>},
      {"DELETE", "help_center/{word}/sections/{id}", admin, write, remove<section>},
      {"GET", "help_center/{word}/sections/{id}/articles", agent, read, list_within<section>},
      {"POST", "help_center/{word}/sections/{id}/articles", admin, write, create<article>},
      {"GET", "help_center/{word}/articles", agent, read, list<article>},
      {"GET", "help_center/{word}/articles/{id}", agent, read, show<article>},
      {"PUT", "help_center/{word}/articles/{id}", admin, write, update<article>},
      {"DELETE", "help_center/{word}/articles/{id}", admin, write, remove<article>},
  };
}

}  // namespace pult::api
