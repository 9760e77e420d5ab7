// SPDX-License-Identifier: AGPL-3.0-or-later
// Two smaller npm clients, unchanged: zendesk-node-api (Basic, doubled slashes in its paths) and zendesk-client
// (Bearer). The same steps against servers that know nothing have to fail.
import { createRequire } from "node:module";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Json } from "../../component/harness/client.js";
import { unique } from "../../component/harness/people.js";
import { admin_email, Desk } from "../../component/harness/server.js";
import { ControlServer, empty_object, not_found } from "./control.js";
import { World } from "./world.js";

const require = createRequire(import.meta.url);
const NodeApi = require("zendesk-node-api") as new (config: Json) => Json;
const create_client = require("zendesk-client/umd/zendesk-client.js") as (options: Json) => Json;

let desk: Desk;
let token: string;
let bearer: string;
let controls: ControlServer[];

beforeAll(async () => {
  desk = await Desk.start();
  token = await desk.create_token(admin_email);
  bearer = (await new World(desk, desk.admin()).oauth_token()).full_token as string;
  controls = await Promise.all([not_found(), empty_object()]);
});
afterAll(async () => {
  await desk?.end();
  for (const control of controls ?? []) await control.end();
});

type Step = [name: string, run: (url: string) => Promise<void>];

const node_api = (url: string) => new NodeApi({ url, email: admin_email, token });
const with_node_api: Step[] = [
  [
    "tickets: create, show, update, list, show many, delete",
    async (url) => {
      const { tickets } = node_api(url);
      const { ticket } = await tickets.create({ subject: unique("small"), comment: { body: "Hello" } });
      expect((await tickets.show(ticket.id)).id).toBe(ticket.id);
      expect((await tickets.update(ticket.id, { priority: "high" })).ticket.priority).toBe("high");
      expect(((await tickets.list()) as Json[]).map((one) => one.id)).toContain(ticket.id);
      expect(((await tickets.showMany(String(ticket.id))) as Json[]).map((one) => one.id)).toEqual([ticket.id]);
      await tickets.delete(ticket.id);
      expect(await tickets.show(ticket.id)).toBeUndefined();
    },
  ],
  [
    "users and organizations: create or update",
    async (url) => {
      const { users, organizations } = node_api(url);
      const email = `${unique("ute")}@client.example`;
      const { user } = await users.createOrUpdate({ name: "Ute", email });
      expect((await users.createOrUpdate({ name: "Ute User", email })).user).toMatchObject({
        id: user.id,
        name: "Ute User",
      });
      const { organization } = await organizations.create({ name: unique("small company") });
      expect((await organizations.show(organization.id)).name).toBe(organization.name);
    },
  ],
  [
    "search, fields, macros",
    async (url) => {
      const api = node_api(url);
      const subject = unique("findable").replaceAll("-", "");
      const { ticket } = await api.tickets.create({ subject, comment: { body: "Hello" } });
      const found = (await api.search.list(`query=${encodeURIComponent(subject)}`)) as Json[];
      expect(found.map((one) => one.id)).toEqual([ticket.id]);
      expect(((await api.ticketFields.list()) as Json[]).map((field) => field.type)).toContain("subject");
      const actions = [{ field: "status", value: "solved" }];
      const { macro } = await api.macros.create({ title: unique("macro"), actions });
      expect(((await api.macros.list()) as Json[]).map((one) => one.id)).toContain(macro.id);
    },
  ],
];

const with_client: Step[] = [
  [
    "tickets, comments, search with a bearer token of scope read",
    async (url) => {
      const client = create_client({ url, token: bearer });
      const subject = unique("borne").replaceAll("-", "");
      const ticket = await new World(desk, desk.admin()).ticket({ subject });
      expect((await client.tickets.show(ticket.id)).ticket.subject).toBe(subject);
      const listed = (await client.tickets.showMany([ticket.id])).tickets as Json[];
      expect(listed.map((one) => one.id)).toEqual([ticket.id]);
      expect((await client.tickets.getComments(ticket.id)).comments).toHaveLength(1);
      expect((await client.search.query(subject)).results[0].id).toBe(ticket.id);
      await expect(client.tickets.show(999_999_999)).rejects.toThrow("Not found");
    },
  ],
];

describe.each([
  ["zendesk-node-api", with_node_api],
  ["zendesk-client", with_client],
])("%s", (_, steps) => {
  test.each(steps)("%s", async (_name, run) => await run(desk.url));
  test.each(steps)("%s: fails where nothing is known", async (_name, run) => {
    for (const control of controls) await expect(run(control.url)).rejects.toThrow();
  });
});
