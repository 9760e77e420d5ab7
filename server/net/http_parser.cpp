// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/http_parser.hpp"

#include <boost/beast/http/error.hpp>

#include "net/http_parts.hpp"

namespace pult::net {
namespace http = boost::beast::http;

// "0", CRLF, CRLF: what is left of a chunked body is never shorter. Beast 1.81 asserts that, and would end the process
// for a client that sends these bytes one by one.
constexpr std::size_t last_chunk_bytes = 5;

RequestParser::RequestParser(const Limits& limits, const std::string& spool_dir)
    : limits_(limits), spool_dir_(spool_dir) {
  header_limit(static_cast<std::uint32_t>(limits.header_bytes));
  // Without a spool folder memory is the only place for a body.
  body_limit(spool_dir.empty() ? std::min(limits.body_bytes, limits.memory_body_bytes) : limits.body_bytes);
}

std::size_t RequestParser::feed(std::string_view bytes) {
  std::size_t used = 0;
  while (state_ == State::head || state_ == State::body) {
    if (state_ == State::body && chunked() && bytes.size() - used < last_chunk_bytes) break;
    ErrorCode error;
    used += put(boost::asio::const_buffer(bytes.data() + used, bytes.size() - used), error);
    if (state_ == State::refused) break;
    if (error == http::error::need_more) {
      // Chunk extensions and trailers are taken whole, and only here is their size bounded.
      if (bytes.size() - used >= limits_.header_bytes) refuse(http::error::header_limit);
      break;
    }
    if (error) {
      refuse(error);
      break;
    }
    if (is_done()) {
      state_ = State::done;
    } else if (is_header_done() && state_ == State::head) {
      state_ = State::body;
      eager(true);
      break;
    }
    if (state_ == State::body && used == bytes.size()) break;
  }
  return used;
}

bool RequestParser::wants_continue() const {
  return version_ >= 11 && has_token(request_.header("expect"), "100-continue");
}

bool RequestParser::wants_websocket() const { return upgrade() && has_token(request_.header("upgrade"), "websocket"); }

void RequestParser::on_request_impl(http::verb, StringView method, StringView target, int version, ErrorCode&) {
  request_.method = method;
  request_.target = target;
  version_ = version;
  request_.headers.reserve(12);
}

void RequestParser::on_field_impl(http::field, StringView name, StringView value, ErrorCode&) {
  if (head_done_) return;  // a trailer after a chunked body must not change what was decided on the header
  std::string lower_name(name);
  for (char& c : lower_name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  request_.headers.emplace_back(std::move(lower_name), value);
}

void RequestParser::on_header_impl(ErrorCode& error) {
  head_done_ = true;
  check_head();
  if (state_ == State::refused) error = http::error::bad_value;
}

void RequestParser::check_head() {
  int hosts = 0;
  for (const auto& [name, value] : request_.headers) {
    if (name == "host") ++hosts;
    // Any other coding would leave the end of the body open to argument between us and a proxy (RFC 9112 section 6.1).
    if (name == "transfer-encoding" && !(has_token(value, "chunked") && value.size() == 7)) {
      return refuse(501, "NotImplemented", "This transfer coding is not supported");
    }
  }
  if (hosts > 1 || (hosts == 0 && version_ >= 11)) return refuse(400, "BadRequest", "One Host header is required");
  if (!split_target(request_)) return refuse(400, "BadRequest", "The request target is malformed");
}

void RequestParser::on_body_init_impl(const boost::optional<std::uint64_t>& content_length, ErrorCode& error) {
  if (!content_length) return;
  if (*content_length <= limits_.memory_body_bytes) return;  // grows as it arrives: a promised length reserves nothing
  if (!start_spool()) error = http::error::bad_value;
}

std::size_t RequestParser::on_body_impl(StringView body, ErrorCode& error) {
  if (!spool_ && request_.body.size() + body.size() > limits_.memory_body_bytes && !start_spool()) {
    error = http::error::bad_value;
    return 0;
  }
  if (!spool_) {
    request_.body.append(body.data(), body.size());
  } else if (!spool_->append(body)) {
    refuse(503, "ServiceUnavailable", "The request body can not be stored");
    error = http::error::bad_value;
    return 0;
  }
  request_.body_bytes += body.size();
  return body.size();
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, StringView body, ErrorCode& error) {
  return on_body_impl(body, error);
}

void RequestParser::on_finish_impl(ErrorCode&) {
  if (!spool_) return;
  spool_->finish();
  request_.body_file = spool_->path();
}

bool RequestParser::start_spool() {
  spool_ = std::make_unique<SpoolFile>();
  if (spool_->open(spool_dir_) && spool_->append(request_.body)) {
    request_.body = std::string();
    return true;
  }
  refuse(503, "ServiceUnavailable", "The request body can not be stored");
  return false;
}

void RequestParser::refuse(int status, std::string_view code, std::string_view description) {
  state_ = State::refused;
  refusal_ = json_error(status, code, description);
}

void RequestParser::refuse(const ErrorCode& error) {
  if (error == http::error::header_limit) return refuse(431, "HeaderTooLarge", "The request header is too large");
  if (error == http::error::body_limit) return refuse(413, "RequestTooLarge", "The request body is too large");
  refuse(400, "BadRequest", "The request is malformed");
}

}  // namespace pult::net
