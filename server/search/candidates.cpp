// SPDX-License-Identifier: AGPL-3.0-or-later
#include "search/candidates.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

namespace pult::search {
namespace {

constexpr std::int64_t no_limit = std::numeric_limits<std::int64_t>::max();
// What a word is worth: in the subject, as it was typed, or only begun.
constexpr int in_subject = 8, as_typed = 2, begun = 1, all_in_one_comment = 3;
// Tickets that are older than what was looked at of a common word are asked one by one.
constexpr std::size_t most_probed = 1'000;

// One word of the query and the newest comments that have it.
struct Stream {
  std::string match, typed, subject;  // expressions; typed without the unfinished word, "" when the same as match
  Window window;
  std::vector<std::int64_t> numbers;
  bool is_complete = true;
  std::int64_t lowest() const { return is_complete || numbers.empty() ? 0 : numbers.back(); }
};

Place place_of(const Words& words) {
  return words.field == "subject" ? Place::subject : words.field.empty() ? Place::anywhere : Place::body;
}

std::vector<Stream> make_streams(sql::Dialect dialect, const std::vector<Words>& words, const Bounds& bounds,
                                 std::int64_t below) {
  std::vector<Stream> streams;
  for (const auto& one : words) {
    Stream stream;
    stream.match = render_match(dialect, one.term, place_of(one), true);
    if (stream.match.empty()) continue;
    if (!one.term.prefix.empty()) stream.typed = render_match(dialect, one.term, place_of(one), false);
    if (place_of(one) == Place::anywhere) stream.subject = render_match(dialect, one.term, Place::subject, true);
    stream.window = {0, below, bounds.public_only, one.field == "description", bounds.most};
    streams.push_back(std::move(stream));
  }
  return streams;
}

Result<void> read(sql::Transaction& tx, Stream& stream) {
  stream.numbers = PULT_TRY(newest_matches(tx, stream.match, stream.window));
  stream.is_complete = int(stream.numbers.size()) < stream.window.most;
  return {};
}

std::vector<TicketId> tickets_of(const std::vector<std::int64_t>& numbers) {
  std::vector<TicketId> tickets;
  for (const auto number : numbers)
    if (const auto ticket = DocumentId::of(number).ticket; tickets.empty() || tickets.back() != ticket)
      tickets.push_back(ticket);
  return tickets;  // newest first, each once
}

// Those of `tickets` that the stream has too. Below what was read of it, the index is asked about each.
Result<std::vector<TicketId>> meet(sql::Transaction& tx, const std::vector<TicketId>& tickets, const Stream& stream) {
  const auto known = tickets_of(stream.numbers);
  const auto lowest = DocumentId::of(stream.lowest()).ticket;
  std::vector<TicketId> both, asked;
  for (const auto ticket : tickets) {
    if (ticket > lowest || stream.is_complete) {
      if (std::ranges::binary_search(known, ticket, std::ranges::greater())) both.push_back(ticket);
    } else if (asked.size() < most_probed) {
      asked.push_back(ticket);
    }
  }
  const auto& match = stream.typed.empty() ? stream.match : stream.typed;
  auto old = PULT_TRY(tickets_with_match(tx, match, stream.window, asked));
  std::ranges::sort(old, std::ranges::greater());
  both.insert(both.end(), old.begin(), old.end());
  return both;
}

// Tickets that have every word. A word read completely says which tickets there can be; where all are common, only the
// newest comments count, and those that have all words in one comment.
Result<std::vector<TicketId>> tickets_with_all(sql::Transaction& tx, const std::vector<Stream>& streams,
                                               const Bounds& bounds) {
  const auto rarer = [](const Stream* a, const Stream* b) {
    return a->is_complete != b->is_complete ? a->is_complete : a->numbers.size() < b->numbers.size();
  };
  std::vector<const Stream*> order;
  for (const auto& stream : streams) order.push_back(&stream);
  std::ranges::stable_sort(order, rarer);
  auto tickets = tickets_of(order.front()->numbers);
  for (std::size_t i = 1; i < order.size() && !tickets.empty(); ++i) tickets = PULT_TRY(meet(tx, tickets, *order[i]));
  if (order.size() == 1 || order.front()->is_complete) return tickets;
  std::vector<std::string> matches;
  for (const auto& stream : streams) matches.push_back(stream.match);
  auto window = streams.front().window;
  window.most = bounds.most;
  window.first_only = false;
  if (std::ranges::any_of(streams, [](const Stream& s) { return s.window.first_only; })) return tickets;
  const auto together = tickets_of(PULT_TRY(newest_matches(tx, join_matches(tx.dialect(), matches), window)));
  std::vector<TicketId> either;
  std::ranges::set_union(tickets, together, std::back_inserter(either), std::ranges::greater());
  return either;
}

// Comments of the wanted tickets with how many of the words they have.
using Counts = std::map<std::int64_t, int>;

// Adds up what each word is worth in each ticket.
class Scores {
 public:
  explicit Scores(const std::vector<TicketId>& tickets) {
    for (const auto ticket : tickets) scores_[ticket];
  }
  void add(const std::vector<std::int64_t>& numbers, int worth) {
    for (const auto ticket : tickets_of(numbers))
      if (const auto found = scores_.find(ticket); found != scores_.end()) found->second.score += worth;
  }
  void count(const std::vector<std::int64_t>& numbers) {
    for (const auto number : numbers)
      if (scores_.contains(DocumentId::of(number).ticket)) ++counts_[number];
  }
  std::vector<Candidate> best(std::size_t words) {
    for (const auto& [number, count] : counts_) {
      const auto id = DocumentId::of(number);
      auto& candidate = scores_[id.ticket];
      if (count < most_[id.ticket]) continue;  // as many in a newer comment are better
      most_[id.ticket] = count;
      candidate.place = id.place;
    }
    std::vector<Candidate> out;
    for (auto& [ticket, candidate] : scores_) {
      candidate.ticket = ticket;
      if (words > 1 && most_[ticket] == int(words)) candidate.score += all_in_one_comment;
      out.push_back(candidate);
    }
    std::ranges::sort(out, [](const Candidate& a, const Candidate& b) {
      return a.score != b.score ? a.score > b.score : a.ticket > b.ticket;
    });
    return out;
  }

 private:
  std::map<TicketId, Candidate> scores_;
  std::map<TicketId, int> most_;
  Counts counts_;
};

}  // namespace

Result<Candidates> find_candidates(sql::Transaction& tx, const std::vector<Words>& words, const Bounds& bounds) {
  auto streams = make_streams(tx.dialect(), words, bounds, no_limit);
  Candidates found;
  if (streams.empty()) return found;
  for (auto& stream : streams) {
    PULT_TRY(read(tx, stream));
    found.looked_at += std::int64_t(stream.numbers.size());
    if (stream.numbers.empty()) return found;
  }
  const auto tickets = PULT_TRY(tickets_with_all(tx, streams, bounds));
  Scores scores(tickets);
  for (auto& stream : streams) {
    scores.count(stream.numbers);
    auto window = stream.window;
    window.from = stream.numbers.back();
    if (!stream.subject.empty()) scores.add(PULT_TRY(newest_matches(tx, stream.subject, window)), in_subject);
    if (stream.typed.empty()) {
      scores.add(stream.numbers, as_typed);
    } else {
      scores.add(stream.numbers, begun);
      scores.add(PULT_TRY(newest_matches(tx, stream.typed, window)), as_typed);
    }
  }
  found.best = scores.best(streams.size());
  return found;
}

Result<Slice> find_slice(sql::Transaction& tx, const std::vector<Words>& words, const Bounds& bounds, TicketId before) {
  auto streams = make_streams(tx.dialect(), words, bounds, before ? before.value * DocumentId::per_ticket : no_limit);
  Slice slice;
  for (bool first = true; auto& stream : streams) {
    PULT_TRY(read(tx, stream));
    // The ticket where reading ended may have more comments: it belongs to the next slice.
    slice.floor = std::max(slice.floor, stream.is_complete ? TicketId() : DocumentId::of(stream.lowest()).ticket);
    const auto tickets = tickets_of(stream.numbers);
    if (first) {
      slice.tickets = tickets;
    } else {
      std::vector<TicketId> both;
      std::ranges::set_intersection(slice.tickets, tickets, std::back_inserter(both), std::ranges::greater());
      slice.tickets = std::move(both);
    }
    first = false;
  }
  std::erase_if(slice.tickets, [&](TicketId ticket) { return ticket <= slice.floor; });
  return slice;
}

Result<void> leave_out(sql::Transaction& tx, const std::vector<Words>& words, const Bounds& bounds,
                       std::vector<TicketId>& tickets) {
  for (auto& stream : make_streams(tx.dialect(), words, bounds, no_limit)) {
    PULT_TRY(read(tx, stream));
    const auto newest = tickets_of(stream.numbers);
    std::set<TicketId> unwanted(newest.begin(), newest.end());
    const auto lowest = DocumentId::of(stream.lowest()).ticket;
    std::vector<TicketId> asked;
    for (const auto ticket : tickets)
      if (!stream.is_complete && ticket < lowest) asked.push_back(ticket);
    for (const auto ticket : PULT_TRY(tickets_with_match(tx, stream.match, stream.window, asked)))
      unwanted.insert(ticket);
    std::erase_if(tickets, [&](TicketId ticket) { return unwanted.contains(ticket); });
  }
  return {};
}

bool mean_something(sql::Dialect dialect, const std::vector<Words>& words) {
  return !make_streams(dialect, words, {}, no_limit).empty();
}

}  // namespace pult::search
