// SPDX-License-Identifier: AGPL-3.0-or-later
// All that housekeeping looks at, as one value: what a desk has set up, and how much of it is in use.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "automation/macro_name.hpp"
#include "automation/rule.hpp"
#include "automation/sla_policy.hpp"
#include "housekeeping/finding.hpp"
#include "housekeeping/same_person.hpp"
#include "people/group.hpp"
#include "tickets/definitions.hpp"
#include "tickets/view.hpp"

namespace pult::housekeeping {

// What was not used for so long is not used any more.
inline constexpr Micros unused_after = 90 * base::day_us;
inline constexpr Micros stale_tag_after = 180 * base::day_us;
inline constexpr Micros absent_after = 60 * base::day_us;

struct Tag {
  std::string name;
  std::int64_t tickets = 0;
  std::optional<Micros> last_ticket_at;  // of tags on a single ticket: when that was changed last
};

struct MacroUse {
  std::int64_t uses = 0;    // in the last 90 days
  std::int64_t sent = 0;    // of those, with a text of the macro that left with a comment
  std::int64_t edited = 0;  // of those, changed before it left
  Micros last_at = 0;       // ever
};

struct Agent {
  UserId id;
  std::string name;
  bool active = true, suspended = false;
  std::optional<Micros> last_seen_at;
  Micros created_at = 0;
  bool is_gone() const { return !active || suspended; }
};

struct MailAddress {
  MailboxId id;
  std::string address;
  GroupId group;
  bool active = true, fetches = false, is_verified = false;
  Micros created_at = 0;
};

struct Hook {
  std::string id, name;
  bool active = true;
  std::int64_t calls = 0, failed = 0;  // among the latest ones
};

// What is known of a link: two bad answers in a row make it broken.
struct LinkState {
  int failures = 0;
  std::string answer;  // "404", "no such host" ...
};

struct Inventory {
  Micros now = 0;
  Micros macros_watched_since = 0;
  automation::NamingRule naming;  // of shared macros
  std::vector<Tag> tags;
  // How many of the latest tickets with the rarer of two tags have both, in percent; of pairs that are alike.
  std::map<std::pair<std::string, std::string>, int> used_together;
  std::vector<automation::Rule> rules;  // macros, triggers and automations of everybody
  std::vector<tickets::View> views;     // of everybody
  std::vector<automation::SlaPolicy> policies;
  std::map<automation::RuleId, MacroUse> macro_uses;
  std::shared_ptr<const tickets::Definitions> definitions = std::make_shared<tickets::Definitions>();
  std::vector<people::Group> groups;       // with deleted ones
  std::map<GroupId, int> agents_in_group;  // who can sign in
  std::vector<Agent> agents;               // also those who are no more, where something names them
  std::map<UserId, std::int64_t> open_of_agent;
  std::map<GroupId, std::int64_t> open_of_group;
  std::set<std::int64_t> people;  // existing users and organizations among those that rules name
  std::set<std::int64_t> organizations;
  std::set<tickets::FieldId> used_fields;  // with a value on something recent
  std::set<std::pair<tickets::FieldId, std::string>> used_options;
  std::set<tickets::CustomStatusId> used_statuses;
  std::vector<std::vector<Person>> namesakes;  // customers who might be one, those who came first in front
  std::vector<MailAddress> mailboxes;
  std::vector<Hook> webhooks;
  std::vector<std::pair<Subject, std::string>> signatures;  // of mailboxes and agents
  std::vector<std::pair<Subject, std::string>> articles;    // published ones, a row for each language
  std::map<std::string, LinkState> links;

  const people::Group* find_group(std::int64_t id) const;
  const Agent* find_agent(std::int64_t id) const;
};

}  // namespace pult::housekeeping
