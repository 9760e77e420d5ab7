// SPDX-License-Identifier: AGPL-3.0-or-later
// node-zendesk: settings of the desk, locales, tags, satisfaction, suspended tickets, activities.
import { Client } from "../../component/harness/client.js";
import { unique } from "../../component/harness/people.js";
import { bare, check, count, gone, list, one } from "./checks.js";
import type { Check } from "./checks.js";
import type { World } from "./world.js";

const account: Check[] = [
  check(
    "accountsettings.show",
    (c) => c.accountsettings.show(),
    one("settings", "tickets:o agents:o limits:o active_features:o"),
  ),
  check(
    "accountsettings.update",
    (c) => c.accountsettings.update({ settings: {} }),
    one("settings", "tickets:o agents:o limits:o active_features:o"),
  ),
  check("locales.list", (c) => c.locales.list(), list("locales", "locale")),
  check("locales.show", (c) => c.locales.show("en-US"), one("locale", "locale")),
  check("locales.showCurrent", (c) => c.locales.showCurrent(), one("locale", "locale")),
  check("locales.current", (c) => c.locales.current(), one("locale", "locale")),
  check("locales.listForAgent", (c) => c.locales.listForAgent(), list("locales", "locale")),
  check("locales.listPublicLocales", (c) => c.locales.listPublicLocales(), list("locales", "locale")),
  check("locales.detectBestLocale", (c) => c.locales.detectBestLocale(["cs", "en-US"]), one("locale", "locale")),
  check("tags.list", async (c, w) => (await w.ticket({ tags: ["kettle"] }), c.tags.list()), list("tags", "tag")),
];

const satisfaction: Check[] = [
  check(
    "satisfactionratings.list",
    async (c, w) => (await w.keep("rating", () => w.rated()), c.satisfactionratings.list()),
    list("satisfaction_ratings", "satisfaction_rating"),
  ),
  check(
    "satisfactionratings.received",
    async (c, w) => (await w.keep("rating", () => w.rated()), c.satisfactionratings.received()),
    list("satisfaction_ratings", "satisfaction_rating"),
  ),
  check(
    "satisfactionratings.show",
    async (c, w) => c.satisfactionratings.show((await w.keep("rating", () => w.rated())).id),
    one("satisfaction_rating", "satisfaction_rating"),
  ),
  check(
    "satisfactionratings.create",
    async (c, w) => {
      const ticket = await w.ticket();
      await w.admin.ok("PUT", `tickets/${ticket.id}`, { json: { ticket: { status: "solved" } } });
      return c.satisfactionratings.create(ticket.id, { satisfaction_rating: { score: "bad", comment: "Slow" } });
    },
    one("satisfaction_rating", "satisfaction_rating"),
  ),
];

const suspended: Check[] = [
  check(
    "suspendedtickets.list",
    async (c, w) => (await w.suspended(), c.suspendedtickets.list()),
    list("suspended_tickets", "suspended_ticket"),
  ),
  check(
    "suspendedtickets.show",
    async (c, w) => c.suspendedtickets.show((await w.suspended()).id),
    one("suspended_ticket", "suspended_ticket"),
  ),
  check(
    "suspendedtickets.recover",
    async (c, w) => c.suspendedtickets.recover((await w.suspended()).id),
    bare("ticket:o"),
  ),
  check(
    "suspendedtickets.recoverMany",
    async (c, w) => c.suspendedtickets.recoverMany([(await w.suspended()).id]),
    list("tickets", "ticket"),
  ),
  check("suspendedtickets.delete", async (c, w) => c.suspendedtickets.delete((await w.suspended()).id), gone),
  check(
    "suspendedtickets.destroyMany",
    async (c, w) => c.suspendedtickets.destroyMany([(await w.suspended()).id]),
    gone,
  ),
  check("suspendedtickets.deleteMany", async (c, w) => c.suspendedtickets.deleteMany([(await w.suspended()).id]), gone),
  check(
    "suspendedtickets.attachments",
    async (c, w) => c.suspendedtickets.attachments((await w.suspended()).id),
    one("upload", "token:s attachments:l"),
  ),
];

const an_activity = async (w: World) => {
  const me = (await w.admin.ok("GET", "users/me")).user;
  const group = await w.keep("group", w.group);
  const actor = await w.agent();
  const token = await w.desk.create_token(actor.email as string);
  const other = Client.with_token(w.desk.url, actor.email as string, token);
  await w.make("group_memberships", "group_membership", { user_id: me.id, group_id: group.id });
  await other.ok("POST", "tickets", {
    json: {
      ticket: { subject: unique("for you"), comment: { body: "Yours" }, assignee_id: me.id, group_id: group.id },
    },
  });
  return ((await w.admin.ok("GET", "activities")).activities as { id: number }[])[0]!;
};

const activities: Check[] = [
  check(
    "activitystream.show",
    async (c, w) => c.activitystream.show((await w.keep("activity", () => an_activity(w))).id),
    one("activity", "activity"),
  ),
  check(
    "activitystream.count",
    async (c, w) => (await w.keep("activity", () => an_activity(w)), c.activitystream.count()),
    count,
  ),
];

export const desk_checks: Check[] = [...account, ...satisfaction, ...suspended, ...activities];
