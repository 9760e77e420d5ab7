// SPDX-License-Identifier: AGPL-3.0-or-later
// People: users and their identities (mail addresses, phones). One user has several identities, one identity one user.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "sql/database.hpp"

namespace pult::people {

using SessionId = base::Id<struct SessionTag>;
using CustomRoleId = base::Id<struct CustomRoleTag>;

enum class Role : std::uint8_t { end_user, agent, admin };
std::string_view render_role(Role role);  // "end-user", "agent", "admin"
std::optional<Role> parse_role(std::string_view text);

// A person's picture: a file of ours (people/photo.hpp).
struct Photo {
  AttachmentId id;
  std::string file_name, content_type;
  std::int64_t size = 0, width = 0, height = 0;  // bytes; pixels, 0: the file does not say
  bool operator==(const Photo&) const = default;
};

struct User {
  UserId id;
  std::string name;
  std::string email;  // the primary mail identity, "" for none
  Role role = Role::end_user;
  std::string ticket_restriction;  // "" all; groups | assigned | organization | requested; a custom role sets it
  CustomRoleId custom_role;        // of agents; changed by give_role (people/role.hpp)
  std::optional<int> role_type;    // of the custom role
  bool only_private_comments = false;
  OrganizationId organization;
  GroupId default_group;
  std::string locale = "en";
  std::string time_zone = "UTC";
  std::string phone, alias, details, notes, signature, external_id;
  std::string tags;             // sorted, separated by spaces
  std::string settings = "{}";  // JSON object of the person's screen settings
  std::string fields = "{}";    // JSON object: id of a user field -> value (tickets/person_fields.hpp)
  std::optional<Photo> photo;   // changed by set_photo
  std::string password_hash;
  bool active = true, suspended = false, verified = false;
  std::string deleted_email;  // the address of a user who is no longer active
  bool purged = false;        // deleted for good: nothing of the person is left
  std::optional<Micros> last_login_at;
  Micros created_at = 0, updated_at = 0;

  bool is_agent() const { return role != Role::end_user; }
};

struct Identity {
  IdentityId id;
  UserId user;
  std::string type = "email";  // email | phone_number
  std::string value;
  bool is_primary = false, verified = false;
  std::int64_t undeliverable_count = 0;
  std::string deliverable_state = "deliverable";
  Micros created_at = 0, updated_at = 0;
};

// How mail addresses are compared: without regard to case, trimmed. "" when there is no @ or a space inside.
std::string address_key(std::string_view address);
// Letters folded for lookups by the beginning of a name.
std::string name_key(std::string_view name);

Result<std::optional<User>> find_user(sql::Transaction& tx, UserId id);
Result<User> load_user(sql::Transaction& tx, UserId id);  // not_found
Result<std::optional<User>> find_user_by_email(sql::Transaction& tx, std::string_view email);
Result<std::vector<User>> list_users(sql::Transaction& tx, const std::vector<UserId>& ids);

Result<std::vector<User>> list_users_by_external_ids(sql::Transaction& tx, const std::vector<std::string>& ids);

struct UserFilter {
  std::vector<Role> roles;  // empty: all
  std::string external_id;
  std::string name_prefix;  // of the name or of a mail address
  bool names_only = false;  // not of a mail address: for those who may not see them
  CustomRoleId custom_role;
  OrganizationId organization;  // members of
  GroupId group;                // members of
  std::string condition;        // on users `u`, of integers of ours only (people::user_condition); "" and "1=1": all
  UserId after;                 // id order
  std::int64_t offset = 0;
  int limit = 100;
};
Result<std::vector<User>> list_users(sql::Transaction& tx, const UserFilter& filter);
// Exact for lists by role alone (counters); other lists are counted up to 10,000, as deep as numbered pages go.
Result<std::int64_t> count_users(sql::Transaction& tx, const UserFilter& filter);

// Writes a new user with its primary mail identity. unprocessable: blank name, malformed or taken address.
Result<User> create_user(sql::Transaction& tx, User user, Micros now);
// Access may change with a user: live connections hear of it by the notification "people".
// Writes all columns of an existing user; the address is changed through identities. The organization becomes the
// default one of those that the user belongs to.
Result<void> save_user(sql::Transaction& tx, const User& user, Micros now);
// Signs the user out everywhere but in `kept` (0: everywhere), and ends the link to a new one.
Result<void> set_password(sql::Transaction& tx, UserId id, std::string_view hash, SessionId kept, Micros now);
// No longer active, signed out everywhere; its addresses are free for somebody new.
Result<void> delete_user(sql::Transaction& tx, UserId id, Micros now);
// Nothing of a deleted person is left but the row that tickets point to. unprocessable for who is active.
Result<void> purge_user(sql::Transaction& tx, const User& user, Micros now);
Result<std::vector<User>> list_deleted_users(sql::Transaction& tx, UserId after, std::int64_t offset, int limit);

// The user of a mail address, made when unknown (role end-user). A better name than none is kept.
Result<User> find_or_create_requester(sql::Transaction& tx, std::string_view name, std::string_view email, Micros now);

Result<std::vector<Identity>> list_identities(sql::Transaction& tx, UserId user);
Result<std::vector<Identity>> list_identities(sql::Transaction& tx, const std::vector<UserId>& users);
Result<std::optional<Identity>> find_identity(sql::Transaction& tx, IdentityId id);
Result<Identity> add_identity(sql::Transaction& tx, Identity identity, Micros now);
Result<void> make_primary(sql::Transaction& tx, const Identity& identity, Micros now);
Result<void> set_verified(sql::Transaction& tx, IdentityId id, bool verified, Micros now);
inline constexpr Micros proof_lifetime = 3 * base::day_us;
// A secret for a mail to the identity's address: whoever brings it back owns the address. Earlier ones end.
Result<std::string> create_proof(sql::Transaction& tx, const Identity& identity, Micros now);
Result<std::optional<Identity>> find_proven(sql::Transaction& tx, std::string_view proof, Micros now);
// unprocessable for the primary one.
Result<void> delete_identity(sql::Transaction& tx, const Identity& identity);
// The address is good again: somebody wrote from it, or a person says so.
Result<void> note_reachable(sql::Transaction& tx, std::string_view email, Micros now);
// A mail to this address came back.
Result<void> record_bounce(sql::Transaction& tx, std::string_view email, bool hard, Micros now);

}  // namespace pult::people
