// SPDX-License-Identifier: AGPL-3.0-or-later
#include "automation/context_link.hpp"

#include <algorithm>

#include "automation/context_url.hpp"
#include "sql/insert_id.hpp"
#include "sql/params.hpp"

namespace pult::automation {
namespace {

constexpr std::size_t max_name_bytes = 200;
constexpr std::size_t max_url_bytes = 2000;

const std::string columns = "id, name, url_template, placement, secret, active, position, created_at, updated_at";

ContextLink map(const sql::Row& row) {
  ContextLink link;
  link.id = row.id<ContextLinkId>(0);
  link.name = row.string(1);
  link.url_template = row.string(2);
  link.is_panel = row.text(3) == "panel";
  link.sealed_secret = std::string(row.bytes(4));
  link.active = row.boolean(5);
  link.position = row.int64(6);
  link.created_at = row.int64(7);
  link.updated_at = row.int64(8);
  return link;
}

std::string_view placement_of(const ContextLink& link) { return link.is_panel ? "panel" : "link"; }

Result<void> check(const ContextLink& link) {
  if (link.name.find_first_not_of(' ') == std::string::npos)
    return base::fail_field("name", "BlankValue", "Name: cannot be blank");
  if (link.name.size() > max_name_bytes) return base::fail_field("name", "InvalidValue", "Name: is too long");
  if (link.url_template.size() > max_url_bytes || origin_of(link.url_template).empty())
    return base::fail_field("url", "InvalidValue", "Url: is not a web address with a host of its own");
  return {};
}

}  // namespace

Result<std::vector<ContextLink>> list_context_links(sql::Transaction& tx) {
  return tx.all("SELECT " + columns + " FROM context_links ORDER BY position, id", {}, map);
}

Result<std::optional<ContextLink>> find_context_link(sql::Transaction& tx, ContextLinkId id) {
  return tx.one("SELECT " + columns + " FROM context_links WHERE id = ?1", {id.value}, map);
}

Result<ContextLink> create_context_link(sql::Transaction& tx, ContextLink link, Micros now) {
  PULT_TRY(check(link));
  const auto others = PULT_TRY(list_context_links(tx));
  if (others.size() >= max_context_links) return base::fail_field("name", "InvalidValue", "There are too many links");
  if (link.position == 0) link.position = others.empty() ? 1 : others.back().position + 1;
  link.created_at = link.updated_at = now;
  const auto id = PULT_TRY(sql::insert_id(
      tx,
      "INSERT INTO context_links (name, url_template, placement, secret, active, position, created_at, updated_at) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)",
      {link.name, link.url_template, placement_of(link), sql::Blob{link.sealed_secret}, link.active, link.position,
       now}));
  link.id = ContextLinkId(id.value_or(0));
  tx.notify(context_links_channel, "");
  return link;
}

Result<void> save_context_link(sql::Transaction& tx, const ContextLink& link, Micros now) {
  PULT_TRY(check(link));
  PULT_TRY(
      tx.run("UPDATE context_links SET name = ?2, url_template = ?3, placement = ?4, secret = ?5, active = ?6, "
             "position = ?7, updated_at = ?8 WHERE id = ?1",
             {link.id, link.name, link.url_template, placement_of(link), sql::Blob{link.sealed_secret}, link.active,
              link.position, now}));
  tx.notify(context_links_channel, "");
  return {};
}

Result<void> delete_context_link(sql::Transaction& tx, ContextLinkId id) {
  PULT_TRY(tx.run("DELETE FROM context_links WHERE id = ?1", {id}));
  tx.notify(context_links_channel, "");
  return {};
}

Result<std::vector<std::string>> frame_origins(sql::Transaction& tx) {
  std::vector<std::string> out;
  for (const auto& link : PULT_TRY(list_context_links(tx))) {
    auto origin = link.active && link.is_panel ? origin_of(link.url_template) : std::string();
    if (!origin.empty() && std::ranges::find(out, origin) == out.end()) out.push_back(std::move(origin));
  }
  return out;
}

}  // namespace pult::automation
