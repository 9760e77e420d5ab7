// SPDX-License-Identifier: AGPL-3.0-or-later
// Clients that cost little beside the server they measure: blocking keep-alive sockets, one thread for all.
#pragma once
#include <cstdint>
#include <span>
#include <string>

namespace pult::bench {

struct HttpAnswer {
  int status = 0;
  std::string body;
};

// A connection to a server on loopback; the caller closes it.
int open_socket(std::uint16_t port);

// One keep-alive connection.
class HttpClient {
 public:
  HttpClient(std::uint16_t port, std::string authorization);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;

  HttpAnswer get(const std::string& path);
  HttpAnswer post(const std::string& path, const std::string& body);
  HttpAnswer put(const std::string& path, const std::string& body);

 private:
  HttpAnswer exchange(const std::string& request);

  int socket_ = -1;
  std::string authorization_;
};

struct HttpRequest {
  std::string method, path, body;
};
// `clients` connections send the requests, each the next one as soon as it has its answer; seconds from the first byte
// to the last answer. Every answer must be of the 2xx kind.
double send_all(std::uint16_t port, const std::string& authorization, std::span<const HttpRequest> requests,
                int clients);
// The same of posts to one path.
double post_all(std::uint16_t port, const std::string& authorization, const std::string& path,
                std::span<const std::string> bodies, int clients);

}  // namespace pult::bench
