// SPDX-License-Identifier: AGPL-3.0-or-later
// node-zendesk with an ear on its transport: what it asked and what it was answered.
import { createRequire } from "node:module";
import type { Json } from "../../component/harness/client.js";

export interface Exchange {
  method: string;
  url: string;
  status: number;
  headers: Headers;
  text: string;
  body: Json; // undefined when the text is not JSON
}

// The package's own types do not know half of the arguments that its methods take.
export type Zendesk = Json;

const require = createRequire(import.meta.url);
const { createClient } = require("node-zendesk") as { createClient: (options: Json) => Zendesk };

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

export class Recorder {
  readonly client: Zendesk;
  private exchanges: Exchange[] = [];

  constructor(
    readonly url: string,
    credentials: Json,
  ) {
    const transportConfig = {
      transportFn: (target: string, options: Json) => this.send(target, options),
      responseAdapter: (response: Json) => response as Json,
    };
    const quiet = { error() {}, warn() {}, info() {}, debug() {}, log() {}, trace() {}, fatal() {} };
    this.client = createClient({
      endpointUri: `${url}/api/v2`,
      throwOriginalException: true,
      transportConfig,
      logger: quiet,
      ...credentials,
    });
  }

  // What was said since the last call.
  take(): Exchange[] {
    const out = this.exchanges;
    this.exchanges = [];
    return out;
  }

  private async send(target: string, options: Json): Promise<Json> {
    const { uri: _, ...rest } = options as { uri?: string };
    const response = await fetch(target, { ...rest, duplex: "half" } as RequestInit);
    const text = await response.text();
    const { status, headers, statusText } = response;
    const method = String(options.method ?? "GET");
    this.exchanges.push({ method, url: target, status, headers, text, body: parsed(text) });
    const json = () => Promise.resolve(text === "" ? {} : (JSON.parse(text) as Json));
    return { json, status, statusText, headers: { get: (name: string) => headers.get(name) } };
  }
}
