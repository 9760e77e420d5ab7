// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/smtp_client.hpp"

#include <curl/curl.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstring>
#include <utility>

namespace pult::net {
namespace {

constexpr long slowest_bytes_per_s = 8 * 1024;

struct Body {
  std::string_view left;
  SmtpDialogue* dialogue;
  bool ended = false;
};

std::size_t read_body(char* out, std::size_t size, std::size_t count, void* body_pointer) {
  auto& body = *static_cast<Body*>(body_pointer);
  std::size_t n = std::min(size * count, body.left.size());
  std::memcpy(out, body.left.data(), n);
  body.left.remove_prefix(n);
  if (body.left.empty() && !std::exchange(body.ended, true)) body.dialogue->on_body_end();
  return n;
}

int listen_in(CURL*, curl_infotype type, char* data, std::size_t size, void* dialogue_pointer) {
  auto& dialogue = *static_cast<SmtpDialogue*>(dialogue_pointer);
  if (type == CURLINFO_HEADER_OUT) dialogue.on_command({data, size});
  if (type == CURLINFO_HEADER_IN) dialogue.on_reply_line({data, size});
  return 0;
}

bool is_address(std::string_view address) {
  return std::ranges::none_of(address, [](unsigned char c) { return c < 0x20 || c == 0x7F || c == '<' || c == '>'; });
}

std::string own_host_name() {
  char name[256] = "";
  ::gethostname(name, sizeof name - 1);
  std::string out(name);
  std::erase_if(out, [](unsigned char c) { return !std::isalnum(c) && c != '.' && c != '-'; });
  return out.empty() ? "localhost" : out;
}

struct RecipientList {
  explicit RecipientList(const std::vector<std::string>& recipients) {
    for (const auto& recipient : recipients) list = curl_slist_append(list, recipient.c_str());
  }
  ~RecipientList() { curl_slist_free_all(list); }
  RecipientList(const RecipientList&) = delete;
  curl_slist* list = nullptr;
};

}  // namespace

std::string with_crlf_line_ends(std::string_view raw) {
  std::string out;
  out.reserve(raw.size() + raw.size() / 32);
  while (!raw.empty()) {
    auto end = raw.find_first_of("\r\n");
    out += raw.substr(0, end);
    if (end == std::string_view::npos) break;
    out += "\r\n";
    raw.remove_prefix(end + (raw.substr(end).starts_with("\r\n") ? 2 : 1));
  }
  return out;
}

Result<void> SmtpClient::open() {
  if (handle_) return {};
  handle_ = PULT_TRY(open_mail_handle(options_, "smtp", options_.helo.empty() ? own_host_name() : options_.helo));
  CURL* curl = handle_.get();
  curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_body);
  curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, listen_in);
  curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, std::max(1L, options_.timeout_ms / 1000L));
  // One bad address among the recipients does not keep the mail from the others.
  curl_easy_setopt(curl, CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L);
  return {};
}

Result<SmtpReceipt> SmtpClient::send(std::string_view envelope_from, const std::vector<std::string>& recipients,
                                     std::string_view raw) {
  if (recipients.empty() || !is_address(envelope_from) || !std::ranges::all_of(recipients, is_address))
    return base::fail(ErrorKind::invalid, "smtp_address", "An address of the envelope can not be used.");
  std::string mail = with_crlf_line_ends(raw);
  std::string from(envelope_from);
  RecipientList list(recipients);
  bool fresh = !handle_;
  for (;;) {
    PULT_TRY(open());
    CURL* curl = handle_.get();
    SmtpDialogue dialogue;
    Body body{mail, &dialogue};
    char words[CURL_ERROR_SIZE] = "";
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, words);
    curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(curl, CURLOPT_DEBUGDATA, &dialogue);
    curl_easy_setopt(curl, CURLOPT_READDATA, &body);
    curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(mail.size()));
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from.c_str());
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, list.list);
    long whole_ms = 4L * options_.timeout_ms + static_cast<long>(mail.size()) / slowest_bytes_per_s * 1000;
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, whole_ms);
    CURLcode code = curl_easy_perform(curl);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, nullptr);
    curl_easy_setopt(curl, CURLOPT_VERBOSE, 0L);
    if (code == CURLE_OK) return dialogue.receipt(recipients);
    handle_.reset();  // nobody knows what state the connection is in
    bool kept_connection_died = !fresh && dialogue.lost_before_mail();
    if (!kept_connection_died)
      return std::unexpected(dialogue.failure(*words ? words : curl_easy_strerror(code), code == CURLE_LOGIN_DENIED));
    fresh = true;
  }
}

}  // namespace pult::net
