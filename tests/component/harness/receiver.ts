// SPDX-License-Identifier: AGPL-3.0-or-later
// A server on loopback that webhooks call: keeps what it gets and answers as told.
import { createServer } from "node:http";
import type { IncomingHttpHeaders, Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface Received {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}
export interface Told {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

export class Receiver {
  readonly received: Received[] = [];
  private next: Told[] = [];
  private usual: Told = { status: 200, body: "fine" };
  private waiting: (() => void)[] = [];
  private constructor(private readonly server: Server) {}

  static async start(): Promise<Receiver> {
    const server = createServer();
    const receiver = new Receiver(server);
    server.on("request", (request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        receiver.received.push({
          method: request.method!,
          url: request.url!,
          headers: request.headers,
          body: Buffer.concat(chunks).toString(),
        });
        const told = receiver.next.shift() ?? receiver.usual;
        response.writeHead(told.status, told.headers).end(told.body ?? "");
        for (const wake of receiver.waiting.splice(0)) wake();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }

  // For the next calls, one each, before `usual` counts again.
  answer_next(...told: Told[]): void {
    this.next.push(...told);
  }
  answer_always(told: Told): void {
    this.usual = told;
  }

  // Once as many calls as `enough` wants have come.
  async until(enough: (received: Received[]) => boolean, limit_ms = 60_000): Promise<Received[]> {
    const end = Date.now() + limit_ms;
    while (!enough(this.received)) {
      const left = end - Date.now();
      const got = JSON.stringify(this.received);
      if (left <= 0) throw new Error(`the receiver got ${this.received.length} calls: ${got}`);
      await Promise.race([
        new Promise<void>((resolve) => this.waiting.push(resolve)),
        new Promise<void>((resolve) => setTimeout(resolve, left)),
      ]);
    }
    return this.received;
  }

  async end(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}
