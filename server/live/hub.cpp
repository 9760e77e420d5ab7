// SPDX-License-Identifier: AGPL-3.0-or-later
#include "live/hub.hpp"

#include <algorithm>
#include <atomic>
#include <thread>

#include "base/log.hpp"
#include "live/fanout.hpp"
#include "live/frame_budget.hpp"

namespace pult::live {
namespace {

// Texts are ours and need no escaping.
net::Response refusal(int status, std::string_view error, std::string_view description) {
  net::Response response;
  response.status = status;
  response.headers.emplace_back("Content-Type", "application/json; charset=utf-8");
  response.body.append("{\"error\":\"").append(error).append("\",\"description\":\"").append(description).append("\"}");
  return response;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; }

// Browsers say which page opens the socket and let any page try; other clients say nothing (RFC 6455 section 10.2).
bool is_own_origin(const net::Request& request) {
  auto origin = request.header("origin");
  const auto host = request.header("host");
  if (origin.empty()) return true;
  const auto scheme = origin.find("://");
  if (scheme == std::string_view::npos) return false;
  origin.remove_prefix(scheme + 3);
  return std::ranges::equal(origin, host, {}, lower, lower);
}

net::Response refusal_of(const Error& error) {
  if (error.kind == ErrorKind::unauthenticated)
    return refusal(401, "Couldn't authenticate you", "The credentials are not valid");
  log::warn("live.upgrade", {{"code", error.code}, {"cause", error.cause}});
  if (error.kind == ErrorKind::unavailable) return refusal(503, "ServiceUnavailable", "Try again later");
  return refusal(500, "InternalError", "Something went wrong");
}

}  // namespace

struct Hub::State : std::enable_shared_from_this<Hub::State> {
  State(sql::Database& into, const base::Clock& time, Presenters given, std::string node, const Limits& bounds)
      : database(into),
        clock(time),
        presenters(std::move(given)),
        limits(bounds),
        inbox(database.dialect() == sql::Dialect::sqlite, std::size_t(bounds.changes)),
        fanout(database, clock, presenters, limits, database.dialect() == sql::Dialect::sqlite ? "" : std::move(node)) {
  }

  void run();
  // Of our lookers, to the other servers.
  void say(std::vector<std::string> payloads);
  std::expected<net::SocketHandlers, net::Response> admit(const Caller& caller, std::string base_url);
  // False when the person has as many sockets as one may have.
  bool count_in(UserId user);
  void count_out(UserId user);

  sql::Database& database;
  const base::Clock& clock;
  const Presenters presenters;
  const Limits limits;
  Inbox inbox;
  Fanout fanout;  // of the thread
  std::atomic<std::uint64_t> last_connection = 0;
  std::mutex mutex;
  std::map<UserId, int> sockets;
  std::thread thread;
};

void Hub::State::run() {
  using Clock = std::chrono::steady_clock;
  const auto interval = std::chrono::milliseconds(limits.counts_interval_ms);
  Deadline next_round = Clock::now();
  say(fanout.take_payloads());
  for (;;) {
    auto deadline = fanout.next_beat(Clock::now());
    if (fanout.waits()) deadline = deadline ? std::min(*deadline, next_round) : next_round;
    auto batch = inbox.take(deadline);
    if (!batch) break;
    const bool due = batch->drain || Clock::now() >= next_round;
    fanout.process(std::move(*batch), due);
    if (due) {
      say(fanout.take_payloads());
      next_round = Clock::now() + interval;
    }
    inbox.finish();
  }
  if (auto farewell = fanout.close()) say({std::move(*farewell)});
}

void Hub::State::say(std::vector<std::string> payloads) {
  if (payloads.empty()) return;
  database.write(
      [payloads = std::move(payloads)](sql::Transaction& tx) -> Result<void> {
        for (const auto& payload : payloads) tx.notify(looking_channel, payload);
        return {};
      },
      [weak = weak_from_this()](Result<void> done) {
        if (!done && done.error().code != "closed")
          log::warn("live.say", {{"code", done.error().code}, {"cause", done.error().cause}});
        if (const auto state = weak.lock()) state->inbox.note_said(bool(done));
      });
}

bool Hub::State::count_in(UserId user) {
  const std::lock_guard lock(mutex);
  const int open = ++sockets[user];
  if (open == 1 && presenters.attendance) presenters.attendance(user, true);
  return open <= limits.sockets_per_user;
}

void Hub::State::count_out(UserId user) {
  const std::lock_guard lock(mutex);
  if (--sockets[user] > 0) return;
  sockets.erase(user);
  if (presenters.attendance) presenters.attendance(user, false);
}

std::expected<net::SocketHandlers, net::Response> Hub::State::admit(const Caller& caller, std::string base_url) {
  const auto user = caller.actor.id();
  if (!user) return std::unexpected(refusal(401, "Couldn't authenticate you", "Credentials are required"));
  {
    const std::lock_guard lock(mutex);
    const auto open = sockets.find(user);
    if (open != sockets.end() && open->second >= limits.sockets_per_user)
      return std::unexpected(refusal(429, "TooManyRequests", "Too many live connections of one user"));
  }
  const auto id = ++last_connection;
  const auto mine = std::make_shared<std::weak_ptr<net::Socket>>();
  net::SocketHandlers handlers;
  handlers.on_open = [weak = weak_from_this(), id, user, session = caller.session, token = caller.token,
                      base_url = std::move(base_url), mine](std::shared_ptr<net::Socket> socket) {
    *mine = socket;
    const auto state = weak.lock();
    if (!state) return socket->close(1001, "the server stops");
    if (!state->count_in(user)) return socket->close(1008, "too many connections");
    state->inbox.join({id, user, session, token, base_url, std::move(socket)});
  };
  handlers.on_message = [weak = weak_from_this(), id, user, mine,
                         budget = std::make_shared<FrameBudget>()](std::string_view message) {
    const auto socket = mine->lock();
    const auto state = weak.lock();
    if (!socket || !state) return;
    if (!budget->take(state->clock.now())) return socket->close(1008, "too many messages");
    if (is_ping(message)) return socket->send(pong_message());
    if (const auto looking = parse_looking(message)) state->inbox.look(id, user, *looking);
  };
  handlers.on_close = [weak = weak_from_this(), id, user] {
    const auto state = weak.lock();
    if (!state) return;
    state->count_out(user);
    state->inbox.leave(id);
  };
  return handlers;
}

Hub::Hub(sql::Database& database, const base::Clock& clock, Presenters presenters, std::string node, Limits limits)
    : state_(std::make_shared<State>(database, clock, std::move(presenters), std::move(node), limits)),
      database_(database) {
  database.listen([weak = std::weak_ptr(state_)](std::string_view channel, std::string_view payload) {
    if (const auto state = weak.lock()) state->inbox.notify(channel, payload);
  });
  state_->thread = std::thread([state = state_.get()] { state->run(); });
}

Hub::~Hub() {
  state_->inbox.close();
  state_->thread.join();
}

void Hub::upgrade(net::Request request, net::Upgrade upgrade) {
  if (!is_own_origin(request))
    return upgrade(std::unexpected(refusal(403, "Forbidden", "Pages of other origins may not connect")));
  struct Asking {
    net::Request request;
    Caller caller;
  };
  const auto asking = std::make_shared<Asking>(Asking{std::move(request), {}});
  const auto state = state_;
  database_.read(
      [state, asking](sql::Transaction& tx) -> Result<void> {
        asking->caller = PULT_TRY(state->presenters.authenticate(tx, asking->request));
        return {};
      },
      [state, asking, upgrade = std::move(upgrade)](Result<void> done) {
        if (!done) return upgrade(std::unexpected(refusal_of(done.error())));
        upgrade(state->admit(asking->caller, state->presenters.base_url(asking->request)));
      });
}

void Hub::wake() { state_->inbox.read_on(); }
void Hub::drain() { state_->inbox.drain(); }

}  // namespace pult::live
