// SPDX-License-Identifier: AGPL-3.0-or-later
// A mailbox writes to itself: what went out comes back in, or it is said where it got stuck.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { make_agent, sign_in, unique } from "./harness/people.js";
import { Desk } from "./harness/server.js";
import { Relay } from "./harness/smtp.js";

let desk: Desk;
let admin: Client;
let relay: Relay;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
  relay = await Relay.start("none", null);
});
afterAll(async () => {
  await desk?.end();
  await relay?.end();
});

async function make_mailbox(fields: Json = {}): Promise<Json> {
  const mailbox = { address: `${unique("box")}@desk.example`, name: "Help", ...fields };
  return (await admin.ok("POST", "mailboxes", { json: { mailbox: mailbox as Json } })).mailbox as Json;
}
const sends_by = (port: number): Json => ({
  smtp: { host: "127.0.0.1", port, security: "none", username: "", auth: "password" },
});
const state_of = async (mailbox: Json) =>
  (await admin.ok("GET", `mailboxes/${mailbox.id}/round_trip`)).round_trip as Json | null;
const begin = async (mailbox: Json) => await admin.post(`mailboxes/${mailbox.id}/round_trips`);
async function reaches(mailbox: Json, state: string): Promise<Json> {
  await expect.poll(async () => (await state_of(mailbox))?.state).toBe(state);
  return (await state_of(mailbox))!;
}
const about = (mailbox: Json) => relay.mails.filter((mail) => mail.includes(`To: Help <${mailbox.address}>`));
const ingest = async (mailbox: Json, mail: string) =>
  JSON.parse(await desk.command(["mail", "ingest", "--mailbox", mailbox.address as string], mail)) as Json;

test("the mail comes back, becomes no ticket, and says how long it took", async () => {
  const mailbox = await make_mailbox(sends_by(relay.port));
  expect(await state_of(mailbox)).toBeNull();
  const tickets = (await admin.ok("GET", "tickets/count")).count.value as number;
  const begun = await begin(mailbox);
  expect(begun.status).toBe(201);
  expect(begun.body.round_trip).toMatchObject({ state: "sending", mailbox_id: mailbox.id, took_seconds: null });
  await reaches(mailbox, "waiting");
  const [mail] = about(mailbox);
  expect(await ingest(mailbox, mail!)).toMatchObject({ outcome: "round_trip", ticket_id: null });
  const back = await reaches(mailbox, "arrived");
  expect(back.took_seconds).toBeGreaterThan(0);
  expect(back.sent_at).not.toBeNull();
  // The same mail once more changes nothing; the same subject from elsewhere proves nothing new.
  await ingest(mailbox, mail!);
  expect(await state_of(mailbox)).toEqual(back);
  expect((await admin.ok("GET", "tickets/count")).count.value).toBe(tickets);
  expect((await admin.ok("GET", "suspended_tickets")).suspended_tickets).toEqual([]);
});

test("a mail that comes back marked as spam says so", async () => {
  const mailbox = await make_mailbox(sends_by(relay.port));
  await begin(mailbox);
  await reaches(mailbox, "waiting");
  await ingest(mailbox, `X-Spam-Flag: YES\r\n${about(mailbox)[0]!}`);
  await reaches(mailbox, "spam");
});

test("a server that is not there, and no server at all", async () => {
  const gone = await Relay.start("none", null);
  const { port } = gone;
  await gone.end();
  const unreachable = await make_mailbox(sends_by(port));
  await begin(unreachable);
  expect((await reaches(unreachable, "not_sent")).problem).toMatch(/\w/);
  const mute = await make_mailbox();
  expect((await begin(mute)).body.round_trip).toMatchObject({ state: "not_sent", problem: null });
});

test("a forged token is an ordinary mail", async () => {
  const mailbox = await make_mailbox();
  const mail = [
    "From: Mallory <mallory@example.com>",
    `To: ${mailbox.address as string}`,
    "Subject: [round trip abcdefghijkl]",
    `Message-ID: <${unique("forged")}@example.com>`,
    "",
    "Hello",
  ].join("\r\n");
  expect((await ingest(mailbox, mail)).outcome).toBe("created");
});

test("whoever asked hears of it on the live wire; only admins may ask", async () => {
  const agent = await sign_in(desk, await make_agent(desk, []));
  const mailbox = await make_mailbox(sends_by(relay.port));
  expect((await agent.post(`mailboxes/${mailbox.id}/round_trips`)).status).toBe(403);
  expect((await admin.post("mailboxes/999999/round_trips")).status).toBe(404);
  const off = await make_mailbox({ active: false });
  expect((await begin(off)).status).toBe(422);
  const boss = await sign_in(desk, await make_agent(desk, [], { role: "admin" }));
  const socket = await boss.live();
  await boss.ok("POST", `mailboxes/${mailbox.id}/round_trips`);
  await socket.wait_for((frame) => frame.type === "round_trip" && frame.mailbox_id === mailbox.id);
  socket.close();
});
