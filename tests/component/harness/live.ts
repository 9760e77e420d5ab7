// SPDX-License-Identifier: AGPL-3.0-or-later
// The live WebSocket as a test reads it: frames are checked against openapi/pult.yaml and kept until somebody asks.
import { WebSocket } from "ws";
import type { Json } from "./client.js";
import { live_frame_problems } from "./contract.js";

const wait_limit_ms = 60_000;

export class LiveSocket {
  private frames: Json[] = [];
  private problems: string[] = [];
  private wake: () => void = () => {};
  private close_code: number | undefined;

  private constructor(private readonly socket: WebSocket) {
    socket.on("close", (code) => (this.close_code = code));
    socket.on("message", (data: Buffer) => {
      const frame = JSON.parse(data.toString()) as Json;
      this.problems.push(...live_frame_problems(frame).map((problem) => `${frame.type} frame: ${problem}`));
      this.frames.push(frame);
      this.wake();
    });
  }

  static async open(url: string, headers: Record<string, string>): Promise<LiveSocket> {
    const socket = new WebSocket(`${url.replace(/^http/, "ws")}/api/v2/live`, {
      headers: { origin: url, ...headers },
    });
    const live = new LiveSocket(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("error", reject);
    });
    await live.wait_for((frame) => frame.type === "hello");
    return live;
  }

  // The status a handshake is refused with; fails when it is not refused.
  static async refusal(url: string, headers: Record<string, string>): Promise<number> {
    const socket = new WebSocket(`${url.replace(/^http/, "ws")}/api/v2/live`, {
      headers: { origin: url, ...headers },
    });
    return await new Promise((resolve, reject) => {
      socket.on("unexpected-response", (_, response) => {
        resolve(response.statusCode ?? 0);
        response.destroy();
      });
      socket.on("open", () => {
        socket.terminate();
        reject(new Error("the socket was opened"));
      });
      socket.on("error", () => {});
    });
  }

  send(frame: unknown): void {
    this.socket.send(JSON.stringify(frame));
  }

  // The first frame, seen or to come, that fits. Seen frames that do not fit are kept for others.
  async wait_for(fits: (frame: Json) => boolean): Promise<Json> {
    for (const end = Date.now() + wait_limit_ms; ;) {
      if (this.problems.length) throw new Error(this.problems.join("\n"));
      const at = this.frames.findIndex(fits);
      if (at >= 0) return this.frames.splice(at, 1)[0];
      const left = end - Date.now();
      if (left <= 0) throw new Error(`no such frame; there were: ${this.frames.map((one) => one.type).join(" ")}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  ticket(ticket_id: number, fits: (frame: Json) => boolean = () => true): Promise<Json> {
    return this.wait_for((frame) => frame.type === "ticket" && frame.ticket_id === ticket_id && fits(frame));
  }

  // Whether any frame so far names the ticket.
  mentions(ticket_id: number): boolean {
    return this.frames.some((frame) => frame.ticket_id === ticket_id);
  }

  // Whether such a frame has come and was not asked for yet.
  has(fits: (frame: Json) => boolean): boolean {
    return this.frames.some(fits);
  }

  close(): void {
    this.socket.close();
  }

  // The code the server closes it with.
  async closed(): Promise<number> {
    return await new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("the socket stays open")), wait_limit_ms);
      const end = (code: number) => {
        clearTimeout(timer);
        resolve(code);
      };
      if (this.close_code !== undefined) end(this.close_code);
      else this.socket.once("close", end);
    });
  }
}
