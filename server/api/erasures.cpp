// SPDX-License-Identifier: AGPL-3.0-or-later
// Erasing people: first what it would take away, then the name typed once more, then a job.
#include "api/erasures.hpp"

#include <algorithm>

#include "api/body.hpp"
#include "api/forget.hpp"
#include "api/job_kinds.hpp"
#include "api/job_status.hpp"
#include "api/page.hpp"
#include "api/present.hpp"
#include "api/routes.hpp"
#include "privacy/sweep.hpp"
#include "tickets/deletion.hpp"

namespace pult::api {
namespace {

using privacy::Erasure;

Result<people::User> load_person(Call& call) {
  auto user = PULT_TRY(people::load_user(call.tx, UserId(call.ids[0])));
  if (!people::may_see_user(call.actor, user)) return base::fail_not_found();
  return user;
}

// What is to be typed once more: the name, of whom has none the address.
std::string confirmation_of(const people::User& user) { return user.name; }

Result<Answer> preview(Call& call) {
  const auto user = PULT_TRY(load_person(call));
  PULT_TRY(privacy::check_erasable(user));
  const auto found = PULT_TRY(privacy::preview(call.tx, user));
  return Answer{200,
                {{"erasure_preview",
                  {{"user_id", user.id.value},
                   {"confirmation", confirmation_of(user)},
                   {"tickets", found.tickets},
                   {"tickets_in_copy", found.tickets_in_copy},
                   {"comments", found.comments},
                   {"attachments", found.attachments},
                   {"suspended_tickets", found.suspended_tickets},
                   {"identities", found.identities}}}}};
}

json::object present(const Erasure& erasure) {
  return {{"id", erasure.id.value},
          {"user_id", erasure.user.value},
          {"actor_id", erasure.actor.value},
          {"content", privacy::render_content(erasure.content)},
          {"status", erasure.finished_at ? "complete" : "in_progress"},
          {"created_at", base::render_iso8601(erasure.created_at)},
          {"finished_at", time_or_null(erasure.finished_at)}};
}

Result<Answer> list(Call& call) {
  const auto user = PULT_TRY(load_person(call));
  const auto page = PULT_TRY(page_of(call));
  auto rows = PULT_TRY(privacy::list_erasures(call.tx, user.id));
  std::ranges::sort(rows, {}, &Erasure::id);
  return Answer{200,
                whole_list_answer(call, page, "erasures", rows, [](const Erasure& e) { return e.id.value; }, present)};
}

Result<Answer> create(Call& call) {
  const auto user = PULT_TRY(load_person(call));
  Body in(*PULT_TRY(inner(call.body, "erasure")));
  const auto content = privacy::parse_content(in.text("content").value_or("keep"));
  const auto confirmation = in.text("confirmation").value_or("");
  PULT_TRY(in.check());
  if (!content) return base::fail_field("content", "InvalidValue", "Content: is keep, redact or delete");
  if (confirmation != confirmation_of(user))
    return base::fail_field("confirmation", "InvalidValue", "Confirmation: is not the name of the person");
  return answer_job(call, erase_person_type, PULT_TRY(erase(call.tx, call.actor, user, *content, call.now())));
}

Result<json::object> delete_one(Call& call, TicketId id, int index) {
  auto ticket = PULT_TRY(tickets::find_ticket_for_update(call.tx, id));
  json::object done{{"index", index}, {"id", id.value}, {"success", true}};
  if (!ticket) return done;
  if (ticket->status != tickets::Status::deleted)
    ticket = PULT_TRY(call.services.desk.remove(call.tx, people::system_actor(), id)).ticket;
  PULT_TRY(purge_ticket(call.tx, call.services.desk, *ticket));
  return done;
}

Result<json::object> look_through(Call& call, const Erasure& erasure, const json::object& item, int index) {
  json::object done{{"index", index}, {"success", true}};
  if (erasure.finished_at) return done;
  const privacy::Place place{std::string(item.at("table").as_string()), item.at("from").as_int64()};
  const auto swept = PULT_TRY(privacy::sweep(call.tx, call.services.desk, people::system_actor(), erasure, place));
  PULT_TRY(forget_content(call, swept.digests));
  if (swept.next) {
    jobs::continue_with(
        done, json::object{{"id", erasure.id.value}, {"table", swept.next->table}, {"from", swept.next->from}});
    return done;
  }
  PULT_TRY(privacy::forget_words(call.tx, erasure.traces, call.now()));
  PULT_TRY(privacy::finish_erasure(call.tx, erasure.id, call.now()));
  return done;
}

// What was promised when the job was made is done, whoever asked and whatever has become of them.
Result<json::object> step(Call& call, privacy::ErasureId id, int index) {
  const auto erasure = PULT_TRY(privacy::load_erasure(call.tx, id));
  if (const auto* ticket = call.body.if_contains("ticket_id"))
    return delete_one(call, TicketId(ticket->as_int64()), index);
  return look_through(call, erasure, call.body, index);
}

}  // namespace

Result<json::array> erase(sql::Transaction& tx, const people::Actor& actor, const people::User& user,
                          privacy::Content content, Micros now) {
  const auto begun = PULT_TRY(privacy::begin_erasure(tx, actor, user, content, now));
  PULT_TRY(forget_content(tx, begun.digests, now));
  json::array items;
  for (const auto ticket : begun.requested)
    items.push_back(json::object{{"id", begun.erasure.id.value}, {"ticket_id", ticket.value}});
  items.push_back(json::object{{"id", begun.erasure.id.value}, {"table", ""}, {"from", 0}});
  return items;
}

void add_erasure_jobs(jobs::Runner& runner, Services& services) {
  auto kind = item_kind(step, services);
  kind.in_flight = 1;
  runner.handle(std::string(erase_person_type), std::move(kind));
}

std::vector<Route> erasure_routes() {
  return {
      {"GET", "users/{id}/erasure_preview", Who::admin, Mode::read, preview},
      {"GET", "users/{id}/erasures", Who::admin, Mode::read, list},
      {"POST", "users/{id}/erasures", Who::admin, Mode::write, create},
  };
}

}  // namespace pult::api
