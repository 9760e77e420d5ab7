// SPDX-License-Identifier: AGPL-3.0-or-later
// Where loud alerts go and what is loud: set up by admins, with secrets that never come out.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { make_agent, sign_in, unique } from "./harness/people.js";
import { Receiver } from "./harness/receiver.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
let receiver: Receiver;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
});
afterAll(() => desk?.end());
beforeEach(async () => {
  receiver = await Receiver.start();
});
afterEach(() => receiver.end());

async function make_channel(fields: Json = {}): Promise<Json> {
  const alert_channel = { name: unique("pager"), endpoint: receiver.url, ...fields };
  return (await admin.ok("POST", "alert_channels", { json: { alert_channel } })).alert_channel;
}
async function make_rule(fields: Json): Promise<Json> {
  const alert_rule = { title: unique("rule"), ...fields };
  return (await admin.ok("POST", "alert_rules", { json: { alert_rule } })).alert_rule;
}
const said = (text: string): Json => JSON.parse(text) as Json;

describe("channels", () => {
  test("are made, tried out, changed and removed, and keep their secrets", async () => {
    const channel = await make_channel({
      format: "form",
      body: "message={{title}}&chat=7",
      headers: { "X-Priority": "high" },
    });
    expect(channel).toMatchObject({ kind: "hook", http_method: "POST", active: true, locale: "en", has_token: false });
    const path = `alert_channels/${channel.id}`;
    expect((await admin.ok("POST", `${path}/test`)).test).toEqual({ sent: true, status_code: 200, error: null });
    const [call] = receiver.received;
    expect(call!.headers["x-priority"]).toBe("high");
    expect(Object.fromEntries(new URLSearchParams(call!.body))).toEqual({
      message: "Alerts reach this channel",
      chat: "7",
    });
    receiver.answer_next({ status: 401 });
    expect((await admin.ok("POST", `${path}/test`)).test).toMatchObject({ sent: false, status_code: 401 });
    const ntfy = { kind: "ntfy", topic: "desk-alerts", token: "tk_secret", locale: "cs" };
    const changed = (await admin.ok("PUT", path, { json: { alert_channel: ntfy } })).alert_channel;
    expect(changed).toMatchObject({ kind: "ntfy", topic: "desk-alerts", has_token: true, body: null });
    expect(JSON.stringify(changed)).not.toContain("tk_secret");
    expect((await admin.ok("POST", `${path}/test`)).test.sent).toBe(true);
    const last = receiver.received.at(-1)!;
    expect(last.headers.authorization).toBe("Bearer tk_secret");
    expect(said(last.body)).toMatchObject({ topic: "desk-alerts", priority: 5 });
    const rule = await make_rule({ event: "ticket_urgent", channel_ids: [channel.id] });
    expect((await admin.delete(path)).status).toBe(204);
    expect((await admin.ok("GET", `alert_rules/${rule.id}`)).alert_rule.channel_ids).toEqual([]);
    expect((await admin.get(path)).status).toBe(404);
  });

  test.each([
    ["a blank name", { name: " " }, "name"],
    ["no endpoint", { endpoint: "" }, "endpoint"],
    ["a private address", { endpoint: "http://10.0.0.7/" }, "endpoint"],
    ["the metadata of a cloud", { endpoint: "http://169.254.169.254/latest" }, "endpoint"],
    ["an unknown kind", { kind: "smoke" }, "kind"],
    ["an unknown method", { http_method: "TRACE" }, "http_method"],
    ["an unknown placeholder", { body: '{"a": "{{password}}"}' }, "body"],
    ["broken JSON", { body: '{"a": {{title}}}' }, "body"],
    ["two lines in a header", { headers: { "X-A": "b\r\nX-C: d" } }, "headers"],
    ["a header of ours", { headers: { Host: "example.com" } }, "headers"],
    ["half a Pushover", { kind: "pushover", token: "x" }, "user_token"],
    ["ntfy without a topic", { kind: "ntfy" }, "topic"],
    ["another language", { locale: "tlh" }, "locale"],
  ])("%s is refused", async (_what, fields, field) => {
    const alert_channel = { name: "x", endpoint: receiver.url, ...fields };
    const reply = await admin.post("alert_channels", { json: { alert_channel } });
    expect(reply.status).toBe(422);
    expect(Object.keys(reply.body.details as object)).toEqual([field]);
  });

  test.each([
    ["a blank title", { title: "" }, "title"],
    ["an unknown event", { event: "moon_full" }, "event"],
    ["a negative time", { repeat_minutes: -1 }, "repeat_minutes"],
    ["a priority of a mailbox", { event: "mailbox_failing", group_id: null, priority: "high" }, "priority"],
    ["a channel that is none", { channel_ids: [999_999] }, "channel_ids"],
    ["a policy that is none", { policy_id: 999_999 }, "policy_id"],
  ])("a rule with %s is refused", async (_what, fields, field) => {
    const alert_rule = { title: "x", event: "sla_breach", ...fields };
    const reply = await admin.post("alert_rules", { json: { alert_rule } });
    expect(reply.status).toBe(422);
    expect(Object.keys(reply.body.details as object)).toEqual([field]);
  });

  test("and rules are for admins alone", async () => {
    const client = await sign_in(desk, await make_agent(desk, []));
    for (const path of ["alert_channels", "alert_rules"]) expect((await client.get(path)).status).toBe(403);
    const alert_channel = { name: "x", endpoint: receiver.url };
    expect((await client.post("alert_channels", { json: { alert_channel } })).status).toBe(403);
    expect((await client.get("alerts")).status).toBe(200);
    expect((await desk.anonymous().get("alerts")).status).toBe(401);
  });
});
