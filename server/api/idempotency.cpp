// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/idempotency.hpp"

#include "channels/mail/service.hpp"
#include "crypto/crypto.hpp"

namespace pult::api {
namespace {

constexpr std::size_t max_key_bytes = 255;

std::string digest_of(const Call& call) {
  const auto& request = call.request;
  const auto content = call.content ? call.content->staged.sha256 : crypto::sha256_hex(request.body);
  return crypto::sha256_hex(request.method + " " + request.target + "\n" + content);
}

std::unexpected<Error> other_request() {
  return base::fail(ErrorKind::invalid, "IdempotentRequestError",
                    "Request parameters must match those of the first request with this Idempotency-Key");
}

// Answers may hold what is shown only once, such as tokens: they are sealed.
Answer answer_of(const crypto::SecretBox& secrets, const sql::Row& row) {
  Answer out{int(row.int64(0)), nullptr};
  boost::system::error_code broken;
  const auto headers = json::parse(row.text(1), broken);
  if (!broken && headers.is_object())
    for (const auto& [name, value] : headers.get_object())
      if (value.is_string()) out.headers.emplace_back(name, value.get_string());
  const auto body = secrets.open(row.bytes(2));
  out.body = json::parse(body ? *body : "", broken);
  if (broken) out.body = nullptr;
  return out;
}

}  // namespace

Result<std::string> idempotency_key(const Call& call, const Route& route) {
  const auto key = call.request.header("idempotency-key");
  if (key.empty() || route.method != "POST" || route.mode != Mode::write || !call.actor.id()) return std::string();
  if (key.size() > max_key_bytes)
    return base::fail(ErrorKind::invalid, "InvalidValue", "Idempotency-Key must have at most 255 characters");
  return crypto::sha256_hex(key);
}

Result<bool> forget_answers(sql::Transaction& tx, Micros before) {
  constexpr int at_once = 20;
  const std::string lock = tx.dialect() == sql::Dialect::postgres ? " FOR UPDATE SKIP LOCKED" : "";
  struct Old {
    std::int64_t user;
    std::string key;
  };
  const auto old =
      PULT_TRY(tx.all("SELECT user_id, key_digest FROM idempotency_keys WHERE created_at < ?1 "
                      "ORDER BY created_at LIMIT ?2" +
                          lock,
                      {before, at_once}, [](const sql::Row& row) { return Old{row.int64(0), row.string(1)}; }));
  for (const auto& [user, key] : old)
    PULT_TRY(tx.run("DELETE FROM idempotency_keys WHERE user_id = ?1 AND key_digest = ?2", {user, key}));
  return int(old.size()) == at_once;
}

Result<std::optional<Answer>> find_answer(Call& call, const std::string& key) {
  PULT_TRY(forget_answers(call.tx, call.now() - idempotency_lifetime));
  const auto digest = digest_of(call);
  PULT_TRY(call.tx.run("DELETE FROM idempotency_keys WHERE user_id = ?1 AND key_digest = ?2 AND created_at < ?3",
                       {call.actor.id(), key, call.now() - idempotency_lifetime}));
  const auto taken = PULT_TRY(call.tx.run(
      "INSERT INTO idempotency_keys (user_id, key_digest, request_digest, status, headers, body, created_at) "
      "VALUES (?1, ?2, ?3, 0, '{}', ?5, ?4) ON CONFLICT (user_id, key_digest) DO NOTHING",
      {call.actor.id(), key, digest, call.now(), sql::Blob{""}}));
  if (taken > 0) return std::nullopt;
  struct Kept {
    Answer answer;
    std::string digest;
  };
  auto kept = PULT_TRY(call.tx.one(
      "SELECT status, headers, body, request_digest FROM idempotency_keys WHERE user_id = ?1 AND key_digest = ?2",
      {call.actor.id(), key},
      [&](const sql::Row& row) { return Kept{answer_of(call.services.mail.secrets(), row), row.string(3)}; }));
  // Gone between the two statements: another transaction forgot it.
  if (!kept) return base::fail(ErrorKind::unavailable, "busy", "Please try again");
  if (kept->digest != digest) return other_request();
  kept->answer.headers.emplace_back("x-idempotency-lookup", "hit");
  return std::move(kept->answer);
}

Result<void> keep_answer(Call& call, const std::string& key, const Answer& answer) {
  json::object headers;
  for (const auto& [name, value] : answer.headers) headers[name] = value;
  const auto header_text = json::serialize(headers);
  const auto body = call.services.mail.secrets().seal(answer.body.is_null() ? "" : json::serialize(answer.body));
  PULT_TRY(
      call.tx.run("UPDATE idempotency_keys SET status = ?3, headers = ?4, body = ?5 "
                  "WHERE user_id = ?1 AND key_digest = ?2",
                  {call.actor.id(), key, answer.status, header_text, sql::Blob{body}}));
  return {};
}

}  // namespace pult::api
