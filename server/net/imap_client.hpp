// SPDX-License-Identifier: AGPL-3.0-or-later
// A blocking IMAP4rev1 client (RFC 3501, IDLE: RFC 2177) for one thread. libcurl connects, does TLS and signs in;
// the commands are ours on top. Nothing is ever marked as read: bodies are fetched with PEEK.
//
// Errors, all with the server's own words where there are any:
//   unauthenticated/"imap_login"    the sign-in was refused
//   unavailable/"imap_unreachable"  name, connection, TLS
//   unavailable/"imap_refused"      NO or BAD to a command; the connection is still good
//   unavailable/"imap_closed", "imap_timeout", "imap_protocol", "imap_stopped"   the client can only be destroyed
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "net/imap_response.hpp"
#include "net/mail_server.hpp"

namespace pult::net {

struct ImapOptions : MailServer {
  std::uint64_t max_literal_bytes = 100ULL * 1024 * 1024;
  int noop_interval_ms = 15'000;  // how often a server without IDLE is asked
};

struct FolderState {
  std::uint32_t uid_validity = 0;
  std::uint32_t uid_next = 0;  // 0 when the server does not say
  std::uint32_t exists = 0;
};

struct FetchedMail {
  std::uint32_t uid = 0;
  std::string raw;
  std::uint64_t oversize_bytes = 0;  // not 0: over max_literal_bytes, this long, raw is empty
  std::string refusal;               // not empty: the server can not give this one mail, these are its words
};

enum class IdleOutcome : std::uint8_t { changed, timeout, stopped };

class ImapClient {
 public:
  // stop_fd: any call returns soon once it is readable (-1: none). It is not read from and not owned.
  static Result<std::unique_ptr<ImapClient>> connect(const ImapOptions& options, int stop_fd = -1);

  // folder: UTF-8.
  Result<FolderState> select(std::string_view folder);
  // Ascending; only those >= from_uid, though "n:*" always names the last mail (RFC 3501 section 6.4.8).
  Result<std::vector<std::uint32_t>> search_uids(std::uint32_t from_uid);
  // Calls on_mail for each mail that is still there, in the server's order, until it returns false.
  Result<void> fetch(std::span<const std::uint32_t> uids, const std::function<bool(FetchedMail)>& on_mail);
  // Waits until the folder may have changed since search_uids, for at most timeout_ms (keep it under 9 minutes).
  // Asks again and again with NOOP when the server has no IDLE. After `stopped` only logout() makes sense.
  Result<IdleOutcome> idle(int timeout_ms);
  // flags: "\\Seen \\Flagged"
  Result<void> add_flags(std::span<const std::uint32_t> uids, std::string_view flags);
  bool has_capability(std::string_view upper_name) const { return capabilities_.contains(upper_name); }
  // Says goodbye without waiting for an answer. Optional.
  void logout();

 private:
  using Deadline = std::chrono::steady_clock::time_point;
  using OnUntagged = std::function<void(ImapResponse&)>;

  ImapClient(MailHandle handle, const ImapOptions& options, int stop_fd);
  Result<void> run(std::string_view command, const OnUntagged& on_untagged = {});
  Result<std::string> send_command(std::string_view command);
  Result<void> await_tagged(const std::string& tag, std::string_view command, const OnUntagged& on_untagged);
  Result<ImapResponse> receive();
  Result<void> read_some();
  Result<void> send_all(std::string_view bytes);
  Result<void> wait(short events);
  void note(const ImapResponse& response);
  std::unexpected<Error> closed(std::string cause) const;
  Result<void> fetch_chunk(std::span<const std::uint32_t> uids, std::set<std::uint32_t>& missing,
                           const std::function<void(FetchedMail)>& on_mail);
  Result<void> learn_capabilities();
  Result<IdleOutcome> idle_by_command(int timeout_ms);
  Result<IdleOutcome> idle_by_asking(int timeout_ms);
  void extend_deadline(int ms);
  bool stop_requested() const;

  MailHandle handle_;
  ImapOptions options_;
  int stop_fd_;
  int socket_ = -1;
  ImapResponseReader reader_;
  std::vector<char> buffer_;
  std::set<std::string, std::less<>> capabilities_;
  std::string bye_;
  Deadline deadline_{};
  std::size_t literal_progress_bytes_ = 0;
  int last_tag_ = 0;
  bool changed_ = false;  // EXISTS or EXPUNGE since the last search_uids
  bool idling_ = false;
};

}  // namespace pult::net
