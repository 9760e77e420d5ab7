// SPDX-License-Identifier: AGPL-3.0-or-later
// Raw mails as customers' programs write them.
import type { CaughtMail } from "./smtp.js";

let written = 0;

export interface Part {
  name: string;
  type: string;
  bytes: Buffer;
  content_id?: string; // of what stands within the HTML
}

export interface RawMail {
  from: string; // "Name <address>"
  to: string;
  subject: string;
  text: string;
  html?: string;
  files?: Part[];
  headers?: Record<string, string>;
  message_id?: string;
}

// RFC 2047 words of at most 45 bytes, each a whole number of characters.
export function encode_words(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  const words: string[] = [];
  let word = "";
  for (const character of text) {
    if (Buffer.byteLength(word + character) > 45) {
      words.push(word);
      word = "";
    }
    word += character;
  }
  words.push(word);
  return words.map((one) => `=?utf-8?B?${Buffer.from(one).toString("base64")}?=`).join("\r\n ");
}

function encode_address(address: string): string {
  const found = /^(.*) (<[^<>]*>)$/.exec(address);
  return found ? `${encode_words(found[1]!)} ${found[2]}` : address;
}

const base64_lines = (bytes: Buffer) => bytes.toString("base64").replace(/.{1,76}/g, "$&\r\n");

function leaf(type: string, bytes: Buffer, more: string[] = []): string {
  return [`Content-Type: ${type}`, "Content-Transfer-Encoding: base64", ...more, "", base64_lines(bytes)].join("\r\n");
}

function multipart(kind: string, parts: string[]): string {
  const boundary = `part-${++written}-of-a-mail`;
  const inner = parts.map((part) => `--${boundary}\r\n${part}\r\n`).join("");
  return `Content-Type: multipart/${kind}; boundary="${boundary}"\r\n\r\n${inner}--${boundary}--\r\n`;
}

export const new_message_id = () => `<${Date.now().toString(36)}.${process.pid}.${++written}@mail.example>`;

export function render_mail(mail: RawMail): string {
  const text = leaf("text/plain; charset=utf-8", Buffer.from(mail.text.replaceAll("\n", "\r\n")));
  let body = mail.html
    ? multipart("alternative", [text, leaf("text/html; charset=utf-8", Buffer.from(mail.html))])
    : text;
  if (mail.files) {
    const head = ({ name, content_id }: Part) => [
      `Content-Disposition: ${content_id ? "inline" : "attachment"}; filename*=utf-8''${encodeURIComponent(name)}`,
      ...(content_id ? [`Content-ID: <${content_id}>`] : []),
    ];
    body = multipart("mixed", [body, ...mail.files.map((file) => leaf(file.type, file.bytes, head(file)))]);
  }
  const headers = {
    From: encode_address(mail.from),
    To: encode_address(mail.to),
    Subject: encode_words(mail.subject),
    Date: new Date().toUTCString().replace("GMT", "+0000"),
    "Message-ID": mail.message_id ?? new_message_id(),
    ...mail.headers,
    "MIME-Version": "1.0",
  };
  return [...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), body].join("\r\n");
}

// What a customer's mail program sends when they answer a mail of ours.
export function answer_to(caught: CaughtMail, from: string, text: string): string {
  const { mail } = caught;
  const quoted = (mail.text ?? "").split("\n").map((line) => `> ${line}`);
  return render_mail({
    from,
    to: caught.from,
    subject: `Re: ${mail.subject}`,
    text: [text, "", "20.11.2026 10:00, Support пишет:", ...quoted].join("\n"),
    headers: { "In-Reply-To": mail.messageId!, References: `${mail.references ?? ""} ${mail.messageId}`.trim() },
  });
}
