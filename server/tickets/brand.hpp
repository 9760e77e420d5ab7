// SPDX-License-Identifier: AGPL-3.0-or-later
// Brands: the names under which a desk speaks. Every ticket has one.
#pragma once
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "sql/database.hpp"
#include "tickets/ids.hpp"

namespace pult::tickets {

struct Brand {
  BrandId id;
  std::string name, subdomain, host_mapping, signature_template;
  bool has_help_center = false, active = true, is_default = false, deleted = false;
  Micros created_at = 0, updated_at = 0;
};

// By id, with deleted ones: tickets still name them.
Result<std::vector<Brand>> list_brands(sql::Transaction& tx);
// unprocessable: blank name, a subdomain or host that is malformed or taken.
Result<Brand> create_brand(sql::Transaction& tx, Brand brand, Micros now);
// unprocessable also for a default brand that is not active or is deleted.
Result<void> save_brand(sql::Transaction& tx, const Brand& brand, Micros now);

bool is_host_name(std::string_view host);

}  // namespace pult::tickets
