// SPDX-License-Identifier: AGPL-3.0-or-later
// Servers that know nothing: one answers 404, one answers {} to whatever is asked.
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

export class ControlServer {
  private constructor(private readonly server: Server) {}

  static async start(status: number, body: string): Promise<ControlServer> {
    const server = createServer((request, response) => {
      request.resume();
      request.on("end", () => {
        response.writeHead(status, { "content-type": "application/json" });
        response.end(body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new ControlServer(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async end(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

export const not_found = () =>
  ControlServer.start(404, JSON.stringify({ error: "RecordNotFound", description: "Not found" }));
export const empty_object = () => ControlServer.start(200, "{}");
