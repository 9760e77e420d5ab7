// SPDX-License-Identifier: AGPL-3.0-or-later
// libpq's handles, owned; and its errors as ours.
#pragma once
#include <libpq-fe.h>

#include <memory>
#include <string>

#include "base/result.hpp"

namespace pult::sql::postgres {

struct CloseLink {
  void operator()(PGconn* link) const { PQfinish(link); }
};
struct ClearReply {
  void operator()(PGresult* reply) const { PQclear(reply); }
};
using Link = std::unique_ptr<PGconn, CloseLink>;
using Reply = std::unique_ptr<PGresult, ClearReply>;

// Connects and sets the session up. unavailable/"connection_lost" when it cannot.
Result<Link> connect(const std::string& url);

inline bool alive(const Link& link) { return link && PQstatus(link.get()) == CONNECTION_OK; }
bool succeeded(const Reply& reply);
// SQLSTATE of a failed statement, "" when the server did not answer.
std::string sqlstate_of(const Reply& reply);
Error error_of(const Link& link, const Reply& reply, std::string_view sql);

}  // namespace pult::sql::postgres
