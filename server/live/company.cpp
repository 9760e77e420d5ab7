// SPDX-License-Identifier: AGPL-3.0-or-later
#include "live/company.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace pult::live {
namespace {

constexpr std::size_t payload_bytes = 6'000;  // sql::Transaction::notify carries 7,000

// "7:12:2" -> {7, 12, 2}.
std::optional<std::array<std::int64_t, 3>> parse_word(std::string_view word) {
  std::array<std::int64_t, 3> out{};
  const char* at = word.data();
  const char* const end = at + word.size();
  for (auto& number : out) {
    if (&number != out.data() && (at == end || *at++ != ':')) return std::nullopt;
    const auto read = std::from_chars(at, end, number);
    if (read.ec != std::errc() || number < 0) return std::nullopt;
    at = read.ptr;
  }
  if (at != end || !out[0] || !out[1] || out[2] > 2) return std::nullopt;
  return out;
}

}  // namespace

void Company::show(TicketId ticket, const Faces& faces) {
  const auto found = own_.find(ticket);
  const Faces before = found == own_.end() ? Faces{} : found->second;
  if (before == faces) return;
  if (faces.empty())
    own_.erase(found);
  else
    own_[ticket] = faces;
  if (node_.empty()) return;
  for (const auto& [user, writes] : before)
    if (!faces.contains(user)) unsaid_[{ticket, user}] = State::gone;
  for (const auto& [user, writes] : faces) {
    const auto known = before.find(user);
    if (known == before.end() || known->second != writes)
      unsaid_[{ticket, user}] = writes ? State::writes : State::looks;
  }
}

Faces Company::at(TicketId ticket) const {
  const auto mine = own_.find(ticket);
  Faces out = mine == own_.end() ? Faces{} : mine->second;
  const auto theirs = others_.find(ticket);
  if (theirs == others_.end()) return out;
  for (const auto& [who, claim] : theirs->second) out[who.first] |= claim.writes;
  return out;
}

void Company::hear(std::string_view payload, Moment now) {
  const auto next_word = [&payload] {
    const auto word = payload.substr(0, payload.find(' '));
    payload.remove_prefix(std::min(word.size() + 1, payload.size()));
    return word;
  };
  const auto node = next_word();
  if (node.empty() || node_.empty() || node == node_) return;
  while (!payload.empty()) hear_word(node, next_word(), now);
}

void Company::hear_word(std::string_view node, std::string_view word, Moment now) {
  if (word == "?") return say_all();
  if (word == "!") return forget([&](const auto& who, const Claim&) { return who.second == node; });
  const auto numbers = parse_word(word);
  if (!numbers) return;
  const TicketId ticket((*numbers)[0]);
  const UserId user((*numbers)[1]);
  const auto state = State((*numbers)[2]);
  const auto key = std::pair(user, std::string(node));
  if (state == State::gone) {
    const auto place = others_.find(ticket);
    if (place == others_.end() || !place->second.erase(key)) return;
    if (place->second.empty()) others_.erase(place);
    changed_.insert(ticket);
    return;
  }
  const bool writes = state == State::writes;
  const auto [claim, is_new] = others_[ticket].try_emplace(key);
  if (is_new || claim->second.writes != writes) changed_.insert(ticket);
  claim->second = {writes, now + std::chrono::milliseconds(limits_.lifetime_ms)};
}

template <class Condition>
void Company::forget(Condition condition) {
  for (auto place = others_.begin(); place != others_.end();) {
    auto& [ticket, claims] = *place;
    if (std::erase_if(claims, [&](const auto& entry) { return condition(entry.first, entry.second); }))
      changed_.insert(ticket);
    place = claims.empty() ? others_.erase(place) : std::next(place);
  }
}

void Company::start_over() {
  forget([](const auto&, const Claim&) { return true; });
  asks_ = !node_.empty();
}

void Company::say_all() {
  for (const auto& [ticket, faces] : own_)
    for (const auto& [user, writes] : faces) unsaid_[{ticket, user}] = writes ? State::writes : State::looks;
}

std::optional<Company::Moment> Company::next_beat(Moment now) {
  if (node_.empty() || (own_.empty() && others_.empty() && !is_blocked_))
    next_beat_.reset();
  else if (!next_beat_)
    next_beat_ = now + std::chrono::milliseconds(limits_.beat_ms);
  return next_beat_;
}

void Company::beat(Moment now) {
  next_beat_.reset();
  is_blocked_ = false;
  forget([now](const auto&, const Claim& claim) { return claim.until <= now; });
  say_all();
}

std::vector<std::string> Company::take_payloads() {
  std::vector<std::string> out;
  if (!has_news()) return out;
  is_saying_ = true;
  said_to_ask_ = std::exchange(asks_, false);
  saying_ = std::exchange(unsaid_, {});
  out.push_back(node_ + (said_to_ask_ ? " ?" : ""));
  for (const auto& [who, state] : saying_) {
    if (out.back().size() > payload_bytes) out.push_back(node_);
    out.back() += " " + std::to_string(who.first.value) + ":" + std::to_string(who.second.value) + ":" +
                  std::to_string(int(state));
  }
  return out;
}

void Company::note_said(bool is_said) {
  is_saying_ = false;
  const bool asked = std::exchange(said_to_ask_, false);
  const auto said = std::exchange(saying_, {});
  if (is_said) return;
  is_blocked_ = true;
  asks_ |= asked;
  unsaid_.insert(said.begin(), said.end());  // what came meanwhile is newer and stays
}

std::optional<std::string> Company::farewell() const {
  if (node_.empty() || (own_.empty() && !is_saying_)) return std::nullopt;
  return node_ + " !";
}

}  // namespace pult::live
