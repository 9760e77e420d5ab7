// SPDX-License-Identifier: AGPL-3.0-or-later
// Pictures of people: put up with a form, fetched from an address, seen by who sees the person.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json, Options } from "./harness/client.js";
import { run_job } from "./harness/jobs.js";
import { make_agent, make_user, sign_in, unique } from "./harness/people.js";
import { Desk } from "./harness/server.js";

const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

let desk: Desk;
let admin: Client;
let web: Server;
let address: string;
beforeAll(async () => {
  web = createServer((request, response) => {
    if (request.url?.startsWith("/me.png")) response.writeHead(200, { "content-type": "image/png" }).end(png);
    else if (request.url === "/page") response.writeHead(200, { "content-type": "image/png" }).end("<html>");
    else response.writeHead(404).end();
  });
  await new Promise<void>((done) => web.listen(0, "127.0.0.1", done));
  address = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
  desk = await Desk.start();
  admin = desk.admin();
});
afterAll(async () => {
  await desk?.end();
  web?.close();
});

async function form_of(bytes: Uint8Array, name = "me.png", fields: Record<string, string> = {}): Promise<Options> {
  const form = new FormData();
  for (const [field, value] of Object.entries(fields)) form.append(field, value);
  form.append("user[photo][uploaded_data]", new Blob([new Uint8Array(bytes)], { type: "image/png" }), name);
  const body = new Response(form);
  return { raw: new Uint8Array(await body.arrayBuffer()), content_type: body.headers.get("content-type")! };
}
const content_of = (client: Client, photo: Json) => client.get(`attachments/${photo.id}/content`);

describe("pictures of people", () => {
  test("a form puts one up beside other fields, and it is shown everywhere", async () => {
    const user = await make_user(admin);
    const reply = await admin.put(`users/${user.id}`, await form_of(png, "me.png", { "user[name]": "Mia" }));
    expect(reply.status, JSON.stringify(reply.body)).toBe(200);
    const { photo, name } = reply.body.user as Json;
    expect(name).toBe("Mia");
    const about = { file_name: "me.png", content_type: "image/png", size: png.length, width: 1, height: 1 };
    expect(photo).toMatchObject(about);
    expect(photo.thumbnails).toHaveLength(1);
    expect((await admin.ok("GET", `users/${user.id}`)).user.photo).toEqual(photo);
    const listed = (await admin.ok("GET", "users/show_many", { query: { ids: String(user.id) } })).users as Json[];
    expect(listed[0]!.photo).toEqual(photo);
    const content = await content_of(admin, photo);
    expect(content.headers.get("content-type")).toBe("image/png");
    expect(content.headers.get("x-content-type-options")).toBe("nosniff");
    expect((await admin.ok("GET", `attachments/${photo.id}`)).attachment.id).toBe(photo.id);
  });

  test("another takes its place, null takes it away, what we showed changes nothing", async () => {
    const user = await make_user(admin);
    const first = (await admin.put(`users/${user.id}`, await form_of(png))).body.user as Json;
    const second = (await admin.put(`users/${user.id}`, await form_of(png, "new.png"))).body.user as Json;
    expect(second.photo.id).not.toBe(first.photo.id);
    expect((await content_of(admin, first.photo)).status).toBe(404);
    const same = await admin.ok("PUT", `users/${user.id}`, { json: { user: { photo: second.photo } } });
    expect(same.user.photo).toEqual(second.photo);
    const gone = await admin.ok("PUT", `users/${user.id}`, { json: { user: { photo: null } } });
    expect(gone.user.photo).toBeNull();
    expect((await content_of(admin, second.photo)).status).toBe(404);
  });

  test("only pictures, and not too large", async () => {
    const user = await make_user(admin);
    const send = async (form: Options) => (await admin.put(`users/${user.id}`, form)).status;
    expect(await send(await form_of(Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>")))).toBe(422);
    expect(await send(await form_of(Buffer.from("<html><script>1</script>"), "x.png"))).toBe(422);
    expect(await send(await form_of(Buffer.concat([png, Buffer.alloc(2 * 1024 * 1024)])))).toBe(422);
    expect(await send(await form_of(Buffer.concat([png, Buffer.alloc(4 * 1024 * 1024)])))).toBe(413);
    const json = { user: { photo: { uploaded_data: "x" } } };
    expect((await admin.put(`users/${user.id}`, { json })).status).toBe(422);
    expect((await admin.ok("GET", `users/${user.id}`)).user.photo).toBeNull();
  });

  test("people put up their own; others' are for who sees the person", async () => {
    const user = await make_user(admin);
    const own = await sign_in(desk, user);
    const mine = (await own.put(`users/${user.id}`, await form_of(png))).body.user as Json;
    expect((await content_of(own, mine.photo)).status).toBe(200);
    const stranger = await sign_in(desk, await make_user(admin));
    expect((await content_of(stranger, mine.photo)).status).toBe(404);
    expect((await content_of(desk.anonymous(), mine.photo)).status).toBe(401);
    expect((await stranger.put(`users/${user.id}`, await form_of(png))).status).toBe(404);
    const agent = await make_agent(desk, []);
    const of_staff = (await admin.put(`users/${agent.id}`, await form_of(png))).body.user as Json;
    expect((await content_of(stranger, of_staff.photo)).status).toBe(200);
  });

  test("a new person may come with one", async () => {
    const fields = { "user[name]": "Ann", "user[email]": `${unique("ann")}@example.com` };
    const reply = await admin.post("users", await form_of(png, "ann.png", fields));
    expect(reply.status, JSON.stringify(reply.body)).toBe(201);
    expect((reply.body.user as Json).photo.file_name).toBe("ann.png");
  });

  test("remote_photo_url is fetched, if it may be and holds a picture", async () => {
    const user = await make_user(admin);
    const put = (remote_photo_url: string) => admin.put(`users/${user.id}`, { json: { user: { remote_photo_url } } });
    for (const url of [`${address}/page`, `${address}/none.png`])
      expect(((await put(url)).body.user as Json).photo, url).toBeNull();
    for (const url of ["http://169.254.169.254/latest", "http://10.0.0.7/me.png", "file:///etc/passwd", "nonsense"])
      expect((await put(url)).status, url).toBe(422);
    const fetched = (await put(`${address}/me.png?size=1`)).body.user as Json;
    expect(fetched.photo).toMatchObject({ file_name: "me.png", content_type: "image/png", width: 1 });
    expect((await content_of(admin, fetched.photo)).status).toBe(200);
    expect((await admin.ok("GET", `users/${user.id}`)).user.photo).toEqual(fetched.photo);
  });

  test("remote_photo_url is fetched for many at once, too", async () => {
    const known = await make_user(admin);
    const users = [
      { name: "One", email: `${unique("one")}@example.com`, remote_photo_url: `${address}/me.png?one` },
      { name: "Two", email: `${unique("two")}@example.com`, remote_photo_url: `${address}/page` },
      { name: "Three", email: `${unique("three")}@example.com`, remote_photo_url: "http://10.0.0.7/me.png" },
      { email: known.email, remote_photo_url: `${address}/me.png?known` },
    ];
    const job = await run_job(admin, "POST", "users/create_or_update_many", { json: { users } });
    const results = job.results as Json[];
    expect(results.map((one) => one.status ?? one.error)).toEqual(["Created", "Created", "RecordInvalid", "Updated"]);
    const photo_of = async (id: number) => (await admin.ok("GET", `users/${id}`)).user.photo as Json;
    expect(await photo_of(results[0]!.id as number)).toMatchObject({ content_type: "image/png", width: 1 });
    expect(await photo_of(results[1]!.id as number)).toBeNull();
    expect(results[3]!.id).toBe(known.id);
    expect((await content_of(admin, await photo_of(known.id as number))).status).toBe(200);
  });

  test("nothing of it is left of who was deleted for good", async () => {
    const user = await make_user(admin);
    const { photo } = (await admin.put(`users/${user.id}`, await form_of(png))).body.user as Json;
    expect((await admin.delete(`users/${user.id}`)).status).toBe(200);
    expect((await admin.delete(`deleted_users/${user.id}`)).status).toBe(200);
    expect((await content_of(admin, photo)).status).toBe(404);
  });
});
