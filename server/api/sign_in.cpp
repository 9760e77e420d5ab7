// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/sign_in.hpp"

#include "api/api.hpp"
#include "api/body.hpp"
#include "api/present.hpp"
#include "base/log.hpp"
#include "crypto/crypto.hpp"
#include "people/audit_log.hpp"

namespace pult::api {
namespace {

constexpr std::size_t max_waiting = 100;
constexpr std::size_t max_keys = 100'000;

std::unexpected<Error> wrong() {
  return base::fail(ErrorKind::unauthenticated, "Couldn't authenticate you", "The e-mail or the password is wrong");
}

std::unexpected<Error> too_many(std::int64_t seconds) {
  return base::fail(ErrorKind::rate_limited, "TooManyRequests", "Too many tries. Please wait and try again.",
                    std::to_string(seconds));
}

std::string cookie_header(const people::NewSession& session, bool secure) {
  return "pult_session=" + session.cookie +
         "; Path=/; HttpOnly; SameSite=Lax; Max-Age=" + std::to_string(people::session_lifetime / base::second_us) +
         (secure ? "; Secure" : "");
}

}  // namespace

Result<people::NewSession> open_session(sql::Transaction& tx, const people::Actor& actor, const net::Request& request,
                                        Micros now) {
  if (actor.is_agent())
    PULT_TRY(people::audit_log::record(tx, actor,
                                       {.action = "login",
                                        .source_type = "user",
                                        .source_id = actor.id().value,
                                        .source_label = actor.user.name,
                                        .change_description = "Signed in",
                                        .ip_address = request.remote_address},
                                       now));
  return people::create_session(tx, actor.id(), request.remote_address, request.header("user-agent"), now);
}

Answer session_answer(const Call& call, const people::NewSession& session) {
  Answer answer{201,
                {{"session",
                  {{"id", session.session.id.value},
                   {"user_id", session.session.user.value},
                   {"created_at", base::render_iso8601(session.session.created_at)}}},
                 {"user", present_user(call, call.actor.user)},
                 {"csrf_token", session.session.csrf_token}}};
  answer.headers.emplace_back("Set-Cookie", cookie_header(session, call.request.secure));
  return answer;
}

std::int64_t TryLimit::wait_s(const std::string& key, Micros now) {
  const std::lock_guard lock(mutex_);
  const auto found = counts_.find(key);
  if (found == counts_.end() || found->second.tries < tries_) return 0;
  const Micros left = found->second.since + window_ - now;
  return left <= 0 ? 0 : left / base::second_us + 1;
}

void TryLimit::count(const std::string& key, Micros now) {
  const std::lock_guard lock(mutex_);
  if (counts_.size() > max_keys) counts_.clear();  // bounded whatever an attacker sends
  auto& entry = counts_[key];
  if (now - entry.since > window_) entry = {0, now};
  ++entry.tries;
}

void TryLimit::forget(const std::string& key) {
  const std::lock_guard lock(mutex_);
  counts_.erase(key);
}

SignIn::SignIn(Services& services) : services_(services), thread_([this] { work(); }) {}

SignIn::~SignIn() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void SignIn::start(net::Request request, json::object body, net::Reply reply) {
  Body in(body);
  Try attempt{std::move(request), in.text("email").value_or(""), in.text("password").value_or(""), std::move(reply)};
  if (const auto good = in.check(); !good) return attempt.reply(render_error(good.error()));
  {
    const std::lock_guard lock(mutex_);
    if (queue_.size() < max_waiting && !stopping_) {
      queue_.push_back(std::move(attempt));
      wake_.notify_one();
      return;
    }
  }
  attempt.reply(render_error(too_many(1).error()));
}

void SignIn::work() {
  for (;;) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (queue_.empty()) return;
    auto next = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    try {
      auto response = attempt(next);
      next.reply(response ? std::move(*response) : render_error(response.error()));
    } catch (const std::exception& problem) {
      log::error("sign_in.failed", {{"cause", problem.what()}});
      next.reply(render_error(Error{}));
    }
  }
}

Result<net::Response> SignIn::attempt(const Try& attempt) {
  const auto now = services_.now();
  const auto account = people::address_key(attempt.email);
  for (const auto seconds : {by_account_.wait_s(account, now), by_address_.wait_s(attempt.request.remote_address, now)})
    if (seconds) return too_many(seconds);
  const auto user = PULT_TRY(sql::read_value(
      services_.database, [&](sql::Transaction& tx) { return people::find_user_by_email(tx, attempt.email); }));
  // A wrong address takes as long as a wrong password: nobody learns which addresses exist.
  static const std::string nobody = crypto::hash_password("nobody has this password");
  const bool known = user && user->active && !user->suspended && !user->password_hash.empty();
  const bool right = crypto::verify_password(known ? user->password_hash : nobody, attempt.password);
  if (!known || !right) {
    by_account_.count(account, now);
    by_address_.count(attempt.request.remote_address, now);
    log::warn("sign_in.refused", {{"email", account}, {"address", attempt.request.remote_address}});
    return wrong();
  }
  by_account_.forget(account);
  const auto sign_in = [&](sql::Transaction& tx) -> Result<people::NewSession> {
    return open_session(tx, PULT_TRY(people::load_actor(tx, user->id)), attempt.request, now);
  };
  const auto session = PULT_TRY(sql::write_value(services_.database, sign_in));
  return PULT_TRY(sql::read_value(services_.database, [&](sql::Transaction& tx) -> Result<net::Response> {
    static const json::object no_body;
    Call call{attempt.request,
              no_body,
              {},
              {},
              PULT_TRY(people::load_actor(tx, user->id)),
              session.session,
              tx,
              services_,
              base_url_of(attempt.request),
              nullptr,
              {}};
    return render_answer(session_answer(call, session));
  }));
}

}  // namespace pult::api
