// SPDX-License-Identifier: AGPL-3.0-or-later
// node-zendesk: users, identities, organizations and who belongs to them.
import { Client } from "../../component/harness/client.js";
import { unique } from "../../component/harness/people.js";
import { bare, both, check, count, gone, job, list, one, words } from "./checks.js";
import type { Check } from "./checks.js";

const long_ago = 1_000_000;
const new_user = () => ({ name: "Nora New", email: `${unique("nora")}@client.example` });
const new_organization = () => ({ name: unique("company") });
const export_page = (key: string, kind: string) => both(list(key, kind), bare("count:i end_time:i end_of_stream:b"));

const users: Check[] = [
  check("users.auth", (c) => c.users.auth(), one("user", "user")),
  check("users.me", (c) => c.users.me(), one("user", "user")),
  check("users.list", (c) => c.users.list(), list("users", "user")),
  check("users.listWithFilter", (c) => c.users.listWithFilter("role", "admin"), list("users", "user")),
  check(
    "users.listByGroup",
    async (c, w) => c.users.listByGroup((await w.membership()).group_id),
    list("users", "user"),
  ),
  check(
    "users.listByOrganization",
    async (c, w) => {
      const organization = await w.organization();
      await w.user({ organization_id: organization.id });
      return c.users.listByOrganization(organization.id);
    },
    list("users", "user"),
  ),
  check("users.show", async (c, w) => c.users.show((await w.user()).id), one("user", "user")),
  check("users.showMany", async (c, w) => c.users.showMany([(await w.user()).id]), list("users", "user")),
  check("users.create", (c) => c.users.create({ user: new_user() }), one("user", "user", 201)),
  check("users.createMany", (c) => c.users.createMany({ users: [new_user(), new_user()] }), job),
  check("users.createOrUpdate", (c) => c.users.createOrUpdate({ user: new_user() }), one("user", "user", 201)),
  check("users.createOrUpdateMany", (c) => c.users.createOrUpdateMany({ users: [new_user()] }), job),
  check(
    "users.update",
    async (c, w) => c.users.update((await w.user()).id, { user: { name: "Una" } }),
    one("user", "user"),
  ),
  check(
    "users.updateMany",
    async (c, w) => c.users.updateMany([(await w.user()).id], { user: { notes: "Friendly" } }, null),
    job,
  ),
  check("users.suspend", async (c, w) => c.users.suspend((await w.user()).id), one("user", "user")),
  check(
    "users.unsuspend",
    async (c, w) => c.users.unsuspend((await w.user({ suspended: true })).id),
    one("user", "user"),
  ),
  check("users.delete", async (c, w) => c.users.delete((await w.user()).id), one("user", "user")),
  check("users.destroyMany", async (c, w) => c.users.destroyMany([(await w.user()).id], {}, null), job),
  check(
    "users.search",
    async (c, w) => c.users.search({ query: (await w.user()).email as string }),
    list("users", "user"),
  ),
  check("users.merge", async (c, w) => c.users.merge((await w.user()).id, (await w.user()).id), one("user", "user")),
  check(
    "users.password",
    async (c, w) => {
      const { user } = await w.admin.ok("GET", "users/me");
      const wanted = unique("correct horse");
      await c.users.password(user.id, w.password, wanted);
      await Client.with_session(w.desk.url, user.email as string, wanted);
      w.password = wanted;
    },
    (last) => (last.status === 200 ? [] : [`status ${last.status}: ${last.text.slice(0, 100)}`]),
  ),
  check("users.incremental", (c) => c.users.incremental(long_ago), export_page("users", "user")),
  check(
    "users.incrementalInclude",
    (c) => c.users.incrementalInclude(long_ago, "organizations"),
    export_page("users", "user"),
  ),
  check("users.incrementalSample", (c) => c.users.incrementalSample(long_ago), list("users", "user")),
  check(
    "users.listTags",
    async (c, w) => c.users.listTags((await w.user({ tags: ["vip"] })).id),
    words("tags", ["vip"]),
  ),
  check(
    "users.setTags",
    async (c, w) => c.users.setTags((await w.user()).id, { tags: ["a"] }),
    words("tags", ["a"], 201),
  ),
  check(
    "users.addTags",
    async (c, w) => c.users.addTags((await w.user({ tags: ["a"] })).id, { tags: ["b"] }),
    words("tags", ["a", "b"]),
  ),
  check(
    "users.removeTags",
    async (c, w) => c.users.removeTags((await w.user({ tags: ["a"] })).id, { tags: ["a"] }),
    gone,
  ),
];

const identities: Check[] = [
  check(
    "useridentities.list",
    async (c, w) => c.useridentities.list((await w.user()).id),
    list("identities", "identity"),
  ),
  check(
    "useridentities.show",
    async (c, w) => {
      const user = await w.user();
      return c.useridentities.show(user.id, (await w.identity(user.id as number)).id);
    },
    one("identity", "identity"),
  ),
  check(
    "useridentities.create",
    async (c, w) =>
      c.useridentities.create((await w.user()).id, { type: "email", value: `${unique("x")}@client.example` }),
    one("identity", "identity", 201),
  ),
  check(
    "useridentities.update",
    async (c, w) => {
      const user = await w.user();
      return c.useridentities.update(user.id, (await w.identity(user.id as number)).id, {
        identity: { verified: true },
      });
    },
    one("identity", "identity"),
  ),
  check(
    "useridentities.makePrimary",
    async (c, w) => {
      const user = await w.user();
      return c.useridentities.makePrimary(user.id, (await w.identity(user.id as number)).id);
    },
    list("identities", "identity"),
  ),
  check(
    "useridentities.verify",
    async (c, w) => {
      const user = await w.user();
      return c.useridentities.verify(user.id, (await w.identity(user.id as number)).id);
    },
    one("identity", "identity"),
  ),
  check(
    "useridentities.delete",
    async (c, w) => {
      const user = await w.user();
      return c.useridentities.delete(user.id, (await w.identity(user.id as number)).id);
    },
    gone,
  ),
];

const organizations: Check[] = [
  check(
    "organizations.list",
    async (c, w) => (await w.organization(), c.organizations.list()),
    list("organizations", "organization"),
  ),
  check(
    "organizations.listByUser",
    async (c, w) => c.organizations.listByUser((await w.organization_membership()).user_id),
    list("organizations", "organization"),
  ),
  check("organizations.count", (c) => c.organizations.count(), count),
  check("organizations.countByUser", async (c, w) => c.organizations.countByUser((await w.user()).id), count),
  check(
    "organizations.related",
    async (c, w) => c.organizations.related((await w.organization()).id),
    one("organization_related", "tickets_count:i users_count:i"),
  ),
  check(
    "organizations.show",
    async (c, w) => c.organizations.show((await w.organization()).id),
    one("organization", "organization"),
  ),
  check(
    "organizations.showMany",
    async (c, w) => c.organizations.showMany([(await w.organization()).id]),
    list("organizations", "organization"),
  ),
  check(
    "organizations.showManyByExternalIds",
    async (c, w) =>
      c.organizations.showManyByExternalIds([(await w.organization({ external_id: unique("ext") })).external_id]),
    list("organizations", "organization"),
  ),
  check(
    "organizations.create",
    (c) => c.organizations.create({ organization: new_organization() }),
    one("organization", "organization", 201),
  ),
  check("organizations.createMany", (c) => c.organizations.createMany({ organizations: [new_organization()] }), job),
  check(
    "organizations.createOrUpdate",
    (c) => c.organizations.createOrUpdate({ organization: new_organization() }),
    one("organization", "organization", 201),
  ),
  check(
    "organizations.upsert",
    async (c, w) => {
      const { id } = await w.organization();
      return c.organizations.upsert({ organization: { id, notes: "Known" } });
    },
    one("organization", "organization"),
  ),
  check(
    "organizations.update",
    async (c, w) => c.organizations.update((await w.organization()).id, { organization: { notes: "Big" } }),
    one("organization", "organization"),
  ),
  check(
    "organizations.updateMany",
    async (c, w) => c.organizations.updateMany({ organizations: [{ id: (await w.organization()).id, notes: "Big" }] }),
    job,
  ),
  check("organizations.delete", async (c, w) => c.organizations.delete((await w.organization()).id), gone),
  check("organizations.bulkDelete", async (c, w) => c.organizations.bulkDelete([(await w.organization()).id]), job),
  check(
    "organizations.bulkDeleteByExternalId",
    async (c, w) =>
      c.organizations.bulkDeleteByExternalId([(await w.organization({ external_id: unique("ext") })).external_id]),
    job,
  ),
  check(
    "organizations.search",
    async (c, w) => c.organizations.search((await w.organization({ external_id: unique("ext") })).external_id),
    list("organizations", "organization"),
  ),
  check(
    "organizations.autocomplete",
    async (c, w) => c.organizations.autocomplete({ name: ((await w.organization()).name as string).slice(0, 8) }),
    list("organizations", "organization"),
  ),
  check(
    "organizations.incremental",
    (c) => c.organizations.incremental(long_ago),
    export_page("organizations", "organization"),
  ),
  check(
    "organizations.incrementalInclude",
    (c) => c.organizations.incrementalInclude(long_ago, "users"),
    export_page("organizations", "organization"),
  ),
  check(
    "organizations.incrementalSample",
    (c) => c.organizations.incrementalSample(long_ago),
    list("organizations", "organization"),
  ),
];

const organization_memberships: Check[] = [
  check(
    "organizationmemberships.list",
    async (c, w) => (await w.organization_membership(), c.organizationmemberships.list()),
    list("organization_memberships", "organization_membership"),
  ),
  check(
    "organizationmemberships.listByUser",
    async (c, w) => c.organizationmemberships.listByUser((await w.organization_membership()).user_id),
    list("organization_memberships", "organization_membership"),
  ),
  check(
    "organizationmemberships.listByOrganization",
    async (c, w) => c.organizationmemberships.listByOrganization((await w.organization_membership()).organization_id),
    list("organization_memberships", "organization_membership"),
  ),
  check(
    "organizationmemberships.show",
    async (c, w) => c.organizationmemberships.show((await w.organization_membership()).id),
    one("organization_membership", "organization_membership"),
  ),
  check(
    "organizationmemberships.showByUser",
    async (c, w) => {
      const made = await w.organization_membership();
      return c.organizationmemberships.showByUser(made.user_id, made.id);
    },
    one("organization_membership", "organization_membership"),
  ),
  check(
    "organizationmemberships.create",
    async (c, w) =>
      c.organizationmemberships.create({ user_id: (await w.user()).id, organization_id: (await w.organization()).id }),
    one("organization_membership", "organization_membership", 201),
  ),
  check(
    "organizationmemberships.createByUser",
    async (c, w) => {
      const { id } = await w.user();
      return c.organizationmemberships.createByUser(id, { user_id: id, organization_id: (await w.organization()).id });
    },
    one("organization_membership", "organization_membership", 201),
  ),
  check(
    "organizationmemberships.createMany",
    async (c, w) =>
      c.organizationmemberships.createMany([
        { user_id: (await w.user()).id, organization_id: (await w.organization()).id },
      ]),
    job,
  ),
  check(
    "organizationmemberships.delete",
    async (c, w) => c.organizationmemberships.delete((await w.organization_membership()).id),
    gone,
  ),
  check(
    "organizationmemberships.deleteByUser",
    async (c, w) => {
      const made = await w.organization_membership();
      return c.organizationmemberships.deleteByUser(made.user_id, made.id);
    },
    gone,
  ),
  check(
    "organizationmemberships.deleteMany",
    async (c, w) => c.organizationmemberships.deleteMany([(await w.organization_membership()).id]),
    job,
  ),
  check(
    "organizationmemberships.makeDefault",
    async (c, w) => {
      const made = await w.organization_membership();
      return c.organizationmemberships.makeDefault(made.user_id, made.id);
    },
    list("organization_memberships", "organization_membership"),
  ),
];

export const people_checks: Check[] = [...users, ...identities, ...organizations, ...organization_memberships];
