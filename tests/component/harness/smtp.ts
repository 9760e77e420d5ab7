// SPDX-License-Identifier: AGPL-3.0-or-later
// A relay on loopback that speaks TLS as told and keeps what it gets.
import { createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import { createServer as create_tls_server, TLSSocket } from "node:tls";
import type { Certificate } from "./certificate.js";

export type Security = "tls" | "starttls" | "none";

export class Relay {
  readonly mails: string[] = [];
  readonly plain_lines: string[] = []; // what was said before TLS
  private readonly sockets = new Set<Socket>();
  private constructor(
    private readonly server: Server,
    private readonly certificate: Certificate | null,
  ) {}

  static async start(security: Security, certificate: Certificate | null): Promise<Relay> {
    const secret = certificate ? { cert: certificate.certificate, key: certificate.key } : {};
    const server = security === "tls" ? create_tls_server(secret) : createServer();
    const relay = new Relay(server, certificate);
    server.on(security === "tls" ? "secureConnection" : "connection", (socket: Socket) => {
      relay.talk(socket, security === "tls", security === "starttls", true);
    });
    server.on("tlsClientError", () => {});
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return relay;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async end(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private talk(socket: Socket, is_secure: boolean, offers_tls: boolean, greets: boolean): void {
    this.sockets.add(socket);
    socket.on("error", () => {});
    let input = "";
    let mail: string | null = null;
    const say = (line: string) => socket.write(`${line}\r\n`);
    if (greets) say("220 relay.example ESMTP");
    const take = (line: string): boolean => {
      if (!is_secure) this.plain_lines.push(line);
      if (mail !== null) {
        if (line !== ".") mail += `${line.replace(/^\./, "")}\r\n`;
        else {
          this.mails.push(mail);
          mail = null;
          say("250 taken");
        }
        return true;
      }
      const verb = line.split(/[ :]/)[0]!.toUpperCase();
      if (verb === "EHLO") {
        if (offers_tls && !is_secure) say("250-relay.example\r\n250 STARTTLS");
        else say("250 relay.example");
      } else if (verb === "STARTTLS" && offers_tls && !is_secure) {
        say("220 go ahead");
        socket.removeAllListeners("data");
        const options = { isServer: true, cert: this.certificate!.certificate, key: this.certificate!.key };
        const secure = new TLSSocket(socket, options);
        this.talk(secure, true, true, false);
        return false;
      } else if (verb === "DATA") {
        mail = "";
        say("354 go ahead");
      } else if (verb === "QUIT") {
        say("221 bye");
        socket.end();
      } else {
        say("250 fine");
      }
      return true;
    };
    socket.on("data", (bytes: Buffer) => {
      input += bytes.toString("latin1");
      for (let end = input.indexOf("\r\n"); end >= 0; end = input.indexOf("\r\n")) {
        const line = input.slice(0, end);
        input = input.slice(end + 2);
        if (!take(line)) return;
      }
    });
  }
}
