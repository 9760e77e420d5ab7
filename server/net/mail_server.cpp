// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/mail_server.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <cctype>
#include <mutex>

namespace pult::net {
namespace {

bool is_name(std::string_view text, std::string_view also) {
  return std::ranges::all_of(text, [&](unsigned char c) { return std::isalnum(c) || also.contains(c); });
}

// A line break in a name or password would end the command that carries it.
bool is_one_line(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

void set_sign_in(CURL* curl, const MailServer& server) {
  if (server.username.empty()) return;
  curl_easy_setopt(curl, CURLOPT_USERNAME, server.username.c_str());
  if (server.oauth_bearer.empty()) {
    curl_easy_setopt(curl, CURLOPT_PASSWORD, server.password.c_str());
  } else {
    curl_easy_setopt(curl, CURLOPT_XOAUTH2_BEARER, server.oauth_bearer.c_str());
    curl_easy_setopt(curl, CURLOPT_LOGIN_OPTIONS, "AUTH=XOAUTH2");
  }
}

void set_security(CURL* curl, const MailServer& server) {
  curl_easy_setopt(curl, CURLOPT_USE_SSL, server.security == MailSecurity::none ? CURLUSESSL_NONE : CURLUSESSL_ALL);
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, server.verify_peer ? 1L : 0L);
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, server.verify_peer ? 2L : 0L);
  curl_easy_setopt(curl, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
  if (!server.ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, server.ca_file.c_str());
}

}  // namespace

void MailHandleCloser::operator()(void* handle) const { curl_easy_cleanup(handle); }

Result<MailHandle> open_mail_handle(const MailServer& server, std::string_view scheme, std::string_view path) {
  if (server.host.empty() || server.port == 0 || !is_name(server.host, ".-_:[]") || !is_name(path, ".-_"))
    return base::fail(ErrorKind::invalid, "mail_server", "The mail server needs a host name and a port.");
  if (!is_one_line(server.username) || !is_one_line(server.password) || !is_one_line(server.oauth_bearer))
    return base::fail(ErrorKind::invalid, "mail_server", "The sign-in must not hold line breaks.");
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  MailHandle handle(curl_easy_init());
  if (!handle) return base::fail(ErrorKind::unavailable, "mail_server", "Out of memory.");
  CURL* curl = handle.get();

  bool bare_ipv6 = server.host.contains(':') && !server.host.starts_with('[');
  std::string url(scheme);
  url += server.security == MailSecurity::tls ? "s://" : "://";
  url += bare_ipv6 ? "[" + server.host + "]" : server.host;
  url += ":" + std::to_string(server.port) + "/";
  url += path;
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROXY, "");     // mail goes straight, whatever http_proxy says
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);  // handles live in many threads
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(server.timeout_ms));
  set_security(curl, server);
  set_sign_in(curl, server);
  return handle;
}

}  // namespace pult::net
