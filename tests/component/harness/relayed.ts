// SPDX-License-Identifier: AGPL-3.0-or-later
// A desk whose mails leave through a relay of the test, from its one mailbox.
import { Desk } from "./server.js";
import { Relay } from "./smtp.js";

export interface RelayedDesk {
  desk: Desk;
  relay: Relay;
  end(): Promise<void>;
}

export async function start_relayed_desk(): Promise<RelayedDesk> {
  const relay = await Relay.start("none", null);
  const desk = await Desk.start({
    PULT_SMTP_HOST: "127.0.0.1",
    PULT_SMTP_PORT: String(relay.port),
    PULT_SMTP_SECURITY: "none",
  });
  await desk.admin().ok("POST", "mailboxes", { json: { mailbox: { address: "help@desk.example", name: "Help" } } });
  return {
    desk,
    relay,
    end: async () => {
      await desk.end();
      await relay.end();
    },
  };
}

// A mail's text, without its quoted-printable line ends.
export const unfolded = (mail: string): string => mail.replace(/=\r\n/g, "").replaceAll("=3D", "=");
