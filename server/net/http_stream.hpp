// SPDX-License-Identifier: AGPL-3.0-or-later
// A TCP or TLS byte stream behind one type, so that the HTTP and WebSocket code is compiled once. Internal to net.
#pragma once
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/role.hpp>
#include <memory>

#include "net/http_loop.hpp"

namespace pult::net {

class Stream {
 public:
  using executor_type = Executor;

  Stream(TcpSocket socket, asio::ssl::context* tls) : socket_(std::move(socket)) {
    if (tls) tls_ = std::make_unique<asio::ssl::stream<TcpSocket&>>(socket_, *tls);
  }
  Stream(const Stream&) = delete;

  executor_type get_executor() { return socket_.get_executor(); }
  TcpSocket& socket() { return socket_; }
  asio::ssl::stream<TcpSocket&>* tls() { return tls_.get(); }

  template <class Buffers, class Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    return asio::async_initiate<Token, void(ErrorCode, std::size_t)>(
        [this](auto handler, const Buffers& to) {
          if (tls_)
            tls_->async_read_some(to, std::move(handler));
          else
            socket_.async_read_some(to, std::move(handler));
        },
        token, buffers);
  }

  template <class Buffers, class Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    return asio::async_initiate<Token, void(ErrorCode, std::size_t)>(
        [this](auto handler, const Buffers& from) {
          if (tls_)
            tls_->async_write_some(from, std::move(handler));
          else
            socket_.async_write_some(from, std::move(handler));
        },
        token, buffers);
  }

  // Ends pending operations now.
  void close() {
    ErrorCode ignored;
    socket_.close(ignored);
  }

 private:
  TcpSocket socket_;
  std::unique_ptr<asio::ssl::stream<TcpSocket&>> tls_;
};

}  // namespace pult::net
