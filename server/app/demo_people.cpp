// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/demo_people.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "app/demo.hpp"
#include "channels/mail/mailbox.hpp"
#include "people/group.hpp"
#include "people/organization.hpp"

namespace pult::app {
namespace {

namespace json = boost::json;

constexpr Micros desk_age = 100 * base::day_us;  // older than the oldest conversation

std::string text(const json::object& from, std::string_view name) {
  const auto& value = from.at(name);
  return value.is_null() ? std::string() : std::string(value.as_string());
}

// "Support" -> "support@demo.example".
std::string mailbox_address(std::string name) {
  std::ranges::transform(name, name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  return name + "@" + std::string(demo_domain);
}

Result<GroupId> create_group(sql::Transaction& tx, const json::object& from, Micros now) {
  const auto name = text(from, "name");
  for (const auto& known : PULT_TRY(people::list_groups(tx)))
    if (known.name == name) return known.id;
  people::Group group;
  group.name = name;
  group.description = text(from, "description");
  group.signature = "Tarn " + name;
  const auto made = PULT_TRY(people::create_group(tx, std::move(group), now));
  return made.id;
}

Result<DemoGroup> create_group_with_mailbox(sql::Transaction& tx, const json::object& from, Micros now) {
  namespace mail = channels::mail;
  DemoGroup out{PULT_TRY(create_group(tx, from, now)), {}, mailbox_address(text(from, "name"))};
  if (const auto known = PULT_TRY(mail::find_mailbox_by_address(tx, out.address))) {
    out.mailbox = known->id;
    return out;
  }
  mail::Mailbox mailbox;
  mailbox.address = out.address;
  mailbox.name = "Tarn " + text(from, "name");
  mailbox.group = out.id;
  const auto made = PULT_TRY(mail::create_mailbox(tx, std::move(mailbox), now));
  out.mailbox = made.id;
  return out;
}

Result<OrganizationId> create_organization(sql::Transaction& tx, const json::object& from, Micros now) {
  people::Organization organization;
  organization.name = text(from, "name");
  people::OrganizationFilter same_name;
  same_name.name_prefix = organization.name;
  same_name.limit = 1;
  if (const auto known = PULT_TRY(people::list_organizations(tx, same_name)); !known.empty()) return known.front().id;
  for (const auto& domain : from.at("domain_names").as_array())
    organization.domain_names.append(organization.domain_names.empty() ? "" : " ").append(domain.as_string());
  organization.details = text(from, "details");
  organization.notes = text(from, "notes");
  const auto made = PULT_TRY(people::create_organization(tx, std::move(organization), now));
  return made.id;
}

Result<UserId> save_person(sql::Transaction& tx, people::User person, Micros now) {
  if (auto known = PULT_TRY(people::find_user_by_email(tx, person.email))) {
    person.id = known->id;
    PULT_TRY(people::save_user(tx, person, now));
    PULT_TRY(people::set_password(tx, person.id, person.password_hash, {}, now));
    return person.id;
  }
  const auto made = PULT_TRY(people::create_user(tx, std::move(person), now));
  return made.id;
}

people::User start_person(const json::object& from) {
  people::User person;
  person.name = text(from, "name");
  person.email = text(from, "email");
  person.locale = text(from, "locale");
  person.verified = true;
  return person;
}

Result<people::Actor> create_agent(sql::Transaction& tx, const json::object& from, const DemoPeople& out,
                                   const std::string& password_hash, Micros now) {
  auto person = start_person(from);
  person.role = people::parse_role(text(from, "role")).value_or(people::Role::agent);
  person.signature = text(from, "signature");
  person.password_hash = password_hash;
  const auto& groups = from.at("groups").as_array();
  if (!groups.empty()) person.default_group = out.groups.find(std::string_view(groups[0].as_string()))->second.id;
  const auto id = PULT_TRY(save_person(tx, std::move(person), now));
  for (const auto& name : groups) {
    const auto group = out.groups.find(std::string_view(name.as_string()))->second.id;
    if (PULT_TRY(people::list_memberships(tx, id, group)).empty()) PULT_TRY(people::add_membership(tx, id, group, now));
  }
  return people::load_actor(tx, id);
}

}  // namespace

Result<DemoPeople> create_demo_people(sql::Transaction& tx, const json::object& file, const std::string& password_hash,
                                      Micros now) {
  const Micros founded = now - desk_age;
  DemoPeople out;
  for (const auto& group : file.at("groups").as_array())
    out.groups[text(group.as_object(), "name")] = PULT_TRY(create_group_with_mailbox(tx, group.as_object(), founded));
  for (const auto& agent : file.at("agents").as_array()) {
    const auto email = text(agent.as_object(), "email");
    out.agents[email] = PULT_TRY(create_agent(tx, agent.as_object(), out, password_hash, founded));
    if (out.admin.empty() && out.agents[email].is_admin()) out.admin = email;
  }
  std::map<std::string, OrganizationId> organizations;
  for (const auto& organization : file.at("organizations").as_array())
    organizations[text(organization.as_object(), "name")] =
        PULT_TRY(create_organization(tx, organization.as_object(), founded));
  for (const auto& customer : file.at("customers").as_array()) {
    const auto& from = customer.as_object();
    auto person = start_person(from);
    person.phone = text(from, "phone");
    person.notes = text(from, "notes");
    person.organization = organizations[text(from, "organization")];
    out.customers[person.email] = PULT_TRY(save_person(tx, person, founded));
  }
  return out;
}

}  // namespace pult::app
