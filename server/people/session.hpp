// SPDX-License-Identifier: AGPL-3.0-or-later
// How a caller proves who it is: browser sessions and API tokens. Only digests of the secrets are stored.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "people/user.hpp"

namespace pult::people {

using ApiTokenId = base::Id<struct ApiTokenTag>;

inline constexpr Micros session_lifetime = 14 * base::day_us;

struct Session {
  SessionId id;
  UserId user;
  std::string csrf_token;
  Micros created_at = 0, expires_at = 0;
  std::optional<Micros> last_seen_at;
};

// Tells of every session that ended before its time: whoever keeps a connection of it closes that.
inline constexpr std::string_view ended_session_channel = "session_ended";

struct NewSession {
  Session session;
  std::string cookie;  // the secret: shown once
};

struct ApiToken {
  ApiTokenId id;
  UserId user;
  std::string description;
  bool active = true;
  Micros created_at = 0;
  std::optional<Micros> last_used_at;
};

Result<NewSession> create_session(sql::Transaction& tx, UserId user, std::string_view remote_address,
                                  std::string_view user_agent, Micros now);
// nullopt for an unknown or expired cookie.
Result<std::optional<Session>> find_session(sql::Transaction& tx, std::string_view cookie, Micros now);
Result<std::optional<Session>> find_session(sql::Transaction& tx, SessionId id, Micros now);
Result<bool> is_session(sql::Transaction& tx, SessionId id);
// Live ones in id order: of one user, or of everybody (0).
Result<std::vector<Session>> list_sessions(sql::Transaction& tx, UserId user, SessionId after, std::int64_t offset,
                                           int limit, Micros now);
Result<Session> renew_session(sql::Transaction& tx, Session session, Micros now);
Result<void> delete_session(sql::Transaction& tx, SessionId id);
// All of a user but `kept` (0: all).
Result<void> delete_sessions_of(sql::Transaction& tx, UserId user, SessionId kept);

struct NewApiToken {
  ApiToken token;
  std::string secret;  // shown once
};
Result<NewApiToken> create_api_token(sql::Transaction& tx, UserId user, std::string_view description, Micros now);
// The token's owner, nullopt for an unknown or switched-off token.
Result<std::optional<ApiToken>> find_api_token(sql::Transaction& tx, std::string_view secret);
Result<std::optional<ApiToken>> find_api_token(sql::Transaction& tx, ApiTokenId id);
Result<std::vector<ApiToken>> list_api_tokens(sql::Transaction& tx);
Result<void> delete_api_token(sql::Transaction& tx, ApiTokenId id);

}  // namespace pult::people
