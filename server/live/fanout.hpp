// SPDX-License-Identifier: AGPL-3.0-or-later
// The connected people and what each of them gets. Belongs to the hub's thread alone.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "live/changes.hpp"
#include "live/company.hpp"
#include "live/hub.hpp"
#include "live/inbox.hpp"
#include "live/looking.hpp"
#include "live/message.hpp"
#include "tickets/view_counts.hpp"

namespace pult::live {

inline bool may_listen(const people::Actor& actor) {
  return actor.user.id && actor.user.active && !actor.user.suspended;
}

class Fanout {
 public:
  // `node`: this server's name; "" when no other server uses the database.
  Fanout(sql::Database& database, const base::Clock& clock, const Presenters& presenters, const Limits& limits,
         std::string node);

  // Tells the batch. `due`: also the view counts and the lookers, if they may have changed since they were told last.
  void process(Batch batch, bool due);
  // Whether anything is to be told or said that was not due.
  bool waits() const { return counts_wait_ || lookers_.has_changed() || company_.has_news(); }
  // When to process an empty batch at the latest.
  std::optional<Deadline> next_beat(Deadline now) { return company_.next_beat(now); }
  // What other servers have to know about our lookers: to be notified in one transaction.
  std::vector<std::string> take_payloads() { return company_.take_payloads(); }
  // Ends all connections: the server stops. What it has to say to other servers.
  std::optional<std::string> close();

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
    std::set<TicketId> touched;         // tickets that changed
  };
  // Who of ours may be shown at a ticket, and whom to tell.
  struct Table {
    Faces faces;
    std::vector<std::pair<Seat*, std::shared_ptr<net::Socket>>> readers;
  };

  Result<void> gather(sql::Transaction& tx, const Batch& batch, bool counts_due, Gathered& out);
  Result<void> gather_changes(sql::Transaction& tx, const Batch& batch, Gathered& out);
  Result<void> gather_presence(sql::Transaction& tx, Gathered& out);
  Result<void> gather_deliveries(sql::Transaction& tx, const Batch& batch, Gathered& out);
  Result<void> gather_parts(sql::Transaction& tx, const Batch& batch, Gathered& out);
  Result<void> gather_progress(sql::Transaction& tx, const Batch& batch, Gathered& out);
  const people::Actor& actor_of(const Person& person, const Gathered& gathered) const;
  void tell_news(Batch& batch, bool counts_due);
  void tell_lookers();
  Result<std::map<TicketId, Table>> gather_lookers(sql::Transaction& tx, const std::set<TicketId>& changed);
  Table table_at(const tickets::Ticket& ticket);
  void hear_company(const Batch& batch);
  bool actors_are_old() const { return clock_.now() - actors_read_at_ > limits_.actor_age; }
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
  Company company_;
  std::set<TicketId> unread_tables_;  // could not be read: again with the next batch
  std::vector<UserId> unread_;        // people whose access has not been read yet
  Micros actors_read_at_ = 0;
  std::optional<AuditId> last_audit_;  // SQLite: everything up to here has been told; none while nobody listens
  bool counts_wait_ = false;
};

}  // namespace pult::live
