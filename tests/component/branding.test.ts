// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json, Reply } from "./harness/client.js";
import { make_agent, make_user, sign_in } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
});
afterAll(() => desk?.end());
afterEach(async () => void (await admin.delete("account/branding")));

const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z"/></svg>';

const save = (branding: Json): Promise<Reply> => admin.put("account/branding", { json: { branding } });
const shown = async (of: Client = desk.anonymous()): Promise<Json> => (await of.ok("GET", "account/branding")).branding;
const put = (kind: string, raw: Uint8Array | string, content_type = "application/octet-stream"): Promise<Reply> =>
  admin.put(`account/branding/${kind}`, { raw, content_type });

describe("looks of the desk", () => {
  test("are the product's until an admin gives others, and again after a reset", async () => {
    expect(await shown()).toMatchObject({ name: "Pult", primary_color: null, logo: null, theme_url: null });
    const given = { name: "Čajovna", primary_color: "#0a7d4f", custom_css: "a { color: red }" };
    expect((await save(given)).status).toBe(200);
    const mine = await shown();
    expect(mine).toMatchObject({ name: "Čajovna", primary_color: "#0a7d4f" });
    expect(mine).not.toHaveProperty("custom_css");
    expect((await shown(admin)).custom_css).toBe("a { color: red }");
    await desk.restart("kill");
    admin = desk.admin();
    expect((await shown()).name).toBe("Čajovna");
    expect((await admin.delete("account/branding")).status).toBe(204);
    expect(await shown()).toMatchObject({ name: "Pult", primary_color: null, custom_css_url: null, updated_at: null });
  });

  test("the colour comes as a sheet in which text can be read, kept by browsers", async () => {
    await save({ primary_color: "#ffee00" });
    const { theme_url } = await shown();
    const sheet = await desk.anonymous().get(theme_url as string);
    expect(sheet.headers.get("content-type")).toBe("text/css; charset=utf-8");
    expect(sheet.headers.get("cache-control")).toContain("immutable");
    expect(sheet.text).toMatch(/^:root:root\{--pult-accent:#[0-9a-f]{6};/);
    expect(sheet.text.split("\n")[0]).not.toContain("--pult-accent:#ffee00");
    expect(sheet.text).toContain("[data-theme='dark']");
    await save({ primary_color: "#0a7d4f" });
    expect((await shown()).theme_url).not.toBe(theme_url);
    const branding = { primary_color: "#a00" };
    const preview = await admin.ok("POST", "account/branding/preview", { json: { branding } });
    expect(preview.preview.theme_css).toContain("--pult-accent:#aa0000");
    expect((await shown()).primary_color).toBe("#0a7d4f");
  });

  test("pictures: PNG and clean SVG; nothing that runs, fetches or is something else", async () => {
    expect((await put("logo", png)).status).toBe(200);
    expect((await put("logo_dark", svg)).status).toBe(200);
    const mine = await shown();
    const logo = await desk.anonymous().get(mine.logo.content_url as string);
    expect(Buffer.from(logo.bytes).equals(png)).toBe(true);
    expect(logo.headers.get("content-type")).toBe("image/png");
    const drawing = await desk.anonymous().get(mine.logo_dark.content_url as string);
    expect(drawing.headers.get("content-type")).toBe("image/svg+xml");
    expect(drawing.headers.get("content-security-policy")).toContain("sandbox");
    expect(drawing.headers.get("x-content-type-options")).toBe("nosniff");
    for (const bad of [
      svg.replace("<path", "<script>alert(1)</script><path"),
      svg.replace("<path", '<path onclick="alert(1)"'),
      svg.replace("<path", '<image href="https://example.com/x.png"/><path'),
      "<html><body>no</body></html>",
      "GIF89a",
      Buffer.concat([png, Buffer.alloc(600 * 1024)]),
    ])
      expect((await put("logo", bad)).status, String(bad).slice(0, 60)).toBe(422);
    expect((await shown()).logo).toEqual(mine.logo);
    expect((await admin.delete("account/branding/logo")).status).toBe(204);
    expect((await admin.delete("account/branding/logo")).status).toBe(404);
    expect((await put("wallpaper", png)).status).toBe(404);
  });

  test("the icon and the manifest follow", async () => {
    const anonymous = desk.anonymous();
    const usual = await anonymous.get("/branding/favicon");
    expect([usual.status, usual.headers.get("location")]).toEqual([302, "/favicon.svg"]);
    await save({ name: "Teahouse", primary_color: "#0a7d4f" });
    await put("favicon", svg);
    expect((await anonymous.get("/branding/favicon")).text).toBe(svg);
    const manifest = JSON.parse((await anonymous.get("/manifest.webmanifest")).text) as Json;
    expect(manifest).toMatchObject({ name: "Teahouse", short_name: "Teahouse", theme_color: "#0a7d4f" });
    expect(manifest.icons).toHaveLength(1);
    expect((await anonymous.get("/branding/logo")).status).toBe(404);
  });

  test.each([
    ["a name without end", { name: "x".repeat(61) }, "name"],
    ["a colour by name", { primary_color: "green" }, "primary_color"],
    ["a sheet that fetches", { custom_css: "a{background:url(https://example.com/x.png)}" }, "custom_css"],
    ["a sheet that imports", { custom_css: "@import 'x.css';" }, "custom_css"],
    ["a sheet that does not end", { custom_css: "a{" }, "custom_css"],
    ["a sheet without end", { custom_css: `/*${"x".repeat(60_000)}*/` }, "custom_css"],
  ])("%s is refused", async (_what, branding, field) => {
    const reply = await save(branding);
    expect(reply.status).toBe(422);
    expect(Object.keys(reply.body.details as object)).toEqual([field]);
  });

  test("admins alone change them", async () => {
    const agent = await sign_in(desk, await make_agent(desk, []));
    expect((await agent.put("account/branding", { json: { branding: { name: "Mine" } } })).status).toBe(403);
    expect((await agent.delete("account/branding")).status).toBe(403);
    expect((await agent.put("account/branding/logo", { raw: png, content_type: "image/png" })).status).toBe(403);
    expect((await agent.post("account/branding/preview", { json: { branding: {} } })).status).toBe(403);
    expect((await desk.anonymous().put("account/branding", { json: { branding: {} } })).status).toBe(401);
    expect((await save({ name: 7, custom_css: {} })).status).toBe(400);
  });
});

describe("pages the server writes", () => {
  test("speak the browser's language, and carry the name of the desk", async () => {
    await save({ name: "Teahouse" });
    const page = (language: string) =>
      desk.anonymous().get("/verify/none", { headers: { "accept-language": language } });
    const words: Record<string, string> = {
      "en-GB": "This link does not work",
      "ru,en;q=0.5": "Эта ссылка не работает",
      "cs-CZ": "Tento odkaz nefunguje",
      lt: "Ši nuoroda neveikia",
      ro: "Acest link nu funcționează",
      "de, fr": "This link does not work",
    };
    for (const [language, title] of Object.entries(words)) {
      const { status, text } = await page(language);
      expect(status).toBe(404);
      expect(text).toContain(`<h1>${title}</h1>`);
      expect(text).toContain("<header>Teahouse</header>");
    }
    expect((await page("cs-CZ")).text).toContain('<html lang="cs">');
  });

  test("and that of who is signed in where one is", async () => {
    const user = await make_user(admin, { role: "agent", locale: "lt", name: "Lina <b>" });
    const agent = await sign_in(desk, user);
    const client = {
      name: "Kettle <i>",
      identifier: "kettle_client",
      redirect_uri: ["https://kettle.example/back"],
      kind: "confidential",
    };
    const made = await admin.post("oauth/clients", { json: { client } });
    expect(made.status, made.text).toBe(201);
    const query = {
      client_id: "kettle_client",
      redirect_uri: "https://kettle.example/back",
      response_type: "code",
      scope: "read tickets:write",
    };
    const asked = await agent.get("/oauth/authorizations/new", { query, headers: { "accept-language": "ru" } });
    expect(asked.text).toContain("<h1>Įleisti programą?</h1>");
    expect(asked.text).toContain("<strong>Kettle &lt;i&gt;</strong>");
    expect(asked.text).toContain("Lina &lt;b&gt;");
    expect(asked.text).toContain("<li>matyti, ką matote jūs</li><li>tickets:write</li>");
    expect(asked.text).toContain(">Leisti</button>");
    const signed_out = await desk.anonymous().get("/oauth/authorizations/new", {
      query,
      headers: { "accept-language": "ru" },
    });
    expect(signed_out.status).toBe(401);
    expect(signed_out.text).toContain("Сначала войдите");
  });
});
