// SPDX-License-Identifier: AGPL-3.0-or-later
// node-zendesk: tickets, comments, audits, requests, imports, exports, jobs, search.
import { Readable } from "node:stream";
import { unique } from "../../component/harness/people.js";
import { bare, both, check, count, gone, job, list, one, words } from "./checks.js";
import type { Check } from "./checks.js";

const new_ticket = () => ({ ticket: { subject: unique("made"), comment: { body: "Hello" } } });
const imported = () => ({
  ticket: {
    subject: unique("imported"),
    comments: [{ value: "From another desk", created_at: "2020-02-03T04:05:06Z" }],
    created_at: "2020-02-03T04:05:06Z",
  },
});
const long_ago = 1_000_000;
const export_page = (key: string, kind: string) => both(list(key, kind), bare("count:i end_time:i end_of_stream:b"));

const tickets: Check[] = [
  check("tickets.list", async (c, w) => (await w.ticket(), c.tickets.list()), list("tickets", "ticket")),
  check(
    "tickets.create",
    (c) => c.tickets.create(new_ticket()),
    both(one("ticket", "ticket", 201), one("audit", "audit", 201)),
  ),
  check("tickets.show", async (c, w) => c.tickets.show((await w.ticket()).id), one("ticket", "ticket")),
  check(
    "tickets.update",
    async (c, w) =>
      c.tickets.update((await w.ticket()).id, { ticket: { comment: { body: "More" }, priority: "high" } }),
    both(one("ticket", "ticket"), one("audit", "audit")),
  ),
  check("tickets.delete", async (c, w) => c.tickets.delete((await w.ticket()).id), gone),
  check(
    "tickets.showMany",
    async (c, w) => c.tickets.showMany([(await w.ticket()).id, (await w.ticket()).id]),
    list("tickets", "ticket"),
  ),
  check(
    "tickets.listAssigned",
    async (c, w) => {
      const agent = await w.agent();
      await w.ticket({ assignee_id: agent.id, group_id: (await w.keep("group", w.group)).id });
      return c.tickets.listAssigned(agent.id);
    },
    list("tickets", "ticket"),
  ),
  check(
    "tickets.listByOrganization",
    async (c, w) => {
      const organization = await w.organization();
      const user = await w.user({ organization_id: organization.id });
      await w.ticket({ requester_id: user.id });
      return c.tickets.listByOrganization(organization.id);
    },
    list("tickets", "ticket"),
  ),
  check(
    "tickets.listByUserRequested",
    async (c, w) => {
      const user = await w.user();
      await w.ticket({ requester_id: user.id });
      return c.tickets.listByUserRequested(user.id);
    },
    list("tickets", "ticket"),
  ),
  check(
    "tickets.listByUserCCD",
    async (c, w) => {
      const user = await w.user();
      await w.ticket({ email_ccs: [{ user_id: user.id }] });
      return c.tickets.listByUserCCD(user.id);
    },
    list("tickets", "ticket"),
  ),
  check(
    "tickets.listWithFilter",
    async (c, w) => {
      const external_id = unique("external");
      await w.ticket({ external_id });
      return c.tickets.listWithFilter("external_id", external_id);
    },
    both(list("tickets", "ticket"), (last) =>
      last.body?.tickets?.length === 1 ? [] : ["external_id does not filter"],
    ),
  ),
  check(
    "tickets.listRecent",
    async (c, w) => {
      await w.admin.ok("PUT", `tickets/${(await w.ticket()).id}/visit`);
      return c.tickets.listRecent();
    },
    list("tickets", "ticket"),
  ),
  check(
    "tickets.listCollaborators",
    async (c, w) => c.tickets.listCollaborators((await w.ticket({ email_ccs: [{ user_id: (await w.user()).id }] })).id),
    list("users", "user"),
  ),
  check(
    "tickets.listIncidents",
    async (c, w) => {
      const problem = await w.ticket({ type: "problem" });
      await w.ticket({ type: "incident", problem_id: problem.id });
      return c.tickets.listIncidents(problem.id);
    },
    list("tickets", "ticket"),
  ),
  check(
    "tickets.listMetrics",
    async (c, w) => c.tickets.listMetrics((await w.ticket()).id),
    one("ticket_metric", "ticket_metric"),
  ),
  check(
    "tickets.createMany",
    (c) => c.tickets.createMany({ tickets: [new_ticket().ticket, new_ticket().ticket] }),
    job,
  ),
  check(
    "tickets.updateMany",
    async (c, w) => c.tickets.updateMany([(await w.ticket()).id], { ticket: { priority: "low" } }),
    job,
  ),
  check("tickets.deleteMany", async (c, w) => c.tickets.deleteMany([(await w.ticket()).id]), job),
  check(
    "tickets.merge",
    async (c, w) =>
      c.tickets.merge((await w.ticket()).id, {
        ids: [(await w.ticket()).id],
        target_comment: "Took the other in",
        source_comment: "Went into the other",
      }),
    job,
  ),
  check("tickets.export", (c) => c.tickets.export(long_ago), export_page("tickets", "ticket")),
  check("tickets.exportSample", (c) => c.tickets.exportSample(long_ago), list("tickets", "ticket")),
  check("tickets.incremental", (c) => c.tickets.incremental(long_ago), export_page("tickets", "ticket")),
  check(
    "tickets.incrementalInclude",
    (c) => c.tickets.incrementalInclude(long_ago, "users"),
    both(list("tickets", "ticket"), list("users", "user")),
  ),
  check("tickets.incrementalSample", (c) => c.tickets.incrementalSample(long_ago), list("tickets", "ticket")),
  check(
    "tickets.getComments",
    async (c, w) => c.tickets.getComments((await w.ticket()).id),
    list("comments", "comment"),
  ),
  check("tickets.exportAudit", async (c, w) => c.tickets.exportAudit((await w.ticket()).id), list("audits", "audit")),
  check(
    "tickets.addTags",
    async (c, w) => c.tickets.addTags((await w.ticket({ tags: ["one"] })).id, { tags: ["two"] }),
    words("tags", ["one", "two"]),
  ),
  check(
    "tickets.updateTags",
    async (c, w) => c.tickets.updateTags((await w.ticket({ tags: ["one"] })).id, { tags: ["two"] }),
    words("tags", ["two"], 201),
  ),
];

const audits: Check[] = [
  check("ticketaudits.listAll", async (c, w) => (await w.ticket(), c.ticketaudits.listAll()), list("audits", "audit")),
  check("ticketaudits.list", async (c, w) => c.ticketaudits.list((await w.ticket()).id), list("audits", "audit")),
  check("ticketaudits.count", async (c, w) => c.ticketaudits.count((await w.ticket()).id), count),
  check(
    "ticketaudits.show",
    async (c, w) => {
      const ticket = await w.ticket();
      return c.ticketaudits.show(ticket.id, (await w.last_audit(ticket.id as number)).id);
    },
    one("audit", "audit"),
  ),
  check(
    "ticketaudits.makePrivate",
    async (c, w) => {
      const ticket = await w.ticket();
      await w.admin.ok("PUT", `tickets/${ticket.id}`, { json: { ticket: { comment: { body: "Not for all" } } } });
      await c.ticketaudits.makePrivate(ticket.id, (await w.last_audit(ticket.id as number)).id);
      if ((await w.comments(ticket.id as number)).at(-1).public !== false) throw new Error("it is still public");
    },
    (last) => (last.status === 200 ? [] : [`status ${last.status}`]),
  ),
  check(
    "ticketmetrics.list",
    async (c, w) => c.ticketmetrics.list((await w.ticket()).id),
    one("ticket_metric", "ticket_metric"),
  ),
  check(
    "ticketmetrics.listAll",
    async (c, w) => (await w.ticket(), c.ticketmetrics.listAll()),
    list("ticket_metrics", "ticket_metric"),
  ),
  check(
    "ticketmetrics.show",
    async (c, w) => {
      const of_ticket = await w.admin.ok("GET", `tickets/${(await w.ticket()).id}/metrics`);
      return c.ticketmetrics.show(of_ticket.ticket_metric.id);
    },
    one("ticket_metric", "ticket_metric"),
  ),
];

const exports_and_imports: Check[] = [
  check(
    "ticketevents.incremental",
    (c) => c.ticketevents.incremental(long_ago),
    export_page("ticket_events", "ticket_event"),
  ),
  check(
    "ticketevents.incrementalInclude",
    (c) => c.ticketevents.incrementalInclude(long_ago, "comment_events"),
    export_page("ticket_events", "ticket_event"),
  ),
  check(
    "ticketevents.incrementalSample",
    (c) => c.ticketevents.incrementalSample(long_ago),
    list("ticket_events", "ticket_event"),
  ),
  check("ticketexport.export", (c) => c.ticketexport.export(long_ago), export_page("tickets", "ticket")),
  check(
    "ticketexport.exportWithUser",
    (c) => c.ticketexport.exportWithUser(long_ago),
    both(list("tickets", "ticket"), list("users", "user")),
  ),
  check(
    "ticketexport.exportWithInclude",
    (c) => c.ticketexport.exportWithInclude(long_ago, "users"),
    both(list("tickets", "ticket"), list("users", "user")),
  ),
  check(
    "ticketexport.exportCursor",
    (c) => c.ticketexport.exportCursor(long_ago, ""),
    both(list("tickets", "ticket"), bare("after_url:u after_cursor:s before_url:u before_cursor:s end_of_stream:b")),
  ),
  check(
    "ticketexport.exportAudit",
    async (c, w) => c.ticketexport.exportAudit((await w.ticket()).id),
    list("audits", "audit"),
  ),
  check("ticketexport.sample", (c) => c.ticketexport.sample(long_ago), list("tickets", "ticket")),
  check("imports.ticket", (c) => c.imports.ticket(imported()), one("ticket", "ticket", 201)),
  check("imports.ticketMany", (c) => c.imports.ticketMany({ tickets: [imported().ticket] }), job),
  check("ticketimport.import", (c) => c.ticketimport.import(imported()), one("ticket", "ticket", 201)),
  check("ticketimport.bulkImport", (c) => c.ticketimport.bulkImport([imported().ticket]), job),
  check(
    "ticketimport.exportAudit",
    async (c, w) => c.ticketimport.exportAudit((await w.ticket()).id),
    list("audits", "audit"),
  ),
  check(
    "jobstatuses.list",
    async (c, w) => (await w.keep("job", () => a_job(w)), c.jobstatuses.list()),
    list("job_statuses", "job_status"),
  ),
  check("jobstatuses.show", async (c, w) => c.jobstatuses.show((await w.keep("job", () => a_job(w))).id), job),
  check(
    "jobstatuses.showMany",
    async (c, w) => c.jobstatuses.showMany([(await w.keep("job", () => a_job(w))).id]),
    list("job_statuses", "job_status"),
  ),
  check("jobstatuses.watch", async (c, w) => c.jobstatuses.watch((await w.keep("job", () => a_job(w))).id, 50, 3), job),
];

async function a_job(world: import("./world.js").World) {
  const tickets = [new_ticket().ticket];
  return (await world.admin.ok("POST", "tickets/create_many", { json: { tickets } })).job_status;
}

const requests: Check[] = [
  check(
    "requests.list",
    async (c, w) => (await w.keep("request", w.request), c.requests.list()),
    list("requests", "request"),
  ),
  check(
    "requests.listOpen",
    async (c, w) => (await w.keep("request", w.request), c.requests.listOpen()),
    list("requests", "request"),
  ),
  check(
    "requests.listSolved",
    async (c, w) => {
      const request = await w.request();
      await w.admin.ok("PUT", `tickets/${request.id}`, { json: { ticket: { status: "solved" } } });
      return c.requests.listSolved();
    },
    list("requests", "request"),
  ),
  check(
    "requests.listCCD",
    async (c, w) => {
      const me = (await w.admin.ok("GET", "users/me")).user;
      await w.ticket({ requester_id: (await w.user()).id, email_ccs: [{ user_id: me.id }] });
      return c.requests.listCCD();
    },
    list("requests", "request"),
  ),
  check(
    "requests.listByUser",
    async (c, w) => {
      const user = await w.user();
      await w.ticket({ requester_id: user.id });
      return c.requests.listByUser(user.id);
    },
    list("requests", "request"),
  ),
  check(
    "requests.listByOrganization",
    async (c, w) => {
      const organization = await w.organization();
      await w.ticket({ requester_id: (await w.user({ organization_id: organization.id })).id });
      return c.requests.listByOrganization(organization.id);
    },
    list("requests", "request"),
  ),
  check(
    "requests.search",
    async (c, w) => c.requests.search({ query: (await w.keep("request", w.request)).subject as string }),
    list("requests", "request"),
  ),
  check(
    "requests.show",
    async (c, w) => c.requests.show((await w.keep("request", w.request)).id),
    one("request", "request"),
  ),
  check(
    "requests.getRequest",
    async (c, w) => c.requests.getRequest((await w.keep("request", w.request)).id),
    one("request", "request"),
  ),
  check(
    "requests.create",
    (c) => c.requests.create({ request: { subject: unique("asked"), comment: { body: "Where is my parcel?" } } }),
    one("request", "request", 201),
  ),
  check(
    "requests.update",
    async (c, w) => c.requests.update((await w.request()).id, { request: { comment: { body: "And still nothing" } } }),
    one("request", "request"),
  ),
  check(
    "requests.listComments",
    async (c, w) => c.requests.listComments((await w.keep("request", w.request)).id),
    list("comments", "id:i type:s body:s author_id:i"),
  ),
  check(
    "requests.getComment",
    async (c, w) => {
      const { id } = await w.keep("request", w.request);
      return c.requests.getComment(id, (await w.comments(id as number))[0].id);
    },
    one("comment", "id:i type:s body:s html_body:s plain_body:s public:b author_id:i created_at:t attachments:l"),
  ),
];

const files_and_search: Check[] = [
  check(
    "attachments.upload",
    (c) => c.attachments.upload(Readable.from([Buffer.from("a file")]), { filename: "file.txt" }),
    one("upload", "upload", 201),
  ),
  check("attachments.deleteUpload", async (c, w) => c.attachments.deleteUpload((await w.upload()).token), gone),
  check(
    "attachments.show",
    async (c, w) => c.attachments.show((await w.upload()).attachment.id),
    one("attachment", "attachment"),
  ),
  check(
    "search.query",
    async (c, w) => c.search.query((await w.ticket()).subject),
    list("results", "id:i url:u result_type:s"),
  ),
  check(
    "search.queryAll",
    async (c, w) => c.search.queryAll((await w.ticket()).subject),
    list("results", "id:i url:u result_type:s"),
  ),
  check(
    "search.showResultsCount",
    async (c, w) => c.search.showResultsCount((await w.ticket()).subject),
    bare("count:i"),
  ),
  check(
    "search.exportResults",
    async (c, w) => c.search.exportResults((await w.ticket()).subject, "ticket"),
    list("results", "id:i url:u result_type:s"),
  ),
];

export const ticket_checks: Check[] = [...tickets, ...audits, ...exports_and_imports, ...requests, ...files_and_search];
