// SPDX-License-Identifier: AGPL-3.0-or-later
// A desk with one mailbox on a private Dovecot, a relay that catches what leaves, and agents who can sign in.
import type { Client, Json } from "../../component/harness/client.js";
import { make_agent, make_group, password } from "../../component/harness/people.js";
import { Desk } from "../../component/harness/server.js";
import { Dovecot } from "./dovecot.js";
import { SmtpCatcher } from "./smtp.js";
import { until } from "./until.js";

export { password } from "../../component/harness/people.js";
export type { Client, Json } from "../../component/harness/client.js";

export const desk_address = "help@pult.example";

export interface Wanted {
  agents?: Record<string, string>; // "jana" is who signs in as jana@pult.example, and her full name
  relay?: boolean;
}

export class MailDesk {
  readonly agents: Json[] = [];
  group: Json;

  private constructor(
    readonly desk: Desk,
    readonly dovecot: Dovecot,
    readonly catcher: SmtpCatcher,
  ) {}

  static async start({ agents = { jana: "Jana Agent" }, relay = true }: Wanted = {}): Promise<MailDesk> {
    const started = await Promise.all([Desk.start(), Dovecot.start(["help"]), SmtpCatcher.start()]);
    const made = new MailDesk(...started);
    try {
      await made.prepare(agents, relay);
    } catch (problem) {
      await made.end();
      throw problem;
    }
    return made;
  }

  private async prepare(agents: Record<string, string>, relay: boolean): Promise<void> {
    const admin = this.admin;
    this.group = await make_group(admin, "Support");
    for (const [local, name] of Object.entries(agents)) {
      const email = `${local}@pult.example`;
      const agent = await make_agent(this.desk, [this.group.id as number], { name, email });
      await admin.ok("PUT", `users/${agent.id}/password`, { json: { password } });
      this.agents.push(agent);
    }
    const mailbox = {
      address: desk_address,
      name: "Support",
      group_id: this.group.id,
      signature: "Your support team",
      active: true,
      imap: this.dovecot.imap("help"),
      ...(relay ? { smtp: this.catcher.smtp() } : {}),
    };
    const { id } = (await admin.ok("POST", "mailboxes", { json: { mailbox } })).mailbox;
    await until("the mailbox is watched", async () => {
      return (await admin.ok("GET", `mailboxes/${id}`)).mailbox.health.state === "ok";
    });
  }

  get url(): string {
    return this.desk.url;
  }

  get admin(): Client {
    return this.desk.admin();
  }

  // Puts a mail into the mailbox; the moment that was.
  deliver(raw: string): number {
    return this.dovecot.deliver("help", raw);
  }

  // The ticket a mail became.
  async ticket_of(subject: string): Promise<Json> {
    return await until(`a ticket "${subject}"`, async () => {
      const { tickets } = await this.admin.ok("GET", "tickets", { query: { per_page: 100 } });
      return (tickets as Json[]).find((ticket) => ticket.subject === subject);
    });
  }

  async comments(ticket_id: number): Promise<Json[]> {
    return (await this.admin.ok("GET", `tickets/${ticket_id}/comments`)).comments as Json[];
  }

  async end(): Promise<void> {
    try {
      await this.desk.end();
    } finally {
      await Promise.all([this.dovecot.stop(), this.catcher.close()]);
    }
  }
}
