// SPDX-License-Identifier: AGPL-3.0-or-later
// push_subscriptions: the caller's browsers that take pushes (Web Push; keys as PushSubscription.toJSON() has them).
#include "api/body.hpp"
#include "api/page.hpp"
#include "api/present.hpp"
#include "crypto/crypto.hpp"
#include "notify/queue.hpp"
#include "notify/service.hpp"
#include "text/utf8.hpp"

namespace pult::api {
namespace {

using notify::Subscription;
using notify::SubscriptionId;

constexpr std::size_t max_endpoint_bytes = 2'000, max_name_bytes = 100, auth_bytes = 16;

notify::Store store_of(Call& call) { return call.services.notify->store(call.tx); }

json::object present(const Call& call, const Subscription& one) {
  return {{"url", call.url("push_subscriptions/" + std::to_string(one.id.value))},
          {"id", one.id.value},
          {"name", one.name},
          {"service", one.origin},
          {"endpoint_digest", crypto::sha256_hex(one.target.endpoint)},
          {"is_current_session", one.session && call.session && call.session->id == one.session},
          {"created_at", base::render_iso8601(one.created_at)},
          {"last_success_at", time_or_null(one.last_success_at)},
          {"last_error", text_or_null(one.last_error)}};
}

Result<Subscription> load_own(Call& call) {
  auto found = PULT_TRY(store_of(call).find(SubscriptionId(call.ids[0])));
  if (!found || found->user != call.actor.id()) return base::fail_not_found();
  return std::move(*found);
}

Result<Answer> list(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  auto rows = PULT_TRY(store_of(call).list(call.actor.id()));
  return Answer{200, whole_list_answer(
                         call, page, "push_subscriptions", rows, [](const Subscription& s) { return s.id.value; },
                         [&](const Subscription& s) { return present(call, s); })};
}

// What browsers are given as applicationServerKey. A write: the first to ask makes it.
Result<Answer> key(Call& call) {
  const auto own = PULT_TRY(store_of(call).desk_key());
  return Answer{200, {{"public_key", notify::base64_url(own.point)}}};
}

std::string read_key(Body& in, std::string_view name, std::size_t bytes) {
  const auto text = in.text(name);
  auto key = text ? crypto::parse_base64(*text).value_or("") : std::string();
  if (key.size() != bytes) in.fail(name, "a key in base64url");
  return key;
}

Result<notify::Target> read_target(const Call& call, Body& in) {
  notify::Target target;
  target.endpoint = in.text("endpoint").value_or("");
  const auto* keys = in.object("keys");
  if (target.endpoint.empty() || target.endpoint.size() > max_endpoint_bytes) in.fail("endpoint", "a URL");
  if (!keys) in.fail("keys", "an object with p256dh and auth");
  PULT_TRY(in.check());
  Body members(*keys);
  target.point = read_key(members, "p256dh", 65);
  target.auth = read_key(members, "auth", auth_bytes);
  PULT_TRY(members.check());
  if (!crypto::check_p256_point(target.point))
    return base::fail_field("keys", "InvalidValue", "Keys: p256dh is not a key on P-256");
  if (const auto fine = call.services.notify->options().guard.check_url(target.endpoint); !fine)
    return base::fail_field("endpoint", "InvalidValue", "Endpoint: " + fine.error().message);
  return target;
}

Result<Answer> create(Call& call) {
  Body in(*PULT_TRY(inner(call.body, "push_subscription")));
  Subscription wanted;
  wanted.target = PULT_TRY(read_target(call, in));
  wanted.name = text::truncate_utf8(in.text("name").value_or(""), max_name_bytes);
  PULT_TRY(in.check());
  const auto& endpoint = wanted.target.endpoint;
  wanted.origin = endpoint.substr(0, endpoint.find_first_of("/?#", endpoint.find("://") + 3));
  wanted.user = call.actor.id();
  if (call.session) wanted.session = call.session->id;
  return answer_made("push_subscription", present(call, PULT_TRY(store_of(call).save(std::move(wanted), call.now()))));
}

Result<Answer> show(Call& call) {
  return Answer{200, {{"push_subscription", present(call, PULT_TRY(load_own(call)))}}};
}

Result<Answer> remove(Call& call) {
  PULT_TRY(store_of(call).remove(PULT_TRY(load_own(call)).id));
  return Answer{204, nullptr};
}

Result<Answer> test(Call& call) {
  PULT_TRY(notify::enqueue_test(call.tx, PULT_TRY(load_own(call)).id, call.now()));
  return Answer{204, nullptr};
}

}  // namespace

std::vector<Route> push_subscription_routes() {
  return {
      {"GET", "push_subscriptions", Who::agent, Mode::read, list},
      {"POST", "push_subscriptions", Who::agent, Mode::write, create},
      {"GET", "push_subscriptions/key", Who::agent, Mode::write, key},
      {"GET", "push_subscriptions/{id}", Who::agent, Mode::read, show},
      {"DELETE", "push_subscriptions/{id}", Who::agent, Mode::write, remove},
      {"POST", "push_subscriptions/{id}/test", Who::agent, Mode::write, test},
  };
}

}  // namespace pult::api
