// SPDX-License-Identifier: AGPL-3.0-or-later
// Rows that are users and organizations.
#include "imports/row.hpp"
#include "imports/values.hpp"
#include "people/group.hpp"
#include "people/organization.hpp"
#include "people/user.hpp"
#include "tickets/definitions.hpp"
#include "tickets/person_fields.hpp"

namespace pult::imports {
namespace {

// Sets what the row says, and remembers whether that was different.
class Edit {
 public:
  template <class T>
  void set(T& target, const T& value) {
    if (target == value) return;
    target = value;
    changed_ = true;
  }
  void text(const Values& values, std::string_view name, std::string& target) {
    if (values.has(name)) set(target, values.text(name));
  }
  bool changed() const { return changed_; }

 private:
  bool changed_ = false;
};

Result<std::optional<people::User>> find_known_user(sql::Transaction& tx, const Values& values) {
  const auto external_id = values.text("external_id"), email = values.text("email");
  std::optional<people::User> by_id, by_email;
  if (!external_id.empty()) {
    auto found = PULT_TRY(people::list_users_by_external_ids(tx, {external_id}));
    if (found.size() > 1) return problem("external_id: several users have \"" + external_id + "\"");
    if (!found.empty()) by_id = std::move(found.front());
  }
  if (!email.empty()) by_email = PULT_TRY(people::find_user_by_email(tx, email));
  if (by_id && by_email && by_id->id != by_email->id)
    return problem("external_id belongs to user " + std::to_string(by_id->id.value) + ", the address to user " +
                   std::to_string(by_email->id.value));
  if (by_email && !by_id && !external_id.empty() && !by_email->external_id.empty())
    return problem("the address belongs to user " + std::to_string(by_email->id.value) +
                   ", who has another external_id");
  return by_id ? by_id : by_email;
}

Result<OrganizationId> find_organization(sql::Transaction& tx, const Values& values) {
  if (const auto id = values.text("organization_external_id"); !id.empty()) {
    const auto found = PULT_TRY(people::list_organizations_by_external_ids(tx, {id}));
    if (found.empty()) return problem("organization_external_id: there is no organization \"" + id + "\"");
    return found.front().id;
  }
  const auto name = values.text("organization");
  const auto found = PULT_TRY(people::find_organization_by_name(tx, name));
  if (!found) return problem("organization: there is no organization \"" + name + "\"");
  return found->id;
}

Result<void> edit_fields(sql::Transaction& tx, const tickets::Desk& desk, tickets::FieldTarget target,
                         const json::object& sent, Edit& edit, std::string& fields, std::string& tags) {
  if (sent.empty()) return {};
  const auto definitions = desk.definitions(tx);
  for (const auto& [key, ignored] : sent)
    if (!definitions->find_field(target, std::string_view(key)))
      return problem("there is no field with the key \"" + std::string(key) + "\"");
  const auto merged = PULT_TRY(tickets::merge_person_fields(*definitions, target, {fields, tags}, sent));
  edit.set(fields, merged.fields);
  edit.set(tags, merged.tags);
  return {};
}

Result<void> edit_user(sql::Transaction& tx, const tickets::Desk& desk, const Values& values, Edit& edit,
                       people::User& user) {
  for (const auto& [name, target] :
       std::initializer_list<std::pair<std::string_view, std::string*>>{{"name", &user.name},
                                                                        {"external_id", &user.external_id},
                                                                        {"phone", &user.phone},
                                                                        {"alias", &user.alias},
                                                                        {"details", &user.details},
                                                                        {"notes", &user.notes},
                                                                        {"locale", &user.locale},
                                                                        {"time_zone", &user.time_zone},
                                                                        {"signature", &user.signature}})
    edit.text(values, name, *target);
  if (values.has("tags")) edit.set(user.tags, tickets::normalize_tags(values.words("tags")));
  if (const auto role = values.text("role"); !role.empty()) {
    const auto parsed = people::parse_role(role);
    if (!parsed) return problem("role: \"" + role + "\" is not end-user, agent or admin");
    edit.set(user.role, *parsed);
  }
  if (const auto suspended = PULT_TRY(values.boolean("suspended"))) edit.set(user.suspended, *suspended);
  if (values.has("organization") || values.has("organization_external_id"))
    edit.set(user.organization, PULT_TRY(find_organization(tx, values)));
  return edit_fields(tx, desk, tickets::FieldTarget::user, values.with_prefix("user_fields"), edit, user.fields,
                     user.tags);
}

Result<void> edit_organization(sql::Transaction& tx, const tickets::Desk& desk, const Values& values, Edit& edit,
                               people::Organization& organization) {
  edit.text(values, "name", organization.name);
  edit.text(values, "external_id", organization.external_id);
  edit.text(values, "details", organization.details);
  edit.text(values, "notes", organization.notes);
  if (values.has("tags")) edit.set(organization.tags, tickets::normalize_tags(values.words("tags")));
  if (values.has("domain_names"))
    edit.set(organization.domain_names, tickets::normalize_tags(values.words("domain_names")));
  if (const auto v = PULT_TRY(values.boolean("shared_tickets"))) edit.set(organization.shared_tickets, *v);
  if (const auto v = PULT_TRY(values.boolean("shared_comments"))) edit.set(organization.shared_comments, *v);
  if (const auto name = values.text("group"); !name.empty()) {
    GroupId found;
    for (const auto& group : PULT_TRY(people::list_groups(tx)))
      if (group.name == name) found = group.id;
    if (!found) return problem("group: there is no group \"" + name + "\"");
    edit.set(organization.group, found);
  }
  return edit_fields(tx, desk, tickets::FieldTarget::organization, values.with_prefix("organization_fields"), edit,
                     organization.fields, organization.tags);
}

Result<std::optional<people::Organization>> find_known_organization(sql::Transaction& tx, const Values& values) {
  const auto external_id = values.text("external_id"), name = values.text("name");
  if (!external_id.empty()) {
    auto found = PULT_TRY(people::list_organizations_by_external_ids(tx, {external_id}));
    if (!found.empty()) return std::move(found.front());
  }
  auto by_name = PULT_TRY(people::find_organization_by_name(tx, name));
  if (by_name && !external_id.empty() && !by_name->external_id.empty())
    return problem("the name belongs to organization " + std::to_string(by_name->id.value) +
                   ", which has another external_id");
  return by_name;
}

}  // namespace

Result<Taken> take_user(sql::Transaction& tx, const tickets::Desk& desk, const json::object& fields) {
  const Values values(fields);
  const auto email = values.text("email");
  if (!email.empty() && people::address_key(email).empty()) return problem("email: \"" + email + "\" is no address");
  auto known = PULT_TRY(find_known_user(tx, values));
  if (known && !known->active) return problem("user " + std::to_string(known->id.value) + " was deleted");
  people::User user = known.value_or(people::User());
  Edit edit;
  PULT_TRY(edit_user(tx, desk, values, edit, user));
  if (!known) {
    if (email.empty() && user.external_id.empty()) return problem("it has neither an email nor an external_id");
    user.email = email;
    if (user.name.empty()) user.name = email.substr(0, email.find('@'));
    const auto created_at = PULT_TRY(values.time("created_at"));
    const auto made = PULT_TRY(people::create_user(tx, user, created_at.value_or(desk.now())));
    return Taken{"created", made.id.value};
  }
  if (!email.empty() && people::address_key(email) != people::address_key(user.email) &&
      !PULT_TRY(people::find_user_by_email(tx, email))) {
    people::Identity identity;
    identity.user = user.id;
    identity.value = email;
    identity.is_primary = user.email.empty();
    PULT_TRY(people::add_identity(tx, identity, desk.now()));
  } else if (!edit.changed()) {
    return Taken{"unchanged", user.id.value};
  }
  PULT_TRY(people::save_user(tx, user, desk.now()));
  return Taken{"updated", user.id.value};
}

Result<Taken> take_organization(sql::Transaction& tx, const tickets::Desk& desk, const json::object& fields) {
  const Values values(fields);
  auto known = PULT_TRY(find_known_organization(tx, values));
  people::Organization organization = known.value_or(people::Organization());
  Edit edit;
  PULT_TRY(edit_organization(tx, desk, values, edit, organization));
  if (!known) {
    const auto made = PULT_TRY(people::create_organization(tx, organization, desk.now()));
    return Taken{"created", made.id.value};
  }
  if (!edit.changed()) return Taken{"unchanged", organization.id.value};
  PULT_TRY(people::save_organization(tx, organization, desk.now()));
  return Taken{"updated", organization.id.value};
}

std::string reason_of(const Error& error) {
  std::string out;
  for (const auto& field : error.fields) out.append(out.empty() ? "" : "; ").append(field.description);
  return out.empty() ? error.message : out;
}

Result<Taken> take_row(sql::Transaction& tx, const tickets::Desk& desk, Kind kind, const json::object& fields) {
  if (fields.empty()) return problem("it has no values");
  if (kind == Kind::users) return take_user(tx, desk, fields);
  return kind == Kind::organizations ? take_organization(tx, desk, fields) : take_ticket(tx, desk, fields);
}

}  // namespace pult::imports
