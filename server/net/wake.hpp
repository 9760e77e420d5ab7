// SPDX-License-Identifier: AGPL-3.0-or-later
// A door bell between processes of one machine: a unix datagram socket. The command line rings it after a commit, so
// that a running server looks at once instead of at its next poll. A lost ring costs a little time, never data.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace pult::net {

inline constexpr std::size_t wake_message_bytes = 512;  // longer messages are cut by the listener, refused by send_wake

class WakeListener {
 public:
  // Calls on_message on a thread of its own until destroyed. Replaces a socket file that nobody listens on; fails with
  // conflict when somebody does. The file is readable and writable by its owner only.
  static Result<std::unique_ptr<WakeListener>> open(const std::string& socket_path,
                                                    std::function<void(std::string_view)> on_message);
  virtual ~WakeListener() = default;
};

// Never blocks. False when nobody listens or the listener's queue is full.
bool send_wake(const std::string& socket_path, std::string_view message);

}  // namespace pult::net
