// SPDX-License-Identifier: AGPL-3.0-or-later
// The frames about one changed ticket: each distinct text is made once and shared by all who get the same.
#pragma once
#include <map>
#include <tuple>

#include "live/changes.hpp"
#include "live/hub.hpp"
#include "live/message.hpp"

namespace pult::live {

class ChangeWriter {
 public:
  ChangeWriter(sql::Transaction& tx, const Presenters& presenters, const TicketChange& change)
      : tx_(tx), presenters_(presenters), change_(change) {}

  // What somebody who reaches us at `base_url` has to be told, oldest first; nothing for who never saw the ticket.
  std::vector<Message> messages_for(const people::Actor& actor, const std::string& base_url, bool has_draft);

 private:
  using Variant = std::tuple<bool, std::string, bool>;  // may see internal, base address, has a draft

  const std::vector<Message>& texts(const people::Actor& actor, const std::string& base_url, bool has_draft);

  sql::Transaction& tx_;
  const Presenters& presenters_;
  const TicketChange& change_;
  std::map<Variant, std::vector<Message>> texts_;
  Message gone_;
};

}  // namespace pult::live
