// SPDX-License-Identifier: AGPL-3.0-or-later
// Lists of records of custom objects: all, by ids, by words, by filter, and as an export.
#include <charconv>

#include "api/incremental.hpp"
#include "api/job_status.hpp"
#include "api/object_json.hpp"
#include "api/routes.hpp"

namespace pult::api {
namespace {

using objects::Object;
using objects::Order;
using objects::RecordQuery;

constexpr int max_export = 1'000;

// In cursor form, unless numbers are asked for.
Result<Page> record_page(const Call& call) {
  const auto named = [&](std::string_view name) { return !call.request.query_value(name).empty(); };
  return page_of(call, !named("page") && !named("per_page"));
}

Result<void> read_sort(const Call& call, Order fallback, RecordQuery& query) {
  auto by = call.request.query_value("sort");
  query.descending = by.starts_with('-');
  if (query.descending) by.remove_prefix(1);
  // Records are numbered as they are made.
  if (by == "id" || by == "created_at")
    query.order = Order::id;
  else if (by == "updated_at")
    query.order = Order::updated_at;
  else if (by == "name")
    query.order = Order::name;
  else if (by.empty() || by == "relevance")
    query.order = fallback;
  else
    return base::fail(ErrorKind::invalid, "InvalidValue", "sort must be id, name, created_at or updated_at");
  return {};
}

// "a,b" of a parameter; nullopt when it is not there.
Result<std::optional<std::vector<std::string>>> parts_of(const Call& call, std::string_view parameter) {
  std::string_view text = call.request.query_value(parameter);
  if (text.empty()) return std::nullopt;
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto comma = text.find(',');
    if (comma != 0) out.emplace_back(text.substr(0, comma));
    text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
  }
  PULT_TRY(check_bulk(out.size(), parameter));
  return out;
}

}  // namespace

Result<Answer> answer_records(Call& call, const Object& object, Order fallback, RecordQuery query) {
  const auto page = PULT_TRY(record_page(call));
  PULT_TRY(read_sort(call, fallback, query));
  query.after = page.after;
  query.after_name = page.after_text;
  query.offset = page.offset;
  query.limit = page.fetch();
  const auto definitions = call.services.desk.definitions(call.tx);
  auto rows = PULT_TRY(objects::find_records(call.tx, *definitions, object, query));
  const auto fetched = rows.size();
  if (rows.size() > std::size_t(page.size)) rows.resize(std::size_t(page.size));
  const RecordView view(call, object);
  json::array list;
  for (const auto& row : rows) list.push_back(view.present(row));
  json::object body;
  body["count"] = list.size();
  body["custom_object_records"] = std::move(list);
  const auto place = rows.empty() ? objects::Place() : objects::place_of(rows.back(), query.order);
  const bool is_all = query.words.empty() && query.filter.is_null() && !query.ids && !query.external_ids;
  std::function<std::int64_t()> count;
  if (is_all) count = [&] { return object.records; };
  add_page_members(call, page, fetched, rows.empty() ? "" : render_cursor(place.numbers, place.name), count, body);
  return Answer{200, std::move(body)};
}

namespace {

Result<Answer> list(Call& call) {
  const auto object = PULT_TRY(access_object(call));
  RecordQuery query;
  if (const auto wanted = PULT_TRY(parts_of(call, "filter[ids]"))) {
    query.ids.emplace();
    for (const auto& text : *wanted) {
      std::int64_t id = -1;
      std::from_chars(text.data(), text.data() + text.size(), id);
      query.ids->push_back(id);
    }
  }
  query.external_ids = PULT_TRY(parts_of(call, "filter[external_ids]"));
  if (const auto id = call.request.query_value("external_id"); !id.empty())
    query.external_ids = std::vector<std::string>{std::string(id)};
  if (const auto name = call.request.query_value("name"); !name.empty())
    query.filter = json::object{{"name", json::object{{"$eq", name}}}};
  return answer_records(call, object, Order::id, std::move(query));
}

Result<Answer> autocomplete(Call& call) {
  const auto object = PULT_TRY(access_object(call));
  RecordQuery query;
  query.words = call.request.query_value("name");
  query.names_only = true;
  return answer_records(call, object, Order::name, std::move(query));
}

Result<Answer> search(Call& call) {
  const auto object = PULT_TRY(access_object(call));
  RecordQuery query;
  query.words = call.request.query_value("query");
  return answer_records(call, object, Order::name, std::move(query));
}

Result<Answer> filter(Call& call) {
  const auto object = PULT_TRY(access_object(call));
  RecordQuery query;
  query.words = call.request.query_value("query");
  Body in(call.body);
  if (const auto* wanted = in.object("filter")) query.filter = *wanted;
  PULT_TRY(in.check());
  return answer_records(call, object, Order::name, std::move(query));
}

Result<Answer> count(Call& call) {
  const auto object = PULT_TRY(access_object(call));
  return Answer{200, {{"count", {{"value", object.records}, {"refreshed_at", base::render_iso8601(call.now())}}}}};
}

Result<Answer> changed_since(Call& call) {
  const auto object = PULT_TRY(access_object(call));
  const auto request = PULT_TRY(export_request(call, max_export));
  const auto read = [&](ExportPlace from, int limit) {
    return objects::list_changed_records(call.tx, object, from.at, from.id, limit);
  };
  const auto place_of = [](const objects::Record& row) { return ExportPlace{row.updated_at, row.id.value}; };
  const auto found = PULT_TRY(read_export<objects::Record>(request, read, place_of));
  const RecordView view(call, object);
  std::vector<Exported> rows;
  for (const auto& row : found.rows) rows.push_back({place_of(row), view.present(row)});
  return Answer{200, export_answer(call, request, "custom_object_records", std::move(rows), found.has_more)};
}

}  // namespace

std::vector<Route> custom_object_search_routes() {
  return {
      {"GET", "custom_objects/{word}/records", Who::agent, Mode::read, list},
      {"GET", "custom_objects/{word}/records/autocomplete", Who::agent, Mode::read, autocomplete},
      {"GET", "custom_objects/{word}/records/count", Who::agent, Mode::read, count},
      {"GET", "custom_objects/{word}/records/search", Who::agent, Mode::read, search},
      {"POST", "custom_objects/{word}/records/search", Who::agent, Mode::read, filter},
      {"GET", "incremental/custom_objects/{word}/records", Who::admin, Mode::read, changed_since},
  };
}

}  // namespace pult::api
