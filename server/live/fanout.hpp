// SPDX-License-Identifier: AGPL-3.0-or-later
// The connected people and what each of them gets. Belongs to the hub's thread alone.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "live/changes.hpp"
#include "live/hub.hpp"
#include "live/inbox.hpp"
#include "live/looking.hpp"
#include "live/message.hpp"
#include "tickets/view_counts.hpp"

namespace pult::live {

class Fanout {
 public:
  Fanout(sql::Database& database, const base::Clock& clock, const Presenters& presenters, const Limits& limits);

  // Tells the batch. `counts_due`: also the view counts, if they may have changed since they were told last.
  void process(Batch batch, bool counts_due);
  bool counts_wait() const { return counts_wait_; }
  // Ends all connections: the server stops.
  void close();

 private:
  struct Person {
    people::Actor actor;
    std::vector<Connection> connections;
    std::map<std::int64_t, std::int64_t> counts;  // by view, as told last
  };
  // What a snapshot gave to tell. Sent only after the read: a unit of work may run twice.
  using Letters = std::vector<std::pair<std::shared_ptr<net::Socket>, Message>>;
  struct Gathered {
    Letters letters;
    std::shared_ptr<const tickets::ViewSet> views;  // null: counts are not due
    tickets::ViewNumbers counts;
    std::optional<AuditId> newest;
    std::map<UserId, people::Actor> actors;
    std::set<people::SessionId> ended;  // of connections whose session is no more
    std::set<std::uint64_t> refused;    // connections whose token is no more
  };

  Result<void> gather(sql::Transaction& tx, const Batch& batch, bool counts_due, Gathered& out);
  Result<void> gather_changes(sql::Transaction& tx, const Batch& batch, Gathered& out);
  Result<void> gather_presence(sql::Transaction& tx, Gathered& out);
  Result<void> gather_deliveries(sql::Transaction& tx, const Batch& batch, Gathered& out);
  Result<void> gather_parts(sql::Transaction& tx, const Batch& batch, Gathered& out);
  Result<void> gather_lookers(sql::Transaction& tx, const std::set<TicketId>& changed, Gathered& out);
  Result<void> gather_progress(sql::Transaction& tx, const Batch& batch, Gathered& out);
  const people::Actor& actor_of(const Person& person, const Gathered& gathered) const;
  void join(const Connection& connection);
  void leave(std::uint64_t connection);
  void take_actors(Gathered& gathered);
  Result<void> gather_tokens(sql::Transaction& tx, const Batch& batch, bool all, Gathered& out);
  void end_connections(const Gathered& gathered);
  void tell_counts(const tickets::ViewSet& views, const tickets::ViewNumbers& numbers);
  void resync();

  sql::Database& database_;
  const base::Clock& clock_;
  const Presenters& presenters_;
  const Limits& limits_;
  std::map<UserId, Person> people_;
  Lookers lookers_;
  std::vector<UserId> unread_;  // people whose access has not been read yet
  Micros actors_read_at_ = 0;
  std::optional<AuditId> last_audit_;  // SQLite: everything up to here has been told; none while nobody listens
  bool counts_wait_ = false;
};

}  // namespace pult::live
