// SPDX-License-Identifier: AGPL-3.0-or-later
// Another program in a frame beside the ticket: it has another origin and checks the signature of the address.
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { make_ticket, make_user } from "../component/harness/people.js";
import { accessibility_problems } from "./harness/axe.js";
import { Chromium, take_picture } from "./harness/browser.js";
import type { Window } from "./harness/browser.js";
import { MailDesk, password } from "./harness/mail_desk.js";
import type { Json } from "./harness/mail_desk.js";

let desk: MailDesk;
let chromium: Chromium;
let jana: Window;
let shop: Server;
let origin = "";
let secret = "";
let ticket_id = 0;
const verdicts: string[] = [];

// As docs/context-links.md tells the author of such a program.
function verdict_of(query: string): string {
  const at = query.indexOf("&pult_signature=");
  const signed = query.slice(0, at);
  const expected = Buffer.from(createHmac("sha256", secret).update(signed).digest("hex"));
  const given = Buffer.from(query.slice(at + "&pult_signature=".length));
  if (at < 0 || expected.length !== given.length || !timingSafeEqual(expected, given)) return "forged";
  const age_s = Date.now() / 1000 - Number(new URLSearchParams(signed).get("pult_time"));
  return Math.abs(age_s) < 300 ? "good" : "old";
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search, searchParams } = new URL(request.url ?? "/", origin);
  if (pathname !== "/orders" && pathname !== "/refuses") return void response.writeHead(404).end();
  const verdict = verdict_of(search.slice(1));
  verdicts.push(verdict);
  response.writeHead(verdict === "good" ? 200 : 403, {
    "Content-Type": "text/html; charset=utf-8",
    ...(pathname === "/refuses" ? { "X-Frame-Options": "DENY" } : {}),
  });
  const who = `${searchParams.get("email")}, ticket ${searchParams.get("ticket")}`;
  response.end(`<!doctype html><html lang="en"><title>Orders</title><h1>Orders</h1><p id="who">${who}</p>
    <script>try { parent.document.title } catch { document.body.dataset.outside = "yes" }</script></html>`);
}

beforeAll(async () => {
  [desk, chromium] = await Promise.all([MailDesk.start(), Chromium.start()]);
  shop = createServer(answer);
  await new Promise<void>((done) => shop.listen(0, "127.0.0.1", done));
  origin = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
  const url_template = `${origin}/orders?email={{requester.email}}&ticket={{ticket.id}}`;
  const made = await desk.admin.ok("POST", "context_links", {
    json: { context_link: { name: "Orders", url_template, placement: "panel" } },
  });
  secret = made.secret as string;
  const requester = await make_user(desk.admin, { name: "Maria Client", email: "maria+lamp@client.example" });
  const fields = { subject: "The lamp flickers", requester_id: requester.id, group_id: desk.group.id };
  ticket_id = (await make_ticket(desk.admin, fields)).id as number;
  jana = await chromium.window(desk.url);
  await jana.sign_in("jana@pult.example", password);
});
afterAll(async () => {
  shop?.closeAllConnections();
  shop?.close();
  await chromium?.end();
  await desk?.end();
});

test("the program shows what it knows of the customer, to whom it can trust", async () => {
  await jana.go(`/tickets/${ticket_id}`);
  await jana.at("context-panel").scrollIntoViewIfNeeded();
  const frame = jana.page.frameLocator('[data-testid="context-panel"]');
  await frame.locator("#who").getByText(`maria+lamp@client.example, ticket ${ticket_id}`).waitFor();
  expect(verdicts).toEqual(["good"]);
  expect(await frame.locator("body").getAttribute("data-outside")).toBe("yes");
  await take_picture(jana.page, "context_panel");
  expect(await accessibility_problems(jana)).toEqual([]);
});

test("who changes the address is found out", async () => {
  const href = (await jana.at("context-panel-link").getAttribute("href"))!;
  expect((await fetch(href.replace("maria", "other"))).status).toBe(403);
  expect((await fetch(href.replace(/pult_agent=\d+/, "pult_agent=1000"))).status).toBe(403);
  expect(verdicts.slice(-2)).toEqual(["forged", "forged"]);
});

test("a program that refuses frames opens in a tab, and the panel says so", async () => {
  const { context_links } = await desk.admin.ok("GET", "context_links");
  const link = (context_links as Json[])[0]!;
  const url_template = `${origin}/refuses?ticket={{ticket.id}}`;
  await desk.admin.ok("PUT", `context_links/${link.id}`, { json: { context_link: { url_template } } });
  await jana.page.reload();
  await jana.at("context-panel-hint").getByText("open it in a new tab").waitFor();
  const opened = jana.context.waitForEvent("page");
  await jana.at("context-panel-link").click();
  const page = await opened;
  await page.getByRole("heading", { name: "Orders" }).waitFor();
  expect(verdicts.at(-1)).toBe("good");
  await page.close();
});
