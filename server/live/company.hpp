// SPDX-License-Identifier: AGPL-3.0-or-later
// Who looks at tickets on all servers of a database: what the others said, and what is to be said of our own people.
//
// Servers tell each other by notifications, "NODE WORD...". A word is "7:12:2" (ticket, person; 0 has gone, 1 looks,
// 2 writes), "?" (say all of yours), or "!" (mine are gone). Whoever has people at tickets says all of them again with
// each beat; what is not said again for a while belonged to a server that is no more.
#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ids.hpp"

namespace pult::live {

inline constexpr std::string_view looking_channel = "looking";

// The people at one ticket, and whether they write.
using Faces = std::map<UserId, bool>;

struct CompanyLimits {
  int beat_ms = 6'000;
  int lifetime_ms = 20'000;
};

// Belongs to the hub's thread alone.
class Company {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  // `node` names this server among those of the database, anew with each start; "" when there can be no other.
  Company(std::string node, CompanyLimits limits) : node_(std::move(node)), limits_(limits), asks_(!node_.empty()) {}

  // These of ours are at the ticket now, and others may know.
  void show(TicketId ticket, const Faces& faces);
  // Ours and those of others; whoever is on two servers is there once.
  Faces at(TicketId ticket) const;

  // A notification, our own ones too.
  void hear(std::string_view payload, Moment now);
  // Notifications were missed: what others said may be outdated.
  void start_over();
  // Tickets where others came, went, or changed what they do.
  std::set<TicketId> take_changed() { return std::exchange(changed_, {}); }

  // When to beat; none while nobody is anywhere.
  std::optional<Moment> next_beat(Moment now);
  void beat(Moment now);

  bool has_news() const { return !is_saying_ && !is_blocked_ && (asks_ || !unsaid_.empty()); }
  // What to notify now, in this order and in one transaction. Then nothing more until note_said(): transactions may
  // overtake each other.
  std::vector<std::string> take_payloads();
  void note_said(bool is_said);
  // For the end of this server; none when it would say nothing.
  std::optional<std::string> farewell() const;

 private:
  enum class State : std::uint8_t { gone, looks, writes };
  struct Claim {
    bool writes = false;
    Moment until{};
  };
  using Who = std::pair<TicketId, UserId>;
  using Claims = std::map<std::pair<UserId, std::string>, Claim, std::less<>>;  // by person and node

  void hear_word(std::string_view node, std::string_view word, Moment now);
  void say_all();
  template <class Condition>
  void forget(Condition condition);

  const std::string node_;
  const CompanyLimits limits_;
  std::map<TicketId, Faces> own_;
  std::map<TicketId, Claims> others_;
  std::set<TicketId> changed_;
  std::map<Who, State> unsaid_, saying_;
  bool asks_ = false, said_to_ask_ = false;  // to be said, and under way
  bool is_saying_ = false;
  bool is_blocked_ = false;  // it failed: again with the next beat
  std::optional<Moment> next_beat_;
};

}  // namespace pult::live
