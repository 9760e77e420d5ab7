// SPDX-License-Identifier: AGPL-3.0-or-later
// Follows links that stand in the desk's texts: over HTTP, with a guard, outside any transaction.
#pragma once
#include <atomic>
#include <string>
#include <vector>

#include "housekeeping/store.hpp"
#include "net/address_guard.hpp"

namespace pult::housekeeping {

// A link is followed again after this: one that failed soon, one that is fine once a week.
inline constexpr Micros follow_failed_after = 10 * base::minute_us, follow_fine_after = 7 * base::day_us;

enum class LinkVerdict : std::uint8_t {
  fine,
  gone,    // 404, 410, or a host that has no address
  unsure,  // nothing that says so for good: a time-out, 403, an address that we may not call
};
struct LinkAnswer {
  LinkVerdict verdict = LinkVerdict::unsure;
  std::string words;  // "404", "no such host"
};
// Asks with HEAD, and with GET where a server does not like that.
LinkAnswer follow(const std::string& link, const net::AddressGuard& guard, const std::atomic<bool>* cancelled);

// The links that stand in texts now; those of earlier reports are forgotten.
Result<void> keep_links(sql::Transaction& tx, const Report& report, const std::vector<std::string>& links, Micros now);
Result<std::vector<std::string>> due_links(sql::Transaction& tx, Micros now, int limit);
// When the next one is due; nullopt without links.
Result<std::optional<Micros>> next_link_due(sql::Transaction& tx);
// True when the link became broken, or is no more.
Result<bool> keep_answer(sql::Transaction& tx, const std::string& link, const LinkAnswer& answer, Micros now);

}  // namespace pult::housekeeping
