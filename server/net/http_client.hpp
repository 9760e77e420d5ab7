// SPDX-License-Identifier: AGPL-3.0-or-later
// One outgoing HTTP call, blocking, over libcurl: for worker threads, never for an I/O thread.
// Judges where the call goes only when it gets a guard: whoever takes URLs from people gives one (SSRF).
#pragma once
#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace pult::net {

class AddressGuard;

struct HttpCall {
  std::string method = "GET";
  std::string url;  // http or https, certificates are verified
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;  // sent when not empty, and always with POST, PUT and PATCH
  int timeout_ms = 30'000;
  std::uint64_t max_response_bytes = 1024 * 1024;
  int max_redirects = 0;  // 0: a redirect is the answer
  std::string ca_file;    // "": the system's certificates
  // Asked about every address a connection is about to be made to, of redirects too; no proxy is used then.
  const AddressGuard* guard = nullptr;
  // When it becomes true the call is given up within about a second: unavailable/"HttpCancelled".
  const std::atomic<bool>* cancelled = nullptr;
};

struct HttpReply {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  // of the last answer, names in lower case
  std::string body;

  std::string_view header(std::string_view lower_name) const;  // the first, "" when absent
};

// Any HTTP status is a reply. Errors: invalid (not a http or https URL, a header with a line end, "AddressNotAllowed"
// by the guard), too_large, unavailable ("HttpNoHost": the name has no address; "HttpCall": no connection, TLS failure;
// "HttpTimeout"; the cause says more).
Result<HttpReply> http_call(const HttpCall& call);

}  // namespace pult::net
