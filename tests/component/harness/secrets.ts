// SPDX-License-Identifier: AGPL-3.0-or-later
// What may hang on a ticket and on a person beside comments and fields: made so that a word stands in each of it.
import type { Client, Json } from "./client.js";
import { run_job } from "./jobs.js";
import type { Desk } from "./server.js";

interface Words {
  ticket: string;
  person: string;
  admin: string;
}

async function hold_back_mail(desk: Desk, address: string, word: string): Promise<void> {
  const lines = [
    "From: Somebody <somebody@elsewhere.example>",
    `To: ${address}`,
    `Subject: Held back ${word}`,
    `Message-ID: <${word}@elsewhere.example>`,
    "X-Spam-Flag: YES",
    "",
    `Also ${word}`,
  ];
  await desk.command(["mail", "ingest", "--mailbox", address], lines.join("\r\n"));
}

// Their ids, by the names of the parameters in the API file.
export async function plant_secrets(
  desk: Desk,
  { ticket, person, about }: { ticket: number; person: number; about: Words },
): Promise<Record<string, number | string>> {
  const admin: Client = desk.admin();
  const make = async (path: string, json: Json): Promise<Json> =>
    Object.values(await admin.ok("POST", path, { json }))[0] as Json;
  const address = "secrets@desk.example";
  await make("mailboxes", { mailbox: { address, name: "Secrets", active: true } });
  const to = [{ email: "supplier@elsewhere.example" }];
  const message = { subject: `Aside ${about.ticket}`, body: `Aside ${about.ticket}`, to };
  const side = await make(`tickets/${ticket}/side_conversations`, { message });
  const entry = await make(`tickets/${ticket}/time_entries`, { time_entry: { minutes: 5, note: about.ticket } });
  const items = [{ text: about.ticket }];
  const list = await make(`tickets/${ticket}/checklists`, { checklist: { name: about.ticket, items } });
  const bookmark = await make("bookmarks", { bookmark: { ticket_id: ticket } });
  const asked = await make(`users/${person}/personal_data_exports`, {});
  await hold_back_mail(desk, address, about.ticket);
  const kept = (await admin.ok("GET", "suspended_tickets")).suspended_tickets as Json[];
  const sent = (await admin.ok("GET", "outgoing_messages")).outgoing_messages as Json[];
  const upload = await admin.post("uploads", { query: { filename: `${about.admin}.txt` }, raw: about.admin });
  const job = await run_job(admin, "PUT", "tickets/update_many", {
    query: { ids: String(ticket) },
    json: { ticket: { external_id: about.ticket } },
  });
  return {
    side_conversation_id: side.id as string,
    time_entry_id: entry.id as number,
    checklist_id: list.id as number,
    checklist_item_id: list.items[0].id as number,
    bookmark_id: bookmark.id as number,
    id: asked.id as number,
    suspended_ticket_id: kept[0]!.id as number,
    outgoing_message_id: sent[0]!.id as number,
    upload_token: upload.body.upload.token as string,
    job_status_id: job.id as string,
  };
}
