// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/v2: finds the route, reads the body, runs the handler in a database transaction as the caller that the request
// proves to be, and answers. Everything about access starts here.
#pragma once
#include <memory>

#include "api/call.hpp"
#include "api/router.hpp"

namespace pult::api {

// Who a request proves to be, inside a transaction. Anonymous when it proves nothing; unauthenticated for credentials
// that are wrong.
struct Identity {
  people::Actor actor;
  std::optional<people::Session> session;
  std::optional<people::OAuthToken> grant;    // a Bearer token, whose scopes bound what it is good for
  people::ApiTokenId api_token;               // 0: proven otherwise
  std::optional<people::Actor> impersonator;  // the admin who acts as `actor` (X-On-Behalf-Of)
};
Result<Identity> authenticate(sql::Transaction& tx, const net::Request& request, Micros now);

class LastUse;
class Outside;
class RateLimiter;
class SignIn;

class Api {
 public:
  explicit Api(Services services);
  ~Api();

  // Paths under /api/ and those of pages. Thread-safe; answers once, from any thread.
  void handle(net::Request request, net::Reply reply);
  const Router& router() const { return router_; }
  Services& services() { return services_; }

 private:
  struct Running;
  void run(const std::shared_ptr<Running>& running);
  void run_before(const std::shared_ptr<Running>& running);
  Result<void> read_fields(Running& running) const;
  Result<Call> admit(Running& running, sql::Transaction& tx);
  Result<Answer> answer(const Route& route, Call& call) const;
  void finish(const std::shared_ptr<Running>& running, const Result<void>& done);

  Services services_;
  Router router_;
  std::unique_ptr<RateLimiter> limiter_;
  std::unique_ptr<SignIn> sign_in_;
  std::unique_ptr<Outside> outside_;
  std::unique_ptr<LastUse> last_use_;
  Router pages_;  // outside /api/v2
};

// The address clients reach us by: the request's Host, or the configured one.
std::string base_url_of(const net::Request& request);
net::Response render_answer(Answer answer);
net::Response render_error(const Error& error);
std::vector<Route> all_routes();
// Of paths outside /api/v2, from the root on: OAuth, links in mails, the looks of the desk.
std::vector<Route> page_routes();
bool is_page_path(std::string_view path);

}  // namespace pult::api
