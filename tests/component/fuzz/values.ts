// SPDX-License-Identifier: AGPL-3.0-or-later
// Values that programs stumble over.
import type { Json } from "../harness/client.js";
import type { Random } from "./random.js";

const texts = [
  "",
  " ",
  "a",
  "0",
  "-1",
  "1.5",
  "1e400",
  "NaN",
  "null",
  "undefined",
  "true",
  "9223372036854775807",
  "9223372036854775808",
  "-9223372036854775809",
  "2020-13-45T99:99:99Z",
  "2024-02-29T23:59:60Z",
  "9999-12-31T23:59:59Z",
  "0000-00-00",
  "a\u0000b",
  "\u0000",
  "\ud800",
  "\ud800\udc00\udfff",
  "\u202eabc\u202c",
  "e\u0301\u0327\u0f43",
  "ﷺ".repeat(50),
  "İıſK",
  "😀👩‍👩‍👧‍👦",
  "Ｆｕｌｌ　ｗｉｄｔｈ",
  "a\r\nX-Injected: 1",
  "\t\n\r\u000b\u000c",
  "'; DROP TABLE tickets; --",
  "%' OR 1=1 --",
  "?1 ?2 $1",
  '"',
  "\\",
  "{{ticket.title | upcase}}{% for x in (1..1000000) %}{{x}}{% endfor %}",
  "{{", // unfinished
  "<script>alert(1)</script><svg/onload=1>",
  "<".repeat(2_000),
  "(".repeat(2_000),
  "(a+)+$",
  "[",
  "*",
  "-",
  '"unfinished phrase',
  "type:ticket status<solved -tags:x created>2hours order_by:status",
  "created>99999999999999weeks",
  "subject:(((((",
  "../../../../etc/passwd",
  "..%2f..%2f",
  "file:///etc/passwd",
  "http://127.0.0.1:1/",
  "a@b.example",
  "a@@b",
  "x".repeat(300),
  "x ".repeat(5_000),
  "ж".repeat(70_000),
  "__proto__",
  "constructor",
];

const numbers = [
  0,
  -0,
  1,
  -1,
  2,
  3,
  7,
  100,
  101,
  255,
  65_536,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  -(2 ** 53),
  0.1,
  1e308,
  -1e-308,
];

// Numbers that JSON can carry and JavaScript cannot: they take the place of these texts in the finished body.
export const big_numbers = [
  "9223372036854775807",
  "9223372036854775808",
  "-9223372036854775809",
  "1e999",
  "1" + "0".repeat(300),
];
export const big_mark = (index: number) => `@@big${index}@@`;
export const with_big_numbers = (json: string) =>
  json.replace(/"@@big(\d)@@"/g, (_, index) => big_numbers[Number(index)]!);

function nest(depth: number, as_list: boolean): Json {
  let value: Json = 1;
  for (let i = 0; i < depth; ++i) value = as_list ? [value] : { a: value };
  return value;
}

export const any_text = (random: Random): string => random.pick(texts);

export function any_value(random: Random): Json {
  switch (random.below(12)) {
    case 0:
      return null;
    case 1:
      return random.chance(0.5);
    case 2:
    case 3:
      return random.pick(numbers);
    case 4:
      return big_mark(random.below(big_numbers.length));
    case 5:
      return [];
    case 6:
      return {};
    case 7:
      return nest(random.pick([3, 31, 33, 200, 1_000]), random.chance(0.5));
    case 8:
      return Array.from({ length: random.pick([1, 3, 101, 2_000]) }, (_, i) =>
        random.chance(0.5) ? i : any_text(random),
      );
    case 9:
      return { [any_text(random)]: any_text(random), id: random.pick(numbers) };
    default:
      return any_text(random);
  }
}

const base64url = (text: string) => Buffer.from(text).toString("base64url");
export function any_cursor(random: Random): string {
  const inner = random.pick([
    "v1:",
    "v1:1",
    "v1:1,2",
    "v1:1,2,3,4,5,6",
    "v1:-1",
    "v1:9223372036854775807,9223372036854775807",
    "v1:99999999999999999999",
    "v1:,",
    "v1:1|text",
    "v1:|\u0000",
    "v1:1|" + "x".repeat(5_000),
    "v1:1,|ж'\"",
    "v2:1",
    "1",
    "",
    '{"id":1}',
  ]);
  return random.chance(0.8) ? base64url(inner) : random.pick(["!!!", "====", "a", "ж", base64url(inner) + "=", "%00"]);
}
