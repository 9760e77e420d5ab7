// SPDX-License-Identifier: AGPL-3.0-or-later
// node-zendesk: fields, forms, brands, dynamic content.
import { unique } from "../../component/harness/people.js";
import { check, count, gone, list, one } from "./checks.js";
import type { Check, Expectation } from "./checks.js";
import type { World } from "./world.js";

const option_value = () => unique("value").replaceAll("-", "_");
const reordered: Expectation = (last) =>
  last.status === 200 && last.url.includes("reorder") && last.text !== "{}"
    ? []
    : [`status ${last.status}: ${last.text.slice(0, 100)}`];
const ids_of = async (w: World, path: string, key: string): Promise<number[]> =>
  ((await w.admin.ok("GET", path, { query: { per_page: 100 } }))[key] as { id: number }[]).map((row) => row.id);

const ticket_fields: Check[] = [
  check("ticketfields.list", (c) => c.ticketfields.list(), list("ticket_fields", "ticket_field")),
  check(
    "ticketfields.listWithLocale",
    (c) => c.ticketfields.listWithLocale("en-US"),
    list("ticket_fields", "ticket_field"),
  ),
  check(
    "ticketfields.show",
    async (c, w) => c.ticketfields.show((await w.ticket_field()).id),
    one("ticket_field", "ticket_field"),
  ),
  check("ticketfields.count", (c) => c.ticketfields.count(), count),
  check(
    "ticketfields.create",
    (c) => c.ticketfields.create({ ticket_field: { type: "text", title: unique("Colour") } }),
    one("ticket_field", "ticket_field", 201),
  ),
  check(
    "ticketfields.update",
    async (c, w) => c.ticketfields.update((await w.ticket_field()).id, { ticket_field: { title: unique("Shade") } }),
    one("ticket_field", "ticket_field"),
  ),
  check("ticketfields.delete", async (c, w) => c.ticketfields.delete((await w.ticket_field()).id), gone),
  check(
    "ticketfields.listOptions",
    async (c, w) => c.ticketfields.listOptions((await w.dropdown()).id),
    list("custom_field_options", "option"),
  ),
  check(
    "ticketfields.showOption",
    async (c, w) => {
      const field = await w.dropdown();
      return c.ticketfields.showOption(field.id, field.custom_field_options[0].id);
    },
    one("custom_field_option", "option"),
  ),
  check(
    "ticketfields.createOrUpdateOption",
    async (c, w) =>
      c.ticketfields.createOrUpdateOption((await w.dropdown()).id, {
        custom_field_option: { name: "Two", value: option_value() },
      }),
    one("custom_field_option", "option", 201),
  ),
  check(
    "ticketfields.deleteOption",
    async (c, w) => {
      const field = await w.dropdown();
      return c.ticketfields.deleteOption(field.id, field.custom_field_options[0].id);
    },
    gone,
  ),
];

const user_dropdown = (w: World) =>
  w.person_field("user", { type: "dropdown", custom_field_options: [{ name: "One", value: option_value() }] });

const person_fields: Check[] = [
  check(
    "userfields.list",
    async (c, w) => (await w.person_field("user"), c.userfields.list()),
    list("user_fields", "person_field"),
  ),
  check(
    "userfields.show",
    async (c, w) => c.userfields.show((await w.person_field("user")).id),
    one("user_field", "person_field"),
  ),
  check(
    "userfields.create",
    (c) => c.userfields.create({ user_field: { type: "text", title: "Size", key: option_value() } }),
    one("user_field", "person_field", 201),
  ),
  check(
    "userfields.update",
    async (c, w) => c.userfields.update((await w.person_field("user")).id, { user_field: { title: "Sizes" } }),
    one("user_field", "person_field"),
  ),
  check("userfields.delete", async (c, w) => c.userfields.delete((await w.person_field("user")).id), gone),
  check(
    "userfields.reorder",
    async (c, w) => (await w.person_field("user"), c.userfields.reorder(await ids_of(w, "user_fields", "user_fields"))),
    reordered,
  ),
  check(
    "userfields.listOptions",
    async (c, w) => c.userfields.listOptions((await user_dropdown(w)).id),
    list("custom_field_options", "option"),
  ),
  check(
    "userfields.showOption",
    async (c, w) => {
      const field = await user_dropdown(w);
      return c.userfields.showOption(field.id, field.custom_field_options[0].id);
    },
    one("custom_field_option", "option"),
  ),
  check(
    "userfields.createOrUpdateOption",
    async (c, w) =>
      c.userfields.createOrUpdateOption((await user_dropdown(w)).id, {
        custom_field_option: { name: "Two", value: option_value() },
      }),
    one("custom_field_option", "option", 201),
  ),
  check(
    "userfields.deleteOption",
    async (c, w) => {
      const field = await user_dropdown(w);
      return c.userfields.deleteOption(field.id, field.custom_field_options[0].id);
    },
    gone,
  ),
  check(
    "organizationfields.list",
    async (c, w) => (await w.person_field("organization"), c.organizationfields.list()),
    list("organization_fields", "person_field"),
  ),
  check(
    "organizationfields.show",
    async (c, w) => c.organizationfields.show((await w.person_field("organization")).id),
    one("organization_field", "person_field"),
  ),
  check(
    "organizationfields.create",
    (c) => c.organizationfields.create({ organization_field: { type: "text", title: "Size", key: option_value() } }),
    one("organization_field", "person_field", 201),
  ),
  check(
    "organizationfields.update",
    async (c, w) =>
      c.organizationfields.update((await w.person_field("organization")).id, {
        organization_field: { title: "Sizes" },
      }),
    one("organization_field", "person_field"),
  ),
  check(
    "organizationfields.delete",
    async (c, w) => c.organizationfields.delete((await w.person_field("organization")).id),
    gone,
  ),
  check(
    "organizationfields.reorder",
    async (c, w) => (
      await w.person_field("organization"),
      c.organizationfields.reorder(await ids_of(w, "organization_fields", "organization_fields"))
    ),
    reordered,
  ),
];

const forms: Check[] = [
  check("ticketforms.list", (c) => c.ticketforms.list(), list("ticket_forms", "ticket_form")),
  check("ticketforms.show", async (c, w) => c.ticketforms.show((await w.form()).id), one("ticket_form", "ticket_form")),
  check(
    "ticketforms.create",
    (c) => c.ticketforms.create({ ticket_form: { name: unique("form") } }),
    one("ticket_form", "ticket_form", 201),
  ),
  check(
    "ticketforms.update",
    async (c, w) => c.ticketforms.update((await w.form()).id, { ticket_form: { name: unique("form") } }),
    one("ticket_form", "ticket_form"),
  ),
  check("ticketforms.delete", async (c, w) => c.ticketforms.delete((await w.form()).id), gone),
  check(
    "ticketforms.clone",
    async (c, w) => c.ticketforms.clone((await w.form()).id),
    one("ticket_form", "ticket_form", 201),
  ),
  check(
    "ticketforms.reorder",
    async (c, w) => c.ticketforms.reorder(await ids_of(w, "ticket_forms", "ticket_forms")),
    list("ticket_forms", "ticket_form"),
  ),
];

const brand_fields = () => ({ brand: { name: unique("brand"), subdomain: unique("brand") } });
const brands: Check[] = [
  check("brand.list", (c) => c.brand.list(), list("brands", "brand")),
  check("brand.show", async (c, w) => c.brand.show((await w.brand()).id), one("brand", "brand")),
  check("brand.create", (c) => c.brand.create(brand_fields()), one("brand", "brand", 201)),
  check(
    "brand.update",
    async (c, w) => c.brand.update({ brand: { name: unique("brand") } }, (await w.brand()).id),
    one("brand", "brand"),
  ),
  check("brand.delete", async (c, w) => c.brand.delete((await w.brand()).id), gone),
];

const new_variant = () => ({ locale_id: 2, content: "Добро пожаловать", default: false, active: true });
const with_variant = async (w: World) => {
  const item = await w.dynamic_item();
  const variant = await w.make(`dynamic_content/items/${item.id}/variants`, "variant", new_variant());
  return [item.id, variant.id] as [number, number];
};

const dynamic_content: Check[] = [
  check(
    "dynamiccontent.listItems",
    async (c, w) => (await w.dynamic_item(), c.dynamiccontent.listItems()),
    list("items", "item"),
  ),
  check(
    "dynamiccontent.listAllItems",
    async (c, w) => (await w.dynamic_item(), c.dynamiccontent.listAllItems()),
    list("items", "item"),
  ),
  check(
    "dynamiccontent.showItem",
    async (c, w) => c.dynamiccontent.showItem((await w.dynamic_item()).id),
    one("item", "item"),
  ),
  check(
    "dynamiccontent.showManyItems",
    async (c, w) => {
      const placeholder = (await w.dynamic_item()).placeholder as string;
      return c.dynamiccontent.showManyItems([placeholder.replace(/[{}]/g, "").replace(/^dc\./, "")]);
    },
    list("items", "item"),
  ),
  check(
    "dynamiccontent.createItem",
    (c) => c.dynamiccontent.createItem({ item: { name: unique("item"), default_locale_id: 1, content: "Welcome" } }),
    one("item", "item", 201),
  ),
  check(
    "dynamiccontent.updateItem",
    async (c, w) => c.dynamiccontent.updateItem((await w.dynamic_item()).id, { item: { name: unique("item") } }),
    one("item", "item"),
  ),
  check("dynamiccontent.deleteItem", async (c, w) => c.dynamiccontent.deleteItem((await w.dynamic_item()).id), gone),
  check(
    "dynamiccontentvariants.list",
    async (c, w) => c.dynamiccontentvariants.list((await w.dynamic_item()).id),
    list("variants", "variant"),
  ),
  check(
    "dynamiccontentvariants.show",
    async (c, w) => c.dynamiccontentvariants.show(...(await with_variant(w))),
    one("variant", "variant"),
  ),
  check(
    "dynamiccontentvariants.create",
    async (c, w) => c.dynamiccontentvariants.create((await w.dynamic_item()).id, { variant: new_variant() }),
    one("variant", "variant", 201),
  ),
  check(
    "dynamiccontentvariants.update",
    async (c, w) =>
      c.dynamiccontentvariants.update(...(await with_variant(w)), { variant: { content: "Здравствуйте" } }),
    one("variant", "variant"),
  ),
  check(
    "dynamiccontentvariants.delete",
    async (c, w) => c.dynamiccontentvariants.delete(...(await with_variant(w))),
    gone,
  ),
  check(
    "dynamiccontentvariants.createMany",
    async (c, w) => c.dynamiccontentvariants.createMany((await w.dynamic_item()).id, [new_variant()]),
    list("variants", "variant", 201),
  ),
  check(
    "dynamiccontentvariants.updateMany",
    async (c, w) => {
      const [item, variant] = await with_variant(w);
      return c.dynamiccontentvariants.updateMany(item, [{ id: variant, content: "Привет" }]);
    },
    list("variants", "variant"),
  ),
];

export const setting_checks: Check[] = [...ticket_fields, ...person_fields, ...forms, ...brands, ...dynamic_content];
