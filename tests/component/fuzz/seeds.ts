// SPDX-License-Identifier: AGPL-3.0-or-later
// One object of every kind, so that strange requests meet something. The requests delete them; they are made again.
import type { Json } from "../harness/client.js";

let made = 0;
const name = () => `seed${++made}`;

const open_ones = { all: [{ field: "status", operator: "less_than", value: "solved" }], any: [] };
const solve = [{ field: "status", value: "solved" }];
const options = () => [{ name: "One", value: name() }];

export type Seed = [path: string, body: () => Json];

export const seeds: Seed[] = [
  ["users", () => ({ user: { name: "Uma", email: `${name()}@example.com` } })],
  ["users", () => ({ user: { name: "Axel", email: `${name()}@example.com`, role: "agent" } })],
  ["organizations", () => ({ organization: { name: name() } })],
  ["groups", () => ({ group: { name: name() } })],
  ["tickets", () => ({ ticket: { subject: name(), comment: { body: "Hello" }, tags: ["seed"] } })],
  ["requests", () => ({ request: { subject: name(), comment: { body: "Hello" } } })],
  ["views", () => ({ view: { title: name(), ...open_ones } })],
  ["macros", () => ({ macro: { title: name(), actions: solve } })],
  ["trigger_categories", () => ({ trigger_category: { name: name() } })],
  ["triggers", () => ({ trigger: { title: name(), conditions: open_ones, actions: solve } })],
  [
    "automations",
    () => ({
      automation: {
        title: name(),
        conditions: {
          all: [
            { field: "status", operator: "is", value: "solved" },
            { field: "SOLVED", operator: "greater_than", value: String(100 + ++made) },
          ],
          any: [],
        },
        actions: [{ field: "status", value: "closed" }],
      },
    }),
  ],
  [
    "slas/policies",
    () => ({
      sla_policy: {
        title: name(),
        filter: { all: [{ field: "ticket_type_id", operator: "is", value: "2" }], any: [] },
        policy_metrics: [{ priority: "urgent", metric: "first_reply_time", target: 30, business_hours: false }],
      },
    }),
  ],
  ["business_hours/schedules", () => ({ schedule: { name: name(), time_zone: "UTC" } })],
  ["ticket_fields", () => ({ ticket_field: { type: "tagger", title: name(), custom_field_options: options() } })],
  ["ticket_fields", () => ({ ticket_field: { type: "date", title: name() } })],
  [
    "user_fields",
    () => ({ user_field: { type: "dropdown", title: "x", key: name(), custom_field_options: options() } }),
  ],
  ["organization_fields", () => ({ organization_field: { type: "decimal", title: "x", key: name() } })],
  ["ticket_forms", () => ({ ticket_form: { name: name() } })],
  ["custom_statuses", () => ({ custom_status: { agent_label: name(), status_category: "open" } })],
  ["brands", () => ({ brand: { name: name(), subdomain: name() } })],
  ["dynamic_content/items", () => ({ item: { name: name(), default_locale_id: 1, content: "Welcome" } })],
  ["custom_roles", () => ({ custom_role: { name: name(), configuration: {} } })],
  ["oauth/clients", () => ({ client: { name: name(), identifier: name(), redirect_uri: ["https://app.example/"] } })],
  [
    "webhooks",
    () => ({
      webhook: {
        name: name(),
        status: "active",
        endpoint: "https://hooks.example.com/take",
        http_method: "POST",
        request_format: "json",
        subscriptions: ["conditional_ticket_events"],
      },
    }),
  ],
  ["tickets/create_many", () => ({ tickets: [{ subject: name(), comment: { body: "Hello" } }] })],
];
