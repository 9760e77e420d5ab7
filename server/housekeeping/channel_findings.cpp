// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>

#include "housekeeping/findings.hpp"

namespace pult::housekeeping {
namespace {

// A receiver that was down for an hour is no failing webhook.
constexpr std::int64_t least_calls = 10;
constexpr int failing_percent = 95;
constexpr Micros time_to_verify = 7 * base::day_us;

bool has_agents(const Inventory& desk, GroupId group) {
  const auto in = desk.agents_in_group.find(group);
  return in != desk.agents_in_group.end() && in->second > 0;
}

void find_in_mailbox(const Inventory& desk, const MailAddress& mailbox, Findings& out) {
  if (!mailbox.active) return;
  const Subject subject{"mailbox", std::to_string(mailbox.id.value), mailbox.address};
  const auto* group = mailbox.group ? desk.find_group(mailbox.group.value) : nullptr;
  const bool is_gone = mailbox.group && (!group || group->deleted);
  if (is_gone || (mailbox.group && !has_agents(desk, mailbox.group))) {
    Finding finding{.kind = "mailbox_orphan", .subject = subject};
    finding.facts = {{"address", mailbox.address},
                     {"name", group ? group->name : "#" + std::to_string(mailbox.group.value)},
                     {"how", is_gone ? "deleted" : "empty"}};
    finding.confidence = 98;
    finding.fix = Fix{"clear_group", {}};
    out.push_back(std::move(finding));
  }
  if (mailbox.is_verified || desk.now - mailbox.created_at < time_to_verify) return;
  Finding finding{.kind = "address_unverified", .subject = subject};
  finding.facts = {{"address", mailbox.address}, {"since", base::render_iso8601(mailbox.created_at)}};
  finding.confidence = 92;
  out.push_back(std::move(finding));
}

}  // namespace

void find_in_channels(const Inventory& desk, Findings& out) {
  for (const auto& mailbox : desk.mailboxes) find_in_mailbox(desk, mailbox, out);
  for (const auto& hook : desk.webhooks) {
    if (!hook.active || hook.calls < least_calls || hook.failed * 100 < hook.calls * failing_percent) continue;
    Finding finding{.kind = "webhook_failing", .subject = {"webhook", hook.id, hook.name}};
    finding.facts = {{"title", hook.name}, {"failed", hook.failed}, {"calls", hook.calls}};
    finding.confidence = 95;
    finding.fix = Fix{"deactivate", {}};
    out.push_back(std::move(finding));
  }
}

Findings find_all(const Inventory& desk) {
  Findings out;
  for (auto* find : {find_in_tags, find_in_macros, find_in_rules, find_in_references, find_in_links, find_in_people,
                     find_twins, find_in_fields, find_in_channels})
    find(desk, out);
  std::ranges::sort(out, {}, [](const Finding& one) { return std::pair(-one.confidence, one.key()); });
  return out;
}

}  // namespace pult::housekeeping
