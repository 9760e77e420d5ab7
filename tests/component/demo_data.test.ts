// SPDX-License-Identifier: AGPL-3.0-or-later
// The demo desk is hand-written data: references, order of times and states must fit together.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const demo_dir = new URL("../../server/app/demo/", import.meta.url);
const locales = ["en", "ru", "cs", "lt", "ro"];

interface Agent {
  name: string;
  email: string;
  role: string;
  locale: string;
  groups: string[];
  signature: string;
}
interface Customer {
  name: string;
  email: string;
  locale: string;
  phone: string | null;
  organization: string | null;
  notes: string | null;
}
interface People {
  agents: Agent[];
  groups: { name: string; description: string }[];
  organizations: { name: string; domain_names: string[] }[];
  customers: Customer[];
}
interface Comment {
  author: string;
  public: boolean;
  minutes_ago: number;
  kind?: string;
  text?: string;
  html?: string;
  attachments?: { file_name: string; text?: string; base64?: string }[];
}
interface Ticket {
  subject: string;
  requester: string;
  group: string;
  assignee: string | null;
  status: string;
  priority: string | null;
  type: string | null;
  tags: string[];
  created_minutes_ago: number;
  comments: Comment[];
}

const load = <T>(name: string): T => JSON.parse(readFileSync(new URL(name, demo_dir), "utf8")) as T;
const people = load<People>("people.json");
const tickets = new Map(locales.map((locale) => [locale, load<Ticket[]>(`tickets.${locale}.json`)]));
const all = [...tickets.values()].flat();
const agents = new Map(people.agents.map((agent) => [agent.email, agent]));
const customers = new Map(people.customers.map((customer) => [customer.email, customer]));
const content = (comment: Comment) => comment.text ?? comment.html ?? "";
const where = (ticket: Ticket) => `${ticket.requester}: ${ticket.subject}`;

describe("people", () => {
  test("5 agents with one admin, 3 groups, 8 customers per language", () => {
    expect(people.agents.map((agent) => agent.role)).toEqual(["admin", "agent", "agent", "agent", "agent"]);
    expect(people.groups).toHaveLength(3);
    for (const locale of locales) {
      expect(people.customers.filter((customer) => customer.locale === locale)).toHaveLength(8);
    }
    expect(people.customers).toHaveLength(40);
    expect(new Set([...agents.keys(), ...customers.keys()]).size).toBe(45);
  });

  test("references exist and addresses can reach nobody", () => {
    const groups = people.groups.map((group) => group.name);
    for (const agent of people.agents) expect(groups).toEqual(expect.arrayContaining(agent.groups));
    for (const customer of people.customers) {
      const domain = customer.email.split("@")[1]!;
      const organization = people.organizations.find((one) => one.domain_names.includes(domain));
      expect(customer.organization, customer.email).toBe(organization?.name ?? null);
    }
    for (const email of [...agents.keys(), ...customers.keys()]) {
      expect(email).toMatch(/^[a-z'.]+@(example\.(com|org|net)|[a-z-]+\.example)$/);
    }
  });
});

describe("tickets", () => {
  test("40 per language, all different", () => {
    for (const locale of locales) {
      const list = tickets.get(locale)!;
      expect(list).toHaveLength(40);
      for (const ticket of list) expect(customers.get(ticket.requester)?.locale, where(ticket)).toBe(locale);
      expect(new Set(list.map((ticket) => ticket.requester)).size).toBe(8);
    }
    expect(new Set(all.map((ticket) => ticket.subject)).size).toBe(200);
    const texts = all.flatMap((ticket) => ticket.comments.map(content)).filter((text) => text.length > 30);
    expect(new Set(texts).size).toBe(texts.length);
  });

  test.each(all.map((ticket) => [where(ticket), ticket] as const))("%s", (_, ticket) => {
    expect(["low", "normal", "high", "urgent", null]).toContain(ticket.priority);
    expect(["question", "incident", "problem", "task", null]).toContain(ticket.type);
    expect(new Set(ticket.tags).size).toBe(ticket.tags.length);
    for (const tag of ticket.tags) expect(tag).toMatch(/^[^\s,]+$/);
    expect(people.groups.map((group) => group.name)).toContain(ticket.group);
    if (ticket.assignee) expect(agents.get(ticket.assignee)?.groups).toContain(ticket.group);

    expect(ticket.comments.length).toBeGreaterThanOrEqual(1);
    expect(ticket.comments.length).toBeLessThanOrEqual(7);
    expect(ticket.comments[0]).toMatchObject({ author: ticket.requester, minutes_ago: ticket.created_minutes_ago });
    let earlier = Infinity;
    for (const comment of ticket.comments) {
      expect(comment.minutes_ago).toBeLessThan(earlier);
      expect(comment.minutes_ago).toBeGreaterThan(0);
      earlier = comment.minutes_ago;
      expect(comment.author === ticket.requester || agents.has(comment.author)).toBe(true);
      expect(comment.public || agents.has(comment.author)).toBe(true);
      expect(Object.hasOwn(comment, "text")).not.toBe(Object.hasOwn(comment, "html"));
      expect(content(comment).trim().length).toBeGreaterThan(5);
      for (const file of comment.attachments ?? []) {
        expect(file.file_name).toMatch(/^[^/\\]+\.(txt|csv|log|png)$/);
        expect(Object.hasOwn(file, "text")).not.toBe(Object.hasOwn(file, "base64"));
      }
    }
  });

  test("the state fits the conversation", () => {
    for (const ticket of all) {
      const spoken = ticket.comments.filter((comment) => comment.public && !comment.kind);
      const answered = spoken.some((comment) => agents.has(comment.author));
      const last_by_agent = agents.has(spoken.at(-1)!.author);
      if (ticket.status === "new") expect(answered || ticket.assignee !== null, where(ticket)).toBe(false);
      else if (ticket.status === "open") expect(last_by_agent, where(ticket)).toBe(false);
      else if (ticket.status === "pending") expect(last_by_agent, where(ticket)).toBe(true);
      else expect(answered, where(ticket)).toBe(true);
      if (["pending", "hold", "solved", "closed"].includes(ticket.status)) expect(ticket.assignee).not.toBeNull();
    }
  });

  test("every kind of thing a desk has is there", () => {
    const statuses = new Set(all.map((ticket) => ticket.status));
    expect([...statuses].sort()).toEqual(["closed", "hold", "new", "open", "pending", "solved"]);
    const comments = all.flatMap((ticket) => ticket.comments);
    expect(comments.filter((comment) => comment.kind === "auto_reply").length).toBeGreaterThanOrEqual(4);
    expect(comments.filter((comment) => comment.kind === "bounce")).toHaveLength(1);
    expect(comments.filter((comment) => comment.html).length).toBeGreaterThanOrEqual(4);
    expect(comments.filter((comment) => comment.text?.includes("\n> ")).length).toBeGreaterThanOrEqual(5);
    expect(comments.filter((comment) => !comment.public).length).toBeGreaterThanOrEqual(10);
    expect(all.filter((ticket) => ticket.created_minutes_ago < 60).length).toBeGreaterThanOrEqual(10);
    expect(Math.max(...all.map((ticket) => ticket.created_minutes_ago))).toBeGreaterThan(85 * 24 * 60);
    expect(Math.max(...all.map((ticket) => ticket.created_minutes_ago))).toBeLessThan(92 * 24 * 60);
  });
});
