// SPDX-License-Identifier: AGPL-3.0-or-later
// dynamic_content: texts in several languages, used by their placeholders.
#include <algorithm>

#include "api/body.hpp"
#include "api/page.hpp"
#include "api/present.hpp"
#include "people/locale.hpp"
#include "tickets/definitions.hpp"

namespace pult::api {
namespace {

using tickets::DynamicItem;
using tickets::DynamicVariant;

std::string path_of(const DynamicItem& item) { return "dynamic_content/items/" + std::to_string(item.id); }

json::object present_variant(const Call& call, const DynamicItem& item, const DynamicVariant& variant) {
  return {{"url", call.url(path_of(item) + "/variants/" + std::to_string(variant.id))},
          {"id", variant.id},
          {"content", variant.content},
          {"locale_id", variant.locale_id},
          {"outdated", item.is_outdated(variant)},
          {"active", variant.active},
          {"default", variant.is_default},
          {"created_at", base::render_iso8601(variant.created_at)},
          {"updated_at", base::render_iso8601(variant.updated_at)}};
}

json::array present_variants(const Call& call, const DynamicItem& item) {
  json::array out;
  for (const auto& variant : item.variants) out.push_back(present_variant(call, item, variant));
  return out;
}

json::object present_item(const Call& call, const DynamicItem& item) {
  const auto* original = item.default_variant();
  return {{"url", call.url(path_of(item))},
          {"id", item.id},
          {"name", item.name},
          {"placeholder", "{{dc." + item.slug + "}}"},
          {"default_locale_id", original ? original->locale_id : 1},
          {"outdated", std::ranges::any_of(item.variants, [&](const auto& v) { return item.is_outdated(v); })},
          {"created_at", base::render_iso8601(item.created_at)},
          {"updated_at", base::render_iso8601(item.updated_at)},
          {"variants", present_variants(call, item)}};
}

Result<DynamicItem> load(Call& call) {
  const auto defined = call.services.desk.definitions(call.tx);
  const auto found = std::ranges::find(defined->dynamic_items, call.ids[0], &DynamicItem::id);
  if (found == defined->dynamic_items.end()) return base::fail_not_found();
  return *found;
}

json::object page_of_items(Call& call, const Page& page, const std::function<bool(const DynamicItem&)>& chosen) {
  const auto defined = call.services.desk.definitions(call.tx);
  std::vector<const DynamicItem*> rows;
  for (const auto& item : defined->dynamic_items)
    if (chosen(item)) rows.push_back(&item);
  return whole_list_answer(
      call, page, "items", rows, [](const DynamicItem* item) { return item->id; },
      [&](const DynamicItem* item) { return present_item(call, *item); });
}

Result<Answer> list(Call& call) {
  return Answer{200, page_of_items(call, PULT_TRY(page_of(call)), [](const DynamicItem&) { return true; })};
}

// `identifiers` are slugs: what stands in placeholders after "dc.".
Result<Answer> show_many(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  const auto slugs = tickets::split_words(call.request.query_value("identifiers"));
  if (slugs.size() > std::size_t(max_page_size))
    return base::fail(ErrorKind::invalid, "TooManyValues", "Parameter identifiers cannot specify more than 100 values");
  return Answer{200, page_of_items(call, page, [&](const DynamicItem& item) {
                  return std::ranges::find(slugs, item.slug) != slugs.end();
                })};
}

Result<Answer> answer_item(Call& call, int status, const DynamicItem& item) {
  Answer out{status, {{"item", present_item(call, item)}}};
  if (status == 201) out.headers.emplace_back("Location", call.url(path_of(item)));
  return out;
}

Result<Answer> show(Call& call) { return answer_item(call, 200, PULT_TRY(load(call))); }

Result<std::int64_t> read_locale(Body& in, std::string_view name, std::int64_t current) {
  const auto id = in.id(name);
  if (!id) return current;
  if (!people::find_locale(*id))
    return base::fail_field(std::string(name), "InvalidValue", "Locale: " + std::to_string(*id) + " is unknown");
  return *id;
}

Result<void> read_variant(Call& call, Body& in, DynamicVariant& variant) {
  if (const auto v = in.text("content")) variant.content = *v;
  variant.locale_id = PULT_TRY(read_locale(in, "locale_id", variant.locale_id));
  if (const auto v = in.boolean("active")) variant.active = *v;
  if (const auto v = in.boolean("default")) variant.is_default = *v;
  variant.updated_at = call.now();
  return in.check();
}

// A new default takes the mark from the one that had it.
void settle_default(DynamicItem& item, const DynamicVariant& written) {
  if (!written.is_default) return;
  for (auto& variant : item.variants) variant.is_default = variant.locale_id == written.locale_id;
}

// The object of a variant, wrapped or bare as clients send it.
Result<DynamicVariant> read_new_variant(Call& call, const json::value& value) {
  if (!value.is_object())
    return base::fail(ErrorKind::invalid, "InvalidAttribute", "variants must be an array of objects");
  Body in(value.get_object());
  DynamicVariant variant;
  variant.locale_id = 0;
  PULT_TRY(read_variant(call, in, variant));
  if (!variant.locale_id) return base::fail_field("locale_id", "BlankValue", "Locale: cannot be blank");
  return variant;
}

Result<DynamicItem> saved(Call& call, DynamicItem item) {
  item = PULT_TRY(tickets::save_dynamic_item(call.tx, std::move(item), call.now()));
  PULT_TRY(call.services.desk.definitions_changed(call.tx));
  return item;
}

Result<Answer> create(Call& call) {
  Body in(*PULT_TRY(inner(call.body, "item")));
  DynamicItem item;
  item.name = in.text("name").value_or("");
  const auto original = PULT_TRY(read_locale(in, "default_locale_id", 0));
  // Some clients send one variant as `content`.
  if (const auto* list = in.array("variants"))
    for (const auto& value : *list) item.variants.push_back(PULT_TRY(read_new_variant(call, value)));
  else if (const auto content = in.text("content"))
    item.variants.push_back({0, original ? original : 1, *content, true, true});
  PULT_TRY(in.check());
  if (item.variants.empty()) return base::fail_field("variants", "BlankValue", "Variants: cannot be blank");
  if (original)
    for (auto& variant : item.variants) variant.is_default = variant.locale_id == original;
  item = PULT_TRY(tickets::create_dynamic_item(call.tx, std::move(item), call.now()));
  PULT_TRY(call.services.desk.definitions_changed(call.tx));
  return answer_item(call, 201, item);
}

Result<Answer> update(Call& call) {
  auto item = PULT_TRY(load(call));
  Body in(*PULT_TRY(inner(call.body, "item")));
  if (const auto v = in.text("name")) item.name = *v;
  const auto original = PULT_TRY(read_locale(in, "default_locale_id", 0));
  PULT_TRY(in.check());
  if (original)
    for (auto& variant : item.variants) variant.is_default = variant.locale_id == original;
  return answer_item(call, 200, PULT_TRY(saved(call, std::move(item))));
}

Result<Answer> remove(Call& call) {
  PULT_TRY(tickets::delete_dynamic_item(call.tx, PULT_TRY(load(call)).id));
  PULT_TRY(call.services.desk.definitions_changed(call.tx));
  return Answer{204, nullptr};
}

Result<Answer> variants(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  auto item = PULT_TRY(load(call));
  auto rows = item.variants;
  return Answer{200, whole_list_answer(
                         call, page, "variants", rows, [](const DynamicVariant& v) { return v.id; },
                         [&](const DynamicVariant& v) { return present_variant(call, item, v); })};
}

Result<DynamicVariant> find_variant(const DynamicItem& item, std::int64_t id) {
  const auto* found = item.find_variant(id);
  if (!found) return base::fail_not_found();
  return *found;
}

Result<Answer> show_variant(Call& call) {
  const auto item = PULT_TRY(load(call));
  return Answer{200, {{"variant", present_variant(call, item, PULT_TRY(find_variant(item, call.ids[1])))}}};
}

Result<void> add_variant(Call& call, DynamicItem& item, const json::value& value) {
  item.variants.push_back(PULT_TRY(read_new_variant(call, value)));
  settle_default(item, item.variants.back());
  return {};
}

Result<Answer> create_variant(Call& call) {
  auto item = PULT_TRY(load(call));
  PULT_TRY(add_variant(call, item, *PULT_TRY(inner(call.body, "variant"))));
  item = PULT_TRY(saved(call, std::move(item)));
  Answer answer{201, {{"variant", present_variant(call, item, item.variants.back())}}};
  answer.headers.emplace_back("Location",
                              call.url(path_of(item) + "/variants/" + std::to_string(item.variants.back().id)));
  return answer;
}

Result<void> change_variant(Call& call, DynamicItem& item, std::int64_t id, const json::object& object) {
  PULT_TRY(find_variant(item, id));
  auto& variant = *std::ranges::find(item.variants, id, &DynamicVariant::id);
  Body in(object);
  PULT_TRY(read_variant(call, in, variant));
  settle_default(item, variant);
  return {};
}

Result<Answer> update_variant(Call& call) {
  auto item = PULT_TRY(load(call));
  PULT_TRY(change_variant(call, item, call.ids[1], *PULT_TRY(inner(call.body, "variant"))));
  item = PULT_TRY(saved(call, std::move(item)));
  return Answer{200, {{"variant", present_variant(call, item, PULT_TRY(find_variant(item, call.ids[1])))}}};
}

Result<Answer> remove_variant(Call& call) {
  auto item = PULT_TRY(load(call));
  const auto variant = PULT_TRY(find_variant(item, call.ids[1]));
  if (variant.is_default) return base::fail_field("base", "InvalidValue", "The default variant cannot be deleted");
  std::erase_if(item.variants, [&](const DynamicVariant& other) { return other.id == variant.id; });
  PULT_TRY(saved(call, std::move(item)));
  return Answer{204, nullptr};
}

Result<const json::array*> variant_list(Call& call) {
  const auto* list = call.body.if_contains("variants");
  if (!list || !list->is_array())
    return base::fail(ErrorKind::invalid, "InvalidAttribute", "variants must be an array of objects");
  return &list->get_array();
}

Result<Answer> create_variants(Call& call) {
  auto item = PULT_TRY(load(call));
  const auto known = item.variants.size();
  for (const auto& value : *PULT_TRY(variant_list(call))) PULT_TRY(add_variant(call, item, value));
  item = PULT_TRY(saved(call, std::move(item)));
  json::array made;
  for (auto i = known; i < item.variants.size(); ++i) made.push_back(present_variant(call, item, item.variants[i]));
  return Answer{201, {{"variants", std::move(made)}}};
}

Result<Answer> update_variants(Call& call) {
  auto item = PULT_TRY(load(call));
  for (const auto& value : *PULT_TRY(variant_list(call))) {
    const auto* object = value.if_object();
    const auto* id = object ? object->if_contains("id") : nullptr;
    if (!id || !id->is_int64()) return base::fail(ErrorKind::invalid, "InvalidAttribute", "Each variant needs its id");
    PULT_TRY(change_variant(call, item, id->get_int64(), *object));
  }
  item = PULT_TRY(saved(call, std::move(item)));
  return Answer{200, {{"variants", present_variants(call, item)}}};
}

}  // namespace

std::vector<Route> dynamic_content_routes() {
  return {
      {"GET", "dynamic_content/items", Who::agent, Mode::read, list},
      {"POST", "dynamic_content/items", Who::admin, Mode::write, create},
      {"GET", "dynamic_content/items/show_many", Who::agent, Mode::read, show_many},
      {"GET", "dynamic_content/items/{id}", Who::agent, Mode::read, show},
      {"PUT", "dynamic_content/items/{id}", Who::admin, Mode::write, update},
      {"DELETE", "dynamic_content/items/{id}", Who::admin, Mode::write, remove},
      {"GET", "dynamic_content/items/{id}/variants", Who::agent, Mode::read, variants},
      {"POST", "dynamic_content/items/{id}/variants", Who::admin, Mode::write, create_variant},
      {"POST", "dynamic_content/items/{id}/variants/create_many", Who::admin, Mode::write, create_variants},
      {"PUT", "dynamic_content/items/{id}/variants/update_many", Who::admin, Mode::write, update_variants},
      {"GET", "dynamic_content/items/{id}/variants/{id}", Who::agent, Mode::read, show_variant},
      {"PUT", "dynamic_content/items/{id}/variants/{id}", Who::admin, Mode::write, update_variant},
      {"DELETE", "dynamic_content/items/{id}/variants/{id}", Who::admin, Mode::write, remove_variant},
  };
}

}  // namespace pult::api
