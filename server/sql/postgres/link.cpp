// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sql/postgres/link.hpp"

namespace pult::sql::postgres {
namespace {

Error lost(std::string cause) {
  return {ErrorKind::unavailable, "connection_lost", "The database cannot be reached", std::move(cause)};
}

std::string field(const Reply& reply, int code) {
  const char* text = PQresultErrorField(reply.get(), code);
  return text ? text : "";
}

}  // namespace

Result<Link> connect(const std::string& url) {
  // What stands before dbname can be changed by the URL, what stands after cannot.
  const char* keywords[] = {"fallback_application_name",
                            "connect_timeout",
                            "tcp_user_timeout",
                            "keepalives_idle",
                            "dbname",
                            "client_encoding",
                            nullptr};
  const char* values[] = {"pult", "10", "30000", "30", url.c_str(), "UTF8", nullptr};
  Link link(PQconnectdbParams(keywords, values, 1));
  if (!alive(link)) return std::unexpected(lost(link ? PQerrorMessage(link.get()) : "out of memory"));
  PQsetNoticeProcessor(link.get(), [](void*, const char*) {}, nullptr);
  // The same patience with locks as SQLite's busy timeout.
  Reply reply(PQexec(link.get(), "SET lock_timeout = '15s'; SET bytea_output = 'hex'; SET TimeZone = 'UTC'"));
  if (!succeeded(reply)) return std::unexpected(error_of(link, reply, "SET"));
  return link;
}

bool succeeded(const Reply& reply) {
  const auto status = PQresultStatus(reply.get());
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
}

std::string sqlstate_of(const Reply& reply) { return field(reply, PG_DIAG_SQLSTATE); }

// Codes: PostgreSQL manual, appendix A. The detail of a message is left out, it holds the values of the row.
Error error_of(const Link& link, const Reply& reply, std::string_view sql) {
  const auto state = sqlstate_of(reply);
  if (!alive(link) || state.starts_with("57P")) return lost(PQerrorMessage(link.get()));
  auto cause = field(reply, PG_DIAG_MESSAGE_PRIMARY);
  if (cause.empty()) cause = PQerrorMessage(link.get());
  if (state == "23505") return {ErrorKind::conflict, "unique_violation", "The record already exists", cause};
  if (state == "23503") {
    return {ErrorKind::conflict, "foreign_key_violation", "A related record is missing or still in use", cause};
  }
  if (state == "23514") return {ErrorKind::invalid, "check_violation", "A value is not allowed", cause};
  if (state == "23502") return {ErrorKind::invalid, "not_null_violation", "A value is missing", cause};
  if (state == "22021") return {ErrorKind::invalid, "bad_text", "Text must be valid UTF-8", cause};
  if (state == "53100") return {ErrorKind::unavailable, "disk_full", "The disk is full", cause};
  if (state.starts_with("54")) return {ErrorKind::too_large, "too_big", "A value is too large", cause};
  if (state.starts_with("53") || state.starts_with("40") || state == "55P03") {
    return {ErrorKind::unavailable, "busy", "The database is busy", cause};
  }
  if (state == "57014") return {ErrorKind::unavailable, "timeout", "The database took too long", cause};
  cause.append(" (SQLSTATE ").append(state).append(") in: ").append(sql);
  return {ErrorKind::internal, "sql_error", "Internal error", std::move(cause)};
}

}  // namespace pult::sql::postgres
