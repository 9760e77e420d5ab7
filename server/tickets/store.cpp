// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/store.hpp"

#include <algorithm>

#include "sql/id_list.hpp"
#include "sql/params.hpp"

namespace pult::tickets {
namespace {

const std::string columns =
    "t.id, t.subject, t.status, t.previous_status, t.priority, t.type, t.requester_id, t.submitter_id, t.assignee_id, "
    "t.group_id, t.organization_id, t.mailbox_id, t.problem_id, t.external_id, t.recipient, t.via, t.tags, "
    "t.follower_ids, t.email_cc_ids, t.is_public, t.has_attachments, t.comment_count, t.first_comment_id, "
    "t.last_comment_id, t.last_comment_at, t.last_comment_author_id, t.last_comment_public, t.last_comment_excerpt, "
    "t.last_audit_id, t.due_at, t.solved_at, t.created_at, t.updated_at, t.public_comment_count, "
    "t.brand_id, t.form_id, t.custom_status_id, t.custom_fields, t.followup_source_id, t.via_rel, "
    "t.satisfaction_score, t.satisfaction_comment, t.satisfaction_reason, "
    "t.time_spent_s, t.checklist_progress, t.approval_status, t.snoozed_until";
constexpr int column_count = 47;

Ticket map(const sql::Row& row) {
  Ticket t;
  t.id = row.id<TicketId>(0);
  t.subject = row.string(1);
  t.status = Status(row.int64(2));
  if (!row.is_null(3)) t.previous_status = Status(row.int64(3));
  t.priority = row.string(4);
  t.type = row.string(5);
  t.requester = row.id<UserId>(6);
  t.submitter = row.id<UserId>(7);
  t.assignee = row.id<UserId>(8);
  t.group = row.id<GroupId>(9);
  t.organization = row.id<OrganizationId>(10);
  t.mailbox = row.id<MailboxId>(11);
  t.problem = row.id<TicketId>(12);
  t.external_id = row.string(13);
  t.recipient = row.string(14);
  t.via = row.string(15);
  t.tags = row.string(16);
  t.follower_ids = row.string(17);
  t.email_cc_ids = row.string(18);
  t.is_public = row.boolean(19);
  t.has_attachments = row.boolean(20);
  t.comment_count = row.int64(21);
  t.first_comment = row.id<CommentId>(22);
  t.last_comment = row.id<CommentId>(23);
  t.last_comment_at = row.optional_int64(24);
  t.last_comment_author = row.id<UserId>(25);
  t.last_comment_public = row.boolean(26);
  t.last_comment_excerpt = row.string(27);
  t.last_audit = row.id<AuditId>(28);
  t.due_at = row.optional_int64(29);
  t.solved_at = row.optional_int64(30);
  t.created_at = row.int64(31);
  t.updated_at = row.int64(32);
  t.public_comment_count = row.int64(33);
  t.brand = row.id<BrandId>(34);
  t.form = row.id<FormId>(35);
  t.custom_status = row.id<CustomStatusId>(36);
  t.custom_fields = row.string(37);
  t.followup_source = row.id<TicketId>(38);
  t.via_rel = row.string(39);
  t.satisfaction_score = row.string(40);
  t.satisfaction_comment = row.string(41);
  t.satisfaction_reason = row.int64(42);
  t.time_spent_s = row.int64(43);
  t.checklist_progress = row.string(44);
  t.approval_status = row.string(45);
  t.snoozed_until = row.optional_int64(46);
  return t;
}

Listed map_listed(const sql::Row& row) { return {map(row), row.string(column_count), row.boolean(column_count + 1)}; }

const std::string listed_from =
    "SELECT " + columns + ", c.body, c.is_public FROM tickets t LEFT JOIN comments c ON c.id = t.first_comment_id";
constexpr std::size_t most_reserved = 1'001;

// Rows are large: those of a page are made where they stay.
template <class Map>
Result<std::vector<Listed>> collect(sql::Transaction& tx, const std::string& sql, const std::vector<sql::Param>& params,
                                    std::size_t most, Map map) {
  std::vector<Listed> out;
  out.reserve(std::min(most, most_reserved));
  PULT_TRY(tx.each(sql, params, [&](const sql::Row& row) -> Result<void> {
    out.push_back(map(row));
    return {};
  }));
  return out;
}

using sql::text_or_null;

// Bound in the order of `columns`, ?1 .. ?47, and generated_at.
std::vector<sql::Param> bind(const Ticket& t, Micros generated_at) {
  std::optional<std::int64_t> previous;
  if (t.previous_status) previous = std::int64_t(*t.previous_status);
  return {t.id,
          t.subject,
          int(t.status),
          previous,
          text_or_null(t.priority),
          text_or_null(t.type),
          t.requester,
          t.submitter,
          t.assignee,
          t.group,
          t.organization,
          t.mailbox,
          t.problem,
          text_or_null(t.external_id),
          text_or_null(t.recipient),
          t.via,
          t.tags,
          t.follower_ids,
          t.email_cc_ids,
          t.is_public,
          t.has_attachments,
          t.comment_count,
          t.first_comment,
          t.last_comment,
          t.last_comment_at,
          t.last_comment_author,
          t.last_comment_public,
          t.last_comment_excerpt,
          t.last_audit.value,
          t.due_at,
          t.solved_at,
          t.created_at,
          t.updated_at,
          t.public_comment_count,
          t.brand,
          t.form,
          t.custom_status,
          t.custom_fields,
          t.followup_source,
          text_or_null(t.via_rel),
          text_or_null(t.satisfaction_score),
          text_or_null(t.satisfaction_comment),
          t.satisfaction_reason,
          t.time_spent_s,
          text_or_null(t.checklist_progress),
          text_or_null(t.approval_status),
          t.snoozed_until,
          generated_at};
}

}  // namespace

Result<std::optional<Ticket>> find_ticket(sql::Transaction& tx, TicketId id) {
  static const std::string sql = "SELECT " + columns + " FROM tickets t WHERE t.id = ?1";
  return tx.one(sql, {id}, map);
}

Result<std::optional<Ticket>> find_ticket_for_update(sql::Transaction& tx, TicketId id) {
  if (tx.dialect() == sql::Dialect::sqlite) return find_ticket(tx, id);
  return tx.one("SELECT " + columns + " FROM tickets t WHERE t.id = ?1 FOR UPDATE", {id}, map);
}

Result<std::optional<Listed>> find_listed(sql::Transaction& tx, TicketId id) {
  static const std::string sql = listed_from + " WHERE t.id = ?1";
  return tx.one(sql, {id}, map_listed);
}

Result<std::vector<Listed>> list_tickets(sql::Transaction& tx, const TicketFilter& filter) {
  std::string sql = listed_from + " WHERE " + filter.condition;
  std::vector<sql::Param> params{filter.limit, filter.offset};
  const bool by_id = filter.order == Order::id_asc || filter.order == Order::id_desc;
  const bool descending = filter.order == Order::updated_desc || filter.order == Order::id_desc;
  const std::string direction = descending ? " DESC" : "";
  if (filter.after) {
    const std::string compare = descending ? "<" : ">";
    if (by_id) {
      params.emplace_back(filter.after->id);
      sql += " AND t.id " + compare + " ?3";
    } else {
      params.emplace_back(filter.after->updated_at);
      params.emplace_back(filter.after->id);
      sql += " AND (t.updated_at, t.id) " + compare + " (?3, ?4)";
    }
  }
  std::optional<sql::IdList> among;
  if (filter.among) {
    params.emplace_back(among.emplace(tx, *filter.among));
    sql += " AND t.id" + among->among(params.size());
  }
  sql += by_id ? " ORDER BY t.id" + direction : " ORDER BY t.updated_at" + direction + ", t.id" + direction;
  sql += " LIMIT ?1 OFFSET ?2";
  return collect(tx, sql, params, std::size_t(std::max(0, filter.limit)), map_listed);
}

Result<std::vector<Listed>> select_listed(sql::Transaction& tx, const std::string& rest,
                                          const std::vector<sql::Param>& params, std::size_t most) {
  return collect(tx, listed_from + rest, params, most, map_listed);
}

Result<std::vector<Listed>> list_changed_tickets(sql::Transaction& tx, const ChangedFilter& filter) {
  static const std::string from = "SELECT " + columns +
                                  ", c.body, c.is_public, t.generated_at FROM tickets t "
                                  "LEFT JOIN comments c ON c.id = t.first_comment_id WHERE ";
  std::vector<sql::Param> params{filter.from, filter.limit};
  std::string place = "t.generated_at >= ?1";
  if (filter.after) {
    place += " AND (t.generated_at, t.id) > (?3, ?4)";
    params.emplace_back(filter.after->updated_at);
    params.emplace_back(filter.after->id);
  }
  return collect(tx, from + place + " AND (" + filter.condition + ") ORDER BY t.generated_at, t.id LIMIT ?2", params,
                 std::size_t(std::max(0, filter.limit)), [](const sql::Row& row) {
                   auto listed = map_listed(row);
                   listed.generated_at = row.int64(column_count + 2);
                   return listed;
                 });
}

Result<void> insert_ticket(sql::Transaction& tx, const Ticket& ticket, Micros generated_at) {
  PULT_TRY(tx.run(
      "INSERT INTO tickets (id, subject, status, previous_status, priority, type, requester_id, submitter_id, "
      "assignee_id, group_id, organization_id, mailbox_id, problem_id, external_id, recipient, via, tags, "
      "follower_ids, email_cc_ids, is_public, has_attachments, comment_count, first_comment_id, last_comment_id, "
      "last_comment_at, last_comment_author_id, last_comment_public, last_comment_excerpt, last_audit_id, due_at, "
      "solved_at, created_at, updated_at, public_comment_count, brand_id, form_id, custom_status_id, custom_fields, "
      "followup_source_id, via_rel, satisfaction_score, satisfaction_comment, satisfaction_reason, "
      "time_spent_s, checklist_progress, approval_status, snoozed_until, generated_at) VALUES (?1, ?2, ?3, "
      "?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, "
      "?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35, ?36, ?37, ?38, ?39, ?40, ?41, ?42, ?43, ?44, ?45, ?46, ?47, "
      "?48)",
      bind(ticket, generated_at)));
  return {};
}

Result<void> update_ticket(sql::Transaction& tx, const Ticket& ticket, Micros generated_at) {
  PULT_TRY(tx.run(
      "UPDATE tickets SET subject = ?2, status = ?3, previous_status = ?4, priority = ?5, type = ?6, "
      "requester_id = ?7, submitter_id = ?8, assignee_id = ?9, group_id = ?10, organization_id = ?11, "
      "mailbox_id = ?12, problem_id = ?13, external_id = ?14, recipient = ?15, via = ?16, tags = ?17, "
      "follower_ids = ?18, email_cc_ids = ?19, is_public = ?20, has_attachments = ?21, comment_count = ?22, "
      "first_comment_id = ?23, last_comment_id = ?24, last_comment_at = ?25, last_comment_author_id = ?26, "
      "last_comment_public = ?27, last_comment_excerpt = ?28, last_audit_id = ?29, due_at = ?30, solved_at = ?31, "
      "created_at = ?32, updated_at = ?33, public_comment_count = ?34, brand_id = ?35, form_id = ?36, "
      "custom_status_id = ?37, custom_fields = ?38, followup_source_id = ?39, via_rel = ?40, "
      "satisfaction_score = ?41, satisfaction_comment = ?42, satisfaction_reason = ?43, "
      "time_spent_s = ?44, checklist_progress = ?45, approval_status = ?46, snoozed_until = ?47, "
      "generated_at = ?48 WHERE id = ?1",
      bind(ticket, generated_at)));
  return {};
}

}  // namespace pult::tickets
