// SPDX-License-Identifier: AGPL-3.0-or-later
// What an agent may do, beside which tickets they see. Made of the configuration of a custom role (people/role.hpp);
// as it stands here it is what an agent without a custom role may do. Admins may do everything.
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace pult::people {

// What beside tickets a role may be trusted with; "manage_groups" in a role's configuration is Thing::groups.
enum class Thing : std::uint8_t {
  automations,
  business_rules,
  contextual_workspaces,
  dynamic_content,
  extensions_and_channels,
  group_memberships,
  groups,
  macro_content_suggestions,
  organization_fields,
  organizations,
  skills,
  slas,
  suspended_tickets,
  ticket_fields,
  ticket_forms,
  triggers,
  user_fields,
  roles,  // all but the holder's own
};

// Of views and macros: none < play only < read only < one's own < one's groups' < everybody's.
enum class RuleAccess : std::uint8_t { none, play_only, readonly, manage_personal, manage_group, full };
// Of end-users' profiles.
enum class ProfileAccess : std::uint8_t { readonly, edit_within_org, edit, full };

// What may be done with the records of a custom object, as bits.
enum class RecordScope : std::uint8_t { read = 1, create = 2, update = 4, remove = 8 };
inline constexpr std::array<std::pair<std::string_view, RecordScope>, 4> record_scope_words{{
    {"read", RecordScope::read},
    {"create", RecordScope::create},
    {"update", RecordScope::update},
    {"delete", RecordScope::remove},
}};

struct Permissions {
  bool public_comments = true;
  bool ticket_editing = true;  // false: comments only
  bool ticket_deletion = false;
  bool ticket_merge = true;
  bool ticket_redaction = false;
  bool ticket_tag_editing = true;
  bool view_deleted_tickets = false;
  bool assign_tickets_to_any_group = true;
  bool organization_editing = true;
  bool organization_notes_editing = true;
  bool list_end_users = true;
  bool start_side_conversations = true;
  bool personal_data = true;  // false: addresses and phone numbers of customers are veiled (people/veil.hpp)
  RuleAccess views = RuleAccess::manage_personal;
  RuleAccess macros = RuleAccess::manage_personal;
  ProfileAccess end_user_profiles = ProfileAccess::full;
  std::uint32_t things = 0;  // a bit for each Thing
  // By the key of the object, of those that the role names. Of others records are read, and written by ticket_editing.
  std::map<std::string, std::uint8_t, std::less<>> record_scopes;
  bool no_custom_role = true;  // the defaults of old: unrestricted agents look after suspended mail

  // Business rules stand for each kind of them.
  bool manages(Thing thing) const {
    const bool is_rule = thing == Thing::automations || thing == Thing::slas || thing == Thing::triggers;
    return has(thing) || (is_rule && has(Thing::business_rules));
  }
  bool has(Thing thing) const { return (things >> unsigned(thing)) & 1U; }
  bool operator==(const Permissions&) const = default;
};

}  // namespace pult::people
