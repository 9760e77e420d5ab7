// SPDX-License-Identifier: AGPL-3.0-or-later
// The time that agents spent on tickets. The sum stands on the ticket's row.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "people/access.hpp"
#include "tickets/ticket.hpp"

namespace pult::tickets {

class Desk;
using TimeEntryId = base::Id<struct TimeEntryTag>;

struct NewTimeEntry {
  UserId user;  // 0: the actor; only admins write down the time of others
  std::int64_t seconds = 0;
  std::optional<Micros> spent_at;  // when the work ended; nullopt: now
  std::string note;
  bool billable = false;
  std::string source = "manual";  // timer | manual
};

struct TimeEntry {
  TimeEntryId id;
  TicketId ticket;
  UserId user;
  std::int64_t seconds = 0;
  Micros spent_at = 0;
  std::string note;
  bool billable = false;
  CommentId comment;  // that it was sent with
  std::string source;
  Micros created_at = 0, updated_at = 0;
};

// Entries are theirs who did the work; admins may correct those of all.
Result<TimeEntry> add_time_entry(sql::Transaction& tx, const Desk& desk, const people::Actor& actor, TicketId ticket,
                                 const NewTimeEntry& wanted);
Result<void> save_time_entry(sql::Transaction& tx, const Desk& desk, const people::Actor& actor, TimeEntry entry);
Result<void> delete_time_entry(sql::Transaction& tx, const Desk& desk, const people::Actor& actor,
                               const TimeEntry& entry);

Result<std::optional<TimeEntry>> find_time_entry(sql::Transaction& tx, TimeEntryId id);

// Newest first.
struct TimeEntryFilter {
  TicketId ticket;  // 0: of all
  UserId user;      // 0: of everybody
  std::optional<Micros> from, to;
  std::string ticket_condition = "1=1";                 // on tickets t, of constants and integers of ours
  std::optional<std::pair<Micros, TimeEntryId>> after;  // continue behind this place
  std::int64_t offset = 0;
  int limit = 100;
};
Result<std::vector<TimeEntry>> list_time_entries(sql::Transaction& tx, const TimeEntryFilter& filter);

struct TimeTotal {
  UserId user;
  std::int64_t seconds = 0, billable_seconds = 0, entries = 0;
};
// Of one ticket, by agent, the most first.
Result<std::vector<TimeTotal>> total_times(sql::Transaction& tx, TicketId ticket);

// For Desk::update, which writes it in the audit of the reply it was sent with: adds its events to `planned`; the row
// is written afterwards, when the comment's id is known.
Result<TimeEntry> plan_time_entry(sql::Transaction& tx, const people::Actor& actor, const Ticket& ticket,
                                  const NewTimeEntry& wanted, Micros now, std::vector<events::Event>& planned);
Result<void> insert_time_entry(sql::Transaction& tx, const TimeEntry& entry);

}  // namespace pult::tickets
