// SPDX-License-Identifier: AGPL-3.0-or-later
// Frames as they are for whom personal data is hidden from: each is made once and shared by all of them.
#pragma once
#include <map>
#include <optional>

#include "live/message.hpp"
#include "people/access.hpp"
#include "people/veil.hpp"

namespace pult::live {

class Veiled {
 public:
  explicit Veiled(sql::Transaction& tx) : tx_(tx) {}

  // The frame itself for those who may read it.
  Result<Message> message_for(const people::Actor& actor, const Message& message);

 private:
  sql::Transaction& tx_;
  std::optional<people::Veil> veil_;
  std::map<Message, Message> covered_;
};

}  // namespace pult::live
