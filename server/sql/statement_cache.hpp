// SPDX-License-Identifier: AGPL-3.0-or-later
// Prepared statements of one connection by their text, the least recently used thrown away first.
#pragma once
#include <array>
#include <cstdint>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

namespace pult::sql {

// `Statement` is movable; a default-made one means "none".
template <class Statement>
class StatementCache {
 public:
  struct Entry {
    std::string key;
    Statement idle{};  // none while a user has it, so that a nested use of the same text prepares its own
    int users = 0;
  };

  explicit StatementCache(std::size_t limit) : limit_(limit) {}

  // The entry stays valid until release().
  Entry& use(std::string_view key) {
    // Most texts are constants: the one that stood there last time is compared, which costs less than a hash.
    auto& guess = guesses_[(reinterpret_cast<std::uintptr_t>(key.data()) >> 3) % guesses_.size()];
    if (guess == Place() || guess->key != key) {
      auto found = by_key_.find(key);
      if (found == by_key_.end()) {
        entries_.push_front({std::string(key)});
        found = by_key_.emplace(entries_.front().key, entries_.begin()).first;
      }
      guess = found->second;
    }
    entries_.splice(entries_.begin(), entries_, guess);
    ++guess->users;
    return *guess;
  }

  // `drop(Statement)` is called for what no longer fits.
  template <class Drop>
  void release(Entry& entry, Drop drop) {
    --entry.users;
    for (auto last = entries_.end(); entries_.size() > limit_ && last != entries_.begin();) {
      if ((--last)->users > 0) continue;
      guesses_.fill(Place());
      drop(std::move(last->idle));
      by_key_.erase(last->key);
      last = entries_.erase(last);
    }
  }

  // Only while no statement is in use.
  void clear() {
    guesses_.fill(Place());
    by_key_.clear();
    entries_.clear();
  }

 private:
  using Place = typename std::list<Entry>::iterator;

  const std::size_t limit_;
  std::list<Entry> entries_;  // most recently used first
  std::unordered_map<std::string_view, Place> by_key_;
  std::array<Place, 512> guesses_{};  // by the address of the text
};

}  // namespace pult::sql
