// SPDX-License-Identifier: AGPL-3.0-or-later
// activities: what others did to the caller's tickets.
#include <map>

#include "api/page.hpp"
#include "api/present.hpp"
#include "tickets/activity.hpp"

namespace pult::api {
namespace {

using tickets::Activity;

// The people of a page of activities, each presented once.
using Persons = std::map<std::int64_t, json::object>;

Result<Persons> load_persons(Call& call, const std::vector<Activity>& rows) {
  std::set<std::int64_t> wanted;
  for (const auto& row : rows) wanted.insert({row.user.value, row.actor.value});
  std::vector<UserId> ids;
  for (const auto id : wanted)
    if (id > 0) ids.emplace_back(id);
  Persons out;
  if (ids.empty()) return out;
  for (const auto& user : PULT_TRY(people::list_users(call.tx, ids))) out[user.id.value] = present_user(call, user);
  return out;
}

std::string title_of(const Activity& a, const Persons& persons) {
  const auto actor = persons.find(a.actor.value);
  const auto name =
      actor == persons.end() ? std::string("The desk") : std::string(actor->second.at("name").as_string());
  const auto ticket = "ticket #" + std::to_string(a.ticket.value);
  if (a.verb == tickets::verb_assignment) return name + " assigned " + ticket + " to you.";
  if (a.verb == tickets::verb_comment) return name + " commented on " + ticket + ".";
  if (a.verb == tickets::verb_approval_asked)
    return name + " asks you to approve \"" + a.value + "\" on " + ticket + ".";
  if (a.verb == tickets::verb_approval_decided) return name + " has " + a.value + " what was asked on " + ticket + ".";
  return name + " raised the priority of " + ticket + " to " + a.value + ".";
}

json::object object_of(const Call& call, const Activity& a) {
  if (a.verb == tickets::verb_comment && (a.comment_public || people::may_see_internal(call.actor)))
    return {{"comment", {{"value", a.comment_body}, {"public", a.comment_public}}}};
  if (a.verb == tickets::verb_priority) return {{"priority", a.value}};
  return {{"ticket", {{"id", a.ticket.value}, {"subject", a.subject}}}};
}

json::value person_or_null(const Persons& persons, UserId id) {
  const auto found = persons.find(id.value);
  return found == persons.end() ? json::value(nullptr) : json::value(found->second);
}

json::object present_activity(const Call& call, const Activity& a, const Persons& persons) {
  return {{"url", call.url("activities/" + std::to_string(a.id.value))},
          {"id", a.id.value},
          {"title", title_of(a, persons)},
          {"verb", a.verb},
          {"user_id", a.user.value},
          {"actor_id", a.actor.value},
          {"created_at", base::render_iso8601(a.created_at)},
          {"updated_at", base::render_iso8601(a.created_at)},
          {"object", object_of(call, a)},
          {"target", {{"ticket", {{"id", a.ticket.value}, {"subject", a.subject}}}}},
          {"user", person_or_null(persons, a.user)},
          {"actor", person_or_null(persons, a.actor)}};
}

json::array persons_of(const Persons& persons, const std::set<std::int64_t>& wanted) {
  json::array out;
  for (const auto id : wanted)
    if (const auto found = persons.find(id); found != persons.end()) out.emplace_back(found->second);
  return out;
}

Result<tickets::ActivityFilter> filter_of(const Call& call) {
  tickets::ActivityFilter filter;
  const auto since = call.request.query_value("since");
  if (since.empty()) return filter;
  filter.since = base::parse_iso8601(since);
  if (!filter.since) return base::fail(ErrorKind::invalid, "InvalidValue", "since must be an ISO 8601 time");
  return filter;
}

Result<Answer> list(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  auto filter = PULT_TRY(filter_of(call));
  filter.limit = page.fetch();
  filter.offset = page.offset;
  std::int64_t total = 0;
  if (!page.by_cursor) total = PULT_TRY(tickets::count_activities(call.tx, call.actor, call.now(), filter, max_offset));
  if (!page.after.empty()) filter.before = tickets::ActivityId(page.after[0]);
  auto rows = PULT_TRY(tickets::list_activities(call.tx, call.actor, call.now(), filter));
  const auto persons = PULT_TRY(load_persons(call, rows));
  auto body = list_answer(
      call, page, "activities", rows, [](const Activity& a) { return a.id.value; },
      [&](const Activity& a) { return present_activity(call, a, persons); }, [&] { return total; });
  std::set<std::int64_t> users, actors;
  for (const auto& row : rows) {
    users.insert(row.user.value);
    actors.insert(row.actor.value);
  }
  body["users"] = persons_of(persons, users);
  body["actors"] = persons_of(persons, actors);
  return Answer{200, std::move(body)};
}

Result<Answer> count(Call& call) {
  const auto filter = PULT_TRY(filter_of(call));
  const auto total = PULT_TRY(tickets::count_activities(call.tx, call.actor, call.now(), filter, max_offset));
  return Answer{200, {{"count", {{"value", total}, {"refreshed_at", base::render_iso8601(call.now())}}}}};
}

Result<Answer> show(Call& call) {
  const auto found =
      PULT_TRY(tickets::find_activity(call.tx, call.actor, call.now(), tickets::ActivityId(call.ids[0])));
  if (!found) return base::fail_not_found();
  const auto persons = PULT_TRY(load_persons(call, {*found}));
  return Answer{200, {{"activity", present_activity(call, *found, persons)}}};
}

}  // namespace

std::vector<Route> activity_routes() {
  return {
      {"GET", "activities", Who::agent, Mode::read, list},
      {"GET", "activities/count", Who::agent, Mode::read, count},
      {"GET", "activities/{id}", Who::agent, Mode::read, show},
  };
}

}  // namespace pult::api
