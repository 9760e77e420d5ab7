// SPDX-License-Identifier: AGPL-3.0-or-later
// node-zendesk: groups, their members, roles, OAuth.
import { unique } from "../../component/harness/people.js";
import { check, count, gone, job, list, one } from "./checks.js";
import type { Check } from "./checks.js";
import { oauth_client_fields } from "./world.js";

const groups: Check[] = [
  check("groups.list", async (c, w) => (await w.group(), c.groups.list()), list("groups", "group")),
  check("groups.count", (c) => c.groups.count(), count),
  check("groups.countByUser", async (c, w) => c.groups.countByUser((await w.membership()).user_id), count),
  check("groups.assignable", async (c, w) => (await w.group(), c.groups.assignable()), list("groups", "group")),
  check("groups.show", async (c, w) => c.groups.show((await w.group()).id), one("group", "group")),
  check("groups.create", (c) => c.groups.create({ group: { name: unique("team") } }), one("group", "group", 201)),
  check(
    "groups.update",
    async (c, w) => c.groups.update((await w.group()).id, { group: { name: unique("team") } }),
    one("group", "group"),
  ),
  check("groups.delete", async (c, w) => c.groups.delete((await w.group()).id), gone),
];

const memberships: Check[] = [
  check(
    "groupmemberships.list",
    async (c, w) => (await w.membership(), c.groupmemberships.list()),
    list("group_memberships", "group_membership"),
  ),
  check(
    "groupmemberships.listByUser",
    async (c, w) => c.groupmemberships.listByUser((await w.membership()).user_id),
    list("group_memberships", "group_membership"),
  ),
  check(
    "groupmemberships.listByGroup",
    async (c, w) => c.groupmemberships.listByGroup((await w.membership()).group_id),
    list("group_memberships", "group_membership"),
  ),
  check(
    "groupmemberships.show",
    async (c, w) => c.groupmemberships.show((await w.membership()).id),
    one("group_membership", "group_membership"),
  ),
  check(
    "groupmemberships.showByUser",
    async (c, w) => {
      const made = await w.membership();
      return c.groupmemberships.showByUser(made.user_id, made.id);
    },
    one("group_membership", "group_membership"),
  ),
  check(
    "groupmemberships.create",
    async (c, w) =>
      c.groupmemberships.create({
        group_membership: { user_id: (await w.agent()).id, group_id: (await w.group()).id },
      }),
    one("group_membership", "group_membership", 201),
  ),
  check(
    "groupmemberships.createByUser",
    async (c, w) => {
      const { id } = await w.agent();
      return c.groupmemberships.createByUser(id, { group_membership: { user_id: id, group_id: (await w.group()).id } });
    },
    one("group_membership", "group_membership", 201),
  ),
  check("groupmemberships.delete", async (c, w) => c.groupmemberships.delete((await w.membership()).id), gone),
  check(
    "groupmemberships.deleteByUser",
    async (c, w) => {
      const made = await w.membership();
      return c.groupmemberships.deleteByUser(made.user_id, made.id);
    },
    gone,
  ),
  check(
    "groupmemberships.makeDefault",
    async (c, w) => {
      const made = await w.membership();
      return c.groupmemberships.makeDefault(made.user_id, made.id);
    },
    list("group_memberships", "group_membership"),
  ),
  check(
    "groupmemberships.listAssignable",
    async (c, w) => (await w.membership(), c.groupmemberships.listAssignable()),
    list("group_memberships", "group_membership"),
  ),
  check(
    "groupmemberships.listAssignableByGroup",
    async (c, w) => c.groupmemberships.listAssignableByGroup((await w.membership()).group_id),
    list("group_memberships", "group_membership"),
  ),
  check(
    "groupmemberships.bulkCreate",
    async (c, w) => c.groupmemberships.bulkCreate([{ user_id: (await w.agent()).id, group_id: (await w.group()).id }]),
    job,
  ),
  check("groupmemberships.bulkDelete", async (c, w) => c.groupmemberships.bulkDelete([(await w.membership()).id]), job),
];

const roles: Check[] = [
  check(
    "customagentroles.list",
    async (c, w) => (await w.role(), c.customagentroles.list()),
    list("custom_roles", "custom_role"),
  ),
  check(
    "customagentroles.show",
    async (c, w) => c.customagentroles.show((await w.role()).id),
    one("custom_role", "custom_role"),
  ),
  check(
    "customagentroles.create",
    (c) => c.customagentroles.create({ name: unique("role"), configuration: {} }),
    one("custom_role", "custom_role", 201),
  ),
  check(
    "customagentroles.update",
    async (c, w) => c.customagentroles.update((await w.role()).id, { name: unique("role") }),
    one("custom_role", "custom_role"),
  ),
  check("customagentroles.delete", async (c, w) => c.customagentroles.delete((await w.role()).id), gone),
];

const oauth: Check[] = [
  check(
    "oauthclients.list",
    async (c, w) => (await w.oauth_client(), c.oauthclients.list()),
    list("clients", "oauth_client"),
  ),
  check(
    "oauthclients.show",
    async (c, w) => c.oauthclients.show((await w.oauth_client()).id),
    one("client", "oauth_client"),
  ),
  check("oauthclients.create", (c) => c.oauthclients.create(oauth_client_fields()), one("client", "oauth_client", 201)),
  check(
    "oauthclients.update",
    async (c, w) => c.oauthclients.update((await w.oauth_client()).id, { name: unique("app") }),
    one("client", "oauth_client"),
  ),
  check("oauthclients.delete", async (c, w) => c.oauthclients.delete((await w.oauth_client()).id), gone),
  check(
    "oauthclients.generateSecret",
    async (c, w) => c.oauthclients.generateSecret((await w.oauth_client()).id),
    one("client", "oauth_client"),
  ),
  check(
    "oauthtokens.list",
    async (c, w) => (await w.oauth_token(), c.oauthtokens.list()),
    list("tokens", "oauth_token"),
  ),
  check(
    "oauthtokens.show",
    async (c, w) => c.oauthtokens.show((await w.oauth_token()).id),
    one("token", "oauth_token"),
  ),
  check("oauthtokens.revoke", async (c, w) => c.oauthtokens.revoke((await w.oauth_token()).id), gone),
  check(
    "oauthtokens.create",
    async (c, w) => c.oauthtokens.create({ token: { client_id: (await w.oauth_client()).id, scopes: ["read"] } }),
    one("token", "oauth_token", 201),
  ),
];

export const staff_checks: Check[] = [...groups, ...memberships, ...roles, ...oauth];
