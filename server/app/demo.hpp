// SPDX-License-Identifier: AGPL-3.0-or-later
// The demo desk of app/demo/*.json, through the ordinary use cases. Nothing of it is ever mailed.
#pragma once
#include <string_view>

#include "base/result.hpp"
#include "blobs/blob_store.hpp"
#include "sql/database.hpp"
#include "tickets/desk.hpp"

namespace pult::app {

inline constexpr std::string_view demo_password = "demo-desk-2026";
inline constexpr std::string_view demo_domain = "demo.example";  // of the mailboxes, one per group

struct DemoCounts {
  std::int64_t agents = 0, groups = 0, customers = 0, tickets = 0;
  std::string admin;  // the mail address to sign in with
};

// Times of the conversations count back from desk.now(). `desk` must have no hook that sends anything.
// conflict/"not_empty" when there are tickets already.
Result<DemoCounts> load_demo(sql::Database& database, const tickets::Desk& desk, const blobs::BlobStore& blobs);

}  // namespace pult::app
