// SPDX-License-Identifier: AGPL-3.0-or-later
// Custom objects, their fields and records, as tests need them.
import type { Client, Json } from "./client.js";
import { unique } from "./people.js";

export const object_key = () => unique("device").replaceAll("-", "_");

export async function make_object(admin: Client, members: Json = {}): Promise<string> {
  const custom_object = { key: object_key(), title: "Device", title_pluralized: "Devices", ...members };
  return (await admin.ok("POST", "custom_objects", { json: { custom_object } })).custom_object.key as string;
}

export async function make_object_field(admin: Client, object: string, members: Json): Promise<Json> {
  const custom_object_field = { type: "text", title: members.key as string, ...members };
  return (await admin.ok("POST", `custom_objects/${object}/fields`, { json: { custom_object_field } }))
    .custom_object_field as Json;
}

export async function make_record(
  admin: Client,
  object: string,
  name: string,
  fields: Json = {},
  more: Json = {},
): Promise<Json> {
  const custom_object_record = { name, custom_object_fields: fields, ...more };
  return (await admin.ok("POST", `custom_objects/${object}/records`, { json: { custom_object_record } }))
    .custom_object_record as Json;
}

export const record_names = (body: Json) => (body.custom_object_records as Json[]).map((one) => one.name as string);
export const choices = (...values: string[]) => values.map((value) => ({ name: `The ${value}`, value }));
