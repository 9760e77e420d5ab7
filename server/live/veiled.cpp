// SPDX-License-Identifier: AGPL-3.0-or-later
#include "live/veiled.hpp"

namespace pult::live {

Result<Message> Veiled::message_for(const people::Actor& actor, const Message& message) {
  if (people::may_see_personal_data(actor)) return message;
  const auto [place, is_new] = covered_.try_emplace(message);
  if (!is_new) return place->second;
  if (!veil_) veil_ = PULT_TRY(people::Veil::load(tx_));
  auto frame = boost::json::parse(*message);
  veil_->cover(frame);
  return place->second = std::make_shared<const std::string>(boost::json::serialize(frame));
}

}  // namespace pult::live
