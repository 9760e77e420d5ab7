// SPDX-License-Identifier: AGPL-3.0-or-later
#include "housekeeping/reader.hpp"

#include <charconv>

#include "channels/mail/mailbox.hpp"
#include "sql/id_list.hpp"
#include "tickets/counts.hpp"

namespace pult::housekeeping {
namespace {

using sql::Row;

Result<void> read_people(sql::Transaction& tx, Inventory& desk) {
  desk.groups = PULT_TRY(people::list_all_groups(tx));
  PULT_TRY(tx.each(
      "SELECT m.group_id, COUNT(*) FROM group_memberships m JOIN users u ON u.id = m.user_id WHERE u.active = 1 AND "
      "u.suspended = 0 AND u.role <> 'end-user' GROUP BY m.group_id",
      {}, [&](const Row& row) -> Result<void> {
        desk.agents_in_group[row.id<GroupId>(0)] = int(row.int64(1));
        return {};
      }));
  // With those who own something and are agents no more.
  PULT_TRY(tx.each(
      "SELECT u.id, u.name, u.active, u.suspended, u.role, u.last_login_at, u.created_at, (SELECT MAX(s.last_seen_at) "
      "FROM sessions s WHERE s.user_id = u.id), (SELECT MAX(k.last_used_at) FROM api_tokens k WHERE k.user_id = u.id), "
      "u.signature FROM users u WHERE u.role <> 'end-user' OR u.id IN (SELECT owner_id FROM views WHERE owner_id IS "
      "NOT "
      "NULL) OR u.id IN (SELECT owner_id FROM rules WHERE owner_id IS NOT NULL)",
      {}, [&](const Row& row) -> Result<void> {
        Agent agent{row.id<UserId>(0), row.string(1), row.boolean(2) && row.text(4) != "end-user",
                    row.boolean(3),    std::nullopt,  row.int64(6)};
        for (const int column : {5, 7, 8})
          if (const auto seen = row.optional_int64(column)) agent.last_seen_at = std::max(agent.last_seen_at, seen);
        if (!agent.is_gone() && !row.text(9).empty())
          desk.signatures.push_back({{"user", std::to_string(agent.id.value), agent.name}, row.string(9)});
        desk.agents.push_back(std::move(agent));
        return {};
      }));
  for (const auto& cell : PULT_TRY(tickets::load_counts(tx, tickets::Status::hold))) {
    if (cell.assignee) desk.open_of_agent[cell.assignee] += cell.tickets;
    if (cell.group) desk.open_of_group[cell.group] += cell.tickets;
  }
  // Who answers by mail need not sign in.
  for (auto& agent : desk.agents) {
    if (!desk.open_of_agent.contains(agent.id)) continue;
    const auto wrote =
        PULT_TRY(tx.one("SELECT MAX(last_comment_at) FROM tickets WHERE assignee_id = ?1 AND status < 4 AND "
                        "last_comment_author_id = ?1",
                        {agent.id}, [](const Row& row) { return row.optional_int64(0); }));
    if (wrote) agent.last_seen_at = std::max(agent.last_seen_at, *wrote);
  }
  return {};
}

// Ids of people or organizations that conditions name.
std::vector<std::int64_t> named_ids(const Inventory& desk, rules::Shape shape) {
  std::vector<std::int64_t> out;
  const auto add = [&](const rules::Conditions& conditions) {
    for (const auto* list : {&conditions.all, &conditions.any})
      for (const auto& one : *list) {
        const auto* field = rules::find_field(one.field);
        std::int64_t id = 0;
        if (field && field->shape == shape && !one.value().empty())
          std::from_chars(one.value().data(), one.value().data() + one.value().size(), id);
        if (id > 0) out.push_back(id);
      }
  };
  for (const auto& rule : desk.rules) add(rule.conditions);
  for (const auto& view : desk.views) add(view.conditions);
  for (const auto& policy : desk.policies) add(policy.filter);
  return out;
}

Result<std::set<std::int64_t>> existing(sql::Transaction& tx, const std::string& condition,
                                        const std::vector<std::int64_t>& ids) {
  std::set<std::int64_t> out;
  const sql::IdList list(tx, ids);
  PULT_TRY(tx.each("SELECT id FROM " + condition + " id" + list.among(1), {list}, [&](const Row& row) -> Result<void> {
    out.insert(row.int64(0));
    return {};
  }));
  return out;
}

Result<void> read_rules(sql::Transaction& tx, Inventory& desk) {
  desk.rules = PULT_TRY(automation::list_everybodys_rules(tx));
  desk.views = PULT_TRY(tickets::list_active_views(tx));
  desk.policies = PULT_TRY(automation::list_sla_policies(tx));
  desk.people = PULT_TRY(existing(tx, "users WHERE active = 1 AND", named_ids(desk, rules::Shape::person)));
  desk.organizations = PULT_TRY(existing(tx, "organizations WHERE", named_ids(desk, rules::Shape::organization)));
  return {};
}

Result<void> read_channels(sql::Transaction& tx, Inventory& desk) {
  for (const auto& mailbox : PULT_TRY(channels::mail::list_mailboxes(tx))) {
    const bool fetches = !mailbox.imap.host.empty();
    desk.mailboxes.push_back({mailbox.id, mailbox.address, mailbox.group, mailbox.active, fetches,
                              mailbox.last_mail_at.has_value() || (fetches && mailbox.state == "ok"),
                              mailbox.created_at});
    if (mailbox.active && !mailbox.signature.empty())
      desk.signatures.push_back({{"mailbox", std::to_string(mailbox.id.value), mailbox.address}, mailbox.signature});
  }
  PULT_TRY(tx.each("SELECT id, name, is_active FROM webhooks ORDER BY id", {}, [&](const Row& row) -> Result<void> {
    desk.webhooks.push_back({row.string(0), row.string(1), row.boolean(2), 0, 0});
    return {};
  }));
  PULT_TRY(tx.each("SELECT link, failures, answer FROM link_checks", {}, [&](const Row& row) -> Result<void> {
    desk.links[row.string(0)] = {int(row.int64(1)), row.string(2)};
    return {};
  }));
  return {};
}

// What articles say in any language, where it names an address.
Result<void> read_articles(sql::Transaction& tx, Inventory& desk) {
  constexpr int most = 5'000;
  return tx.each(
      "SELECT i.id, t.title, t.body FROM knowledge_items i JOIN knowledge_translations t ON t.item_id = i.id "
      "WHERE i.kind = 3 AND i.archived_at IS NULL AND t.draft = 0 AND (t.body LIKE '%http%' OR t.body LIKE '%@%') "
      "ORDER BY i.id, t.id LIMIT ?1",
      {most}, [&](const Row& row) -> Result<void> {
        desk.articles.push_back({{"article", std::to_string(row.int64(0)), row.string(1)}, row.string(2)});
        return {};
      });
}

}  // namespace

Result<Inventory> read_inventory(sql::Transaction& tx, Micros now) {
  Inventory desk;
  desk.now = now;
  desk.definitions = PULT_TRY(tickets::load_definitions(tx));
  desk.naming = automation::naming_rule_of(desk.definitions->account_settings);
  PULT_TRY(read_people(tx, desk));
  PULT_TRY(read_rules(tx, desk));
  PULT_TRY(read_channels(tx, desk));
  PULT_TRY(read_articles(tx, desk));
  PULT_TRY(read_usage(tx, desk));
  PULT_TRY(read_namesakes(tx, desk));
  return desk;
}

}  // namespace pult::housekeeping
