// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/form.hpp"

#include <algorithm>

#include "tickets/ticket.hpp"

namespace pult::tickets {
namespace {

const std::string columns =
    "id, name, display_name, end_user_visible, active, is_default, in_all_brands, position, restricted_brand_ids, "
    "field_ids, agent_conditions, end_user_conditions, created_at, updated_at";

template <class Id>
std::vector<Id> parse_ids(std::string_view text) {
  std::vector<Id> out;
  for (const auto id : split_ids(text)) out.emplace_back(id.value);
  return out;
}

// The order is kept: it is the order of the fields on the form.
template <class Id>
std::string render_ids(const std::vector<Id>& ids) {
  std::string out;
  for (const auto id : ids) out.append(out.empty() ? "" : " ").append(std::to_string(id.value));
  return out;
}

Form map(const sql::Row& row) {
  Form f;
  f.id = row.id<FormId>(0);
  f.name = row.string(1);
  f.display_name = row.string(2);
  f.end_user_visible = row.boolean(3);
  f.active = row.boolean(4);
  f.is_default = row.boolean(5);
  f.in_all_brands = row.boolean(6);
  f.position = row.int64(7);
  f.restricted_brands = parse_ids<BrandId>(row.text(8));
  f.fields = parse_ids<FieldId>(row.text(9));
  f.agent_conditions = row.string(10);
  f.end_user_conditions = row.string(11);
  f.created_at = row.int64(12);
  f.updated_at = row.int64(13);
  return f;
}

Result<void> prepare(sql::Transaction& tx, const Form& form) {
  if (form.name.empty()) return base::fail_field("name", "BlankValue", "Name: cannot be blank");
  if (form.is_default && !form.active)
    return base::fail_field("default", "InvalidValue", "Default: the default form must be active");
  if (form.is_default)
    PULT_TRY(tx.run("UPDATE forms SET is_default = 0 WHERE is_default = 1 AND id <> ?1", {form.id.value}));
  return {};
}

}  // namespace

Result<std::vector<Form>> list_forms(sql::Transaction& tx) {
  return tx.all("SELECT " + columns + " FROM forms ORDER BY position, id", {}, map);
}

Result<Form> create_form(sql::Transaction& tx, Form form, Micros now) {
  PULT_TRY(prepare(tx, form));
  if (form.display_name.empty()) form.display_name = form.name;
  if (!form.position)
    form.position = PULT_TRY(tx.one_int64("SELECT COALESCE(MAX(position), 0) + 1 FROM forms")).value_or(1);
  form.created_at = form.updated_at = now;
  const auto brands = render_ids(form.restricted_brands), fields = render_ids(form.fields);
  const auto id = PULT_TRY(tx.one_int64(
      "INSERT INTO forms (name, display_name, end_user_visible, active, is_default, in_all_brands, position, "
      "restricted_brand_ids, field_ids, agent_conditions, end_user_conditions, created_at, updated_at) VALUES (?1, ?2, "
      "?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12) RETURNING id",
      {form.name, form.display_name, form.end_user_visible, form.active, form.is_default, form.in_all_brands,
       form.position, brands, fields, form.agent_conditions, form.end_user_conditions, now}));
  form.id = FormId(id.value_or(0));
  return form;
}

Result<void> save_form(sql::Transaction& tx, const Form& form, Micros now) {
  PULT_TRY(prepare(tx, form));
  const auto brands = render_ids(form.restricted_brands), fields = render_ids(form.fields);
  PULT_TRY(tx.run(
      "UPDATE forms SET name = ?2, display_name = ?3, end_user_visible = ?4, active = ?5, is_default = ?6, "
      "in_all_brands = ?7, position = ?8, restricted_brand_ids = ?9, field_ids = ?10, agent_conditions = ?11, "
      "end_user_conditions = ?12, updated_at = ?13 WHERE id = ?1",
      {form.id, form.name, form.display_name, form.end_user_visible, form.active, form.is_default, form.in_all_brands,
       form.position, brands, fields, form.agent_conditions, form.end_user_conditions, now}));
  return {};
}

Result<void> delete_form(sql::Transaction& tx, FormId id) {
  PULT_TRY(tx.run("DELETE FROM forms WHERE id = ?1", {id}));
  return {};
}

Result<void> reorder_forms(sql::Transaction& tx, const std::vector<FormId>& order, Micros now) {
  auto ids = order;
  for (const auto& form : PULT_TRY(list_forms(tx)))
    if (std::ranges::find(order, form.id) == order.end()) ids.push_back(form.id);
  std::int64_t position = 0;
  for (const auto id : ids)
    PULT_TRY(tx.run("UPDATE forms SET position = ?2, updated_at = ?3 WHERE id = ?1", {id, ++position, now}));
  return {};
}

}  // namespace pult::tickets
