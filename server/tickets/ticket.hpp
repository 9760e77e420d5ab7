// SPDX-License-Identifier: AGPL-3.0-or-later
// A ticket as a value: the fold of its audits.
#pragma once
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "events/event.hpp"
#include "people/access.hpp"
#include "tickets/ids.hpp"

namespace pult::tickets {

// In the order of the life cycle, which is also the order of "status < solved".
enum class Status : std::uint8_t { fresh, open, pending, hold, solved, closed, deleted };
std::string_view render_status(Status status);  // "new" for fresh
std::optional<Status> parse_status(std::string_view text);
bool is_priority(std::string_view text);  // low | normal | high | urgent
bool is_type(std::string_view text);      // question | incident | problem | task

// What migration 0004 seeds: a brand, a form, and one custom status per category. Closed tickets have one of category
// solved, deleted ones what they had.
inline constexpr BrandId seeded_brand{1};
inline constexpr FormId seeded_form{1};
constexpr CustomStatusId seeded_status(Status status) {
  return CustomStatusId(1 + std::min(std::int64_t(status), std::int64_t(Status::solved)));
}

struct Ticket {
  TicketId id;
  std::string subject;
  Status status = Status::fresh;
  std::optional<Status> previous_status;  // while deleted
  std::string priority, type;             // "" for none
  UserId requester, submitter, assignee;
  GroupId group;
  OrganizationId organization;
  MailboxId mailbox;  // the mailbox it came to and replies leave from
  TicketId problem;
  // The seeded ones where no event names others: every ticket has a brand, a form and a custom status.
  BrandId brand = seeded_brand;
  FormId form = seeded_form;
  CustomStatusId custom_status = seeded_status(Status::fresh);
  std::string custom_fields = "{}";  // JSON object: field id -> value as the API shows it; unset fields are absent
  TicketId followup_source;          // the closed ticket that this one follows
  std::string external_id, recipient, via;
  std::string via_rel;  // "" | follow_up | merge | ...: how it came to be from another ticket
  std::string satisfaction_score, satisfaction_comment;  // "" unoffered | offered | good | bad; the customer's words
  std::int64_t satisfaction_reason = 0;                  // tickets/satisfaction.hpp
  std::string tags;                                      // sorted, unique, separated by spaces
  std::string follower_ids, email_cc_ids;                // sorted ids, separated by spaces
  bool is_public = false, has_attachments = false;
  std::int64_t comment_count = 0, public_comment_count = 0;
  CommentId first_comment, last_comment;
  std::optional<Micros> last_comment_at;
  UserId last_comment_author;
  bool last_comment_public = false;
  std::string last_comment_excerpt;
  // What the work on it took and what it waits for; staff's own business.
  std::int64_t time_spent_s = 0;
  std::string checklist_progress;  // "" or "3/5"
  std::string approval_status;     // "" | waiting | approved | declined
  AuditId last_audit;
  std::optional<Micros> due_at, solved_at;
  std::optional<Micros> snoozed_until;  // put off: hidden from the ordinary views until then
  Micros created_at = 0, updated_at = 0;

  bool operator==(const Ticket&) const = default;
};

// One event's effect. Creating, updating and replaying all go through here, so that the row is the fold by
// construction; a property test replays what is stored.
void apply(Ticket& ticket, const events::Event& event, const events::Audit& audit);
void apply(Ticket& ticket, const events::Audit& audit);

// Events about work beside the ticket (checklists, time, approvals): staff's own, and no news of the ticket itself,
// which keeps its place in the lists.
bool is_work_field(std::string_view field);

people::TicketScope scope_of(const Ticket& ticket, UserId viewer);

// "b a b C" -> "a b c": lower case, sorted, unique. Commas and spaces separate.
std::string normalize_tags(std::string_view text);
std::vector<std::string> split_words(std::string_view text);
std::string join_ids(std::vector<UserId> ids);  // sorted, unique
std::vector<UserId> split_ids(std::string_view text);

}  // namespace pult::tickets
