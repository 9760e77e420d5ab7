// SPDX-License-Identifier: AGPL-3.0-or-later
// What customers say about an answer. A ticket has one rating, which bears the ticket's id; the audits keep the earlier
// ones. The ticket row holds the rating as it is (fold of its audits), the table is for lists over time.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "tickets/desk.hpp"

namespace pult::tickets {

struct SatisfactionRating {
  TicketId ticket;
  UserId requester, assignee;
  GroupId group;
  std::string score;  // offered | good | bad
  std::string comment;
  std::int64_t reason_code = 0;
  Micros created_at = 0, updated_at = 0;
};

// Why somebody was not satisfied; `id` and `code` are the same.
struct SatisfactionReason {
  std::int64_t code;
  std::string_view text;
};
const std::vector<SatisfactionReason>& satisfaction_reasons();

// The events of a rating. forbidden unless its requester rates; unprocessable for a ticket that is not solved and for
// scores that do not exist. Staff may offer the rating.
Result<void> plan_satisfaction(const people::Actor& actor, const Ticket& ticket, const Satisfaction& wanted,
                               std::vector<events::Event>& planned);

// Keeps the table with every change, in its transaction. Give it to the desk.
Hook satisfaction_hook();

struct RatingFilter {
  std::string score;                  // of the conventions: good, good_with_comment, received, ...; "" all
  std::optional<Micros> from, until;  // by the time of the last change
  TicketId after;
  bool descending = false;
  std::int64_t offset = 0;
  int limit = 100;
};
// nullopt: no such score. The condition is on satisfaction_ratings `r`.
std::optional<std::string> score_condition(std::string_view score);
// Of tickets the actor may see.
Result<std::vector<SatisfactionRating>> list_ratings(sql::Transaction& tx, const people::Actor& actor,
                                                     const RatingFilter& filter);
Result<std::int64_t> count_ratings(sql::Transaction& tx, const people::Actor& actor, const RatingFilter& filter,
                                   std::int64_t limit);
Result<std::optional<SatisfactionRating>> find_rating(sql::Transaction& tx, TicketId ticket);

}  // namespace pult::tickets
