// SPDX-License-Identifier: AGPL-3.0-or-later
// A mail that wants to run code, to call home, to cover the screen or to ask for a password is shown safely.
import { afterAll, beforeAll, expect, test } from "vitest";
import { Chromium, take_picture } from "./harness/browser.js";
import type { Window } from "./harness/browser.js";
import { MailDesk, desk_address, password } from "./harness/mail_desk.js";
import { render_mail } from "./harness/mails.js";

const elsewhere = "http://elsewhere.example";
const act = "window.hurt=1;alert(document.cookie)";
const html = `<html><head><base href="${elsewhere}/base/">
<meta http-equiv="refresh" content="0;url=${elsewhere}/refresh">
<link rel="stylesheet" href="${elsewhere}/sheet.css"><style>@import url(${elsewhere}/import.css);
body{background:url(${elsewhere}/style-bg.png)} .cover{position:fixed;inset:0;background:red;z-index:99999}
@font-face{font-family:x;src:url(${elsewhere}/font.woff2)} *{font-family:x}</style><title>t</title></head>
<body onload="${act}" background="${elsewhere}/body-bg.png">
<script>${act}</script><script src="${elsewhere}/script.js"></script><noscript><p title="</noscript>
<img src=x onerror='${act}'>"></noscript>
<p>Dear support, <b>please read</b> this.</p>
<img src="x" onerror="${act}"><img src="${elsewhere}/tracker.png" width="1" height="1">
<img srcset="${elsewhere}/set.png 1x">
<picture><source srcset="${elsewhere}/source.png"><img src="${elsewhere}/photo.png" alt="photo"></picture>
<svg onload="${act}"><script>${act}</script><animate onbegin="${act}" attributeName="x"/>
<image href="${elsewhere}/svg.png"/>
<a xlink:href="javascript:${act}"><text y="20">svg link</text></a><foreignObject>
<iframe srcdoc="<script>${act}</script>"></iframe></foreignObject></svg>
<math><mtext><table><mglyph><style><img src=x onerror="${act}"></style></mglyph></table></mtext></math>
<iframe src="${elsewhere}/frame"></iframe><iframe srcdoc="<script>parent.hurt=1</script>"></iframe>
<object data="${elsewhere}/object"></object><embed src="${elsewhere}/embed">
<video src="${elsewhere}/video.mp4" poster="${elsewhere}/poster.png" autoplay></video>
<audio src="${elsewhere}/audio.mp3" autoplay></audio>
<a href="javascript:${act}">click</a> <a href=" java&#09;script:${act}">tabbed</a>
<a href="data:text/html,<script>${act}</script>">data</a>
<a href="vbscript:x">vb</a> <a href="${elsewhere}/page" target="_self" ping="${elsewhere}/ping">honest link</a>
<form action="${elsewhere}/form"><input name="password" type="password" autofocus onfocus="${act}">
<button formaction="javascript:${act}">Sign in again</button></form>
<div class="cover" style="position:fixed;top:0;left:0;width:200vw;height:200vh;z-index:99999;background:red">COVER</div>
<div style="position:absolute;top:-400px;left:-400px;width:3000px;height:3000px">COVER</div>
<div style="margin-top:-900px;width:3000px;height:900px;background:url('${elsewhere}/inline-bg.png')">SHIFT</div>
<p style="background-image:\\75rl(${elsewhere}/escaped.png);width:expression(${act})">css</p>
<table background="${elsewhere}/table.png"><tr><td background="${elsewhere}/cell.png" onmouseover="${act}">cell</td>
</tr></table>
<details open ontoggle="${act}"><summary>more</summary>text</details><marquee onstart="${act}">m</marquee>
<template><script>${act}</script></template><dialog open>Your session has ended</dialog>
<div id="app" data-testid="ticket-row">looks like ours</div>
<img name="cookie" id="getElementById" src="${elsewhere}/clobber.png">
<x contenteditable onfocus="${act}" tabindex="1" id="x" autofocus>x</x><keygen autofocus onfocus="${act}">
<textarea autofocus onfocus="${act}"></textarea><select onfocus="${act}" autofocus></select>
<p>Kind regards, <i>M.</i></p></body></html>`;

let desk: MailDesk;
let chromium: Chromium;
let agent: Window;
let ticket_id = 0;
const from = `"<img src=x onerror=${act.split(";")[0]}>" <m@elsewhere.example>`;
const subject = `<script>${act}</script> {{7*7}} invoice`;

beforeAll(async () => {
  [desk, chromium] = await Promise.all([MailDesk.start(), Chromium.start()]);
  agent = await chromium.window(desk.url);
  const files = [
    { name: "page.html", type: "text/html", bytes: Buffer.from(`<script>${act}</script>`) },
    {
      name: "drawing.svg",
      type: "image/svg+xml",
      bytes: Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" onload="${act}"/>`),
    },
    { name: `"><img src=x onerror=${act}>.png`, type: "image/png", bytes: Buffer.from("no image") },
  ];
  desk.deliver(render_mail({ from, to: desk_address, subject, text: "Dear support", html, files }));
  ticket_id = (await desk.ticket_of(subject)).id as number;
  await agent.sign_in("jana@pult.example", password);
});
afterAll(async () => {
  await chromium?.end();
  await desk?.end();
});

// Everything in the drawn mail that could act; an honest mail has none of it.
async function active_parts(): Promise<string[]> {
  return await agent.page.evaluate(() => {
    const found: string[] = [];
    const banned =
      "script,iframe,object,embed,form,input,button,textarea,select," +
      "svg,math,style,link,meta,base,video,audio,template,dialog";
    for (const host of document.querySelectorAll('[data-testid="mail-html"]')) {
      const mail = host.shadowRoot!.querySelector(".mail")!;
      if (mail.querySelectorAll("*").length < 10) found.push("the mail is not drawn");
      const frame = host.closest("section")!.getBoundingClientRect();
      for (const element of mail.querySelectorAll("*")) {
        const name = element.localName;
        if (element.matches(banned)) found.push(name);
        for (const { name: attribute, value } of element.attributes) {
          if (/^on|^(srcset|formaction|ping|background|srcdoc|poster|id|name|data-testid)$/i.test(attribute))
            found.push(`${name} ${attribute}`);
          if (/^\s*(java|vb)script:|^\s*data:text/i.test(value)) found.push(`${name} ${attribute}=${value}`);
          if (attribute === "style" && /url\(|expression|position|@import/i.test(value))
            found.push(`${name} style ${value}`);
        }
        const place = getComputedStyle(element).position;
        if (place === "fixed" || place === "absolute" || place === "sticky") found.push(`${name} is ${place}`);
      }
      // What a mail draws stays inside of its own comment: no point beside it belongs to the mail.
      for (const [x, y] of [
        [frame.left - 4, frame.top + 20],
        [20, 20],
        [innerWidth - 40, 200],
        [frame.left + 40, 60],
      ]) {
        if (document.elementFromPoint(x!, y!) === host) found.push(`it covers ${x},${y}`);
      }
    }
    return found;
  });
}

async function expect_harmless(): Promise<void> {
  expect(await active_parts()).toEqual([]);
  expect(await agent.page.evaluate(() => "hurt" in window)).toBe(false);
  expect(agent.problems).toEqual([]);
  expect(new URL(agent.page.url()).origin).toBe(desk.url);
}

test("the list shows its words as words", async () => {
  await agent.row(ticket_id).waitFor();
  expect(await agent.row(ticket_id).textContent()).toContain("{{7*7}} invoice");
  await expect_harmless();
  expect(agent.requests).toEqual([]);
});

test("the mail is shown and nothing in it acts or calls home", async () => {
  await agent.row(ticket_id).click();
  const comment = agent.comments.first();
  await comment.getByText("please read").waitFor();
  await comment.getByText("honest link").waitFor();
  await expect_harmless();
  const link = comment.getByText("honest link");
  expect(await link.evaluate((a: HTMLAnchorElement) => [a.href, a.target, a.rel])).toEqual([
    `${elsewhere}/page`,
    "_blank",
    expect.stringContaining("noopener"),
  ]);
  await take_picture(agent.page, "hostile-mail");
  expect(agent.requests).toEqual([]);
});

test("nor in the whole mail", async () => {
  const more = agent.comments.first().getByTestId("show-full-mail");
  if (await more.count()) await more.click();
  await agent.comments.first().getByText("please read").waitFor();
  await expect_harmless();
  expect(agent.requests).toEqual([]);
});

test("remote pictures come after the button, and only pictures", async () => {
  await agent.page.route(`${elsewhere}/**`, (route) => route.fulfill({ contentType: "image/png", body: "" }));
  const loaded = agent.page.waitForRequest(`${elsewhere}/photo.png`);
  await agent.at("load-remote-images").click();
  await loaded;
  await agent.page.waitForLoadState("networkidle");
  expect([...new Set(agent.requests)].sort()).toEqual(
    expect.arrayContaining([`${elsewhere}/photo.png`, `${elsewhere}/tracker.png`]),
  );
  for (const url of agent.requests) expect(url).toMatch(/\/(photo|tracker|set|source|clobber)\.png$/);
  await expect_harmless();
});

test("its attachments are saved, never opened as pages of the desk", async () => {
  const [comment] = await desk.comments(ticket_id);
  const names = comment.attachments.map((one: { file_name: string }) => one.file_name);
  expect(names).toEqual(["page.html", "drawing.svg", expect.stringContaining(".png")]);
  for (const { id, content_type } of comment.attachments) {
    const reply = await agent.context.request.get(`${desk.url}/api/v2/attachments/${id}/content`);
    const headers = reply.headers();
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["content-security-policy"]).toContain("sandbox");
    if (content_type !== "image/png") expect(headers["content-disposition"]).toMatch(/^attachment/);
  }
  await agent.comments.first().getByTestId("attachment").first().waitFor();
  await expect_harmless();
});
