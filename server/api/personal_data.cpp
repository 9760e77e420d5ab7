// SPDX-License-Identifier: AGPL-3.0-or-later
// personal_data_exports: everything stored about a person, for them to have.
#include "api/email_view.hpp"
#include "api/forget.hpp"
#include "api/job_kinds.hpp"
#include "api/page.hpp"
#include "api/personal_data_files.hpp"
#include "api/present.hpp"
#include "api/routes.hpp"
#include "api/upload_input.hpp"
#include "people/audit_log.hpp"
#include "privacy/export.hpp"

namespace pult::api {
namespace {

using privacy::Export;

constexpr std::string_view export_type = "Export Personal Data";

json::object present(const Call& call, const Export& made) {
  const auto path = "personal_data_exports/" + std::to_string(made.id.value);
  const bool is_there = made.state() == "complete";
  return {
      {"url", call.url(path)},
      {"id", made.id.value},
      {"user_id", made.user.value},
      {"actor_id", made.actor.value},
      {"status", made.state()},
      {"size", made.size},
      {"content_url", is_there ? json::value(call.base_url + "/api/v2/" + path + "/content") : json::value(nullptr)},
      {"created_at", base::render_iso8601(made.created_at)},
      {"finished_at", time_or_null(made.finished_at)},
      {"expires_at", time_or_null(made.expires_at)}};
}

Result<people::User> load_person(Call& call, UserId id) {
  auto user = PULT_TRY(people::load_user(call.tx, id));
  if (!people::may_see_user(call.actor, user)) return base::fail_not_found();
  return user;
}

Result<Export> load(Call& call) {
  auto found = PULT_TRY(privacy::find_export(call.tx, privacy::ExportId(call.ids[0])));
  if (!found) return base::fail_not_found();
  return std::move(*found);
}

Result<void> record(Call& call, UserId user, std::string what) {
  people::audit_log::Entry entry;
  entry.action = "exported";
  entry.source_type = "user";
  entry.source_id = user.value;
  entry.source_label = "User " + std::to_string(user.value);
  entry.change_description = std::move(what);
  entry.ip_address = call.request.remote_address;
  return people::audit_log::record(call.tx, call.actor, std::move(entry), call.now());
}

Result<Answer> list(Call& call) {
  const auto user = PULT_TRY(load_person(call, UserId(call.ids[0])));
  const auto page = PULT_TRY(page_of(call));
  auto rows = PULT_TRY(privacy::list_exports(call.tx, user.id));
  return Answer{200, whole_list_answer(
                         call, page, "personal_data_exports", rows, [](const Export& e) { return e.id.value; },
                         [&](const Export& e) { return present(call, e); })};
}

Result<Answer> create(Call& call) {
  const auto user = PULT_TRY(load_person(call, UserId(call.ids[0])));
  if (user.purged) return base::fail_field("base", "InvalidValue", "Nothing is stored about this person any more");
  const auto made = PULT_TRY(privacy::create_export(call.tx, user.id, call.actor.id(), call.now()));
  json::array items;
  items.push_back(json::object{{"id", made.id.value}});
  const auto job = PULT_TRY(jobs::enqueue(call.tx, call.actor, export_type, items, call.now()));
  PULT_TRY(record(call, user.id, "Personal data exported"));
  auto answer = answer_made("personal_data_export", present(call, made));
  answer.body.as_object()["job_id"] = job.name;
  return answer;
}

Result<Answer> show(Call& call) { return Answer{200, {{"personal_data_export", present(call, PULT_TRY(load(call)))}}}; }

Result<Answer> content(Call& call) {
  const auto made = PULT_TRY(load(call));
  if (made.state() != "complete") return base::fail_not_found();
  PULT_TRY(record(call, made.user, "Personal data downloaded"));
  Answer answer{200, nullptr};
  PULT_TRY(put_content(call, made.sha256, answer));
  add_download_headers(answer, "application/zip", "personal-data-" + std::to_string(made.user.value) + ".zip");
  return answer;
}

Result<json::object> step(Call& asked, privacy::ExportId id, int index) {
  auto call = step_call(asked.tx, people::system_actor(), asked.body, asked.services);
  json::object done{{"index", index}, {"id", id.value}, {"success", true}};
  const auto wanted = PULT_TRY(privacy::find_export(call.tx, id));
  if (!wanted) return done;  // the person has been erased meanwhile
  const auto user = PULT_TRY(people::load_user(call.tx, wanted->user));
  const auto archive = PULT_TRY(call.services.blobs.stage(PULT_TRY(collect_personal_data(call, user))));
  PULT_TRY(privacy::keep_export(call.tx, id, archive, call.now()));
  return done;
}

}  // namespace

void add_personal_data_jobs(jobs::Runner& runner, Services& services) {
  runner.handle(std::string(export_type), item_kind(step, services));
}

void add_personal_data_timer(timers::Runner& runner, Services& services) {
  const auto expire = [&services](sql::Transaction& tx, const std::string& subject) -> Result<void> {
    const auto digest = PULT_TRY(privacy::expire_export(tx, privacy::ExportId(std::stoll(subject))));
    return digest.empty() ? Result<void>() : forget_content(tx, {digest}, services.now());
  };
  runner.handle(std::string(privacy::export_timer), {expire});
}

std::vector<Route> personal_data_routes() {
  return {
      {"GET", "users/{id}/personal_data_exports", Who::admin, Mode::read, list},
      {"POST", "users/{id}/personal_data_exports", Who::admin, Mode::write, create},
      {"GET", "personal_data_exports/{id}", Who::admin, Mode::read, show},
      {"GET", "personal_data_exports/{id}/content", Who::admin, Mode::write, content},
  };
}

}  // namespace pult::api
