// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/http_client.hpp"

#include <curl/curl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>
#include <mutex>

#include "net/address_guard.hpp"

namespace pult::net {
namespace {

struct Received {
  HttpReply reply;
  std::uint64_t max_bytes = 0;
  bool too_large = false;
};

struct Gate {
  const AddressGuard* guard;
  bool refused = false;
};

// In place of libcurl's own socket(): the one moment when the address is known and nothing was sent to it yet.
curl_socket_t open_socket(void* target, curlsocktype, curl_sockaddr* wanted) {
  auto& gate = *static_cast<Gate*>(target);
  const auto address = address_of(&wanted->addr);
  if (!address || !gate.guard->allows(*address)) {
    gate.refused = true;
    return CURL_SOCKET_BAD;
  }
  return ::socket(wanted->family, wanted->socktype | SOCK_CLOEXEC, wanted->protocol);
}

int stop_when_cancelled(void* target, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const std::atomic<bool>*>(target)->load() ? 1 : 0;
}

void apply_cancellation(CURL* curl, const std::atomic<bool>* cancelled) {
  if (!cancelled) return;
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, stop_when_cancelled);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, const_cast<std::atomic<bool>*>(cancelled));
}

void apply_guard(CURL* curl, Gate& gate) {
  if (!gate.guard) return;
  curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
  curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, &gate);
  curl_easy_setopt(curl, CURLOPT_PROXY, "");  // it would be the proxy that connects, wherever it is told to
}

constexpr std::size_t max_header_lines = 200;

std::size_t take_body(char* bytes, std::size_t, std::size_t count, void* target) {
  auto& received = *static_cast<Received*>(target);
  if (received.reply.body.size() + count > received.max_bytes) {
    received.too_large = true;
    return 0;
  }
  received.reply.body.append(bytes, count);
  return count;
}

std::size_t take_header(char* bytes, std::size_t, std::size_t count, void* target) {
  auto& headers = static_cast<Received*>(target)->reply.headers;
  std::string_view line(bytes, count);
  while (!line.empty() && (line.back() == '\r' || line.back() == '\n' || line.back() == ' ')) line.remove_suffix(1);
  if (line.starts_with("HTTP/")) headers.clear();  // another answer begins, after a redirect or a 100
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || headers.size() >= max_header_lines) return count;
  std::string name(line.substr(0, colon));
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  line.remove_prefix(colon + 1);
  while (line.starts_with(' ') || line.starts_with('\t')) line.remove_prefix(1);
  headers.emplace_back(std::move(name), line);
  return count;
}

using Lines = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

bool has_line_end(std::string_view text) { return text.find_first_of(std::string_view("\r\n\0", 3)) != text.npos; }

bool fill_lines(Lines& lines, const HttpCall& call) {
  const auto add = [&](const std::string& line) {
    curl_slist* longer = curl_slist_append(lines.get(), line.c_str());
    if (!longer) return;
    [[maybe_unused]] auto* same_list = lines.release();
    lines.reset(longer);
  };
  for (const auto& [name, value] : call.headers) {
    if (has_line_end(name) || has_line_end(value)) return false;
    add(value.empty() ? name + ";" : name + ": " + value);  // curl's way to write an empty header
  }
  add("Expect:");  // no pause of a second before small bodies
  return true;
}

void apply_body(CURL* curl, const HttpCall& call) {
  const bool takes_body = call.method == "POST" || call.method == "PUT" || call.method == "PATCH";
  if (takes_body || !call.body.empty()) {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(call.body.size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, call.body.data());
  }
  if (call.method == "HEAD")
    curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
  else
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, call.method.c_str());
}

void apply_limits(CURL* curl, const HttpCall& call) {
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, call.max_redirects > 0 ? 1L : 0L);
  curl_easy_setopt(curl, CURLOPT_MAXREDIRS, static_cast<long>(call.max_redirects));
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(std::max(1, call.timeout_ms)));
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);  // its timeouts must not raise SIGALRM in a threaded process
  if (!call.ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, call.ca_file.c_str());
}

}  // namespace

std::string_view HttpReply::header(std::string_view lower_name) const {
  const auto found = std::ranges::find_if(headers, [&](const auto& entry) { return entry.first == lower_name; });
  return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

Result<HttpReply> http_call(const HttpCall& call) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  if (!call.url.starts_with("http://") && !call.url.starts_with("https://")) {
    return fail(ErrorKind::invalid, "UrlScheme", "Only http and https addresses can be called");
  }
  Lines lines(nullptr, curl_slist_free_all);
  if (has_line_end(call.method) || !fill_lines(lines, call)) {
    return fail(ErrorKind::invalid, "HeaderLine", "A header contains a line end");
  }
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), curl_easy_cleanup);
  if (!curl) return fail(ErrorKind::unavailable, "HttpCall", "The call can not be started");
  Received received{.max_bytes = call.max_response_bytes};
  std::array<char, CURL_ERROR_SIZE> cause{};
  curl_easy_setopt(curl.get(), CURLOPT_URL, call.url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, lines.get());
  curl_easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, cause.data());
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &received);
  curl_easy_setopt(curl.get(), CURLOPT_HEADERFUNCTION, take_header);
  curl_easy_setopt(curl.get(), CURLOPT_HEADERDATA, &received);
  apply_body(curl.get(), call);
  apply_limits(curl.get(), call);
  Gate gate{call.guard};
  apply_guard(curl.get(), gate);
  apply_cancellation(curl.get(), call.cancelled);
  const CURLcode code = curl_easy_perform(curl.get());
  if (received.too_large) return fail(ErrorKind::too_large, "ResponseTooLarge", "The answer is too large");
  if (code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL) {
    return fail(ErrorKind::invalid, "UrlMalformed", "The address is malformed");
  }
  if (code == CURLE_ABORTED_BY_CALLBACK && call.cancelled) {
    return fail(ErrorKind::unavailable, "HttpCancelled", "The call was given up");
  }
  if (code != CURLE_OK && gate.refused) {
    return fail(ErrorKind::invalid, "AddressNotAllowed", "The address leads to a server that may not be called");
  }
  if (code == CURLE_COULDNT_RESOLVE_HOST)
    return fail(ErrorKind::unavailable, "HttpNoHost", "The name of the other server has no address", cause.data());
  if (code != CURLE_OK) {
    return fail(ErrorKind::unavailable, code == CURLE_OPERATION_TIMEDOUT ? "HttpTimeout" : "HttpCall",
                "The other server can not be reached", cause[0] != '\0' ? cause.data() : curl_easy_strerror(code));
  }
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  received.reply.status = static_cast<int>(status);
  return std::move(received.reply);
}

}  // namespace pult::net
