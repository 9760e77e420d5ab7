// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/tags.hpp"

#include <algorithm>

#include "tickets/store.hpp"

namespace pult::tickets {
namespace {

constexpr std::string_view setting = "tag_creators";

Result<bool> is_in_use(sql::Transaction& tx, const std::string& tag) {
  const auto tickets = PULT_TRY(tx.one_int64("SELECT COALESCE(SUM(tickets), 0) FROM tag_counts WHERE tag = ?1", {tag}));
  return tickets.value_or(0) > 0;
}

std::vector<std::string> added_tags(const std::vector<events::Event>& planned) {
  const auto change = std::ranges::find(planned, std::string("tags"), &events::Event::field);
  if (change == planned.end()) return {};
  const auto before = split_words(change->previous.value_or(""));
  auto tags = split_words(change->value.value_or(""));
  std::erase_if(tags, [&](const std::string& tag) { return std::ranges::find(before, tag) != before.end(); });
  return tags;
}

// Admins chose them.
bool is_of_tier(const Definitions& definitions, const std::string& tag) {
  return std::ranges::any_of(definitions.tiers, [&](const CustomerTier& tier) { return tier.set_tag == tag; });
}

}  // namespace

Result<TagCreators> load_tag_creators(sql::Transaction& tx) {
  const auto value = PULT_TRY(tx.one("SELECT value FROM settings WHERE name = ?1", {setting},
                                     [](const sql::Row& row) { return row.string(0); }));
  return value == "admins" ? TagCreators::admins : TagCreators::everybody;
}

Result<void> save_tag_creators(sql::Transaction& tx, TagCreators creators) {
  PULT_TRY(
      tx.run("INSERT INTO settings (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET "
             "value = excluded.value",
             {setting, creators == TagCreators::admins ? "admins" : "everybody"}));
  return {};
}

Result<void> check_new_tags(sql::Transaction& tx, const people::Actor& actor, const Definitions& definitions,
                            const std::vector<events::Event>& planned) {
  if (actor.is_admin()) return {};
  const auto tags = added_tags(planned);
  if (tags.empty() || PULT_TRY(load_tag_creators(tx)) == TagCreators::everybody) return {};
  for (const auto& tag : tags)
    if (!definitions.by_tag.contains(tag) && !is_of_tier(definitions, tag) && !PULT_TRY(is_in_use(tx, tag)))
      return base::fail_field("tags", "InvalidValue",
                              "Tags: \"" + tag + "\" is not in use, and only admins make new tags");
  return {};
}

Result<TagStep> replace_tag(sql::Transaction& tx, const Desk& desk, const people::Actor& actor, std::string_view tag,
                            std::string_view instead, TicketId after) {
  const auto ids =
      PULT_TRY(tx.all("SELECT ticket_id FROM ticket_tags WHERE tag = ?1 AND ticket_id > ?2 "
                      "ORDER BY ticket_id LIMIT ?3",
                      {tag, after.value, tickets_in_a_step}, [](const sql::Row& row) { return row.id<TicketId>(0); }));
  TagStep step;
  for (const auto id : ids) {
    const auto ticket = PULT_TRY(find_ticket_for_update(tx, id));
    step.last = id;
    if (!ticket) continue;
    auto words = split_words(ticket->tags);
    if (std::erase(words, std::string(tag)) == 0) continue;
    std::string kept(instead);
    for (const auto& word : words) kept += " " + word;
    kept = normalize_tags(kept);
    Planned planned;
    planned.events.push_back(
        {events::EventType::change, "tags", kept.empty() ? std::nullopt : std::optional(kept), ticket->tags, {}});
    PULT_TRY(desk.record(tx, actor, *ticket, std::move(planned)));
    ++step.changed;
  }
  if (int(ids.size()) < tickets_in_a_step) step.last = {};
  return step;
}

}  // namespace pult::tickets
