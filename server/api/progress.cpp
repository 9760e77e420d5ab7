// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/progress.hpp"

#include "alerts/alert.hpp"
#include "api/job_kinds.hpp"
#include "api/job_status.hpp"
#include "api/notification_json.hpp"
#include "imports/import.hpp"

namespace pult::api {

Result<std::optional<std::string>> render_progress(sql::Transaction& tx, Services& services, const std::string& what,
                                                   const std::string& name, const std::string& base_url) {
  if (what == "job") {
    const auto job = PULT_TRY(jobs::find_job(tx, name));
    if (!job) return std::nullopt;
    static const json::object no_body;
    auto call = step_call(tx, {}, no_body, services);
    call.base_url = base_url;
    return json::serialize(json::object{{"type", "job_status"}, {"job_status", present_job(call, *job, nullptr)}});
  }
  if (what == "notifications") return render_bell(tx, UserId(std::atoll(name.c_str())));
  if (what == alerts::alerts_part) return json::serialize(json::object{{"type", "alerts"}});
  if (what == "housekeeping") return json::serialize(json::object{{"type", "housekeeping"}});
  if (what == "round_trip")
    return json::serialize(json::object{{"type", "round_trip"}, {"mailbox_id", std::atoll(name.c_str())}});
  if (what != "import") return std::nullopt;
  const auto import = PULT_TRY(imports::find_import(tx, imports::ImportId(std::atoll(name.c_str()))));
  if (!import) return std::nullopt;
  return json::serialize(
      json::object{{"type", "import"}, {"import", json::object{{"id", import->id.value}, {"status", import->state}}}});
}

}  // namespace pult::api
