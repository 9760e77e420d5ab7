// SPDX-License-Identifier: AGPL-3.0-or-later
#include "people/role.hpp"

#include <gtest/gtest.h>

namespace pult::people {
namespace {

boost::json::object complete(const boost::json::object& given) {
  auto out = complete_configuration(given);
  EXPECT_TRUE(out);
  return out.value_or(boost::json::object());
}

TEST(Role, AnEmptyConfigurationAllowsNothing) {
  const auto configuration = complete({});
  EXPECT_EQ(configuration.size(), configuration_keys().size() + 1) << "and custom_objects";
  const auto none = permissions_of(configuration);
  EXPECT_FALSE(none.public_comments || none.ticket_editing || none.ticket_deletion || none.ticket_merge ||
               none.ticket_redaction || none.ticket_tag_editing || none.organization_editing ||
               none.start_side_conversations);
  EXPECT_EQ(none.things, 0U);
  EXPECT_EQ(none.end_user_profiles, ProfileAccess::readonly);
  EXPECT_EQ(restriction_of(configuration), "assigned");
}

TEST(Role, EveryThingHasItsOwnKey) {
  std::uint32_t all = 0;
  for (const auto& key : configuration_keys()) {
    if (!key.words.empty()) continue;
    const auto things = permissions_of(complete({{key.name, true}})).things;
    EXPECT_EQ(all & things, 0U) << key.name;
    all |= things;
  }
  EXPECT_EQ(all, (1U << (unsigned(Thing::user_fields) + 1)) - 1);
}

TEST(Role, BusinessRulesStandForEachKindOfThem) {
  const auto all = permissions_of(complete({{"manage_business_rules", true}}));
  EXPECT_TRUE(all.manages(Thing::triggers) && all.manages(Thing::automations) && all.manages(Thing::slas));
  EXPECT_FALSE(all.manages(Thing::ticket_fields) || all.manages(Thing::roles));
  EXPECT_FALSE(permissions_of(complete({{"manage_triggers", true}})).manages(Thing::business_rules));
}

TEST(Role, RolesAreManagedByAWord) {
  EXPECT_TRUE(permissions_of(complete({{"manage_roles", "all-except-self"}})).manages(Thing::roles));
  EXPECT_FALSE(permissions_of(complete({{"manage_roles", "none"}})).manages(Thing::roles));
}

TEST(Role, ALightAgentNeverWorksOnTickets) {
  const auto light = permissions_of(complete(
      {{"light_agent", true}, {"ticket_editing", true}, {"ticket_merge", true}, {"ticket_comment_access", "public"}}));
  EXPECT_FALSE(light.public_comments || light.ticket_editing || light.ticket_merge);
}

TEST(Role, WordsAndTypesThatAKeyDoesNotTakeAreRefused) {
  for (const auto& given : {boost::json::object{{"ticket_access", "some"}},
                            {{"ticket_editing", "yes"}},
                            {{"view_access", true}},
                            {{"ticket_access", 1}}})
    EXPECT_FALSE(complete_configuration(given)) << boost::json::serialize(given);
  EXPECT_FALSE(complete({{"of_later", true}}).contains("of_later"));
}

TEST(Role, TheScopeOfRows) {
  EXPECT_EQ(restriction_of(complete({{"ticket_access", "all"}})), "");
  EXPECT_EQ(restriction_of(complete({{"ticket_access", "within-groups"}})), "groups");
  EXPECT_EQ(restriction_of(complete({{"ticket_access", "within-organization"}})), "organization");
  EXPECT_EQ(restriction_of({}), "assigned");
  const auto open = complete({{"ticket_access", "within-groups-and-public-groups"}});
  EXPECT_EQ(restriction_of(open), "groups");
  EXPECT_TRUE(sees_public_groups(open));
  EXPECT_FALSE(sees_public_groups(complete({{"ticket_access", "within-groups"}})));
}

}  // namespace
}  // namespace pult::people
