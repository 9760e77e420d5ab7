// SPDX-License-Identifier: AGPL-3.0-or-later
// An SMTP server on loopback that keeps what it accepts.
import type { AddressInfo } from "node:net";
import PostalMime from "postal-mime";
import type { Attachment, Email } from "postal-mime";
import { SMTPServer } from "smtp-server";
import { until } from "./until.js";
import type { Waiting } from "./until.js";

export interface CaughtMail {
  from: string;
  to: string[];
  raw: string;
  mail: Email;
  accepted_at: number;
  replied_at: number; // when the client was told; Infinity until then
}

export interface Refusal {
  code: number;
  words: string;
}

// One header as the parser read it; "" when there is none.
export function header(mail: Email, name: string): string {
  return mail.headers.find((one) => one.key === name.toLowerCase())?.value ?? "";
}

export function bytes_of(file: Attachment): Buffer {
  return typeof file.content === "string" ? Buffer.from(file.content) : Buffer.from(file.content as ArrayBuffer);
}

export class SmtpCatcher {
  readonly caught: CaughtMail[] = [];
  refusal: Refusal | null = null; // what every mail is answered with, until it is taken away
  // Runs after a mail is kept and before the client is told so.
  before_reply: () => Promise<void> | void = () => {};

  private constructor(
    readonly port: number,
    private server: SMTPServer | null,
  ) {}

  static async start(port = 0): Promise<SmtpCatcher> {
    const catcher = new SmtpCatcher(port, null);
    await catcher.open();
    return catcher;
  }

  // Comes (back) to the port it had.
  async open(): Promise<void> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ["STARTTLS"],
      disableReverseLookup: true,
      logger: false,
      size: 64 * 1024 * 1024,
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on("data", (chunk: Buffer) => chunks.push(chunk));
        stream.on("end", () => {
          const from = session.envelope.mailFrom ? session.envelope.mailFrom.address : "";
          const to = session.envelope.rcptTo.map((one) => one.address);
          void this.take(Buffer.concat(chunks), from, to).then((problem) => done(problem));
        });
      },
    });
    server.on("error", () => {}); // clients that are killed
    await new Promise<void>((resolve) => server.listen(this.port, "127.0.0.1", resolve));
    this.server = server;
    (this as { port: number }).port = (server.server.address() as AddressInfo).port;
  }

  private async take(raw: Buffer, from: string, to: string[]): Promise<Error | null> {
    if (this.refusal) return Object.assign(new Error(this.refusal.words), { responseCode: this.refusal.code });
    const mail = await PostalMime.parse(raw);
    const one = { from, to, raw: raw.toString("latin1"), mail, accepted_at: Date.now(), replied_at: Infinity };
    this.caught.push(one);
    await this.before_reply();
    one.replied_at = Date.now();
    return null;
  }

  async wait_for(what: string, fits: (mail: CaughtMail) => boolean, waiting?: Waiting): Promise<CaughtMail> {
    return await until(`the SMTP server got ${what}`, () => this.caught.find(fits), waiting);
  }

  // What the desk is told to send mail with.
  smtp(): object {
    return { host: "127.0.0.1", port: this.port, security: "none", username: "", auth: "password" };
  }

  // Refuses connections from now on.
  async close(): Promise<void> {
    const server = this.server;
    this.server = null;
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
  }
}
