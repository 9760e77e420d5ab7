// SPDX-License-Identifier: AGPL-3.0-or-later
// What jobs of the API do. Each resource's file adds its own kinds; the types are the job_type that clients read.
#pragma once
#include "api/call.hpp"
#include "jobs/runner.hpp"
#include "timers/runner.hpp"

namespace pult::api {

// Before runner.start(). `services` must live as long as the runner.
void add_job_kinds(jobs::Runner& runner, Services& services);

void add_custom_object_jobs(jobs::Runner& runner, Services& services);
// Jobs of the desk itself after a record ({object, record}) and after an object ({object_id}) is deleted.
inline constexpr std::string_view clear_lookups_type = "Clear Lookups", sweep_records_type = "Sweep Records";

void add_housekeeping_jobs(jobs::Runner& runner, Services& services);
void add_ticket_jobs(jobs::Runner& runner, Services& services);
void add_relation_jobs(jobs::Runner& runner, Services& services);
void add_erasing_jobs(jobs::Runner& runner, Services& services);
void add_erasure_jobs(jobs::Runner& runner, Services& services);
void add_personal_data_jobs(jobs::Runner& runner, Services& services);
void add_retention_jobs(jobs::Runner& runner, Services& services);
void add_deletion_jobs(jobs::Runner& runner, Services& services);
void add_ticket_import_jobs(jobs::Runner& runner, Services& services);
void add_user_jobs(jobs::Runner& runner, Services& services);
void add_undo_jobs(jobs::Runner& runner, Services& services);
void add_view_jobs(jobs::Runner& runner, Services& services);
void add_tag_jobs(jobs::Runner& runner, Services& services);
void add_organization_jobs(jobs::Runner& runner, Services& services);
void add_merge_jobs(jobs::Runner& runner, Services& services);
void add_membership_jobs(jobs::Runner& runner, Services& services);
void add_group_membership_jobs(jobs::Runner& runner, Services& services);

// Rules of retention once a day, and archives of personal data that are no longer offered.
void add_retention_timer(timers::Runner& runner, Services& services);
void add_personal_data_timer(timers::Runner& runner, Services& services);
// Round trips that take too long. Before runner.start().
void add_round_trip_timer(timers::Runner& runner);

// Solving a problem enqueues the solving of its incidents. For the desk.
tickets::Hook incident_hook();

// A step reads and writes as a handler does. Makes the call that parsers and presenters take: no request behind it.
Call step_call(sql::Transaction& tx, const people::Actor& actor, const json::object& body, Services& services);

// A kind of job whose step gets such a call and the `id` of its item, 0 where the item has none. The call's body is the
// item's object `member`, or the item itself.
template <class Id>
jobs::Kind item_kind(Result<json::object> (*step)(Call&, Id, int), Services& services, std::string_view member = {}) {
  return {[=, &services](sql::Transaction& tx, const people::Actor& actor, const json::value& item, int index) {
    const auto& whole = item.as_object();
    auto call = step_call(tx, actor, member.empty() ? whole : whole.at(member).as_object(), services);
    const auto* id = whole.if_contains("id");
    return step(call, Id(id ? id->as_int64() : 0), index);
  }};
}

}  // namespace pult::api
