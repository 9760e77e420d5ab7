// SPDX-License-Identifier: AGPL-3.0-or-later
#include "search/candidates.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <set>

#include "search/vocabulary.hpp"

namespace pult::search {
namespace {

constexpr std::int64_t no_limit = std::numeric_limits<std::int64_t>::max();
// What a word is worth: in the subject, as it was typed, or only begun.
constexpr int in_subject = 8, as_typed = 2, begun = 1, all_in_one_comment = 3;
// Tickets that are older than what was looked at of a common word are asked for one by one: so many in a query. Each
// costs a look at a long list of postings, half a millisecond at three million comments.
constexpr std::size_t most_asked = 40;
// What the last word of a phrase may become: each is a phrase to look for.
constexpr std::size_t most_endings = 60;
// Of an unwanted word: reading costs less than asking.
constexpr int most_unwanted = 100'000;

// One word of the query and the newest comments that have it.
struct Stream {
  std::string match, typed, subject;  // expressions; typed without what the word may become, "" when the same as match
  Window window;
  std::vector<std::int64_t> numbers;
  bool is_complete = true;
  std::int64_t lowest() const { return is_complete || numbers.empty() ? 0 : numbers.back(); }
};

Place place_of(const Words& words) {
  return words.field == "subject" ? Place::subject : words.field.empty() ? Place::anywhere : Place::body;
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

// A term with all words that its beginning may become.
struct Expanded {
  text::QueryTerm term;
  std::vector<std::vector<std::string>> endings;
};
Result<Expanded> expand(sql::Transaction& tx, const text::QueryTerm& term) {
  Expanded all{term, {}};
  if (const auto beginning = safe_term(term.prefix); !beginning.empty()) {
    all.term.alternatives.push_back(beginning);
    for (auto& word : PULT_TRY(words_beginning(tx, beginning))) all.term.alternatives.push_back(std::move(word));
  }
  if (term.is_open) all.endings = PULT_TRY(endings_of(tx, term.phrase));
  return all;
}

Result<std::vector<Stream>> make_streams(sql::Transaction& tx, const std::vector<Words>& words, const Bounds& bounds,
                                         std::int64_t below) {
  std::vector<Stream> streams;
  for (const auto& one : words) {
    if (!means_something(one.term)) continue;
    Stream stream;
    const auto all = PULT_TRY(expand(tx, one.term));
    stream.match = render_match(tx.dialect(), all.term, place_of(one), all.endings);
    if (!one.term.prefix.empty()) stream.typed = render_match(tx.dialect(), one.term, place_of(one));
    if (place_of(one) == Place::anywhere)
      stream.subject = render_match(tx.dialect(), all.term, Place::subject, all.endings);
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

bool is_in(const std::vector<TicketId>& newest_first, TicketId ticket) {
  return std::ranges::binary_search(newest_first, ticket, std::ranges::greater());
}

struct Met {
  std::vector<TicketId> tickets;
  bool is_cut = false;  // there were more to be asked about
};

// Those of `tickets` that the stream has too; `together` are known to have all words. Below what was read of the
// stream, the index is asked about each.
Result<Met> meet(sql::Transaction& tx, const std::vector<TicketId>& tickets, const Stream& stream,
                 const std::vector<TicketId>& together, std::size_t asks) {
  const auto known = tickets_of(stream.numbers);
  const auto lowest = DocumentId::of(stream.lowest()).ticket;
  std::vector<TicketId> both, asked;
  bool is_cut = false;
  for (const auto ticket : tickets) {
    if (is_in(together, ticket) || is_in(known, ticket))
      both.push_back(ticket);
    else if (stream.is_complete || ticket > lowest)
      continue;
    else if (asked.size() < asks)
      asked.push_back(ticket);
    else
      is_cut = true;
  }
  const auto& match = stream.typed.empty() ? stream.match : stream.typed;
  const auto old = PULT_TRY(tickets_with_match(tx, match, stream.window, asked));
  both.insert(both.end(), old.begin(), old.end());
  std::ranges::sort(both, std::ranges::greater());
  return Met{std::move(both), is_cut};
}

// The newest tickets that have all words in one comment: the databases are good at that.
Result<std::vector<TicketId>> tickets_with_comment(sql::Transaction& tx, const std::vector<Stream>& streams, int most) {
  std::vector<std::string> matches;
  auto window = streams.front().window;
  window.most = most;
  for (const auto& stream : streams) {
    matches.push_back(stream.match);
    window.first_only |= stream.window.first_only;
  }
  return tickets_of(PULT_TRY(newest_matches(tx, join_matches(tx.dialect(), matches), window)));
}

// Tickets that have every word. A word read completely says which tickets there can be; where all are common, only the
// newest comments count, and those that have all words in one comment.
Result<Met> tickets_with_all(sql::Transaction& tx, const std::vector<Stream>& streams, int most_together) {
  std::vector<const Stream*> order;
  for (const auto& stream : streams) order.push_back(&stream);
  std::ranges::sort(order, [](const Stream* a, const Stream* b) {
    if (a->is_complete != b->is_complete) return a->is_complete;
    return a->numbers.size() != b->numbers.size() ? a->numbers.size() < b->numbers.size() : a < b;
  });
  Met met{tickets_of(order.front()->numbers), !order.front()->is_complete};
  if (order.size() == 1) return met;
  std::vector<TicketId> together;
  if (!order.back()->is_complete) together = PULT_TRY(tickets_with_comment(tx, streams, most_together));
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
  void add(const std::vector<std::int64_t>& numbers, int worth) {
    Candidate* last = nullptr;
    each_wanted(numbers, [&](Candidate& candidate, std::int64_t) {
      if (&candidate != last) candidate.score += worth;
      last = &candidate;
    });
  }
  void count(const std::vector<std::int64_t>& numbers) {
    each_wanted(numbers, [&](Candidate&, std::int64_t number) { counted_.push_back(number); });
  }
  std::vector<Candidate> best(int words) {
    std::ranges::sort(counted_, std::ranges::greater());
    std::vector<int> most(candidates_.size());
    for (std::size_t at = 0, end; at < counted_.size(); at = end) {
      for (end = at; end < counted_.size() && counted_[end] == counted_[at];) ++end;
      const auto id = DocumentId::of(counted_[at]);
      auto& candidate = *std::ranges::lower_bound(candidates_, id.ticket, std::ranges::greater(), &Candidate::ticket);
      auto& found = most[std::size_t(&candidate - candidates_.data())];
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
  void each_wanted(const std::vector<std::int64_t>& numbers, Use use) {
    auto at = candidates_.begin();
    for (const auto number : numbers) {
      const auto ticket = DocumentId::of(number).ticket;
      while (at != candidates_.end() && at->ticket > ticket) ++at;
      if (at == candidates_.end()) return;
      if (at->ticket == ticket) use(*at, number);
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
    found.looked_at += std::int64_t(stream.numbers.size());
    if (stream.numbers.empty()) return found;
  }
  const auto met = PULT_TRY(tickets_with_all(tx, streams, bounds.together));
  found.is_cut = met.is_cut;
  if (met.tickets.empty()) return found;
  const auto oldest = met.tickets.back().value * DocumentId::per_ticket;
  Scores scores(met.tickets);
  for (auto& stream : streams) {
    scores.count(stream.numbers);
    auto window = stream.window;
    window.from = std::max(stream.numbers.back(), oldest);
    if (!stream.subject.empty()) scores.add(PULT_TRY(newest_matches(tx, stream.subject, window)), in_subject);
    if (stream.typed.empty()) {
      scores.add(stream.numbers, as_typed);
    } else {
      scores.add(stream.numbers, begun);
      scores.add(PULT_TRY(newest_matches(tx, stream.typed, window)), as_typed);
    }
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
  auto streams = PULT_TRY(make_streams(tx, words, {bounds.public_only, most_unwanted, 0}, no_limit));
  for (auto& stream : streams) {
    PULT_TRY(read(tx, stream));
    const auto unwanted = tickets_of(stream.numbers);
    const auto lowest = DocumentId::of(stream.lowest()).ticket;
    std::vector<TicketId> kept, asked;
    for (const auto ticket : tickets) {
      if (is_in(unwanted, ticket)) continue;
      const bool is_old = !stream.is_complete && ticket <= lowest;
      if (!is_old)
        kept.push_back(ticket);
      else if (asked.size() < most_asked / streams.size())
        asked.push_back(ticket), kept.push_back(ticket);
    }
    const auto old = PULT_TRY(tickets_with_match(tx, stream.match, stream.window, asked));
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
