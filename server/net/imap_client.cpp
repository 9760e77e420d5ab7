// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/imap_client.hpp"

#include <curl/curl.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <charconv>

#include "net/imap_connect.hpp"
#include "net/imap_folder_name.hpp"

namespace pult::net {
namespace {

constexpr std::size_t read_bytes = 64 * 1024;
constexpr std::size_t mails_per_command = 50;

using Clock = std::chrono::steady_clock;

int left_ms(Clock::time_point deadline) {
  auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
  return static_cast<int>(std::max<std::int64_t>(left, 0));
}

std::string render_uid_set(std::span<const std::uint32_t> uids) {
  std::string out;
  for (std::size_t i = 0; i < uids.size(); ++i) {
    std::size_t last = i;
    while (last + 1 < uids.size() && uids[last + 1] == uids[last] + 1) ++last;
    if (!out.empty()) out += ',';
    out += std::to_string(uids[i]);
    if (last > i) out += ':' + std::to_string(uids[last]);
    i = last;
  }
  return out;
}

std::uint32_t number_of(std::string_view text) {
  std::uint32_t number = 0;  // stays 0, which is no UID, for what is not a number
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::unexpected<Error> stopped() { return base::fail(ErrorKind::unavailable, "imap_stopped", "Stopped."); }

std::unexpected<Error> timed_out() {
  return base::fail(ErrorKind::unavailable, "imap_timeout", "The IMAP server took too long.");
}

bool is_change(const ImapResponse& response) { return response.name == "EXISTS" || response.name == "EXPUNGE"; }

// "* 3 FETCH (UID 7 BODY[] {12}...)"; uid 0 when the response carries no body.
FetchedMail take_mail(ImapResponse& response) {
  FetchedMail mail;
  if (response.name != "FETCH" || response.values.size() != 1) return mail;
  auto& items = response.values.front().items;
  std::uint32_t uid = 0;
  ImapValue* body = nullptr;
  for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
    if (items[i].text == "UID") uid = number_of(items[i + 1].text);
    if (items[i].text == "BODY[]" && items[i + 1].kind != ImapValue::Kind::nil) body = &items[i + 1];
  }
  if (!body) return mail;
  mail.uid = uid;
  mail.raw = std::move(body->text);
  mail.oversize_bytes = body->octets;
  return mail;
}

}  // namespace

ImapClient::ImapClient(MailHandle handle, const ImapOptions& options, int stop_fd)
    : handle_(std::move(handle)),
      options_(options),
      stop_fd_(stop_fd),
      reader_({.literal_bytes = options.max_literal_bytes}),
      buffer_(read_bytes) {
  curl_socket_t socket = -1;
  curl_easy_getinfo(handle_.get(), CURLINFO_ACTIVESOCKET, &socket);
  socket_ = socket;
  options_.password.clear();
  options_.oauth_bearer.clear();
}

Result<std::unique_ptr<ImapClient>> ImapClient::connect(const ImapOptions& options, int stop_fd) {
  auto handle = PULT_TRY(connect_imap(options, stop_fd));
  std::unique_ptr<ImapClient> client(new ImapClient(std::move(handle), options, stop_fd));
  PULT_TRY(client->learn_capabilities());
  return client;
}

// Asked for after the sign-in, because the greeting's list may differ (RFC 3501 section 6.2).
Result<void> ImapClient::learn_capabilities() {
  return run("CAPABILITY", [this](ImapResponse& response) {
    if (response.name != "CAPABILITY") return;
    for (auto& value : response.values) capabilities_.insert(std::move(value.text));
  });
}

Result<FolderState> ImapClient::select(std::string_view folder) {
  auto name = render_imap_folder_name(folder);
  if (!name) return base::fail(ErrorKind::invalid, "imap_folder", "The folder name is not valid UTF-8 text.");
  std::string quoted;
  for (char c : *name) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  FolderState state;
  PULT_TRY(run("SELECT \"" + quoted + "\"", [&](ImapResponse& response) {
    if (response.name == "EXISTS") state.exists = response.number.value_or(0);
    std::string_view code = response.code;
    if (code.starts_with("UIDVALIDITY ")) state.uid_validity = number_of(code.substr(12));
    if (code.starts_with("UIDNEXT ")) state.uid_next = number_of(code.substr(8));
  }));
  changed_ = false;
  return state;
}

Result<std::vector<std::uint32_t>> ImapClient::search_uids(std::uint32_t from_uid) {
  std::vector<std::uint32_t> uids;
  changed_ = false;
  from_uid = std::max(from_uid, 1U);
  PULT_TRY(run("UID SEARCH UID " + std::to_string(from_uid) + ":*", [&](ImapResponse& response) {
    if (response.name != "SEARCH") return;
    for (const auto& value : response.values)
      if (auto uid = number_of(value.text); uid >= from_uid) uids.push_back(uid);
  }));
  std::ranges::sort(uids);
  uids.erase(std::ranges::unique(uids).begin(), uids.end());
  return uids;
}

Result<void> ImapClient::fetch(std::span<const std::uint32_t> uids, const std::function<bool(FetchedMail)>& on_mail) {
  bool go_on = true;
  auto deliver = [&](FetchedMail mail) { go_on = go_on && on_mail(std::move(mail)); };
  while (go_on && !uids.empty()) {
    auto chunk = uids.first(std::min(uids.size(), mails_per_command));
    uids = uids.subspan(chunk.size());
    std::set<std::uint32_t> missing(chunk.begin(), chunk.end());
    auto result = fetch_chunk(chunk, missing, deliver);
    if (!result && result.error().code != "imap_refused") return result;
    if (result) continue;
    // One mail the server can not read must not hide its neighbours: ask for each alone.
    for (std::uint32_t uid : std::vector(missing.begin(), missing.end())) {
      if (!go_on) break;
      auto one = fetch_chunk({&uid, 1}, missing, deliver);
      if (!one && one.error().code != "imap_refused") return one;
      if (!one && missing.contains(uid)) deliver({.uid = uid, .refusal = one.error().message});
    }
  }
  return {};
}

Result<void> ImapClient::fetch_chunk(std::span<const std::uint32_t> uids, std::set<std::uint32_t>& missing,
                                     const std::function<void(FetchedMail)>& on_mail) {
  return run("UID FETCH " + render_uid_set(uids) + " (UID BODY.PEEK[])", [&](ImapResponse& response) {
    auto mail = take_mail(response);
    if (missing.erase(mail.uid) == 0) return;  // news about other mails may come at any time
    on_mail(std::move(mail));
    extend_deadline(options_.timeout_ms);  // the time the receiver of the mail took is not the server's
  });
}

Result<void> ImapClient::add_flags(std::span<const std::uint32_t> uids, std::string_view flags) {
  if (uids.empty()) return {};
  return run("UID STORE " + render_uid_set(uids) + " +FLAGS.SILENT (" + std::string(flags) + ")");
}

Result<IdleOutcome> ImapClient::idle(int timeout_ms) {
  if (changed_) return IdleOutcome::changed;
  auto outcome = has_capability("IDLE") ? idle_by_command(timeout_ms) : idle_by_asking(timeout_ms);
  if (!outcome && outcome.error().code == "imap_stopped") return IdleOutcome::stopped;
  return outcome;
}

Result<IdleOutcome> ImapClient::idle_by_command(int timeout_ms) {
  auto tag = PULT_TRY(send_command("IDLE"));
  for (bool accepted = false; !accepted;) {
    auto response = PULT_TRY(receive());
    accepted = response.kind == ImapResponse::Kind::continuation;
    if (response.kind != ImapResponse::Kind::tagged) continue;
    return base::fail(ErrorKind::unavailable, "imap_refused", "The server refused IDLE: " + response.text);
  }
  idling_ = true;
  extend_deadline(timeout_ms);
  while (!changed_) {
    auto response = receive();
    if (!response && response.error().code == "imap_timeout") break;
    if (!response) return std::unexpected(response.error());
  }
  extend_deadline(options_.timeout_ms);
  PULT_TRY(send_all("DONE\r\n"));
  idling_ = false;
  PULT_TRY(await_tagged(tag, "IDLE", {}));
  return changed_ ? IdleOutcome::changed : IdleOutcome::timeout;
}

Result<IdleOutcome> ImapClient::idle_by_asking(int timeout_ms) {
  auto end = Clock::now() + std::chrono::milliseconds(timeout_ms);
  for (;;) {
    PULT_TRY(run("NOOP"));
    if (changed_) return IdleOutcome::changed;
    int pause_ms = std::min(left_ms(end), options_.noop_interval_ms);
    if (pause_ms == 0) return IdleOutcome::timeout;
    extend_deadline(pause_ms);
    auto readable = wait(POLLIN);
    if (!readable && readable.error().code != "imap_timeout") return std::unexpected(readable.error());
  }
}

void ImapClient::logout() {
  extend_deadline(1000);
  stop_fd_ = -1;
  (void)send_all(idling_ ? "DONE\r\nZ LOGOUT\r\n" : "Z LOGOUT\r\n");
}

Result<void> ImapClient::run(std::string_view command, const OnUntagged& on_untagged) {
  auto tag = PULT_TRY(send_command(command));
  return await_tagged(tag, command.substr(0, command.find(' ')), on_untagged);
}

Result<std::string> ImapClient::send_command(std::string_view command) {
  std::string tag = "P" + std::to_string(++last_tag_);
  extend_deadline(options_.timeout_ms);
  PULT_TRY(send_all(tag + " " + std::string(command) + "\r\n"));
  return tag;
}

Result<void> ImapClient::await_tagged(const std::string& tag, std::string_view command, const OnUntagged& on_untagged) {
  for (;;) {
    auto response = PULT_TRY(receive());
    if (response.kind == ImapResponse::Kind::untagged && on_untagged) on_untagged(response);
    if (response.kind != ImapResponse::Kind::tagged) continue;
    if (response.tag != tag)
      return base::fail(ErrorKind::unavailable, "imap_protocol", "The IMAP server answered a question nobody asked.");
    if (response.name == "OK") return {};
    std::string words = response.code.empty() ? response.text : "[" + response.code + "] " + response.text;
    return base::fail(ErrorKind::unavailable, "imap_refused",
                      "The server refused " + std::string(command) + ": " + words);
  }
}

Result<ImapResponse> ImapClient::receive() {
  for (;;) {
    if (auto response = reader_.next()) {
      note(*response);
      return std::move(*response);
    }
    PULT_TRY(read_some());
  }
}

void ImapClient::note(const ImapResponse& response) {
  if (is_change(response)) changed_ = true;
  if (response.name == "BYE") bye_ = response.text;
}

// recv comes before poll: TLS may hold decrypted bytes that poll knows nothing of.
Result<void> ImapClient::read_some() {
  if (stop_requested()) return stopped();
  if (left_ms(deadline_) == 0) return timed_out();
  std::size_t got = 0;
  auto code = curl_easy_recv(handle_.get(), buffer_.data(), buffer_.size(), &got);
  if (code == CURLE_AGAIN) return wait(POLLIN);
  if (code != CURLE_OK || got == 0) return closed(curl_easy_strerror(code));
  // A big mail may take long as long as it comes; other answers have one time limit for the whole of them.
  if (reader_.inside_literal()) literal_progress_bytes_ += got;
  if (literal_progress_bytes_ >= read_bytes) {
    literal_progress_bytes_ = 0;
    extend_deadline(options_.timeout_ms);
  }
  return reader_.feed({buffer_.data(), got});
}

Result<void> ImapClient::send_all(std::string_view bytes) {
  while (!bytes.empty()) {
    std::size_t sent = 0;
    auto code = curl_easy_send(handle_.get(), bytes.data(), bytes.size(), &sent);
    if (code == CURLE_AGAIN) {
      PULT_TRY(wait(POLLOUT));
      continue;
    }
    if (code != CURLE_OK) return closed(curl_easy_strerror(code));
    bytes.remove_prefix(sent);
  }
  return {};
}

// Until the socket is ready; an error when stopped or out of time.
Result<void> ImapClient::wait(short events) {
  for (;;) {
    pollfd fds[] = {{socket_, events, 0}, {stop_fd_, POLLIN, 0}};
    int ready = ::poll(fds, 2, left_ms(deadline_));
    if (ready < 0 && errno == EINTR) continue;
    if (ready < 0) return closed("poll");
    if (fds[1].revents != 0) return stopped();
    if (ready == 0) return timed_out();
    return {};
  }
}

std::unexpected<Error> ImapClient::closed(std::string cause) const {
  std::string message = "The IMAP server closed the connection";
  message += bye_.empty() ? "." : ": " + bye_;
  return base::fail(ErrorKind::unavailable, "imap_closed", std::move(message), std::move(cause));
}

void ImapClient::extend_deadline(int ms) { deadline_ = Clock::now() + std::chrono::milliseconds(ms); }

bool ImapClient::stop_requested() const {
  pollfd fd{stop_fd_, POLLIN, 0};
  return ::poll(&fd, 1, 0) > 0;
}

}  // namespace pult::net
