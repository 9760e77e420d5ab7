// SPDX-License-Identifier: AGPL-3.0-or-later
// An agent is told of what needs them: by the bell, and by the system while the desk is not before them.
import type { CDPSession } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Client } from "../component/harness/client.js";
import type { Json } from "../component/harness/client.js";
import { make_ticket } from "../component/harness/people.js";
import { PushService } from "../component/harness/push_service.js";
import { Chromium, take_picture } from "./harness/browser.js";
import type { Window } from "./harness/browser.js";
import { MailDesk, password } from "./harness/mail_desk.js";
import { until } from "./harness/until.js";

let desk: MailDesk;
let chromium: Chromium;
let service: PushService;
let jana: Window;

beforeAll(async () => {
  [desk, chromium, service] = await Promise.all([
    MailDesk.start({ relay: false, agents: { jana: "Jana Agent", petr: "Petr Agent" } }),
    Chromium.start(),
    PushService.start(),
  ]);
  jana = await chromium.window(desk.url);
  await jana.context.grantPermissions(["notifications"], { origin: desk.url });
  // Without the internet Chromium has no push service of its own: the one of the test takes its place.
  await jana.page.addInitScript(
    `((given) => {
      const key = 'test.subscribed';
      const made = {
        endpoint: given.endpoint,
        options: { applicationServerKey: null },
        toJSON: () => given,
        unsubscribe: async () => { localStorage.removeItem(key); return true; }
      };
      PushManager.prototype.subscribe = async function (options) {
        made.options = { applicationServerKey: options.applicationServerKey.buffer };
        localStorage.setItem(key, '1');
        return made;
      };
      PushManager.prototype.getSubscription = async () => (localStorage.getItem(key) ? made : null);
    })(${JSON.stringify(service.browser().subscription())})`,
  );
  await jana.sign_in("jana@pult.example", password);
  await jana.at("bell").waitFor();
});
afterAll(async () => {
  await chromium?.end();
  await service?.end();
  await desk?.end();
});

const assign = async (subject: string): Promise<Json> =>
  await make_ticket(desk.admin, { subject, assignee_id: desk.agents[0].id });
const told = async (): Promise<Json[]> => {
  const client = await Client.with_session(desk.url, "jana@pult.example", password);
  return (await client.ok("GET", "notifications")).notifications as Json[];
};

test("the bell counts what comes, and a ticket that is opened is seen", async () => {
  const ticket = await assign("The kettle is cold");
  await jana.at("bell-count").getByText("1", { exact: true }).waitFor();
  await jana.at("bell").click();
  const row = jana.at("notification").filter({ hasText: "The kettle is cold" });
  await row.and(jana.page.locator('[data-read="false"]')).waitFor();
  await take_picture(jana.page, "notifications");
  await row.click();
  await jana.page.waitForURL(`**/tickets/${ticket.id}`);
  await jana.at("bell-count").waitFor({ state: "detached" });
  await until("it is seen on the server", async () => (await told()).every((one) => one.read));
});

test("news of the ticket that lies open is seen at once", async () => {
  const ticket_id = Number(/\/tickets\/(\d+)/.exec(jana.page.url())![1]);
  const comment = { body: "A word from the other desk", public: false };
  await desk.admin.ok("PUT", `tickets/${ticket_id}`, { json: { ticket: { comment } } });
  await jana.comments.getByText("A word from the other desk").waitFor();
  await until("it is seen", async () => {
    const all = await told();
    return all.length === 2 && all.every((one) => one.read);
  });
});

test("all can be marked as read at once", async () => {
  await jana.go("/views/solved");
  for (const subject of ["One", "Two"]) await assign(subject);
  await jana.at("bell-count").getByText("2", { exact: true }).waitFor();
  await jana.at("bell").click();
  await jana.at("mark-all-read").click();
  await jana.at("bell-count").waitFor({ state: "detached" });
  await jana.page.keyboard.press("Escape");
});

test("this device is switched on, tested and switched off", async () => {
  await jana.go("/settings#notifications");
  await jana.at("push-enable").click();
  await jana.at("push-device").waitFor();
  await jana.at("push-test").click();
  await until("the test arrives", () => service.received.some((one) => one.message.kind === "test"));
  await jana.at("notify-agent_update-in_app").uncheck();
  await jana.at("quiet-enabled").check();
  await jana.at("quiet-from").waitFor();
  await take_picture(jana.page, "notification-settings");
  await jana.page.reload();
  await jana.at("notify-agent_update-in_app").and(jana.page.locator(":not(:checked)")).waitFor();
  await jana.at("quiet-enabled").uncheck();
  await jana.at("quiet-from").waitFor({ state: "detached" });
  await jana.at("push-remove").click();
  await jana.at("push-device").waitFor({ state: "detached" });
  await jana.at("push-enable").waitFor();
});

// The registration of the desk's service worker, as DevTools know it.
async function registration_of(session: CDPSession): Promise<string> {
  const known = new Promise<string>((resolve) =>
    session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const mine = registrations.find((one) => one.scopeURL.startsWith(desk.url) && !one.isDeleted);
      if (mine) resolve(mine.registrationId);
    }),
  );
  await session.send("ServiceWorker.enable");
  return await known;
}

const shown = (): Promise<string[]> =>
  jana.page.evaluate(async () => {
    const worker = await navigator.serviceWorker.ready;
    return (await worker.getNotifications()).map((one) => one.title);
  });

test("the service worker shows what is pushed, but not of the ticket that lies open", async () => {
  const ticket = await assign("Away from the desk");
  await jana.go(`/tickets/${ticket.id}`);
  await jana.at("ticket").waitFor();
  await jana.page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  const session = await jana.context.newCDPSession(jana.page);
  const registrationId = await registration_of(session);
  const push = (title: string, url: string) =>
    session.send("ServiceWorker.deliverPushMessage", {
      origin: desk.url,
      registrationId,
      data: JSON.stringify({ title, body: "x", url, tag: title, lang: "en" }),
    });
  await push("Lies open", `/tickets/${ticket.id}`);
  // Delivered anew until it is shown, under the same tag: the browser drops what comes while a worker is replaced.
  await until("it is shown", async () => {
    await push("Somewhere else", "/tickets/999999");
    return (await shown()).includes("Somewhere else");
  });
  expect(await shown()).toEqual(["Somewhere else"]);
});

test("nothing went wrong in the window", () => {
  expect(jana.problems).toEqual([]);
  expect(jana.requests).toEqual([]);
});
