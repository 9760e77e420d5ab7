// SPDX-License-Identifier: AGPL-3.0-or-later
#include "search/candidates.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <numeric>
#include <set>
#include <tuple>

#include "search/vocabulary.hpp"

namespace pult::search {
namespace {

constexpr std::int64_t no_limit = std::numeric_limits<std::int64_t>::max();
// What a word is worth: in the subject, as it was typed, or only begun.
constexpr int in_subject = 8, as_typed = 2, begun = 1, all_in_one_comment = 3;
// Tickets that are older than what was looked at of a common word are asked for one by one: so many in a query. Each
// costs a look at a long list of postings, half a millisecond at three million comments.
constexpr std::size_t most_asked = 40;
// Of the rarest word, so many comments are looked up among those of common ones: some microseconds each.
constexpr std::size_t most_looked_up = 1'000;
// What the last word of a phrase may become: each is a phrase to look for.
constexpr std::size_t most_endings = 60;
// Of an unwanted word: reading costs less than asking.
constexpr int most_unwanted = 100'000;

// One word of the query and the newest comments that have it.
struct Stream {
  Expression wanted;
  Window window;
  std::vector<Match> matches;
  bool is_complete = true;
  std::int64_t lowest() const { return is_complete || matches.empty() ? 0 : matches.back().number; }
};

Place place_of(const Words& words, const Bounds& bounds) {
  if (words.field == "subject") return Place::subject;
  if (!words.field.empty()) return Place::body;
  return bounds.public_only ? Place::said : Place::anywhere;
}

bool means_something(const text::QueryTerm& term) {
  const auto is_word = [](const std::string& word) { return !safe_term(word).empty(); };
  return std::ranges::any_of(term.alternatives, is_word) || std::ranges::any_of(term.phrase, is_word) ||
         is_word(term.prefix);
}

// What a phrase may become whose last word is being typed. One or two letters say too little: the words before them do.
Result<std::vector<std::vector<std::string>>> endings_of(sql::Transaction& tx, const std::vector<std::string>& phrase) {
  constexpr std::size_t telling_bytes = 3;
  std::vector<std::vector<std::string>> out;
  auto words = phrase;
  const auto last = safe_term(phrase.back());
  for (auto& ending : PULT_TRY(words_beginning(tx, last))) {
    if (out.size() >= most_endings) break;
    words.back() = std::move(ending);
    out.push_back(words);
  }
  words.pop_back();
  const auto bytes = std::accumulate(words.begin(), words.end(), std::size_t(0),
                                     [](std::size_t sum, const std::string& word) { return sum + word.size(); });
  const bool has_digits = last.find_first_of("0123456789") != std::string::npos;
  if (last.size() < telling_bytes && bytes >= telling_bytes && !has_digits) out.push_back(std::move(words));
  return out;
}

// All that a term may become whose end is being typed.
Result<Endings> endings_of(sql::Transaction& tx, const text::QueryTerm& term) {
  Endings all;
  if (const auto beginning = safe_term(term.prefix); !beginning.empty()) {
    all.words = PULT_TRY(words_beginning(tx, beginning));
    all.words.push_back(beginning);
  }
  if (term.is_open) all.phrases = PULT_TRY(endings_of(tx, term.phrase));
  return all;
}

Result<std::vector<Stream>> make_streams(sql::Transaction& tx, const std::vector<Words>& words, const Bounds& bounds,
                                         std::int64_t below) {
  std::vector<Stream> streams;
  for (const auto& one : words) {
    if (!means_something(one.term)) continue;
    Stream stream;
    stream.wanted =
        render_expression(tx.dialect(), one.term, place_of(one, bounds), PULT_TRY(endings_of(tx, one.term)));
    stream.window = {0, below, bounds.public_only, one.field == "description", bounds.most};
    streams.push_back(std::move(stream));
  }
  return streams;
}

Result<void> read(sql::Transaction& tx, Stream& stream) {
  stream.matches = PULT_TRY(newest_matches(tx, stream.wanted, stream.window));
  stream.is_complete = int(stream.matches.size()) < stream.window.most;
  return {};
}

std::vector<TicketId> tickets_of(const std::vector<Match>& matches) {
  std::vector<TicketId> tickets;
  for (const auto& match : matches)
    if (const auto ticket = DocumentId::of(match.number).ticket; tickets.empty() || tickets.back() != ticket)
      tickets.push_back(ticket);
  return tickets;  // newest first, each once
}

// Says which tickets are in a list, asked from the newest to the oldest.
class Walk {
 public:
  explicit Walk(const std::vector<TicketId>& newest_first) : at_(newest_first.begin()), end_(newest_first.end()) {}
  bool has(TicketId ticket) {
    while (at_ != end_ && *at_ > ticket) ++at_;
    return at_ != end_ && *at_ == ticket;
  }

 private:
  std::vector<TicketId>::const_iterator at_, end_;
};

struct Met {
  std::vector<TicketId> tickets;
  bool is_cut = false;  // there were more to be asked about
};

// Those of `tickets` that the stream has too; `together` are known to have all words. Below what was read of the
// stream, the index is asked about each.
Result<Met> meet(sql::Transaction& tx, const std::vector<TicketId>& tickets, const Stream& stream,
                 const std::vector<TicketId>& together, std::size_t asks) {
  const auto known = tickets_of(stream.matches);
  const auto lowest = DocumentId::of(stream.lowest()).ticket;
  Walk are_together(together), are_known(known);
  std::vector<TicketId> both, asked;
  bool is_cut = false;
  for (const auto ticket : tickets) {
    if (are_together.has(ticket) || are_known.has(ticket))
      both.push_back(ticket);
    else if (stream.is_complete || ticket > lowest)
      continue;
    else if (asked.size() < asks)
      asked.push_back(ticket);
    else
      is_cut = true;
  }
  const auto& match = stream.wanted.typed.empty() ? stream.wanted.match : stream.wanted.typed;
  const auto old = PULT_TRY(tickets_with_match(tx, match, stream.window, asked));
  both.insert(both.end(), old.begin(), old.end());
  std::ranges::sort(both, std::ranges::greater());
  return Met{std::move(both), is_cut};
}

// The newest tickets that have all words in one comment. The rarest word's newest comments are looked up among those of
// the others.
Result<std::vector<TicketId>> tickets_with_comment(sql::Transaction& tx, const std::vector<Stream>& streams,
                                                   const Stream& rarest) {
  auto window = rarest.window;
  if (rarest.matches.size() > most_looked_up) window.from = rarest.matches[most_looked_up].number;
  std::vector<std::string> matches;
  for (const auto& stream : streams) {
    matches.push_back(stream.wanted.match);
    window.first_only |= stream.window.first_only;
  }
  return tickets_matching(tx, join_matches(tx.dialect(), matches), window);
}

// Tickets that have every word. A word read completely says which tickets there can be; where all are common, only the
// newest comments count, and those that have all words in one comment.
Result<Met> tickets_with_all(sql::Transaction& tx, const std::vector<Stream>& streams) {
  std::vector<const Stream*> order;
  for (const auto& stream : streams) order.push_back(&stream);
  // Rarer ones first: of as many comments the rarer word's reach further back.
  std::ranges::sort(order, {}, [](const Stream* one) {
    return std::tuple(!one->is_complete, one->matches.size(), one->matches.back().number);
  });
  Met met{tickets_of(order.front()->matches), !order.front()->is_complete};
  if (order.size() == 1) return met;
  std::vector<TicketId> together;
  if (!order.back()->is_complete) together = PULT_TRY(tickets_with_comment(tx, streams, *order.front()));
  const auto asks = order.front()->is_complete ? most_asked / (order.size() - 1) : 0;
  for (std::size_t i = 1; i < order.size() && !met.tickets.empty(); ++i) {
    auto next = PULT_TRY(meet(tx, met.tickets, *order[i], together, asks));
    met = {std::move(next.tickets), met.is_cut || next.is_cut};
  }
  std::vector<TicketId> either;
  std::ranges::set_union(met.tickets, together, std::back_inserter(either), std::ranges::greater());
  return Met{std::move(either), met.is_cut};
}

// Adds up what each word is worth in each ticket. All lists are newest first, so that they are walked side by side.
class Scores {
 public:
  explicit Scores(const std::vector<TicketId>& newest_first) {
    for (const auto ticket : newest_first) candidates_.push_back({ticket});
  }
  // What fits in this way is worth so much, once a ticket.
  template <class Fits>
  void add(const std::vector<Match>& matches, int worth, Fits fits) {
    Candidate* last = nullptr;
    each_wanted(matches, [&](Candidate& candidate, const Match& match) {
      if (&candidate == last || !std::invoke(fits, match)) return;
      candidate.score += worth;
      last = &candidate;
    });
  }
  void count(const std::vector<Match>& matches) {
    const auto before = std::ptrdiff_t(counted_.size());
    each_wanted(matches, [&](Candidate&, const Match& match) { counted_.push_back(match.number); });
    std::ranges::inplace_merge(counted_, counted_.begin() + before, std::ranges::greater());
  }
  std::vector<Candidate> best(int words) {
    std::vector<int> most(candidates_.size());
    std::size_t index = 0;  // of the candidate that is counted: both lists go from newer to older
    for (std::size_t at = 0, end; at < counted_.size(); at = end) {
      for (end = at; end < counted_.size() && counted_[end] == counted_[at];) ++end;
      const auto id = DocumentId::of(counted_[at]);
      while (candidates_[index].ticket > id.ticket) ++index;
      auto& candidate = candidates_[index];
      auto& found = most[index];
      if (int(end - at) <= found) continue;  // as many in a newer comment are better
      found = int(end - at);
      candidate.place = id.place;
    }
    for (std::size_t i = 0; i < candidates_.size(); ++i)
      if (words > 1 && most[i] == words) candidates_[i].score += all_in_one_comment;
    std::ranges::sort(candidates_, [](const Candidate& a, const Candidate& b) {
      return a.score != b.score ? a.score > b.score : a.ticket > b.ticket;
    });
    return std::move(candidates_);
  }

 private:
  template <class Use>
  void each_wanted(const std::vector<Match>& matches, Use use) {
    auto at = candidates_.begin();
    for (const auto& match : matches) {
      const auto ticket = DocumentId::of(match.number).ticket;
      while (at != candidates_.end() && at->ticket > ticket) ++at;
      if (at == candidates_.end()) return;
      if (at->ticket == ticket) use(*at, match);
    }
  }

  std::vector<Candidate> candidates_;
  std::vector<std::int64_t> counted_;
};

}  // namespace

Result<Candidates> find_candidates(sql::Transaction& tx, const std::vector<Words>& words, const Bounds& bounds) {
  auto streams = PULT_TRY(make_streams(tx, words, bounds, no_limit));
  Candidates found;
  if (streams.empty()) return found;
  for (auto& stream : streams) {
    PULT_TRY(read(tx, stream));
    found.looked_at += std::int64_t(stream.matches.size());
    if (stream.matches.empty()) return found;
  }
  const auto met = PULT_TRY(tickets_with_all(tx, streams));
  found.is_cut = met.is_cut;
  if (met.tickets.empty()) return found;
  Scores scores(met.tickets);
  for (const auto& stream : streams) {
    scores.count(stream.matches);
    scores.add(stream.matches, in_subject, &Match::in_subject);
    scores.add(stream.matches, as_typed, &Match::as_typed);
    if (!stream.wanted.typed.empty()) scores.add(stream.matches, begun, [](const Match&) { return true; });
  }
  found.best = scores.best(int(streams.size()));
  return found;
}

Result<Slice> find_slice(sql::Transaction& tx, const std::vector<Words>& words, const Bounds& bounds, TicketId before) {
  const auto below = before ? before.value * DocumentId::per_ticket : no_limit;
  auto streams = PULT_TRY(make_streams(tx, words, bounds, below));
  Slice slice;
  for (bool first = true; auto& stream : streams) {
    PULT_TRY(read(tx, stream));
    // The ticket where reading ended may have more comments: it belongs to the next slice.
    slice.floor = std::max(slice.floor, stream.is_complete ? TicketId() : DocumentId::of(stream.lowest()).ticket);
    const auto tickets = tickets_of(stream.matches);
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
  auto streams = PULT_TRY(make_streams(tx, words, {bounds.public_only, most_unwanted}, no_limit));
  for (auto& stream : streams) {
    PULT_TRY(read(tx, stream));
    const auto unwanted = tickets_of(stream.matches);
    const auto lowest = DocumentId::of(stream.lowest()).ticket;
    std::vector<TicketId> kept, asked;
    for (const auto ticket : tickets) {
      if (std::ranges::binary_search(unwanted, ticket, std::ranges::greater())) continue;
      const bool is_old = !stream.is_complete && ticket <= lowest;
      if (!is_old)
        kept.push_back(ticket);
      else if (asked.size() < most_asked / streams.size())
        asked.push_back(ticket), kept.push_back(ticket);
    }
    const auto old = PULT_TRY(tickets_with_match(tx, stream.wanted.match, stream.window, asked));
    const std::set<TicketId> left_out(old.begin(), old.end());
    std::erase_if(kept, [&](TicketId ticket) { return left_out.contains(ticket); });
    tickets = std::move(kept);
  }
  return {};
}

bool mean_something(const std::vector<Words>& words) {
  return std::ranges::any_of(words, [](const Words& one) { return means_something(one.term); });
}

}  // namespace pult::search
