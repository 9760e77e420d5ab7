// SPDX-License-Identifier: AGPL-3.0-or-later
// Every page in every language: no key of a catalogue on the screen, no words of another language.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { admin_email, admin_password } from "../component/harness/server.js";
import { Chromium } from "./harness/browser.js";
import type { Window } from "./harness/browser.js";
import { MailDesk, desk_address } from "./harness/mail_desk.js";
import { render_mail } from "./harness/mails.js";
import { until } from "./harness/until.js";

type Catalogue = Record<string, string>;
const languages = ["en", "ru", "cs", "lt", "ro"] as const;

function catalogue(language: string): Catalogue {
  const url = new URL(`../../web/shared/i18n/${language}.json`, import.meta.url);
  const groups = JSON.parse(readFileSync(url, "utf8")) as Record<string, Catalogue>;
  const all = Object.entries(groups).flatMap(([group, messages]) =>
    Object.entries(messages).map(([key, text]) => [`${group}.${key}`, text] as const),
  );
  return Object.fromEntries(all);
}

const english = catalogue("en");

let desk: MailDesk;
let chromium: Chromium;
let agent: Window;
let ticket_id = 0;

beforeAll(async () => {
  [desk, chromium] = await Promise.all([MailDesk.start({ relay: false }), Chromium.start()]);
  const from = "Мария Соколова <maria@client.example>";
  const to = desk_address;
  const html =
    '<p>Где мой заказ?</p><p><img src="http://elsewhere.example/a.png"></p>' +
    '<div class="gmail_quote"><div class="gmail_attr">' +
    "пт, 20 нояб. 2026 г. в 10:00, Магазин &lt;help@pult.example&gt;:</div>" +
    '<blockquote class="gmail_quote">Заказ принят</blockquote></div>';
  const files = [{ name: "счёт.txt", type: "text/plain", bytes: Buffer.from("1") }];
  desk.deliver(render_mail({ from, to, subject: "Где мой заказ?", text: "Где мой заказ?", html, files }));
  ticket_id = (await desk.ticket_of("Где мой заказ?")).id as number;
  const fields = {
    status: "pending",
    priority: "high",
    type: "problem",
    tags: ["заказ"],
    assignee_id: desk.agents[0].id,
  };
  await desk.admin.ok("PUT", `tickets/${ticket_id}`, { json: { ticket: fields } });
  await desk.admin.ok("PUT", `tickets/${ticket_id}`, { json: { ticket: { comment: { body: "Уже в пути." } } } });
  const note = { comment: { body: "Позвонить в склад.", public: false }, status: "open" };
  await desk.admin.ok("PUT", `tickets/${ticket_id}`, { json: { ticket: note } });
  desk.deliver(render_mail({ from, to, subject: "Приз", text: "Вы выиграли", headers: { "X-Spam-Flag": "YES" } }));
  await until("spam is held back", async () => (await desk.admin.ok("GET", "suspended_tickets")).count === 1);
  agent = await chromium.window(desk.url);
});
afterAll(async () => {
  await chromium?.end();
  await desk?.end();
});

// All words that the page itself speaks: text and the attributes that are read out, without the mails.
async function spoken(): Promise<string[]> {
  return await agent.page.evaluate(() => {
    const found = new Set<string>();
    const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (words.nextNode()) {
      const parent = words.currentNode.parentElement!;
      // What names its own language, and addresses, which stand in parts.
      if (parent.closest("script, style, pre, [lang]:not(html), [data-testid='identity']")) continue;
      found.add(words.currentNode.textContent!.trim().replace(/\s+/g, " "));
    }
    for (const element of document.querySelectorAll("[aria-label], [title], [placeholder], img[alt]")) {
      for (const name of ["aria-label", "title", "placeholder", "alt"])
        found.add(element.getAttribute(name)?.trim() ?? "");
    }
    found.add(document.title);
    found.delete("");
    return [...found];
  });
}

const ready = (test_id: string) => agent.at(test_id).first().waitFor();

// What there is to see, by name; each leaves its page shown.
const pages: Record<string, () => Promise<void>> = {
  "my tickets": () => agent.go("/views/mine").then(() => agent.page.getByRole("heading").first().waitFor()),
  unassigned: () => agent.go("/views/unassigned").then(() => agent.page.getByRole("heading").first().waitFor()),
  "all open": () => agent.go("/views/all_open").then(() => ready("ticket-row")),
  solved: () => agent.go("/views/solved").then(() => agent.page.getByRole("heading").first().waitFor()),
  ticket: async () => {
    await agent.go(`/views/all_open/${ticket_id}`);
    await ready("ticket-event");
    await ready("customer-name");
  },
  reply: async () => {
    await agent.start_reply();
    await agent.at("add-cc").click();
  },
  note: async () => {
    await agent.at("note-tab").click();
    await agent.at("show-full-mail").first().click();
    await agent.at("full-mail").locator("dl").waitFor();
  },
  search: () => agent.go("/search?q=" + encodeURIComponent("заказ")).then(() => ready("search-ticket")),
  suspended: async () => {
    await agent.go("/suspended");
    await agent.at("suspended-row").click();
    await agent.at("suspended-delete").click();
  },
  outgoing: () =>
    agent
      .go("/outgoing")
      .then(() => agent.at("outgoing-row").first().click())
      .then(() => ready("outgoing-body")),
  "personal settings": () => agent.go("/settings").then(() => ready("settings-language")),
  mailbox: async () => {
    await agent.go("/admin/mailboxes");
    await agent.at("settings-row").first().click();
    await ready("mailbox-form");
  },
  person: async () => {
    await agent.go("/admin/people");
    await agent.at("settings-row").first().waitFor();
    await agent.at("add-item").click();
    await ready("person-form");
  },
  group: async () => {
    await agent.go("/admin/groups");
    await agent.at("settings-row").first().waitFor();
    await agent.at("add-item").click();
    await ready("group-form");
  },
  "new ticket": async () => {
    await agent.go("/views/solved");
    await agent.at("new-ticket").click();
    await ready("new-ticket-dialog");
  },
  board: async () => {
    await agent.go("/views/all_open");
    await agent.at("layout-menu").click();
    await agent.at("mode-kanban").click();
    await ready("kanban-card");
  },
  marks: async () => {
    await agent.at("mode-table").click();
    await agent.page.keyboard.press("Escape");
    await agent.at("row-check").first().click();
    await agent.at("bulk-tags").click();
    await ready("tag-dialog");
  },
  "view editor": async () => {
    await agent.go("/views/solved");
    await agent.at("add-view").click();
    await agent.at("add-condition").first().click();
    await agent.at("condition-field").last().click();
    await agent.page.getByRole("option").first().waitFor();
  },
  palette: async () => {
    await agent.go(`/views/all_open/${ticket_id}`);
    await ready("start-reply");
    await agent.page.keyboard.press("Control+k");
    await ready("palette-item");
  },
  "ticket menu": async () => {
    await agent.page.keyboard.press("Escape");
    await agent.at("ticket-menu").click();
    await ready("action-merge");
  },
  merge: async () => {
    await agent.at("action-merge").click();
    await ready("merge-dialog");
  },
  link: async () => {
    await agent.page.keyboard.press("Escape");
    await agent.at("merge-dialog").waitFor({ state: "detached" });
    await agent.at("ticket-menu").click();
    await agent.at("action-link").click();
    await ready("link-dialog");
  },
  macros: async () => {
    await agent.page.keyboard.press("Escape");
    await agent.at("link-dialog").waitFor({ state: "detached" });
    await agent.page.keyboard.press("m");
    await ready("macro-dialog");
  },
  shortcuts: async () => {
    await agent.go("/views/solved");
    await agent.at("view-solved").waitFor();
    await agent.page.keyboard.press("?");
    await ready("shortcut-help");
  },
};

// Names and words of the desk itself, names of keys and protocols, and what every language writes in Latin letters.
const own_words = new RegExp(
  [
    "Pult|Support|Your support team|Ada Admin|Jana Agent|AA|JA",
    "Re:|\\[#[\\w-]+\\]|Cc\\b|\\.txt|[\\d.]+ ?(?:B|kB)\\b|\\b[A-Za-z]\\b",
    "[\\w.-]+@[\\w.]+\\w|127\\.0\\.0\\.1|https?:\\S*",
    "API|SLA|IMAP|SMTP|STARTTLS|TLS|OAuth|2\\.0|HTML|INBOX|UTC|Ctrl|Shift|Enter|Esc",
    "English|Čeština|Lietuvių|Română",
  ].join("|"),
  "g",
);

function problems(language: string, words: string[]): string[] {
  const own = catalogue(language);
  const groups = [...new Set(Object.keys(english).map((key) => key.split(".")[0]))].join("|");
  const key_form = new RegExp(`\\b(${groups})\\.[a-z_-]+\\b`);
  const english_words = new Map(Object.entries(english).map(([key, text]) => [text, key]));
  const found: string[] = [];
  for (const text of words) {
    const key = key_form.exec(text)?.[0];
    if (key && key in english) found.push(`key: ${text}`);
    if (/\{\w+(,|\})/.test(text)) found.push(`unfilled: ${text}`);
    const same = english_words.get(text);
    if (same && own[same] !== text && !Object.values(own).includes(text)) found.push(`English: ${text}`);
    if (language === "ru" && /[A-Za-z]{2,}/.test(text.replaceAll(own_words, ""))) found.push(`not Russian: ${text}`);
  }
  return found;
}

describe.each(languages)("in %s", (language) => {
  test("the sign-in page", async () => {
    await agent.context.clearCookies();
    await agent.go("/sign-in");
    await agent.at("sign-in-language").selectOption(language);
    await until("the page has changed", () =>
      agent.page.evaluate((one) => document.documentElement.lang === one, language),
    );
    await agent.fill_in_sign_in(admin_email, "wrong password");
    await agent.at("sign-in-error").waitFor();
    expect(problems(language, await spoken())).toEqual([]);
  });

  test("all pages of the desk", async () => {
    await agent.sign_in(admin_email, admin_password);
    await agent.at("user-menu").click();
    await agent.at(`language-${language}`).click();
    await until("the page has changed", () =>
      agent.page.evaluate((one) => document.documentElement.lang === one, language),
    );
    const found: Record<string, string[]> = {};
    for (const [name, show] of Object.entries(pages)) {
      await show();
      const wrong = problems(language, await spoken());
      if (wrong.length > 0) found[name] = wrong;
    }
    expect(found).toEqual({});
    await agent.go("/views/mine");
    expect(agent.problems).toEqual([]);
  });
});
