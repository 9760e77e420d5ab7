// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/checklist_template.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "sql/insert_id.hpp"
#include "text/html_text.hpp"
#include "text/sanitize.hpp"
#include "tickets/work.hpp"

namespace pult::tickets {
namespace json = boost::json;
namespace {

constexpr std::size_t max_help_bytes = 20'000, max_templates = 200;

const std::string columns = "id, name, description, active, must_complete, position, items, created_at, updated_at";

std::vector<TemplateItem> parse_items(const std::string& text) {
  std::vector<TemplateItem> out;
  boost::system::error_code broken;
  const auto list = json::parse(text, broken);
  if (broken || !list.is_array()) return out;
  for (const auto& item : list.get_array())
    out.push_back({json::value_to<std::string>(item.at("text")), json::value_to<std::string>(item.at("help_html"))});
  return out;
}

std::string render_items(const std::vector<TemplateItem>& items) {
  json::array out;
  for (const auto& item : items) out.push_back(json::object{{"text", item.text}, {"help_html", item.help_html}});
  return json::serialize(out);
}

ChecklistTemplate map(const sql::Row& row) {
  return {row.id<ChecklistTemplateId>(0), row.string(1), row.string(2), row.boolean(3), row.boolean(4), row.int64(5),
          parse_items(row.string(6)),     row.int64(7),  row.int64(8)};
}

Result<void> check(ChecklistTemplate& wanted) {
  PULT_TRY(check_text("name", wanted.name, max_checklist_name_characters));
  if (wanted.items.empty()) return base::fail_field("items", "BlankValue", "Items: there must be one at least");
  if (wanted.items.size() > max_checklist_items)
    return base::fail_field("items", "TooManyValues", "Items: there may be 100 at most");
  for (auto& item : wanted.items) {
    PULT_TRY(check_text("text", item.text, max_item_characters));
    if (item.help_html.size() > max_help_bytes) return base::fail_field("help_html", "TooLong", "Help: is too long");
    item.help_html = harmless_help(item.help_html);
  }
  return {};
}

// Everything from that place on makes room.
Result<void> make_room(sql::Transaction& tx, ChecklistTemplate& wanted) {
  const auto last = PULT_TRY(
      tx.one_int64("SELECT COALESCE(MAX(position), 0) FROM checklist_templates WHERE id <> ?1", {wanted.id.value}));
  if (wanted.position < 1 || wanted.position > last.value_or(0)) {
    wanted.position = last.value_or(0) + 1;
    return {};
  }
  PULT_TRY(tx.run("UPDATE checklist_templates SET position = position + 1 WHERE position >= ?1 AND id <> ?2",
                  {wanted.position, wanted.id.value}));
  return {};
}

}  // namespace

std::string harmless_help(std::string_view html) {
  if (html.find_first_not_of(" \t\r\n") == std::string_view::npos) return {};
  if (html.find('<') == std::string_view::npos) return text::text_to_html(html);
  return text::sanitize_html(html).html;
}

Result<std::vector<ChecklistTemplate>> list_checklist_templates(sql::Transaction& tx) {
  return tx.all("SELECT " + columns + " FROM checklist_templates ORDER BY position, id", {}, map);
}

Result<std::optional<ChecklistTemplate>> find_checklist_template(sql::Transaction& tx, ChecklistTemplateId id) {
  return tx.one("SELECT " + columns + " FROM checklist_templates WHERE id = ?1", {id.value}, map);
}

Result<ChecklistTemplate> create_checklist_template(sql::Transaction& tx, ChecklistTemplate wanted, Micros now) {
  PULT_TRY(check(wanted));
  if (PULT_TRY(list_checklist_templates(tx)).size() >= max_templates)
    return base::fail_field("base", "TooManyValues", "There are 200 checklist templates already");
  PULT_TRY(make_room(tx, wanted));
  wanted.created_at = wanted.updated_at = now;
  const auto id = PULT_TRY(sql::insert_id(
      tx,
      "INSERT INTO checklist_templates (name, description, active, must_complete, position, items, created_at, "
      "updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)",
      {wanted.name, wanted.description, wanted.active, wanted.must_complete, wanted.position,
       render_items(wanted.items), now}));
  wanted.id = ChecklistTemplateId(id.value_or(0));
  return wanted;
}

Result<ChecklistTemplate> save_checklist_template(sql::Transaction& tx, ChecklistTemplate wanted, Micros now) {
  PULT_TRY(check(wanted));
  const auto before = PULT_TRY(find_checklist_template(tx, wanted.id));
  if (!before) return base::fail_not_found();
  if (before->position != wanted.position) PULT_TRY(make_room(tx, wanted));
  wanted.updated_at = now;
  PULT_TRY(
      tx.run("UPDATE checklist_templates SET name = ?2, description = ?3, active = ?4, must_complete = ?5, "
             "position = ?6, items = ?7, updated_at = ?8 WHERE id = ?1",
             {wanted.id.value, wanted.name, wanted.description, wanted.active, wanted.must_complete, wanted.position,
              render_items(wanted.items), now}));
  return wanted;
}

Result<void> delete_checklist_template(sql::Transaction& tx, ChecklistTemplateId id) {
  if (PULT_TRY(tx.run("DELETE FROM checklist_templates WHERE id = ?1", {id.value})) == 0) return base::fail_not_found();
  return {};
}

}  // namespace pult::tickets
