// SPDX-License-Identifier: AGPL-3.0-or-later
// notifications: what the caller was told of, what they have seen of it, and what they want to be told.
#include "api/body.hpp"
#include "api/notification_json.hpp"
#include "api/page.hpp"
#include "api/present.hpp"
#include "channels/mail/service.hpp"
#include "notify/settings.hpp"

namespace pult::api {
namespace {

using notify::NotificationId;

constexpr int in_bell = 10;

Result<Answer> list(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  notify::NotificationFilter filter;
  filter.unread_only = call.request.query_value("unread") == "true";
  filter.limit = page.fetch();
  filter.offset = page.offset;
  if (!page.after.empty()) filter.before = NotificationId(page.after[0]);
  std::int64_t total = 0;
  if (!page.by_cursor)
    total = PULT_TRY(notify::count_notifications(call.tx, call.actor, filter.unread_only, int(max_offset)));
  auto rows = PULT_TRY(notify::list_notifications(call.tx, call.actor, filter));
  auto body = list_answer(
      call, page, "notifications", rows, [](const notify::Notification& one) { return one.id.value; },
      present_notification, [&] { return total; });
  return Answer{200, std::move(body)};
}

Result<Answer> unread(Call& call) { return Answer{200, PULT_TRY(bell(call.tx, call.actor))}; }

Result<Answer> mark_read(Call& call) {
  Body in(call.body);
  notify::Seen seen;
  if (const auto ids = in.ids("ids")) {
    if (ids->size() > std::size_t(max_page_size)) in.fail("ids", "at most 100 ids");
    for (const auto id : *ids) seen.ids.emplace_back(id);
  }
  if (const auto id = in.id("ticket_id")) seen.ticket = TicketId(*id);
  if (const auto id = in.id("up_to_id")) seen.up_to = NotificationId(*id);
  PULT_TRY(in.check());
  if (seen.ids.empty() && !seen.ticket && !seen.up_to && !in.has("ids"))
    return base::fail(ErrorKind::invalid, "MissingAttribute", "ids, ticket_id or up_to_id is needed");
  PULT_TRY(notify::mark_read(call.tx, call.actor.id(), seen, call.now()));
  return unread(call);
}

json::object present_channels(const notify::Channels& channels) {
  return {{"in_app", channels.in_app}, {"push", channels.push}, {"mail", channels.mail}};
}

Result<Answer> present_settings(const Call& call, const notify::Settings& settings) {
  json::object chosen;
  for (const auto& kind : notify::kinds) chosen[kind.name] = present_channels(settings.choices.find(kind.name)->second);
  const auto& user = call.actor.user;
  const auto trouble = PULT_TRY(call.services.mail.agent_mail_trouble(call.tx, user));
  json::object out{{"kinds", std::move(chosen)},
                   {"mail",
                    {{"delay_minutes", settings.mail_delay_min},
                     {"address", text_or_null(user.email)},
                     {"trouble", text_or_null(trouble)}}},
                   {"quiet_hours",
                    {{"enabled", settings.is_quiet},
                     {"from", notify::render_time_of_day(settings.quiet_from_min)},
                     {"to", notify::render_time_of_day(settings.quiet_to_min)},
                     {"time_zone", user.time_zone}}}};
  return Answer{200, {{"notification_settings", std::move(out)}}};
}

Result<Answer> show_settings(Call& call) {
  return present_settings(call, PULT_TRY(notify::load_settings(call.tx, call.actor.id())));
}

Result<void> apply_kinds(Body& in, notify::Settings& settings) {
  const auto* given = in.object("kinds");
  if (!given) return {};
  for (const auto& [name, value] : *given) {
    const auto into = settings.choices.find(name);
    const auto field = "kinds." + std::string(name);
    if (into == settings.choices.end()) {
      in.fail(field, "absent: there is no such kind");
    } else if (!value.is_object()) {
      in.fail(field, "an object of channels: in_app, push, mail");
    } else {
      Body channels(value.get_object());
      const auto wanted = notify::changed(
          into->second, {channels.boolean("in_app"), channels.boolean("push"), channels.boolean("mail")});
      if (!wanted) channels.fail("in_app", "true where push or mail is");
      PULT_TRY(channels.check());
      into->second = *wanted;
    }
  }
  return {};
}

Result<void> apply_mail(Body& in, notify::Settings& settings) {
  const auto* given = in.object("mail");
  if (!given) return {};
  Body mail(*given);
  if (const auto minutes = mail.id("delay_minutes")) {
    if (*minutes < 0 || *minutes > notify::longest_mail_delay_min)
      mail.fail("delay_minutes", "a number of minutes, a day at most");
    settings.mail_delay_min = *minutes;
  }
  return mail.check();
}

// The zone is the person's own, for all that the desk tells them.
Result<void> apply_quiet_hours(Call& call, Body& in, notify::Settings& settings) {
  const auto* given = in.object("quiet_hours");
  if (!given) return {};
  Body hours(*given);
  if (const auto v = hours.boolean("enabled")) settings.is_quiet = *v;
  const auto time = [&](std::string_view name, int& into) {
    const auto text = hours.text(name);
    if (!text) return;
    const auto minutes = notify::parse_time_of_day(*text);
    if (minutes)
      into = *minutes;
    else
      hours.fail(name, "a time of day, such as 22:00");
  };
  time("from", settings.quiet_from_min);
  time("to", settings.quiet_to_min);
  const auto zone = hours.text("time_zone");
  if (zone && !notify::is_time_zone(*zone)) hours.fail("time_zone", "a time zone, such as Europe/Prague");
  PULT_TRY(hours.check());
  if (!zone || *zone == call.actor.user.time_zone) return {};
  call.actor.user.time_zone = *zone;
  return people::save_user(call.tx, call.actor.user, call.now());
}

Result<Answer> save_settings(Call& call) {
  Body in(*PULT_TRY(inner(call.body, "notification_settings")));
  auto settings = PULT_TRY(notify::load_settings(call.tx, call.actor.id()));
  PULT_TRY(apply_kinds(in, settings));
  PULT_TRY(apply_mail(in, settings));
  PULT_TRY(apply_quiet_hours(call, in, settings));
  PULT_TRY(in.check());
  PULT_TRY(notify::save_settings(call.tx, call.actor.id(), settings));
  return present_settings(call, settings);
}

}  // namespace

json::object present_notification(const notify::Notification& one) {
  return {{"id", one.id.value},
          {"kind", one.kind},
          {"ticket_id", one.ticket.value},
          {"comment_id", id_or_null(one.comment)},
          {"actor_id", one.actor.value},
          {"actor_name", text_or_null(one.actor_name)},
          {"subject", one.subject},
          {"excerpt", text_or_null(one.excerpt)},
          {"metric", text_or_null(one.metric)},
          {"due_at", time_or_null(one.due_at)},
          {"read", one.read_at.has_value()},
          {"read_at", time_or_null(one.read_at)},
          {"created_at", base::render_iso8601(one.created_at)}};
}

Result<json::object> bell(sql::Transaction& tx, const people::Actor& actor) {
  notify::NotificationFilter filter;
  filter.unread_only = true;
  filter.limit = in_bell;
  json::array newest;
  for (const auto& one : PULT_TRY(notify::list_notifications(tx, actor, filter)))
    newest.push_back(present_notification(one));
  const auto count = PULT_TRY(notify::count_notifications(tx, actor, true, notify::most_unread));
  return json::object{{"unread", count}, {"notifications", std::move(newest)}};
}

Result<std::optional<std::string>> render_bell(sql::Transaction& tx, UserId user) {
  auto actor = people::load_actor(tx, user);
  if (!actor && actor.error().kind == ErrorKind::not_found) return std::nullopt;
  if (!PULT_TRY(actor).is_agent()) return std::nullopt;
  auto frame = PULT_TRY(bell(tx, *actor));
  frame["type"] = "notifications";
  return json::serialize(frame);
}

std::vector<Route> notification_routes() {
  return {
      {"GET", "notifications", Who::agent, Mode::read, list},
      {"GET", "notifications/unread", Who::agent, Mode::read, unread},
      {"PUT", "notifications/mark_read", Who::agent, Mode::write, mark_read},
      {"GET", "users/me/notification_settings", Who::agent, Mode::read, show_settings},
      {"PUT", "users/me/notification_settings", Who::agent, Mode::write, save_settings},
  };
}

}  // namespace pult::api
