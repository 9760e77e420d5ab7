// SPDX-License-Identifier: AGPL-3.0-or-later
// WebSocket fan-out: tells connected people what changed in what they may see. Frames: openapi/pult.yaml, "live".
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "events/outbox.hpp"
#include "live/company.hpp"
#include "net/http_server.hpp"
#include "people/access.hpp"
#include "people/oauth.hpp"
#include "people/session.hpp"
#include "sql/database.hpp"
#include "tickets/store.hpp"
#include "tickets/view_set.hpp"

namespace pult::live {

// Who opens a socket. With the end of the session or the token the socket closes.
struct Caller {
  people::Actor actor;
  people::SessionId session;  // 0: came by other credentials
  people::TokenProof token{};
};

// How the API knows callers and writes things: live stands below it and gets these from app. Texts are JSON.
struct Presenters {
  // Who asks; an actor with id 0 when the request proves nothing.
  std::function<Result<Caller>(sql::Transaction&, const net::Request&)> authenticate;
  std::function<std::string(const net::Request&)> base_url;
  // May depend on the actor only through may_see_internal: the text is shared by all who agree in that.
  std::function<std::string(sql::Transaction&, const people::Actor&, const tickets::Listed&,
                            const std::string& base_url, bool has_draft)>
      ticket;
  std::function<std::string(const events::OutboxRow&)> delivery;
  // The frame about work in the background ("job", its name); none when it is no more.
  std::function<Result<std::optional<std::string>>(sql::Transaction&, const std::string& what, const std::string& name,
                                                   const std::string& base_url)>
      progress;
  // The frame about which agents are at their desks.
  std::function<Result<std::string>(sql::Transaction&)> presence;
  // The first socket of somebody opened, or the last one closed.
  std::function<void(UserId, bool is_connected)> attendance;
  // The views as they stand for this transaction.
  std::function<Result<std::shared_ptr<const tickets::ViewSet>>(sql::Transaction&)> views;
};

struct Limits {
  int changes = 500;  // told one by one in one go; more become one "resync"
  int sockets_per_user = 20;
  int counts_interval_ms = 200;             // between two pushes of view counts or lookers
  Micros actor_age = 10 * base::second_us;  // after which a change makes us read people's access again
  CompanyLimits company{};
};

// Thread-safe. Create after the migrations and before the first write; destroy after the HTTP server.
class Hub {
 public:
  // `node` names this server among those of the database, anew with each start.
  Hub(sql::Database& database, const base::Clock& clock, Presenters presenters, std::string node, Limits limits = {});
  ~Hub();

  // Refuses with 403 (a page of another origin), 401 (nobody) or 429 (too many sockets of one person).
  void upgrade(net::Request request, net::Upgrade upgrade);
  // Another process committed something to the same SQLite file: reads on from the last audit known.
  void wake();
  // Returns when everything told before has reached the sockets' queues, view counts included.
  void drain();

 private:
  struct State;
  std::shared_ptr<State> state_;  // callbacks of sockets and of the database may outlive the hub
  sql::Database& database_;
};

}  // namespace pult::live
