// SPDX-License-Identifier: AGPL-3.0-or-later
// Bytes to net::Request. Beast's grammar (RFC 9112) writes straight into the request, so that nothing is copied twice;
// what Beast lets pass but a server behind a proxy must not, is refused here. Internal to net.
#pragma once
#include <boost/beast/http/basic_parser.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "net/http_server.hpp"
#include "net/http_spool.hpp"

namespace pult::net {

class RequestParser final : private boost::beast::http::basic_parser<true> {
 public:
  enum class State { head, body, done, refused };

  RequestParser(const Limits& limits, const std::string& spool_dir);

  // Takes bytes from the front and says how many. Stops after the header (state body or done), so that the caller can
  // answer "Expect: 100-continue"; the rest of the bytes may belong to the next request.
  std::size_t feed(std::string_view bytes);

  State state() const { return state_; }
  bool started() const { return got_some(); }
  void refuse(int status, std::string_view code, std::string_view description);
  const Response& refusal() const { return refusal_; }  // when refused; the connection can not be used again
  Request& request() { return request_; }
  bool keep_alive() const { return is_header_done() && basic_parser::keep_alive(); }
  int version() const { return version_; }
  bool wants_continue() const;
  bool wants_websocket() const;
  std::unique_ptr<SpoolFile> take_spool() { return std::move(spool_); }

 private:
  using ErrorCode = boost::beast::error_code;
  using StringView = boost::beast::string_view;
  void on_request_impl(boost::beast::http::verb, StringView method, StringView target, int version,
                       ErrorCode&) override;
  void on_response_impl(int, StringView, int, ErrorCode&) override {}
  void on_field_impl(boost::beast::http::field, StringView name, StringView value, ErrorCode&) override;
  void on_header_impl(ErrorCode&) override;
  void on_body_init_impl(const boost::optional<std::uint64_t>& content_length, ErrorCode&) override;
  std::size_t on_body_impl(StringView body, ErrorCode&) override;
  void on_chunk_header_impl(std::uint64_t, StringView, ErrorCode&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t remain, StringView body, ErrorCode&) override;
  void on_finish_impl(ErrorCode&) override;

  void refuse(const ErrorCode& error);
  void check_head();
  bool start_spool();

  const Limits& limits_;
  const std::string& spool_dir_;
  Request request_;
  Response refusal_;
  std::unique_ptr<SpoolFile> spool_;
  int version_ = 11;
  bool head_done_ = false;
  State state_ = State::head;
};

}  // namespace pult::net
