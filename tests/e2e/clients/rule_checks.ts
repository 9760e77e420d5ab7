// SPDX-License-Identifier: AGPL-3.0-or-later
// node-zendesk: views, macros, triggers, automations, SLA policies, webhooks.
import { unique } from "../../component/harness/people.js";
import { bare, both, check, gone, list, one } from "./checks.js";
import type { Check, Expectation } from "./checks.js";
import { automation_fields, policy_fields, webhook_fields } from "./world.js";

const open_ones = { all: [{ field: "status", operator: "less_than", value: "solved" }], any: [] };

const views: Check[] = [
  check("views.list", (c) => c.views.list(), list("views", "view")),
  check("views.listActive", (c) => c.views.listActive(), list("views", "view")),
  check("views.listCompact", (c) => c.views.listCompact(), list("views", "view")),
  check("views.show", async (c, w) => c.views.show((await w.view()).id), one("view", "view")),
  check(
    "views.create",
    (c) => c.views.create({ view: { title: unique("view"), ...open_ones } }),
    one("view", "view", 201),
  ),
  check(
    "views.update",
    async (c, w) => c.views.update((await w.view()).id, { view: { title: unique("view") } }),
    one("view", "view"),
  ),
  check(
    "views.execute",
    async (c, w) => (await w.ticket(), c.views.execute((await w.keep("view", w.view)).id)),
    both(list("rows", "ticket:o"), list("columns", "id:s title:s"), one("view", "id:i url:u")),
  ),
  check(
    "views.tickets",
    async (c, w) => (await w.ticket(), c.views.tickets((await w.keep("view", w.view)).id)),
    list("tickets", "ticket"),
  ),
  check(
    "views.preview",
    async (c, w) => (await w.ticket(), c.views.preview({ view: { ...open_ones, output: { columns: ["subject"] } } })),
    both(list("rows", "ticket:o"), list("columns", "id:s title:s")),
  ),
  check(
    "views.showCount",
    async (c, w) => c.views.showCount((await w.keep("view", w.view)).id),
    one("view_count", "view_count"),
  ),
  check(
    "views.showCounts",
    async (c, w) => c.views.showCounts([(await w.keep("view", w.view)).id]),
    list("view_counts", "view_count"),
  ),
  check(
    "views.export",
    async (c, w) => c.views.export((await w.keep("view", w.view)).id),
    one("export", "view_id:i status:s"),
  ),
];

const applied: Expectation = (last) => {
  const ticket = last.body?.result?.ticket;
  const fits = last.status === 200 && ticket !== null && typeof ticket === "object" && ticket.status === "solved";
  return fits ? [] : [`no result.ticket with the macro's change: ${last.text.slice(0, 200)}`];
};

const macros: Check[] = [
  check("macros.list", async (c, w) => (await w.keep("macro", w.macro), c.macros.list()), list("macros", "macro")),
  check(
    "macros.listActive",
    async (c, w) => (await w.keep("macro", w.macro), c.macros.listActive()),
    list("macros", "macro"),
  ),
  check(
    "macros.listByParams",
    async (c, w) => (await w.keep("macro", w.macro), c.macros.listByParams({ active: true })),
    list("macros", "macro"),
  ),
  check("macros.show", async (c, w) => c.macros.show((await w.macro()).id), one("macro", "macro")),
  check("macros.search", async (c, w) => c.macros.search((await w.macro()).title), list("macros", "macro")),
  check("macros.apply", async (c, w) => c.macros.apply((await w.macro()).id), applied),
  check(
    "macros.applyTicket",
    async (c, w) => c.macros.applyTicket((await w.ticket()).id, (await w.macro()).id),
    applied,
  ),
  check(
    "macros.create",
    (c) => c.macros.create({ macro: { title: unique("macro"), actions: [{ field: "status", value: "solved" }] } }),
    one("macro", "macro", 201),
  ),
  check(
    "macros.categories",
    async (c, w) => {
      const actions = [{ field: "status", value: "solved" }];
      await w.make("macros", "macro", { title: `Kettles::${unique("macro")}`, actions });
      return c.macros.categories();
    },
    (last) => (last.body?.categories?.includes?.("Kettles") ? [] : ["the category is not listed"]),
  ),
  check(
    "macros.update",
    async (c, w) => c.macros.update((await w.macro()).id, { macro: { title: unique("macro") } }),
    one("macro", "macro"),
  ),
  check("macros.delete", async (c, w) => c.macros.delete((await w.macro()).id), gone),
  check(
    "macros.updateMany",
    async (c, w) => c.macros.updateMany([{ id: (await w.macro()).id, active: false }]),
    list("macros", "macro"),
  ),
];

const triggers: Check[] = [
  check(
    "triggers.list",
    async (c, w) => (await w.keep("trigger", w.trigger), c.triggers.list()),
    list("triggers", "trigger"),
  ),
  check(
    "triggers.listActive",
    async (c, w) => (await w.keep("trigger", w.trigger), c.triggers.listActive()),
    list("triggers", "trigger"),
  ),
  check("triggers.search", async (c, w) => c.triggers.search((await w.trigger()).title), list("triggers", "trigger")),
  check(
    "triggers.definitions",
    (c) => c.triggers.definitions(),
    one("definitions", "actions:l conditions_all:l conditions_any:l"),
  ),
  check("triggers.show", async (c, w) => c.triggers.show((await w.trigger()).id), one("trigger", "trigger")),
  check(
    "triggers.create",
    (c) =>
      c.triggers.create({
        trigger: { title: unique("trigger"), conditions: open_ones, actions: [{ field: "priority", value: "low" }] },
      }),
    one("trigger", "trigger", 201),
  ),
  check(
    "triggers.update",
    async (c, w) => c.triggers.update((await w.trigger()).id, { trigger: { title: unique("trigger") } }),
    one("trigger", "trigger"),
  ),
  check(
    "triggers.updateMany",
    async (c, w) => c.triggers.updateMany([{ id: (await w.trigger()).id, active: false }]),
    list("triggers", "trigger"),
  ),
  check("triggers.delete", async (c, w) => c.triggers.delete((await w.trigger()).id), gone),
  check(
    "triggers.reorder",
    async (c, w) => {
      const rows = (await w.admin.ok("GET", "triggers", { query: { per_page: 100 } })).triggers as { id: number }[];
      return c.triggers.reorder(rows.map((row) => row.id));
    },
    (last) => (last.status === 200 && last.text !== "{}" ? [] : [`status ${last.status}: ${last.text.slice(0, 100)}`]),
  ),
];

const automations: Check[] = [
  check(
    "automations.list",
    async (c, w) => (await w.keep("automation", w.automation), c.automations.list()),
    list("automations", "automation"),
  ),
  check(
    "automations.listActive",
    async (c, w) => (await w.keep("automation", w.automation), c.automations.listActive()),
    list("automations", "automation"),
  ),
  check(
    "automations.show",
    async (c, w) => c.automations.show((await w.automation()).id),
    one("automation", "automation"),
  ),
  check(
    "automations.create",
    (c) => c.automations.create({ automation: automation_fields() }),
    one("automation", "automation", 201),
  ),
  check(
    "automations.update",
    async (c, w) => c.automations.update((await w.automation()).id, { automation: { title: unique("auto") } }),
    one("automation", "automation"),
  ),
  check(
    "automations.updateMany",
    async (c, w) => c.automations.updateMany([{ id: (await w.automation()).id, active: false }]),
    list("automations", "automation"),
  ),
  check("automations.delete", async (c, w) => c.automations.delete((await w.automation()).id), gone),
  check("automations.bulkDelete", async (c, w) => c.automations.bulkDelete([(await w.automation()).id]), gone),
  check(
    "automations.search",
    async (c, w) => c.automations.search({ query: (await w.automation()).title as string }),
    list("automations", "automation"),
  ),
];

const policies: Check[] = [
  check(
    "policies.list",
    async (c, w) => (await w.keep("policy", w.policy), c.policies.list()),
    list("sla_policies", "sla_policy"),
  ),
  check("policies.show", async (c, w) => c.policies.show((await w.policy()).id), one("sla_policy", "sla_policy")),
  check(
    "policies.create",
    (c) => c.policies.create({ sla_policy: policy_fields() }),
    one("sla_policy", "sla_policy", 201),
  ),
  check(
    "policies.update",
    async (c, w) => c.policies.update((await w.policy()).id, { sla_policy: { title: unique("policy") } }),
    one("sla_policy", "sla_policy"),
  ),
  check("policies.delete", async (c, w) => c.policies.delete((await w.policy()).id), gone),
  check(
    "policies.reorder",
    async (c, w) => {
      const rows = (await w.admin.ok("GET", "slas/policies")).sla_policies as { id: number }[];
      return c.policies.reorder(rows.map((row) => row.id));
    },
    (last) =>
      last.status === 200 && last.url.includes("reorder") && last.text !== "{}" ? [] : [`status ${last.status}`],
  ),
  check("policies.getDefinitions", (c) => c.policies.getDefinitions(), one("definitions", "all:l any:l")),
];

const signing_secret = one("signing_secret", "algorithm:s secret:s");

const webhooks: Check[] = [
  check(
    "webhooks.list",
    async (c, w) => (await w.keep("webhook", w.webhook), c.webhooks.list()),
    list("webhooks", "webhook"),
  ),
  check("webhooks.show", async (c, w) => c.webhooks.show((await w.webhook()).id), one("webhook", "webhook")),
  check("webhooks.create", (c) => c.webhooks.create({ webhook: webhook_fields() }), one("webhook", "webhook", 201)),
  check(
    "webhooks.update",
    async (c, w) => c.webhooks.update((await w.webhook()).id, { webhook: webhook_fields() }),
    gone,
  ),
  check(
    "webhooks.patch",
    async (c, w) => c.webhooks.patch((await w.webhook()).id, { webhook: { name: unique("hook") } }),
    gone,
  ),
  check("webhooks.delete", async (c, w) => c.webhooks.delete((await w.webhook()).id), gone),
  check(
    "webhooks.listInvocations",
    async (c, w) => c.webhooks.listInvocations((await w.webhook()).id),
    bare("invocations:l meta:o"),
  ),
  check(
    "webhooks.getSigningSecret",
    async (c, w) => c.webhooks.getSigningSecret((await w.webhook()).id),
    signing_secret,
  ),
  check(
    "webhooks.resetSigningSecret",
    async (c, w) => c.webhooks.resetSigningSecret((await w.webhook()).id),
    one("signing_secret", "algorithm:s secret:s", 201),
  ),
];

export const rule_checks: Check[] = [...views, ...macros, ...triggers, ...automations, ...policies, ...webhooks];
