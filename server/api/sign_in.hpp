// SPDX-License-Identifier: AGPL-3.0-or-later
// Signing in with a password. Argon2id takes some 30 ms, so it runs on a thread of its own with a short queue, and
// tries are counted per address and per account.
#pragma once
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

#include "api/call.hpp"

namespace pult::api {

// Failed tries within a window; a full count refuses until the window has passed.
class TryLimit {
 public:
  TryLimit(int tries, Micros window) : tries_(tries), window_(window) {}
  // Seconds to wait, 0 when another try is allowed.
  std::int64_t wait_s(const std::string& key, Micros now);
  void count(const std::string& key, Micros now);
  void forget(const std::string& key);

 private:
  struct Count {
    int tries = 0;
    Micros since = 0;
  };
  int tries_;
  Micros window_;
  std::mutex mutex_;
  std::map<std::string, Count> counts_;
};

// A session of who has proven to be the actor; the log of changes has it where they are of the team.
Result<people::NewSession> open_session(sql::Transaction& tx, const people::Actor& actor, const net::Request& request,
                                        Micros now);
// To the call's actor, whose session it is: the cookie is set.
Answer session_answer(const Call& call, const people::NewSession& session);

class SignIn {
 public:
  explicit SignIn(Services& services);
  ~SignIn();
  void start(net::Request request, json::object body, net::Reply reply);

 private:
  struct Try {
    net::Request request;
    std::string email, password;
    net::Reply reply;
  };
  void work();
  Result<net::Response> attempt(const Try& attempt);

  Services& services_;
  TryLimit by_account_{10, 15 * base::minute_us};
  TryLimit by_address_{50, 15 * base::minute_us};
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Try> queue_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace pult::api
