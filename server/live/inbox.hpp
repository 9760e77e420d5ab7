// SPDX-License-Identifier: AGPL-3.0-or-later
// What the hub's thread has to do next. Bounded: what comes too fast is forgotten and becomes one resync.
#pragma once
#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "live/looking.hpp"
#include "net/http_server.hpp"
#include "people/oauth.hpp"
#include "people/session.hpp"

namespace pult::live {

struct Connection {
  std::uint64_t id = 0;
  UserId user;
  people::SessionId session;  // 0: of no session
  people::TokenProof token;
  std::string base_url;  // as this client reaches us
  std::shared_ptr<net::Socket> socket;
};

// Work in the background that got further: what kind it is and its name, as the notification says.
struct Progress {
  UserId user;
  std::string what, name;

  auto operator<=>(const Progress&) const = default;
};

// Something that belongs to a ticket without being part of its row: "drafts", "scheduled_replies".
struct TicketPart {
  TicketId ticket;
  std::string part;
  UserId user;  // whose it is; 0: the ticket's

  auto operator<=>(const TicketPart&) const = default;
};

struct Batch {
  std::vector<Connection> joined;
  std::vector<std::uint64_t> left;
  std::map<std::uint64_t, std::pair<UserId, Looking>> looks;  // by connection: where they look now
  std::vector<std::string> company;                           // what servers say of their lookers, in their order
  std::map<TicketId, std::set<AuditId>> audits;               // that notifications named
  std::set<std::pair<TicketId, CommentId>> deliveries;
  std::set<Progress> progress;
  std::set<TicketPart> parts;
  std::set<people::SessionId> ended_sessions;
  bool read_on = false;  // audits beyond the last known one wait in the database
  bool views = false;    // views were made or changed
  bool people = false;   // access of people may have changed
  bool presence = false;
  bool resync = false;           // something was missed
  bool drain = false;            // somebody waits for the end of this batch
  bool company_missed = false;   // before what `company` holds
  std::optional<bool> was_said;  // what we had to say of our lookers

  // Whether the database has to be asked for more than lookers.
  bool has_news() const {
    return !joined.empty() || !audits.empty() || !deliveries.empty() || !progress.empty() || !parts.empty() ||
           !ended_sessions.empty() || read_on || views || people || presence || resync;
  }
};

using Deadline = std::chrono::steady_clock::time_point;

class Inbox {
 public:
  // `audits_in_order`: ids of audits become visible in ascending order (SQLite), so that "everything after the last
  // one" is exact and notifications need not name them.
  Inbox(bool audits_in_order, std::size_t limit) : audits_in_order_(audits_in_order), limit_(limit) {}

  void join(Connection connection);
  void leave(std::uint64_t connection);
  void look(std::uint64_t connection, UserId user, const Looking& looking);
  void note_said(bool is_said);
  void notify(std::string_view channel, std::string_view payload);
  void read_on();

  // Waits for something to do, at most until the deadline; nullopt when closed.
  std::optional<Batch> take(std::optional<Deadline> deadline);
  // The batch taken last has been dealt with.
  void finish();
  // Waits until all that was put in before is finished, or the inbox is closed.
  void drain();
  void close();

 private:
  template <class Change>
  void put(Change change);
  void miss_company();

  const bool audits_in_order_;
  const std::size_t limit_;
  std::mutex mutex_;
  std::condition_variable ready_, finished_;
  Batch next_;
  std::size_t named_ = 0;  // audits, deliveries and progress in next_
  bool waiting_ = false, closed_ = false;
  std::uint64_t taken_ = 0, done_ = 0;
};

}  // namespace pult::live
