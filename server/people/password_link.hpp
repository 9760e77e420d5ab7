// SPDX-License-Identifier: AGPL-3.0-or-later
// Links by which people of the team choose a password themselves: who was invited, and who forgot theirs. Each person
// has one at most; it works once, for the address it was made for. Only digests of the secrets are stored.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "people/user.hpp"

namespace pult::people {

inline constexpr Micros invitation_lifetime = 7 * base::day_us;  // of who has no password yet
inline constexpr Micros reset_lifetime = base::hour_us;

// Of the team, active, not suspended, with an address to sign in with.
bool may_choose_password(const User& user);

struct NewPasswordLink {
  std::string secret;  // shown once
  Micros expires_at = 0;
};
// Ends the one before. For whom may_choose_password says yes.
Result<NewPasswordLink> create_password_link(sql::Transaction& tx, const User& user, Micros now);
// Whose link it is, nullopt for an unknown or expired one and for who may not sign in any more.
Result<std::optional<User>> find_by_password_link(sql::Transaction& tx, std::string_view secret, Micros now);
// The same, and the link is gone: of two who bring it at once one gets it.
Result<std::optional<User>> take_password_link(sql::Transaction& tx, std::string_view secret, Micros now);

// Somebody of the team who never chose a password.
struct Invited {
  UserId user;
  std::optional<Micros> expires_at;  // of the link, nullopt: there is none that works
};
Result<std::vector<Invited>> list_invited(sql::Transaction& tx, Micros now);

inline constexpr Micros link_try_window = 15 * base::minute_us;
// Counts a wish for a link; how long to wait when that was one too many, 0 when not. A transaction that ends with an
// error takes the count back.
Result<Micros> count_link_try(sql::Transaction& tx, std::string_view subject, int allowed, Micros now);

}  // namespace pult::people
