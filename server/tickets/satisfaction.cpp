// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/satisfaction.hpp"

#include <algorithm>
#include <limits>

#include "sql/params.hpp"

namespace pult::tickets {
namespace {

constexpr std::size_t max_comment_bytes = 64 * 1024;

std::optional<std::string> text_of(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

void change(std::vector<events::Event>& planned, std::string field, std::optional<std::string> value,
            std::optional<std::string> previous) {
  if (value == previous) return;
  planned.push_back({events::EventType::change, std::move(field), std::move(value), std::move(previous), {}});
}

std::optional<std::string> code_text(std::int64_t code) {
  return code ? std::optional(std::to_string(code)) : std::nullopt;
}

const std::string columns =
    "r.ticket_id, r.requester_id, r.assignee_id, r.group_id, r.score, r.comment, r.reason_code, r.created_at, "
    "r.updated_at";

SatisfactionRating map(const sql::Row& row) {
  return {row.id<TicketId>(0), row.id<UserId>(1), row.id<UserId>(2), row.id<GroupId>(3), row.string(4),
          row.string(5),       row.int64(6),      row.int64(7),      row.int64(8)};
}

bool is_rated_anew(const Ticket* before, const Ticket& after) {
  if (after.satisfaction_score.empty()) return false;
  return !before || before->satisfaction_score != after.satisfaction_score ||
         before->satisfaction_comment != after.satisfaction_comment ||
         before->satisfaction_reason != after.satisfaction_reason;
}

struct Conditions {
  std::string sql = " WHERE 1=1";
  std::vector<sql::Param> params;
};

Conditions conditions_of(const people::Actor& actor, const RatingFilter& filter) {
  Conditions out;
  out.sql += " AND " + score_condition(filter.score).value_or("1=0");
  if (!people::sees_all_tickets(actor))
    out.sql +=
        " AND EXISTS (SELECT 1 FROM tickets t WHERE t.id = r.ticket_id AND " + people::ticket_condition(actor) + ")";
  const auto add = [&](std::string_view what, std::int64_t value) {
    out.params.emplace_back(value);
    out.sql.append(" AND ").append(what).append(" ?").append(std::to_string(out.params.size()));
  };
  if (filter.from) add("r.updated_at >=", *filter.from);
  if (filter.until) add("r.updated_at <", *filter.until);
  if (filter.after) add(filter.descending ? "r.ticket_id <" : "r.ticket_id >", filter.after.value);
  return out;
}

}  // namespace

const std::vector<SatisfactionReason>& satisfaction_reasons() {
  static const std::vector<SatisfactionReason> reasons{{1000, "The issue was not resolved"},
                                                       {5, "The issue took too long to resolve"},
                                                       {6, "The agent's knowledge is unsatisfactory"},
                                                       {7, "The agent's attitude is unsatisfactory"},
                                                       {100, "Some other reason"}};
  return reasons;
}

Result<void> plan_satisfaction(const people::Actor& actor, const Ticket& ticket, const Satisfaction& wanted,
                               std::vector<events::Event>& planned) {
  const bool is_offer = wanted.score == "offered";
  if (!is_offer && wanted.score != "good" && wanted.score != "bad")
    return base::fail_field("score", "InvalidValue", "Score: must be good or bad");
  if (is_offer ? !actor.is_agent() : actor.id() != ticket.requester && !actor.is_system)
    return base::fail(ErrorKind::forbidden, "Forbidden", "Only the requester of a ticket may rate it");
  if (ticket.status != Status::solved)
    return base::fail_field("base", "InvalidValue", "Ticket: only solved tickets may be rated");
  if (wanted.comment.size() > max_comment_bytes)
    return base::fail_field("comment", "InvalidValue", "Comment: is too long");
  const auto is_known = [&](const SatisfactionReason& reason) { return reason.code == wanted.reason_code; };
  if (wanted.reason_code && std::ranges::none_of(satisfaction_reasons(), is_known))
    return base::fail_field("reason_code", "InvalidValue", "Reason code: is unknown");
  change(planned, "satisfaction_score", wanted.score, text_of(ticket.satisfaction_score));
  change(planned, "satisfaction_comment", text_of(wanted.comment), text_of(ticket.satisfaction_comment));
  change(planned, "satisfaction_reason_code", code_text(wanted.score == "bad" ? wanted.reason_code : 0),
         code_text(ticket.satisfaction_reason));
  return {};
}

Hook satisfaction_hook() {
  return [](sql::Transaction& tx, const Notice& notice) -> Result<void> {
    const auto& t = notice.after;
    if (!is_rated_anew(notice.before, t)) return {};
    PULT_TRY(
        tx.run("INSERT INTO satisfaction_ratings (ticket_id, requester_id, assignee_id, group_id, score, comment, "
               "reason_code, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8) "
               "ON CONFLICT (ticket_id) DO UPDATE SET requester_id = excluded.requester_id, "
               "assignee_id = excluded.assignee_id, group_id = excluded.group_id, score = excluded.score, "
               "comment = excluded.comment, reason_code = excluded.reason_code, updated_at = excluded.updated_at",
               {t.id, t.requester, t.assignee, t.group, t.satisfaction_score, sql::text_or_null(t.satisfaction_comment),
                t.satisfaction_reason, notice.audit.created_at}));
    return {};
  };
}

std::optional<std::string> score_condition(std::string_view score) {
  static const std::string said = "r.score IN ('good', 'bad')", worded = " AND r.comment IS NOT NULL",
                           silent = " AND r.comment IS NULL";
  if (score.empty()) return "1=1";
  if (score == "offered") return "r.score = 'offered'";
  if (score == "unoffered") return "1=0";  // what was never offered has no rating
  std::string_view kind = score;
  std::string rest;
  for (const auto& [suffix, condition] :
       {std::pair<std::string_view, const std::string&>{"_with_comment", worded}, {"_without_comment", silent}})
    if (score.ends_with(suffix)) {
      kind.remove_suffix(suffix.size());
      rest = condition;
    }
  if (kind == "received") return said + rest;
  if (kind == "good" || kind == "bad") return "r.score = '" + std::string(kind) + "'" + rest;
  return std::nullopt;
}

Result<std::vector<SatisfactionRating>> list_ratings(sql::Transaction& tx, const people::Actor& actor,
                                                     const RatingFilter& filter) {
  auto where = conditions_of(actor, filter);
  where.params.emplace_back(filter.limit);
  where.params.emplace_back(filter.offset);
  const auto count = where.params.size();
  return tx.all("SELECT " + columns + " FROM satisfaction_ratings r" + where.sql + " ORDER BY r.ticket_id" +
                    (filter.descending ? " DESC" : "") + " LIMIT ?" + std::to_string(count - 1) + " OFFSET ?" +
                    std::to_string(count),
                where.params, map);
}

Result<std::int64_t> count_ratings(sql::Transaction& tx, const people::Actor& actor, const RatingFilter& filter,
                                   std::int64_t limit) {
  auto where = conditions_of(actor, filter);
  where.params.emplace_back(limit);
  const auto count = PULT_TRY(tx.one_int64("SELECT COUNT(*) FROM (SELECT 1 FROM satisfaction_ratings r" + where.sql +
                                               " LIMIT ?" + std::to_string(where.params.size()) + ") AS bounded",
                                           where.params));
  return count.value_or(0);
}

Result<std::optional<SatisfactionRating>> find_rating(sql::Transaction& tx, TicketId ticket) {
  return tx.one("SELECT " + columns + " FROM satisfaction_ratings r WHERE r.ticket_id = ?1", {ticket}, map);
}

}  // namespace pult::tickets
