// SPDX-License-Identifier: AGPL-3.0-or-later
#include "crypto/crypto.hpp"
#include "people/rename.hpp"
#include "people/user.hpp"
#include "people/word_index.hpp"
#include "sql/id_list.hpp"
#include "sql/insert_id.hpp"

namespace pult::people {
namespace {

const std::string columns =
    "id, user_id, type, value, is_primary, verified, undeliverable_count, deliverable_state, created_at, updated_at";

Identity map(const sql::Row& row) {
  Identity identity;
  identity.id = row.id<IdentityId>(0);
  identity.user = row.id<UserId>(1);
  identity.type = row.string(2);
  identity.value = row.string(3);
  identity.is_primary = row.boolean(4);
  identity.verified = row.boolean(5);
  identity.undeliverable_count = row.int64(6);
  identity.deliverable_state = row.string(7);
  identity.created_at = row.int64(8);
  identity.updated_at = row.int64(9);
  return identity;
}

}  // namespace

Result<std::vector<Identity>> list_identities(sql::Transaction& tx, UserId user) {
  return tx.all("SELECT " + columns + " FROM identities WHERE user_id = ?1 ORDER BY id", {user}, map);
}

Result<std::vector<Identity>> list_identities(sql::Transaction& tx, const std::vector<UserId>& users) {
  const sql::IdList list(tx, users);
  return tx.all("SELECT " + columns + " FROM identities WHERE user_id" + list.among(1) + " ORDER BY id", {list}, map);
}

Result<std::optional<Identity>> find_identity(sql::Transaction& tx, IdentityId id) {
  return tx.one("SELECT " + columns + " FROM identities WHERE id = ?1", {id}, map);
}

Result<Identity> add_identity(sql::Transaction& tx, Identity identity, Micros now) {
  const bool mail = identity.type == "email";
  const auto key = mail ? address_key(identity.value) : name_key(identity.value);
  if (key.empty())
    return base::fail_field(mail ? "email" : "value", "InvalidFormat",
                            (mail ? "Email: " : "Value: ") + identity.value + " is not properly formatted");
  identity.created_at = identity.updated_at = now;
  const auto id = PULT_TRY(sql::insert_id(
      tx,
      "INSERT INTO identities (user_id, type, value, value_key, is_primary, verified, created_at, updated_at) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7) ON CONFLICT (type, value_key) DO NOTHING",
      {identity.user, identity.type, identity.value, key, identity.is_primary, identity.verified, now}));
  if (!id)
    return base::fail_field(mail ? "email" : "value", "DuplicateValue",
                            (mail ? "Email: " : "Value: ") + identity.value + " is already being used by another user");
  identity.id = IdentityId(*id);
  PULT_TRY(index_words(tx, identity.user));
  return identity;
}

Result<void> make_primary(sql::Transaction& tx, const Identity& identity, Micros now) {
  PULT_TRY(
      tx.run("UPDATE identities SET is_primary = CASE WHEN id = ?3 THEN 1 ELSE 0 END, updated_at = ?4 "
             "WHERE user_id = ?1 AND type = ?2",
             {identity.user, identity.type, identity.id, now}));
  if (identity.type == "email")
    PULT_TRY(
        tx.run("UPDATE users SET email = ?2, updated_at = ?3 WHERE id = ?1", {identity.user, identity.value, now}));
  return identity.type == "email" ? tell_renamed(tx, identity.user, now) : Result<void>();
}

Result<void> set_verified(sql::Transaction& tx, IdentityId id, bool verified, Micros now) {
  PULT_TRY(tx.run("UPDATE identities SET verified = ?2, updated_at = ?3 WHERE id = ?1", {id, verified, now}));
  PULT_TRY(
      tx.run("UPDATE users SET verified = ?2, updated_at = ?3 WHERE id = (SELECT user_id FROM identities "
             "WHERE id = ?1 AND is_primary = 1)",
             {id, verified, now}));
  PULT_TRY(tx.run("DELETE FROM identity_proofs WHERE identity_id = ?1", {id}));
  return {};
}

Result<std::string> create_proof(sql::Transaction& tx, const Identity& identity, Micros now) {
  auto secret = crypto::random_token(24);
  PULT_TRY(tx.run("DELETE FROM identity_proofs WHERE identity_id = ?1 OR expires_at < ?2", {identity.id, now}));
  PULT_TRY(tx.run("INSERT INTO identity_proofs (token_digest, identity_id, expires_at) VALUES (?1, ?2, ?3)",
                  {crypto::sha256_hex(secret), identity.id, now + proof_lifetime}));
  return secret;
}

Result<std::optional<Identity>> find_proven(sql::Transaction& tx, std::string_view proof, Micros now) {
  return tx.one("SELECT " + columns +
                    " FROM identities WHERE id = (SELECT identity_id FROM identity_proofs "
                    "WHERE token_digest = ?1 AND expires_at > ?2)",
                {crypto::sha256_hex(proof), now}, map);
}

Result<void> delete_identity(sql::Transaction& tx, const Identity& identity) {
  if (identity.is_primary) return base::fail_field("base", "InvalidValue", "The primary identity cannot be deleted");
  PULT_TRY(tx.run("DELETE FROM identities WHERE id = ?1", {identity.id}));
  return index_words(tx, identity.user);
}

Result<void> note_reachable(sql::Transaction& tx, std::string_view email, Micros now) {
  PULT_TRY(
      tx.run("UPDATE identities SET deliverable_state = 'deliverable', updated_at = ?2 "
             "WHERE type = 'email' AND value_key = ?1 AND deliverable_state <> 'deliverable'",
             {address_key(email), now}));
  return {};
}

Result<void> record_bounce(sql::Transaction& tx, std::string_view email, bool hard, Micros now) {
  PULT_TRY(
      tx.run("UPDATE identities SET undeliverable_count = undeliverable_count + 1, deliverable_state = "
             "CASE WHEN ?2 = 1 THEN 'undeliverable' ELSE deliverable_state END, updated_at = ?3 "
             "WHERE type = 'email' AND value_key = ?1",
             {address_key(email), hard, now}));
  return {};
}

}  // namespace pult::people
