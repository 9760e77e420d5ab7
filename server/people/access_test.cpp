// SPDX-License-Identifier: AGPL-3.0-or-later
// The table of who sees what, and the proof that the condition for lists says the same as the check of one ticket.
#include "people/access.hpp"

#include <rapidcheck.h>

#include "people/membership.hpp"
#include "people/people_fixture.hpp"
#include "people/role.hpp"

namespace pult::people {
namespace {

using testing::must;
using testing::start;

constexpr UserId me{10}, other{11};
constexpr GroupId mine{1}, theirs{2};
constexpr OrganizationId own_company{5}, another_company{6};

Actor somebody(Role role, std::string restriction = "") {
  Actor actor;
  actor.user.id = me;
  actor.user.role = role;
  actor.user.ticket_restriction = std::move(restriction);
  actor.user.organization = own_company;
  actor.groups = {mine};
  return actor;
}

// A ticket that has nothing to do with `me`, changed in one point.
TicketScope ticket(void (*change)(TicketScope&) = [](TicketScope&) {}) {
  TicketScope scope{other, other, theirs, another_company, false, true};
  change(scope);
  return scope;
}

struct Line {
  const char* what;
  TicketScope scope;
  bool groups, assigned, organization, requested, end_user;  // who of the restricted sees it
};

TEST(Access, TheTableOfWhoSeesWhat) {
  const Line lines[] = {
      {"somebody else's", ticket(), false, false, false, false, false},
      {"assigned to me", ticket([](auto& t) { t.assignee = me; }), true, true, true, true, false},
      {"of my group", ticket([](auto& t) { t.group = mine; }), true, false, false, false, false},
      {"of no group", ticket([](auto& t) { t.group = {}; }), false, false, false, false, false},
      {"of my company", ticket([](auto& t) { t.organization = own_company; }), false, false, true, false, false},
      {"requested by me", ticket([](auto& t) { t.requester = me; }), true, true, true, true, true},
      {"me in copy", ticket([](auto& t) { t.in_copy = true; }), true, true, true, true, true},
      {"mine, private", ticket([](auto& t) { t.requester = me, t.is_public = false; }), true, true, true, true, false},
      {"copy, private", ticket([](auto& t) { t.in_copy = true, t.is_public = false; }), true, true, true, true, false},
  };
  for (const auto& line : lines) {
    EXPECT_TRUE(may_see_ticket(somebody(Role::admin), line.scope)) << line.what;
    EXPECT_TRUE(may_see_ticket(somebody(Role::admin, "groups"), line.scope)) << line.what;
    EXPECT_TRUE(may_see_ticket(somebody(Role::agent), line.scope)) << line.what;
    EXPECT_EQ(may_see_ticket(somebody(Role::agent, "groups"), line.scope), line.groups) << line.what;
    EXPECT_EQ(may_see_ticket(somebody(Role::agent, "assigned"), line.scope), line.assigned) << line.what;
    EXPECT_EQ(may_see_ticket(somebody(Role::agent, "organization"), line.scope), line.organization) << line.what;
    EXPECT_EQ(may_see_ticket(somebody(Role::agent, "requested"), line.scope), line.requested) << line.what;
    EXPECT_EQ(may_see_ticket(somebody(Role::agent, "a restriction of later"), line.scope), line.requested);
    EXPECT_EQ(may_see_ticket(somebody(Role::end_user), line.scope), line.end_user) << line.what;
    EXPECT_FALSE(may_edit_ticket(somebody(Role::end_user), line.scope)) << line.what;
    EXPECT_EQ(may_edit_ticket(somebody(Role::agent, "groups"), line.scope), line.groups) << line.what;
  }
}

TEST(Access, NobodyWhoIsGoneSuspendedOrUnknownSeesAnything) {
  const auto scope = ticket([](auto& t) { t.requester = t.assignee = me, t.group = mine, t.in_copy = true; });
  for (const auto role : {Role::admin, Role::agent, Role::end_user}) {
    auto gone = somebody(role), suspended = somebody(role);
    gone.user.active = false;
    suspended.user.suspended = true;
    for (const auto& actor : {gone, suspended, Actor{}}) {
      EXPECT_FALSE(may_see_ticket(actor, scope));
      EXPECT_FALSE(may_edit_ticket(actor, scope));
      EXPECT_FALSE(may_see_internal(actor));
      EXPECT_FALSE(sees_all_tickets(actor));
      EXPECT_EQ(ticket_condition(actor), "1=0");
      EXPECT_FALSE(may_see_user(actor, actor.user));
      EXPECT_FALSE(may_edit_user(actor, actor.user));
    }
  }
}

TEST(Access, PeopleSeeAndChangeThemselvesStaffSeesEverybody) {
  User self, customer, agent, admin;
  self.id = me;
  customer.id = agent.id = admin.id = other;
  agent.role = Role::agent;
  admin.role = Role::admin;
  EXPECT_TRUE(may_edit_user(somebody(Role::end_user), self));
  for (const auto& user : {customer, agent, admin}) {
    EXPECT_FALSE(may_see_user(somebody(Role::end_user), user));
    EXPECT_FALSE(may_edit_user(somebody(Role::end_user), user));
    EXPECT_TRUE(may_see_user(somebody(Role::agent), user));
    EXPECT_EQ(may_edit_user(somebody(Role::agent), user), !user.is_agent());
    EXPECT_TRUE(may_edit_user(somebody(Role::admin), user));
  }
  EXPECT_FALSE(may_see_user(Actor{}, User{})) << "an anonymous caller is no user 0";
  EXPECT_TRUE(may_see_internal(somebody(Role::agent)));
  EXPECT_FALSE(may_see_internal(somebody(Role::end_user)));
}

TEST(Access, TheDeskItselfMayEverything) {
  EXPECT_TRUE(may_edit_ticket(system_actor(), ticket()));
  EXPECT_EQ(ticket_condition(system_actor()), "1=1");
}

class AccessTest : public testing::PeopleTest {
 protected:
  void add_ticket(std::int64_t id, const TicketScope& scope, std::string_view kind) {
    run("INSERT INTO tickets (id, subject, status, requester_id, submitter_id, assignee_id, group_id, organization_id, "
        "via, is_public, created_at, updated_at) VALUES (?1, 's', 1, ?2, ?2, ?3, ?4, ?5, 'api', ?6, 1, 1)",
        {id, scope.requester, scope.assignee, scope.group, scope.organization, scope.is_public});
    if (scope.in_copy) run("INSERT INTO ticket_people (ticket_id, kind, user_id) VALUES (?1, ?2, ?3)", {id, kind, me});
  }
};
PULT_ON_EVERY_DATABASE(AccessTest);

TEST_P(AccessTest, TheConditionForListsAgreesWithTheCheckOfOneTicket) {
  std::map<std::int64_t, TicketScope> tickets;
  std::int64_t id = 0;
  for (const auto requester : {me, other})
    for (const auto assignee : {UserId(), me, other})
      for (const auto group : {GroupId(), mine, theirs})
        for (const auto organization : {OrganizationId(), own_company})
          for (const bool in_copy : {false, true})
            for (const bool is_public : {false, true}) {
              tickets[++id] = {requester, assignee, group, organization, in_copy, is_public};
              add_ticket(id, tickets[id], id % 4 < 2 ? "cc" : "follower");
            }
  EXPECT_TRUE(rc::check([&] {
    Actor actor = somebody(*rc::gen::element(Role::end_user, Role::agent, Role::admin),
                           *rc::gen::element<std::string>("", "groups", "assigned", "organization", "requested", "x"));
    actor.user.id = *rc::gen::element(me, other, UserId(12), UserId());
    actor.user.organization = *rc::gen::element(OrganizationId(), own_company, another_company);
    actor.groups = *rc::gen::container<std::vector<GroupId>>(rc::gen::element(mine, theirs, GroupId(3)));
    actor.open_groups = *rc::gen::container<std::vector<GroupId>>(rc::gen::element(theirs, GroupId(4)));
    actor.organizations =
        *rc::gen::container<std::vector<OrganizationId>>(rc::gen::element(own_company, another_company));
    actor.user.active = *rc::gen::weightedElement<bool>({{9, true}, {1, false}});
    actor.user.suspended = *rc::gen::weightedElement<bool>({{9, false}, {1, true}});
    const auto listed = must(read([&](sql::Transaction& tx) {
      return tx.all("SELECT t.id FROM tickets t WHERE " + ticket_condition(actor) + " ORDER BY t.id", {},
                    [](const sql::Row& row) { return row.int64(0); });
    }));
    std::vector<std::int64_t> expected;
    for (auto [number, scope] : tickets) {
      scope.in_copy = scope.in_copy && actor.id() == me;
      if (may_see_ticket(actor, scope)) expected.push_back(number);
    }
    RC_ASSERT(listed == expected);
  }));
}

TEST_P(AccessTest, TheConditionForListsOfPeopleAgreesWithTheCheckOfOne) {
  std::vector<User> people;
  for (const auto role : {Role::end_user, Role::agent, Role::admin})
    for (const auto& name : {"own", "other", ""}) {
      User user;
      user.name = "Somebody";
      user.role = role;
      if (*name) {
        Organization company;
        company.name = name;
        auto known = must(read([&](sql::Transaction& tx) { return find_organization_by_name(tx, name); }));
        if (!known) known = must(write([&](sql::Transaction& tx) { return create_organization(tx, company, start); }));
        user.organization = known->id;
      }
      people.push_back(must(write([&](sql::Transaction& tx) { return create_user(tx, user, start); })));
    }
  EXPECT_TRUE(rc::check([&] {
    Actor actor = somebody(*rc::gen::element(Role::end_user, Role::agent, Role::admin),
                           *rc::gen::element<std::string>("", "groups", "organization"));
    const auto& me_among_them = *rc::gen::elementOf(people);
    actor.user.id = me_among_them.id;
    actor.user.organization = *rc::gen::element(OrganizationId(), people[0].organization, people[1].organization);
    actor.organizations = *rc::gen::container<std::vector<OrganizationId>>(
        rc::gen::element(people[0].organization, people[1].organization));
    actor.permissions.list_end_users = *rc::gen::arbitrary<bool>();
    actor.user.suspended = *rc::gen::weightedElement<bool>({{9, false}, {1, true}});
    UserFilter filter;
    filter.condition = user_condition(actor);
    const auto listed = must(read([&](sql::Transaction& tx) { return list_users(tx, filter); }));
    std::vector<UserId> expected, seen;
    for (const auto& user : people)
      if (may_see_user(actor, user)) expected.push_back(user.id);
    for (const auto& user : listed) seen.push_back(user.id);
    RC_ASSERT(seen == expected);
  }));
}

TEST_P(AccessTest, MembersSeeWhatTheirOrganizationsShare) {
  Organization company;
  company.name = "Open";
  company.shared_tickets = true;
  const auto open = must(write([&](sql::Transaction& tx) { return create_organization(tx, company, start); })).id;
  company.name = "Talkative";
  company.shared_comments = true;
  const auto talkative = must(write([&](sql::Transaction& tx) { return create_organization(tx, company, start); })).id;
  company.name = "Closed";
  company.shared_tickets = company.shared_comments = false;
  const auto closed = must(write([&](sql::Transaction& tx) { return create_organization(tx, company, start); })).id;
  const auto customer = add_user("Jana", "jana@example.com");
  for (const auto organization : {open, talkative, closed}) {
    OrganizationMembership wanted;
    wanted.user = customer.id;
    wanted.organization = organization;
    must(write([&](sql::Transaction& tx) { return add_organization_membership(tx, wanted, start); }));
  }
  const auto jana = actor(customer.id);
  const auto of = [](OrganizationId organization, bool is_public = true) {
    return TicketScope{other, {}, {}, organization, false, is_public};
  };
  EXPECT_TRUE(may_see_ticket(jana, of(open)));
  EXPECT_FALSE(may_answer_ticket(jana, of(open)));
  EXPECT_TRUE(may_answer_ticket(jana, of(talkative)));
  EXPECT_FALSE(may_see_ticket(jana, of(closed)));
  EXPECT_FALSE(may_see_ticket(jana, of(open, false)));
}

TEST_P(AccessTest, AnActorHasThePermissionsOfTheRole) {
  CustomRole role;
  role.name = "Reader";
  role.configuration = must(complete_configuration({{"ticket_access", "within-groups"}, {"manage_groups", true}}));
  role = must(write([&](sql::Transaction& tx) { return create_custom_role(tx, role, start); }));
  auto agent = add_agent("agent");
  must(run_write([&](sql::Transaction& tx) -> Result<void> {
    PULT_TRY(give_role(tx, agent, role.id));
    return save_user(tx, agent, start);
  }));
  const auto reader = actor(agent.id);
  EXPECT_FALSE(sees_all_tickets(reader));
  EXPECT_FALSE(may(reader, &Permissions::ticket_editing));
  EXPECT_FALSE(may(reader, &Permissions::public_comments));
  EXPECT_TRUE(may_manage(reader, Thing::groups));
  EXPECT_FALSE(may_manage(reader, Thing::triggers));
  EXPECT_FALSE(may_manage(reader, Thing::suspended_tickets));
  EXPECT_EQ(view_access(reader), RuleAccess::readonly);
  EXPECT_TRUE(may(actor(add_agent("plain").id), &Permissions::ticket_editing));
  EXPECT_EQ(testing::code_of(run_write([&](sql::Transaction& tx) { return delete_custom_role(tx, role.id); })),
            "RecordInvalid");
}

TEST_P(AccessTest, AnActorKnowsItsGroups) {
  const auto support = add_group("Support");
  const auto agent = add_agent("agent", "groups");
  join(agent.id, support);
  EXPECT_EQ(actor(agent.id).groups, std::vector{support});
  const auto customer = add_user("Jana", "jana@example.com");
  EXPECT_EQ(
      testing::code_of(write([&](sql::Transaction& tx) { return add_membership(tx, customer.id, support, start); })),
      "RecordInvalid");
}

TEST_P(AccessTest, AGroupThatIsDeletedGivesNoAccess) {
  const auto support = add_group("Support");
  const auto agent = add_agent("agent", "groups");
  join(agent.id, support);
  must(run_write([&](sql::Transaction& tx) -> Result<void> {
    auto group = PULT_TRY(find_group(tx, support)).value();
    group.deleted = true;
    return save_group(tx, group, start);
  }));
  EXPECT_EQ(testing::code_of(write([&](sql::Transaction& tx) { return add_membership(tx, agent.id, support, start); })),
            "RecordInvalid");
  EXPECT_TRUE(must(read([&](sql::Transaction& tx) { return list_groups_of(tx, agent.id); })).empty());
}

}  // namespace
}  // namespace pult::people
