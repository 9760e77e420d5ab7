// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/job_kinds.hpp"

namespace pult::api {

void add_job_kinds(jobs::Runner& runner, Services& services) {
  add_ticket_jobs(runner, services);
  add_relation_jobs(runner, services);
  add_erasing_jobs(runner, services);
  add_erasure_jobs(runner, services);
  add_personal_data_jobs(runner, services);
  add_retention_jobs(runner, services);
  add_deletion_jobs(runner, services);
  add_ticket_import_jobs(runner, services);
  add_user_jobs(runner, services);
  add_undo_jobs(runner, services);
  add_view_jobs(runner, services);
  add_tag_jobs(runner, services);
  add_organization_jobs(runner, services);
  add_merge_jobs(runner, services);
  add_membership_jobs(runner, services);
  add_group_membership_jobs(runner, services);
  add_housekeeping_jobs(runner, services);
  add_custom_object_jobs(runner, services);
}

Call step_call(sql::Transaction& tx, const people::Actor& actor, const json::object& body, Services& services) {
  static const net::Request no_request;
  return Call{no_request, body, {}, {}, actor, std::nullopt, tx, services, ""};
}

}  // namespace pult::api
