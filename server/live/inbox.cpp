// SPDX-License-Identifier: AGPL-3.0-or-later
#include "live/inbox.hpp"

#include <charconv>

#include "live/company.hpp"
#include "people/presence.hpp"

namespace pult::live {
namespace {

// "7 99" -> {7, 99}.
std::optional<std::pair<std::int64_t, std::int64_t>> parse_pair(std::string_view text) {
  std::int64_t first = 0, second = 0;
  const char* const end = text.data() + text.size();
  const auto one = std::from_chars(text.data(), end, first);
  if (one.ec != std::errc() || one.ptr == end || *one.ptr != ' ') return std::nullopt;
  const auto two = std::from_chars(one.ptr + 1, end, second);
  if (two.ec != std::errc() || two.ptr != end) return std::nullopt;
  return std::pair(first, second);
}

// "7 job V3-1f" -> {7, "job", "V3-1f"}.
std::optional<Progress> parse_progress(std::string_view text) {
  Progress out;
  const auto one = std::from_chars(text.data(), text.data() + text.size(), out.user.value);
  text.remove_prefix(std::size_t(one.ptr - text.data()));
  const auto space = text.find(' ', 1);
  if (one.ec != std::errc() || !text.starts_with(' ') || space == std::string_view::npos) return std::nullopt;
  out.what = text.substr(1, space - 1);
  out.name = text.substr(space + 1);
  return out;
}

// "7 drafts 12" -> {7, "drafts", 12}, "7 side_conversations" -> {7, "side_conversations"}.
std::optional<TicketPart> parse_part(std::string_view text) {
  TicketPart out;
  const auto one = std::from_chars(text.data(), text.data() + text.size(), out.ticket.value);
  text.remove_prefix(std::size_t(one.ptr - text.data()));
  if (one.ec != std::errc() || text.size() < 2 || text[0] != ' ') return std::nullopt;
  text.remove_prefix(1);
  const auto space = text.find(' ');
  out.part = text.substr(0, space);
  if (space != std::string_view::npos)
    std::from_chars(text.data() + space + 1, text.data() + text.size(), out.user.value);
  return out;
}

}  // namespace

template <class Change>
void Inbox::put(Change change) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return;
    change();
    if (named_ > limit_) {
      next_.audits.clear();
      next_.deliveries.clear();
      next_.progress.clear();
      next_.parts.clear();
      named_ = 0;
      next_.resync = true;
    }
    waiting_ = true;
  }
  ready_.notify_one();
}

void Inbox::join(Connection connection) {
  put([&] { next_.joined.push_back(std::move(connection)); });
}

void Inbox::leave(std::uint64_t connection) {
  put([&] { next_.left.push_back(connection); });
}

void Inbox::look(std::uint64_t connection, UserId user, const Looking& looking) {
  put([&] { next_.looks[connection] = {user, looking}; });
}

void Inbox::note_said(bool is_said) {
  put([&] { next_.was_said = is_said; });
}

void Inbox::miss_company() {
  next_.company.clear();
  next_.company_missed = true;
}

void Inbox::read_on() {
  put([&] { next_.read_on = true; });
}

void Inbox::notify(std::string_view channel, std::string_view payload) {
  if (channel == "views") return put([&] { next_.views = true; });
  if (channel == people::presence_channel) return put([&] { next_.presence = true; });
  if (channel == "people") return put([&] { next_.people = true; });
  if (channel == people::ended_session_channel) {
    std::int64_t id = 0;
    std::from_chars(payload.data(), payload.data() + payload.size(), id);
    return put([&] { next_.ended_sessions.insert(people::SessionId(id)); });
  }
  if (channel == "progress") {
    if (auto progress = parse_progress(payload))
      put([&] { named_ += next_.progress.insert(std::move(*progress)).second; });
    return;
  }
  if (channel == "ticket_part") {
    if (auto part = parse_part(payload)) put([&] { named_ += next_.parts.insert(std::move(*part)).second; });
    return;
  }
  if (channel == looking_channel)
    return put([&] {
      if (next_.company.size() >= limit_) miss_company();
      next_.company.emplace_back(payload);
    });
  if (channel == "reconnected")
    return put([&] {
      next_.resync = next_.people = true;
      miss_company();
    });
  const bool is_ticket = channel == "ticket";
  if (!is_ticket && channel != "delivery") return;
  if (is_ticket && audits_in_order_) return read_on();
  const auto ids = parse_pair(payload);
  if (!ids) return;
  put([&] {
    const TicketId ticket(ids->first);
    if (is_ticket)
      named_ += next_.audits[ticket].insert(AuditId(ids->second)).second;
    else
      named_ += next_.deliveries.insert({ticket, CommentId(ids->second)}).second;
  });
}

std::optional<Batch> Inbox::take(std::optional<Deadline> deadline) {
  std::unique_lock lock(mutex_);
  const auto ready = [&] { return waiting_ || closed_; };
  if (deadline)
    ready_.wait_until(lock, *deadline, ready);
  else
    ready_.wait(lock, ready);
  if (closed_) return std::nullopt;
  Batch batch = std::exchange(next_, {});
  named_ = 0;
  waiting_ = false;
  ++taken_;
  return batch;
}

void Inbox::finish() {
  {
    const std::lock_guard lock(mutex_);
    done_ = taken_;
  }
  finished_.notify_all();
}

void Inbox::drain() {
  std::unique_lock lock(mutex_);
  next_.drain = waiting_ = true;
  const auto mine = taken_ + 1;
  ready_.notify_one();
  finished_.wait(lock, [&] { return done_ >= mine || closed_; });
}

void Inbox::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  ready_.notify_all();
  finished_.notify_all();
}

}  // namespace pult::live
