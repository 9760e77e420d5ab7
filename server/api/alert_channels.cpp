// SPDX-License-Identifier: AGPL-3.0-or-later
// alert_channels: where loud alerts go. Secrets go in and never come out.
#include "alerts/channel.hpp"

#include "alerts/service.hpp"
#include "api/body.hpp"
#include "api/page.hpp"
#include "api/present.hpp"
#include "api/routes.hpp"

namespace pult::api {
namespace {

using alerts::Channel;
using alerts::ChannelId;

json::object present_channel(const Call& call, const Channel& channel) {
  json::object headers;
  for (const auto& [name, value] : channel.headers) headers[name] = value;
  const bool is_hook = channel.kind == "hook";
  return {{"url", call.url("alert_channels/" + std::to_string(channel.id.value))},
          {"id", channel.id.value},
          {"name", channel.name},
          {"kind", channel.kind},
          {"active", channel.is_active},
          {"locale", channel.locale},
          {"endpoint", text_or_null(channel.endpoint)},
          {"http_method", is_hook ? json::value(channel.http_method) : nullptr},
          {"format", is_hook ? json::value(channel.format) : nullptr},
          {"headers", is_hook ? json::value(std::move(headers)) : nullptr},
          {"body", is_hook ? json::value(channel.body) : nullptr},
          {"topic", text_or_null(channel.topic)},
          {"has_token", !channel.token.empty()},
          {"has_user_token", !channel.user_token.empty()},
          {"last_success_at", time_or_null(channel.last_success_at)},
          {"last_error", text_or_null(channel.last_error)},
          {"created_at", base::render_iso8601(channel.created_at)},
          {"updated_at", base::render_iso8601(channel.updated_at)}};
}

alerts::ChannelStore store_of(Call& call) { return call.services.alerts->channels(call.tx); }

Result<Channel> load(Call& call) {
  auto channel = PULT_TRY(store_of(call).find(ChannelId(call.ids[0])));
  if (!channel) return base::fail_not_found();
  return std::move(*channel);
}

void apply_headers(Body& in, Channel& channel) {
  if (!in.has("headers")) return;
  channel.headers.clear();
  const auto* given = in.is_null("headers") ? nullptr : in.object("headers");
  if (!given) return;
  for (const auto& [name, value] : *given) {
    if (!value.is_string())
      in.fail("headers", "an object of strings");
    else
      channel.headers.emplace_back(name, value.get_string());
  }
}

Result<void> apply_input(Call& call, Channel& channel) {
  Body in(*PULT_TRY(inner(call.body, "alert_channel")));
  const std::pair<std::string_view, std::string*> texts[] = {
      {"name", &channel.name},     {"kind", &channel.kind},
      {"locale", &channel.locale}, {"endpoint", &channel.endpoint},
      {"format", &channel.format}, {"http_method", &channel.http_method},
      {"body", &channel.body},     {"topic", &channel.topic},
      {"token", &channel.token},   {"user_token", &channel.user_token}};
  // Those that a channel of another kind shows as null are left alone by it.
  for (const auto& [name, into] : texts)
    if (auto given = in.text(name); given && (!in.is_null(name) || name == "endpoint" || name == "topic"))
      *into = std::move(*given);
  if (const auto active = in.boolean("active")) channel.is_active = *active;
  apply_headers(in, channel);
  PULT_TRY(in.check());
  return alerts::check(channel, call.services.alerts->guard());
}

Result<Answer> list(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  auto rows = PULT_TRY(store_of(call).list());
  return Answer{200, whole_list_answer(
                         call, page, "alert_channels", rows, [](const Channel& one) { return one.id.value; },
                         [&](const Channel& one) { return present_channel(call, one); })};
}

Result<Answer> show(Call& call) {
  return Answer{200, {{"alert_channel", present_channel(call, PULT_TRY(load(call)))}}};
}

Result<Answer> create(Call& call) {
  Channel wanted;
  PULT_TRY(apply_input(call, wanted));
  return answer_made("alert_channel",
                     present_channel(call, PULT_TRY(store_of(call).create(std::move(wanted), call.now()))));
}

Result<Answer> update(Call& call) {
  auto channel = PULT_TRY(load(call));
  PULT_TRY(apply_input(call, channel));
  PULT_TRY(store_of(call).save(channel, call.now()));
  return show(call);
}

Result<Answer> remove(Call& call) {
  const auto id = PULT_TRY(load(call)).id;
  call.services.alerts->expect_change();
  PULT_TRY(store_of(call).remove(id));
  PULT_TRY(alerts::forget_channel(call.tx, id, call.now()));
  return Answer{204, nullptr};
}

// One call at once; the person waits for what the other side says.
Result<Answer> test(Call& call) {
  auto channel = PULT_TRY(load(call));
  Answer answer;
  answer.outside = [service = call.services.alerts, channel = std::move(channel)]() -> Result<Answer> {
    const auto reply = service->try_out(channel);
    const int status = reply ? reply->status : 0;
    const bool sent = status >= 200 && status < 300;
    std::string words = reply ? "" : reply.error().message;
    if (reply && !sent) words = "HTTP " + std::to_string(status);
    return Answer{200, {{"test", {{"sent", sent}, {"status_code", status}, {"error", text_or_null(words)}}}}};
  };
  return answer;
}

}  // namespace

std::vector<Route> alert_channel_routes() {
  return {
      {"GET", "alert_channels", Who::admin, Mode::read, list},
      {"POST", "alert_channels", Who::admin, Mode::write, create},
      {"GET", "alert_channels/{id}", Who::admin, Mode::read, show},
      {"PUT", "alert_channels/{id}", Who::admin, Mode::write, update},
      {"DELETE", "alert_channels/{id}", Who::admin, Mode::write, remove},
      {"POST", "alert_channels/{id}/test", Who::admin, Mode::read, test},
  };
}

}  // namespace pult::api
