// SPDX-License-Identifier: AGPL-3.0-or-later
// webhooks: who is called when something happens, with the log of the calls.
#include "api/body.hpp"
#include "api/page.hpp"
#include "api/present.hpp"
#include "channels/webhooks/delivery.hpp"
#include "channels/webhooks/invocation.hpp"
#include "channels/webhooks/service.hpp"

namespace pult::api {
namespace {

using channels::webhooks::Webhook;

std::string id_text(UserId id) { return std::to_string(id.value); }

// Without what proves that it is us.
json::value present_authentication(const Webhook& webhook) {
  if (webhook.auth_type.empty()) return nullptr;
  json::object data;
  for (const auto* name : {"username", "name"})
    if (const auto* value = webhook.auth_data.if_contains(name)) data[name] = *value;
  return json::object{{"type", webhook.auth_type}, {"data", std::move(data)}, {"add_position", "header"}};
}

json::object present_webhook(const Webhook& webhook) {
  json::array subscriptions;
  for (const auto& one : webhook.subscriptions) subscriptions.emplace_back(one);
  json::object headers;
  for (const auto& [name, value] : webhook.custom_headers) headers[name] = value;
  boost::system::error_code broken;
  auto source = json::parse(webhook.external_source.empty() ? "null" : webhook.external_source, broken);
  return {{"id", webhook.id},
          {"name", webhook.name},
          {"description", text_or_null(webhook.description)},
          {"status", webhook.is_active ? "active" : "inactive"},
          {"subscriptions", std::move(subscriptions)},
          {"created_at", base::render_iso8601(webhook.created_at)},
          {"created_by", id_text(webhook.created_by)},
          {"updated_at", base::render_iso8601(webhook.updated_at)},
          {"updated_by", id_text(webhook.updated_by)},
          {"endpoint", webhook.endpoint},
          {"http_method", webhook.http_method},
          {"request_format", webhook.request_format},
          {"authentication", present_authentication(webhook)},
          {"custom_headers", headers.empty() ? json::value(nullptr) : json::value(std::move(headers))},
          {"external_source", std::move(source)}};
}

json::object present_secret(const Webhook& webhook) {
  return {{"signing_secret", {{"algorithm", "SHA256"}, {"secret", webhook.signing_secret}}}};
}

channels::webhooks::Store store_of(Call& call) { return call.services.webhooks->store(call.tx); }

Result<Webhook> load(Call& call, std::string_view id) {
  auto webhook = PULT_TRY(store_of(call).find(id));
  if (!webhook) return base::fail_not_found();
  return std::move(*webhook);
}

// What is not said again stays: reads do not show secrets, so that they cannot be sent back.
void apply_authentication(Body& in, Webhook& webhook) {
  if (!in.has("authentication")) return;
  if (in.is_null("authentication")) {
    webhook.auth_type.clear();
    webhook.auth_data.clear();
    return;
  }
  const auto* given = in.object("authentication");
  if (!given) return;
  Body fields(*given);
  const auto type = fields.text("type").value_or("");
  if (type != webhook.auth_type) webhook.auth_data.clear();
  webhook.auth_type = type;
  if (const auto* data = fields.object("data"))
    for (const auto& [name, value] : *data) webhook.auth_data[name] = value;
  if (!fields.check()) in.fail("authentication", "an object with type and data");
}

void apply_headers(Body& in, Webhook& webhook) {
  if (!in.has("custom_headers")) return;
  webhook.custom_headers.clear();
  const auto* given = in.object("custom_headers");
  if (!given) return;
  for (const auto& [name, value] : *given) {
    if (!value.is_string())
      in.fail("custom_headers", "an object of strings");
    else
      webhook.custom_headers.emplace_back(name, value.get_string());
  }
}

Result<void> apply_input(Body& in, Webhook& webhook) {
  if (auto v = in.text("name")) webhook.name = std::move(*v);
  if (auto v = in.text("description")) webhook.description = std::move(*v);
  if (auto v = in.text("endpoint")) webhook.endpoint = std::move(*v);
  if (auto v = in.text("http_method")) webhook.http_method = std::move(*v);
  if (auto v = in.text("request_format")) webhook.request_format = std::move(*v);
  if (auto v = in.texts("subscriptions")) webhook.subscriptions = std::move(*v);
  if (const auto v = in.text("status")) {
    if (*v != "active" && *v != "inactive") in.fail("status", "active or inactive");
    webhook.is_active = *v == "active";
  }
  if (in.has("external_source"))
    webhook.external_source = in.is_null("external_source") ? "" : json::serialize(*in.value("external_source"));
  apply_authentication(in, webhook);
  apply_headers(in, webhook);
  return in.check();
}

Result<Answer> list(Call& call) {
  const auto page = PULT_TRY(page_of(call, true));
  channels::webhooks::WebhookFilter filter;
  filter.name_contains = call.request.query_value("filter[name_contains]");
  filter.status = call.request.query_value("filter[status]");
  auto sort = call.request.query_value("sort");
  filter.descending = sort.starts_with('-');
  if (filter.descending) sort.remove_prefix(1);
  if (sort != "" && sort != "name" && sort != "status")
    return base::fail(ErrorKind::invalid, "InvalidValue", "sort must be name or status, or one with a minus");
  if (filter.status != "" && filter.status != "active" && filter.status != "inactive")
    return base::fail(ErrorKind::invalid, "InvalidValue", "filter[status] must be active or inactive");
  if (!sort.empty()) filter.order = sort;
  filter.limit = page.fetch();
  const auto bar = page.after_text.rfind('|');
  if (!page.after_text.empty()) {
    if (bar == std::string::npos)
      return base::fail(ErrorKind::invalid, "InvalidPaginationParameter", "page[after] is not a valid cursor");
    filter.after = {page.after_text.substr(0, bar), page.after_text.substr(bar + 1)};
  }
  auto rows = PULT_TRY(channels::webhooks::list(store_of(call), filter));
  const auto fetched = rows.size();
  if (rows.size() > std::size_t(page.size)) rows.resize(std::size_t(page.size));
  json::array shown;
  std::string last;
  for (const auto& webhook : rows) {
    shown.push_back(present_webhook(webhook));
    const std::string value = filter.order == "name"     ? webhook.name
                              : filter.order == "status" ? webhook.is_active ? "active" : "inactive"
                                                         : webhook.id;
    last = render_cursor({}, value + "|" + webhook.id);
  }
  json::object body{{"webhooks", std::move(shown)}};
  add_page_members(call, page, fetched, last, {}, body);
  return Answer{200, std::move(body)};
}

Result<Answer> show(Call& call) { return Answer{200, {{"webhook", present_webhook(PULT_TRY(load(call, call.word)))}}}; }

Result<Answer> create(Call& call) {
  Webhook webhook;
  if (const auto original = call.request.query_value("clone_webhook_id"); !original.empty())
    webhook = PULT_TRY(load(call, original));
  Body in(*PULT_TRY(inner(call.body, "webhook")));
  PULT_TRY(apply_input(in, webhook));
  webhook.created_by = webhook.updated_by = call.actor.id();
  PULT_TRY(check(webhook, call.services.webhooks->guard()));
  call.services.webhooks->expect_change();
  webhook = PULT_TRY(store_of(call).create(std::move(webhook), call.now()));
  Answer answer{201, {{"webhook", present_webhook(webhook)}}};
  answer.headers.emplace_back("Location", call.base_url + "/api/v2/webhooks/" + webhook.id);
  return answer;
}

Result<Answer> update(Call& call) {
  auto webhook = PULT_TRY(load(call, call.word));
  Body in(*PULT_TRY(inner(call.body, "webhook")));
  PULT_TRY(apply_input(in, webhook));
  webhook.updated_by = call.actor.id();
  webhook.updated_at = call.now();
  PULT_TRY(check(webhook, call.services.webhooks->guard()));
  call.services.webhooks->expect_change();
  PULT_TRY(store_of(call).save(webhook));
  return Answer{204, nullptr};
}

Result<Answer> remove(Call& call) {
  const auto webhook = PULT_TRY(load(call, call.word));
  call.services.webhooks->expect_change();
  PULT_TRY(store_of(call).remove(webhook.id, call.now()));
  return Answer{204, nullptr};
}

Result<Answer> show_secret(Call& call) { return Answer{200, present_secret(PULT_TRY(load(call, call.word)))}; }

Result<Answer> rotate_secret(Call& call) {
  auto webhook = PULT_TRY(load(call, call.word));
  webhook.signing_secret = channels::webhooks::make_signing_secret();
  webhook.updated_by = call.actor.id();
  webhook.updated_at = call.now();
  PULT_TRY(store_of(call).save(webhook));
  return Answer{201, present_secret(webhook)};
}

Result<std::optional<Micros>> time_filter(const Call& call, std::string_view name) {
  const auto text = call.request.query_value(name);
  if (text.empty()) return std::nullopt;
  const auto time = base::parse_iso8601(text);
  if (!time) return base::fail(ErrorKind::invalid, "InvalidValue", std::string(name) + " must be a time (ISO 8601)");
  return time;
}

Result<Answer> invocations(Call& call) {
  const auto webhook = PULT_TRY(load(call, call.word));
  const auto page = PULT_TRY(page_of(call, true));
  channels::webhooks::InvocationFilter filter;
  filter.webhook = webhook.id;
  filter.status = call.request.query_value("filter[status]");
  filter.from = PULT_TRY(time_filter(call, "filter[from_ts]"));
  filter.to = PULT_TRY(time_filter(call, "filter[to_ts]"));
  const auto sort = call.request.query_value("sort");
  if (sort != "" && sort != "latest_completed_at" && sort != "-latest_completed_at")
    return base::fail(ErrorKind::invalid, "InvalidValue", "sort must be latest_completed_at, or it with a minus");
  filter.ascending = sort == "latest_completed_at";
  filter.after = page.after.empty() ? 0 : page.after[0];
  filter.limit = page.fetch();
  auto rows = PULT_TRY(channels::webhooks::list_invocations(call.tx, filter));
  return Answer{
      200, list_answer(
               call, page, "invocations", rows, [](const channels::webhooks::Invocation& one) { return one.number; },
               [](const channels::webhooks::Invocation& one) -> json::object {
                 return {{"id", one.id},
                         {"status_code", one.status_code},
                         {"status", one.outcome},
                         {"event_type", one.event_type},
                         {"attempts", one.attempts},
                         {"next_attempt_at",
                          one.state == "queued" ? time_or_null(one.next_attempt_at) : json::value(nullptr)},
                         {"created_at", base::render_iso8601(one.created_at)},
                         {"latest_completed_at", time_or_null(one.completed_at)}};
               },
               {})};
}

json::value parsed(const std::string& text) {
  boost::system::error_code broken;
  auto value = json::parse(text, broken);
  return broken ? json::value(nullptr) : value;
}

Result<Answer> attempts(Call& call) {
  const auto slash = call.word.find('/');
  const auto invocation =
      PULT_TRY(channels::webhooks::find_invocation(call.tx, call.word.substr(0, slash), call.word.substr(slash + 1)));
  if (!invocation) return base::fail_not_found();
  json::array shown;
  for (const auto& attempt : PULT_TRY(channels::webhooks::list_attempts(call.tx, invocation->id)))
    shown.push_back(json::object{{"id", attempt.id},
                                 {"invocation_id", attempt.invocation},
                                 {"status_code", attempt.status_code},
                                 {"status", attempt.outcome},
                                 {"completed_at", base::render_iso8601(attempt.completed_at)},
                                 {"request", parsed(attempt.request)},
                                 {"response", parsed(attempt.response)}});
  return Answer{200, {{"attempts", std::move(shown)}}};
}

// One call at once, of a stored webhook or of one that is being written; the person waits for what it says.
Result<Answer> test(Call& call) {
  Webhook webhook;
  webhook.name = "test";
  if (const auto id = call.request.query_value("webhook_id"); !id.empty())
    webhook = PULT_TRY(load(call, id));
  else
    webhook.signing_secret = channels::webhooks::make_signing_secret();
  std::string payload;
  if (call.body.contains("request")) {
    Body in(*PULT_TRY(inner(call.body, "request")));
    PULT_TRY(apply_input(in, webhook));
    if (const auto* given = in.value("payload"))
      payload = given->is_string() ? std::string(given->get_string()) : json::serialize(*given);
  }
  PULT_TRY(check(webhook, call.services.webhooks->guard()));
  Answer answer;
  answer.outside = [service = call.services.webhooks, webhook = std::move(webhook),
                    payload = std::move(payload)]() -> Result<Answer> {
    const auto reply = service->call(webhook, payload);
    if (!reply && reply.error().kind == ErrorKind::invalid)
      return base::fail_field("endpoint", "InvalidValue", "Endpoint: " + reply.error().message);
    auto log = parsed(channels::webhooks::render_response_log(reply));
    const int status = reply ? reply->status : 0;
    json::object response{{"status", status}, {"status_code", status}};
    for (auto& [name, value] : log.as_object()) response[name] = value;
    return Answer{200, {{"response", std::move(response)}}};
  };
  return answer;
}

}  // namespace

std::vector<Route> webhook_routes() {
  return {
      {"GET", "webhooks", Who::admin, Mode::read, list},
      {"POST", "webhooks", Who::admin, Mode::write, create},
      {"POST", "webhooks/test", Who::admin, Mode::read, test},
      {"GET", "webhooks/{word}", Who::admin, Mode::read, show},
      {"PUT", "webhooks/{word}", Who::admin, Mode::write, update},
      {"PATCH", "webhooks/{word}", Who::admin, Mode::write, update},
      {"DELETE", "webhooks/{word}", Who::admin, Mode::write, remove},
      {"GET", "webhooks/{word}/signing_secret", Who::admin, Mode::read, show_secret},
      {"POST", "webhooks/{word}/signing_secret", Who::admin, Mode::write, rotate_secret},
      {"GET", "webhooks/{word}/invocations", Who::admin, Mode::read, invocations},
      {"GET", "webhooks/{word}/invocations/{word}/attempts", Who::admin, Mode::read, attempts},
  };
}

}  // namespace pult::api
