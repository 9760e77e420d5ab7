// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/view.hpp"

#include <algorithm>

#include "crypto/crypto.hpp"
#include "sql/insert_id.hpp"
#include "sql/params.hpp"
#include "tickets/ticket.hpp"
#include "tickets/view_columns.hpp"

namespace pult::tickets {
namespace {

const std::string columns =
    "id, title, description, view_key, active, is_default, position, owner_id, group_ids, conditions, columns, "
    "group_by, group_order, sort_by, sort_order, counted_to, counting, created_at, updated_at";

template <class Id>
std::string join(const std::vector<Id>& ids) {
  std::string out;
  for (const auto id : ids) out += (out.empty() ? "" : " ") + std::to_string(id.value);
  return out;
}

std::string join(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : " ") + word;
  return out;
}

View map(const sql::Row& row) {
  View view;
  view.id = row.id<ViewId>(0);
  view.title = row.string(1);
  view.description = row.string(2);
  view.key = row.string(3);
  view.active = row.boolean(4);
  view.is_default = row.boolean(5);
  view.position = row.int64(6);
  view.owner = row.id<UserId>(7);
  for (const auto id : split_ids(row.text(8))) view.groups.emplace_back(id.value);
  view.conditions = rules::parse_stored(row.text(9));
  view.columns = split_words(row.text(10));
  view.group_by = row.string(11);
  view.group_order = row.string(12);
  view.sort_by = row.string(13);
  view.sort_order = row.string(14);
  view.counted_to = row.int64(15);
  view.counting = row.string(16);
  view.created_at = row.int64(17);
  view.updated_at = row.int64(18);
  return view;
}

Result<void> check(const View& view) {
  if (view.title.empty()) return base::fail_field("title", "BlankValue", "Title: cannot be blank");
  const auto bad = [](const std::string& name) {
    return base::fail_field("output", "InvalidValue", "Output: " + name + " is not a column");
  };
  if (view.columns.size() > max_columns)
    return base::fail_field("output", "TooManyValues", "Output: at most 10 columns can be shown");
  for (const auto& name : view.columns)
    if (!is_view_column(name)) return bad(name);
  for (const auto* name : {&view.sort_by, &view.group_by})
    if (!name->empty() && !is_sort_key(*name))
      return base::fail_field("output", "InvalidValue", "Output: " + *name + " cannot be sorted by");
  for (const auto* order : {&view.sort_order, &view.group_order})
    if (*order != "asc" && *order != "desc")
      return base::fail_field("output", "InvalidValue", "Output: an order is asc or desc");
  return {};
}

Result<void> check_number(sql::Transaction& tx, const View& view) {
  const auto count = view.owner ? PULT_TRY(tx.one_int64("SELECT COUNT(*) FROM views WHERE owner_id = ?1", {view.owner}))
                                : PULT_TRY(tx.one_int64("SELECT COUNT(*) FROM views WHERE owner_id IS NULL"));
  if (std::size_t(count.value_or(0)) >= (view.owner ? max_personal_views : max_shared_views))
    return base::fail_field("base", "TooManyValues", "There are too many views");
  return {};
}

std::vector<sql::Param> params_of(const View& view, const std::string& groups, const std::string& conditions,
                                  const std::string& shown, Micros now) {
  return {view.title,
          sql::text_or_null(view.description),
          sql::text_or_null(view.key),
          view.active,
          view.is_default,
          view.position,
          view.owner,
          groups,
          conditions,
          shown,
          view.group_by,
          view.group_order,
          view.sort_by,
          view.sort_order,
          view.counted_to,
          view.counting,
          now};
}

}  // namespace

bool may_use_view(const people::Actor& actor, const View& view) {
  if (people::view_access(actor) == people::RuleAccess::none) return false;
  if (view.owner) return view.owner == actor.id();
  return view.groups.empty() || actor.is_admin() ||
         std::ranges::any_of(view.groups, [&](GroupId group) { return actor.in_group(group); });
}

bool may_change_view(const people::Actor& actor, const View& view) {
  const auto access = people::view_access(actor);
  if (view.owner) return view.owner == actor.id() && access >= people::RuleAccess::manage_personal;
  if (access == people::RuleAccess::full) return true;
  return access == people::RuleAccess::manage_group && !view.groups.empty() &&
         std::ranges::all_of(view.groups, [&](GroupId group) { return actor.in_group(group); });
}

Result<std::vector<View>> list_views(sql::Transaction& tx, UserId owner) {
  return tx.all("SELECT " + columns + " FROM views WHERE owner_id IS NULL OR owner_id = ?1 ORDER BY position, id",
                {owner.value}, map);
}

Result<std::vector<View>> list_active_views(sql::Transaction& tx) {
  return tx.all("SELECT " + columns + " FROM views WHERE active = 1 ORDER BY position, id", {}, map);
}

Result<std::optional<View>> find_view(sql::Transaction& tx, ViewId id) {
  return tx.one("SELECT " + columns + " FROM views WHERE id = ?1", {id.value}, map);
}

Result<View> insert_view(sql::Transaction& tx, View view, Micros now) {
  PULT_TRY(check(view));
  PULT_TRY(check_number(tx, view));
  if (view.position == 0)
    view.position = PULT_TRY(tx.one_int64("SELECT COALESCE(MAX(position), 0) + 1 FROM views")).value_or(1);
  const auto groups = join(view.groups), conditions = rules::render_stored(view.conditions), shown = join(view.columns);
  const auto id = PULT_TRY(sql::insert_id(
      tx,
      "INSERT INTO views (title, description, view_key, active, is_default, position, owner_id, group_ids, conditions, "
      "columns, group_by, group_order, sort_by, sort_order, counted_to, counting, created_at, updated_at) VALUES "
      "(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?17)",
      params_of(view, groups, conditions, shown, now)));
  view.id = ViewId(id.value_or(0));
  view.created_at = view.updated_at = now;
  PULT_TRY(views_changed(tx));
  return view;
}

Result<void> save_view(sql::Transaction& tx, const View& view, Micros now) {
  PULT_TRY(check(view));
  const auto groups = join(view.groups), conditions = rules::render_stored(view.conditions), shown = join(view.columns);
  auto params = params_of(view, groups, conditions, shown, now);
  // How far the view is counted is for those who count: a piece may be added while this runs.
  params.erase(params.begin() + 14, params.begin() + 16);
  params.emplace_back(view.id);
  PULT_TRY(
      tx.run("UPDATE views SET title = ?1, description = ?2, view_key = ?3, active = ?4, is_default = ?5, "
             "position = ?6, owner_id = ?7, group_ids = ?8, conditions = ?9, columns = ?10, group_by = ?11, "
             "group_order = ?12, sort_by = ?13, sort_order = ?14, updated_at = ?15 WHERE id = ?16",
             params));
  return views_changed(tx);
}

Result<void> delete_view(sql::Transaction& tx, ViewId id) {
  PULT_TRY(tx.run("DELETE FROM views WHERE id = ?1", {id}));
  PULT_TRY(tx.run("DELETE FROM view_counts WHERE view_id = ?1", {id}));
  return views_changed(tx);
}

// Not a number that counts up: after a transaction that was rolled back the same number would come again.
Result<void> views_changed(sql::Transaction& tx) {
  PULT_TRY(tx.run("UPDATE settings SET value = ?1 WHERE name = 'views_version'", {crypto::random_token(12)}));
  tx.notify("views", "");
  return {};
}

}  // namespace pult::tickets
