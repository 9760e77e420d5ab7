// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/brand.hpp"

#include <algorithm>

#include "sql/params.hpp"

namespace pult::tickets {
namespace {

Brand map(const sql::Row& row) {
  return {row.id<BrandId>(0), row.string(1),  row.string(2),  row.string(3), row.string(4), row.boolean(5),
          row.boolean(6),     row.boolean(7), row.boolean(8), row.int64(9),  row.int64(10)};
}

// A label of a domain name (RFC 1035, 2.3.1).
bool is_label(std::string_view text) {
  return !text.empty() && text.size() <= 63 && text.front() != '-' && text.back() != '-' &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

Result<void> check(sql::Transaction& tx, const Brand& brand) {
  if (brand.name.empty()) return base::fail_field("name", "BlankValue", "Name: cannot be blank");
  if (!is_label(brand.subdomain))
    return base::fail_field("subdomain", brand.subdomain.empty() ? "BlankValue" : "InvalidFormat",
                            "Subdomain: must be letters, digits and hyphens");
  if (!brand.host_mapping.empty() && !is_host_name(brand.host_mapping))
    return base::fail_field("host_mapping", "InvalidFormat", "Host mapping: is not a host name");
  if (brand.is_default && (!brand.active || brand.deleted))
    return base::fail_field("default", "InvalidValue", "Default: the default brand must stay active");
  for (const auto& other : PULT_TRY(list_brands(tx))) {
    if (other.id == brand.id || other.deleted) continue;
    if (other.subdomain == brand.subdomain)
      return base::fail_field("subdomain", "DuplicateValue",
                              "Subdomain: " + brand.subdomain + " has already been taken");
    if (!brand.host_mapping.empty() && other.host_mapping == brand.host_mapping)
      return base::fail_field("host_mapping", "DuplicateValue",
                              "Host mapping: " + brand.host_mapping + " has already been taken");
  }
  if (brand.is_default)
    PULT_TRY(tx.run("UPDATE brands SET is_default = 0 WHERE is_default = 1 AND id <> ?1", {brand.id.value}));
  return {};
}

}  // namespace

bool is_host_name(std::string_view host) {
  if (host.size() > 253 || host.find('.') == std::string_view::npos) return false;
  while (!host.empty()) {
    const auto dot = host.find('.');
    if (!is_label(host.substr(0, dot)) || dot + 1 == host.size()) return false;
    host = dot == std::string_view::npos ? std::string_view() : host.substr(dot + 1);
  }
  return true;
}

Result<std::vector<Brand>> list_brands(sql::Transaction& tx) {
  return tx.all(
      "SELECT id, name, subdomain, host_mapping, signature_template, has_help_center, active, is_default, deleted, "
      "created_at, updated_at FROM brands ORDER BY id",
      {}, map);
}

Result<Brand> create_brand(sql::Transaction& tx, Brand brand, Micros now) {
  PULT_TRY(check(tx, brand));
  brand.created_at = brand.updated_at = now;
  const auto id = PULT_TRY(tx.one_int64(
      "INSERT INTO brands (name, subdomain, host_mapping, signature_template, has_help_center, active, is_default, "
      "created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8) RETURNING id",
      {brand.name, brand.subdomain, sql::text_or_null(brand.host_mapping), brand.signature_template,
       brand.has_help_center, brand.active, brand.is_default, now}));
  brand.id = BrandId(id.value_or(0));
  return brand;
}

Result<void> save_brand(sql::Transaction& tx, const Brand& brand, Micros now) {
  PULT_TRY(check(tx, brand));
  PULT_TRY(
      tx.run("UPDATE brands SET name = ?2, subdomain = ?3, host_mapping = ?4, signature_template = ?5, "
             "has_help_center = ?6, active = ?7, is_default = ?8, deleted = ?9, updated_at = ?10 WHERE id = ?1",
             {brand.id, brand.name, brand.subdomain, sql::text_or_null(brand.host_mapping), brand.signature_template,
              brand.has_help_center, brand.active, brand.is_default, brand.deleted, now}));
  return {};
}

}  // namespace pult::tickets
