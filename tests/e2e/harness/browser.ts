// SPDX-License-Identifier: AGPL-3.0-or-later
// Debian's Chromium, and what an agent does in it. Every page is watched: what goes wrong in one fails its story.
import { mkdirSync, readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { until } from "./until.js";
import type { Browser, BrowserContext, BrowserContextOptions, LaunchOptions, Locator, Page } from "playwright-core";

export type { Locator, Page } from "playwright-core";

const launch_options: LaunchOptions = {
  executablePath: process.env.PULT_CHROMIUM ?? "/usr/bin/chromium",
  headless: true,
  args: [
    "--no-sandbox",
    "--headless=new",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    // Nothing but this machine can be reached, whatever a page asks for.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
  ],
};

const context_options: BrowserContextOptions = {
  viewport: { width: 1440, height: 900 },
  locale: "en-GB",
  timezoneId: "UTC",
  reducedMotion: "reduce",
  colorScheme: "light",
};

const output = fileURLToPath(new URL("../output/", import.meta.url));

// A picture of what the agent sees, kept after the run in tests/e2e/output/.
export async function take_picture(page: Page, name: string): Promise<void> {
  mkdirSync(output, { recursive: true });
  await page.mouse.move(0, 0); // nothing is under the pointer
  await page.screenshot({ path: `${output}${name}.png`, animations: "disabled", caret: "hide" });
}

// One agent's window.
export class Window {
  readonly problems: string[] = [];
  readonly requests: string[] = []; // of other origins than the desk's

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    readonly url: string,
  ) {
    context.on("request", (request) => {
      const asked = new URL(request.url());
      if (/^(https?|wss?):$/.test(asked.protocol) && asked.host !== new URL(url).host) this.requests.push(asked.href);
    });
    page.on("pageerror", (error) => this.problems.push(`exception: ${error.message}`));
    page.on("dialog", (dialog) => {
      this.problems.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on("response", (response) => {
      if (response.status() >= 500) this.problems.push(`${response.status()} ${response.url()}`);
    });
    page.on("console", (message) => {
      // Failed requests are looked at above; a lost connection is part of some stories.
      const expected = /Failed to load resource|WebSocket connection to|ERR_CONNECTION_REFUSED/;
      if (message.type() === "error" && !expected.test(message.text()))
        this.problems.push(`console: ${message.text()}`);
    });
  }

  static async open(context: BrowserContext, url: string): Promise<Window> {
    context.setDefaultTimeout(60_000);
    return new Window(context, context.pages()[0] ?? (await context.newPage()), url);
  }

  at(test_id: string): Locator {
    return this.page.getByTestId(test_id);
  }

  async go(path: string): Promise<void> {
    await this.page.goto(this.url + path);
  }

  async fill_in_sign_in(email: string, password: string): Promise<void> {
    await this.at("sign-in-email").fill(email);
    await this.at("sign-in-password").fill(password);
    await this.at("sign-in-submit").click();
  }

  // Leaves the agent in the given view with its live connection open.
  async sign_in(email: string, password: string, view = "all_open"): Promise<void> {
    const live = this.page.waitForEvent("websocket");
    await this.go(`/views/${view}`);
    await this.fill_in_sign_in(email, password);
    await (await live).waitForEvent("framereceived");
    await this.at(`view-${view}`).waitFor({ state: "attached" }); // on a phone it is in a drawer
  }

  async sign_out(): Promise<void> {
    await this.at("user-menu").click();
    await this.at("sign-out").click();
    await this.at("sign-in-email").waitFor();
  }

  row(ticket_id: number): Locator {
    return this.page.locator(`[data-testid="ticket-row"][data-ticket-id="${ticket_id}"]`);
  }

  // Comments as the conversation shows them, oldest first.
  get comments(): Locator {
    return this.at("ticket").getByTestId("comment");
  }

  get editor(): Locator {
    return this.at("reply-editor");
  }

  // Puts the cursor into an open reply, or into a note.
  async start_reply(button = "start-reply"): Promise<void> {
    await this.at(button).click();
    await this.editor_has_focus();
  }

  // What is typed before that goes elsewhere: the editor is fetched when it is first wanted.
  async editor_has_focus(): Promise<void> {
    await this.editor.waitFor();
    await until("the editor has the focus", () => this.editor.evaluate((one) => one === document.activeElement));
  }

  // Picks out of one of the lists of the side panel.
  async pick(test_id: string, value: string): Promise<void> {
    await this.at(test_id).click();
    await this.page.locator(`[role="option"][data-value="${value}"]`).click();
  }

  async close(): Promise<void> {
    await this.context.close();
  }
}

export class Chromium {
  private constructor(private readonly browser: Browser) {}

  static async start(): Promise<Chromium> {
    return new Chromium(await chromium.launch(launch_options));
  }

  // Each window has cookies and storage of its own. Replies leave at once unless a story is about taking them back.
  async window(url: string, options: BrowserContextOptions = {}, undo_send_s = 0): Promise<Window> {
    const context = await this.browser.newContext({ ...context_options, ...options });
    await send_after(context, undo_send_s);
    return await Window.open(context, url);
  }

  async end(): Promise<void> {
    await this.browser.close();
  }
}

async function send_after(context: BrowserContext, seconds: number): Promise<void> {
  await context.addInitScript((value) => localStorage.setItem("pult.undo_send_s", value), String(seconds));
}

// A browser whose profile outlives it.
export async function open_profile(folder: string, url: string, undo_send_s = 0): Promise<Window> {
  const context = await chromium.launchPersistentContext(folder, { ...launch_options, ...context_options });
  await send_after(context, undo_send_s);
  return await Window.open(context, url);
}

// Ends the browser of a profile as a crash would.
export function kill_browser(profile: string): void {
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    let command = "";
    try {
      command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
    } catch {
      continue; // it has ended meanwhile
    }
    if (command.includes(`--user-data-dir=${profile}\0`) && !command.includes("--type="))
      process.kill(Number(pid), "SIGKILL");
  }
}
