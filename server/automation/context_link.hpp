// SPDX-License-Identifier: AGPL-3.0-or-later
// Links from a ticket to other programs (a shop, a CRM), as admins set them up. Each has a secret of its own, kept
// sealed, under which its addresses are signed (context_url.hpp).
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "sql/database.hpp"

namespace pult::automation {

using ContextLinkId = base::Id<struct ContextLinkTag>;

struct ContextLink {
  ContextLinkId id;
  std::string name, url_template;
  bool is_panel = false;  // shown in a frame beside the ticket; else opened in a tab of its own
  std::string sealed_secret;
  bool active = true;
  std::int64_t position = 0;
  Micros created_at = 0, updated_at = 0;
};

inline constexpr std::size_t max_context_links = 50;
// The notification of a change: the pages' policy names the origins of panels.
inline constexpr std::string_view context_links_channel = "context_links";

// By position.
Result<std::vector<ContextLink>> list_context_links(sql::Transaction& tx);
Result<std::optional<ContextLink>> find_context_link(sql::Transaction& tx, ContextLinkId id);
// unprocessable: a blank name, an address that is none or whose host is left to a placeholder, too many links.
Result<ContextLink> create_context_link(sql::Transaction& tx, ContextLink link, Micros now);
Result<void> save_context_link(sql::Transaction& tx, const ContextLink& link, Micros now);
Result<void> delete_context_link(sql::Transaction& tx, ContextLinkId id);

// Of active panels, each once.
Result<std::vector<std::string>> frame_origins(sql::Transaction& tx);

}  // namespace pult::automation
