// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/imap_connect.hpp"

#include <curl/curl.h>
#include <poll.h>

namespace pult::net {
namespace {

// Keeps the last line the server said, for the error message.
int keep_last_line(CURL*, curl_infotype type, char* data, std::size_t size, void* last_line) {
  std::string_view line(data, size);
  line = line.substr(0, line.find_first_of("\r\n"));
  if (type == CURLINFO_HEADER_IN && !line.empty()) *static_cast<std::string*>(last_line) = line;
  return 0;
}

int abort_when_stopped(void* stop_fd, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  pollfd fd{*static_cast<int*>(stop_fd), POLLIN, 0};
  return ::poll(&fd, 1, 0) > 0 ? 1 : 0;
}

// "A002 NO [AUTHENTICATIONFAILED] No." -> "[AUTHENTICATIONFAILED] No."
std::string words_of(std::string_view line) {
  for (std::string_view status : {" NO ", " BAD ", " BYE "})
    if (auto at = line.find(status); at != std::string_view::npos) return std::string(line.substr(at + status.size()));
  return std::string(line);
}

std::unexpected<Error> connect_error(CURLcode code, std::string_view curl_words, const std::string& last_line) {
  std::string cause = std::string(curl_words.empty() ? curl_easy_strerror(code) : curl_words) + " / " + last_line;
  if (code == CURLE_ABORTED_BY_CALLBACK) return base::fail(ErrorKind::unavailable, "imap_stopped", "Stopped.", cause);
  bool temporary = last_line.contains("[UNAVAILABLE]");  // RFC 5530: not the fault of the sign-in
  if (code == CURLE_LOGIN_DENIED && !temporary)
    return base::fail(ErrorKind::unauthenticated, "imap_login",
                      "The server refused the sign-in: " + words_of(last_line), cause);
  std::string message = "Could not connect: ";
  message += temporary ? words_of(last_line) : curl_words.empty() ? curl_easy_strerror(code) : std::string(curl_words);
  return base::fail(ErrorKind::unavailable, "imap_unreachable", std::move(message), std::move(cause));
}

}  // namespace

Result<MailHandle> connect_imap(const MailServer& server, int stop_fd) {
  auto handle = PULT_TRY(open_mail_handle(server, "imap"));
  CURL* curl = handle.get();
  char words[CURL_ERROR_SIZE] = "";
  std::string last_line;
  curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 1L);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(server.timeout_ms));
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, words);
  curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
  curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, keep_last_line);
  curl_easy_setopt(curl, CURLOPT_DEBUGDATA, &last_line);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, abort_when_stopped);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &stop_fd);
  CURLcode code = curl_easy_perform(curl);
  // These point into this function.
  curl_easy_setopt(curl, CURLOPT_VERBOSE, 0L);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, nullptr);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 1L);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, nullptr);
  if (code != CURLE_OK) return connect_error(code, words, last_line);
  return handle;
}

}  // namespace pult::net
