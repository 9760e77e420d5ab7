// SPDX-License-Identifier: AGPL-3.0-or-later
#include "notify/telling.hpp"

#include <algorithm>

#include "notify/mailer.hpp"
#include "notify/queue.hpp"
#include "notify/settings.hpp"
#include "sql/params.hpp"
#include "tickets/lifecycle.hpp"
#include "tickets/side_talk.hpp"

namespace pult::notify {
namespace {

constexpr int most_agents = 5'000;

bool ends_word(std::string_view text) {
  if (text.empty()) return true;
  const auto c = static_cast<unsigned char>(text[0]);
  return c < 0x80 && !std::isalnum(c) && c != '_';
}

bool begins_mention(std::string_view text, std::size_t at) {
  if (at + 1 >= text.size()) return false;
  if (at == 0) return true;
  return std::string_view(" \t\r\n(").find(text[at - 1]) != std::string_view::npos;
}

bool counts(const events::Audit& audit) {
  return std::ranges::all_of(audit.events, [](const events::Event& event) {
    return event.type != events::EventType::comment || event.comment.counts_as_activity;
  });
}

bool changes_course(const events::Audit& audit) {
  return std::ranges::any_of(audit.events, [](const events::Event& event) {
    return event.type == events::EventType::change &&
           (event.field == "status" || event.field == "priority" || event.field == "group_id");
  });
}

// Somebody outside wrote back, in a mail beside the ticket.
bool has_side_answer(const events::Audit& audit) {
  return std::ranges::any_of(audit.events, [](const events::Event& event) {
    return event.field == tickets::side_field && event.value.value_or("").starts_with("answer ");
  });
}

bool is_gone(const tickets::Ticket& ticket) { return ticket.status == tickets::Status::deleted; }

Result<bool> is_agent(sql::Transaction& tx, const tickets::Notice& notice) {
  if (!notice.comment || notice.comment->author == notice.actor.id()) return notice.actor.is_agent();
  const auto author = notice.comment->author;
  if (notice.requester && notice.requester->id == author) return notice.requester->is_agent();
  const auto user = PULT_TRY(people::find_user(tx, author));
  return user && user->is_agent();
}

// Whom a row is written for: a condition on users u and settings s, whose parameter is ?6.
struct Audience {
  std::string_view kind;
  std::string condition;
  std::int64_t param = 0;
};

// What rows say.
struct News {
  TicketId ticket;
  CommentId comment;
  UserId doer, actor, author;  // none of whom hears of it
  AuditId audit;
  Micros at = 0;
  std::string_view metric{};
  std::optional<Micros> due_at{};
};

News news_of(const tickets::Notice& notice) {
  const auto author = notice.comment ? notice.comment->author : notice.audit.author;
  return {notice.after.id,
          notice.comment ? notice.comment->id : CommentId(),
          author,
          notice.actor.id(),
          author,
          notice.audit.id,
          notice.audit.created_at};
}

class Writer {
 public:
  Writer(sql::Transaction& tx, const News& news) : tx_(tx), news_(news) {}

  Result<void> tell(const Audience& audience) {
    const auto* kind = find_kind(audience.kind);
    const auto choice = "COALESCE(s." + std::string(kind->name) + ", '" + std::string(kind->usual) + "')";
    const auto rows = PULT_TRY(insert(audience, choice));
    if (rows.empty()) return {};
    for (const auto& row : rows) {
      tell_windows(tx_, row.user);
      if (row.mail_due_at) PULT_TRY(set_mail_timer(tx_, row.id, *row.mail_due_at));
    }
    return enqueue_for(tx_, rows, choice, news_.at);
  }

 private:
  // RETURNING is dear on SQLite (sql/insert_id.hpp), where rows of one statement have ids in a row.
  Result<std::vector<Told>> insert(const Audience& audience, const std::string& choice) {
    const auto sql =
        "INSERT INTO notifications (user_id, kind, ticket_id, comment_id, actor_id, audit_id, created_at, metric, "
        "due_at, mail_due_at) SELECT u.id, CAST(?1 AS TEXT), CAST(?2 AS BIGINT), CAST(?3 AS BIGINT), CAST(?4 AS "
        "BIGINT), "
        "CAST(?5 AS BIGINT), CAST(?7 AS BIGINT), CAST(?10 AS TEXT), CAST(?11 AS BIGINT), "
        "CASE WHEN " +
        is_mailed(choice) + " THEN CAST(?7 AS BIGINT) + COALESCE(s.mail_delay_min, " +
        std::to_string(usual_mail_delay_min) + ") * " + std::to_string(base::minute_us) +
        " END FROM users u LEFT JOIN notification_settings s ON s.user_id = u.id WHERE " + audience.condition +
        " AND u.role <> 'end-user' AND u.active = 1 AND u.suspended = 0 AND u.id NOT IN (?4, ?8, ?9) AND " + choice +
        " <> 'off'";
    const std::vector<sql::Param> params{
        audience.kind,  news_.ticket, news_.comment,     news_.doer.value,   news_.audit,
        audience.param, news_.at,     news_.actor.value, news_.author.value, sql::text_or_null(news_.metric),
        news_.due_at};
    const auto map = [](const sql::Row& row) {
      return Told{row.id<NotificationId>(0), row.id<UserId>(1), row.optional_int64(2)};
    };
    if (tx_.dialect() == sql::Dialect::postgres) {
      auto rows = PULT_TRY(tx_.all(sql + " RETURNING id, user_id, mail_due_at", params, map));
      if (!rows.empty()) PULT_TRY(forget_old(std::int64_t(rows.size())));
      return rows;
    }
    const auto written = PULT_TRY(tx_.run(sql, params));
    if (written == 0) return std::vector<Told>();
    PULT_TRY(forget_old(written));
    return tx_.all(
        "SELECT id, user_id, mail_due_at FROM notifications WHERE audit_id = ?1 AND kind = ?2 AND id > "
        "(SELECT seq FROM sqlite_sequence WHERE name = 'notifications') - ?3",
        {news_.audit, audience.kind, written}, map);
  }

  // Each new one takes up to two away that are too old.
  Result<void> forget_old(std::int64_t written) {
    PULT_TRY(
        tx_.run("DELETE FROM notifications WHERE created_at < ?1 AND id IN "
                "(SELECT id FROM notifications ORDER BY id LIMIT ?2)",
                {news_.at - notification_lifetime, 2 * written}));
    return {};
  }

  sql::Transaction& tx_;
  const News news_;
};

Result<std::set<UserId>> mentioned_in(sql::Transaction& tx, const tickets::Comment& comment) {
  const std::string_view text = comment.visible_body ? *comment.visible_body : comment.body;
  if (!may_mention(text)) return std::set<UserId>();
  const auto names =
      PULT_TRY(tx.all("SELECT id, name FROM users WHERE role <> 'end-user' AND active = 1 LIMIT ?1", {most_agents},
                      [](const sql::Row& row) { return std::pair(row.id<UserId>(0), row.string(1)); }));
  return find_mentioned(text, names);
}

}  // namespace

bool may_mention(std::string_view text) {
  for (auto at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1))
    if (begins_mention(text, at)) return true;
  return false;
}

std::set<UserId> find_mentioned(std::string_view text, const std::vector<std::pair<UserId, std::string>>& names) {
  std::set<UserId> out;
  for (auto at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    if (!begins_mention(text, at)) continue;
    const auto rest = text.substr(at + 1);
    std::size_t longest = 0;
    for (const auto& [id, name] : names)
      if (name.size() > longest && rest.starts_with(name) && ends_word(rest.substr(name.size()))) longest = name.size();
    for (const auto& [id, name] : names)
      if (longest > 0 && name.size() == longest && rest.starts_with(name)) out.insert(id);
  }
  return out;
}

std::string_view kind_for_assignee(const tickets::Notice& notice, bool author_is_agent) {
  if (!notice.after.assignee || is_gone(notice.after)) return {};
  if (!notice.before || notice.before->assignee != notice.after.assignee) return "assigned";
  if (notice.comment) return !counts(notice.audit) ? "" : author_is_agent ? "agent_update" : "customer_reply";
  if (has_side_answer(notice.audit)) return "agent_update";
  return notice.actor.is_agent() && !notice.actor.is_system && changes_course(notice.audit) ? "agent_update" : "";
}

bool is_new_to_group(const tickets::Notice& notice) {
  const auto& after = notice.after;
  if (after.assignee || !after.group || after.status >= tickets::Status::solved) return false;
  return !notice.before || notice.before->group != after.group || notice.before->assignee;
}

bool is_taken_back(const tickets::Notice& notice) {
  return notice.before && notice.before->assignee && !notice.after.assignee && notice.audit.via == "rule" &&
         notice.audit.metadata.contains(tickets::ownership_rel);
}

Result<void> tell(sql::Transaction& tx, const tickets::Notice& notice) {
  Writer writer(tx, news_of(notice));
  const bool may_matter = notice.after.assignee || (notice.comment && may_mention(notice.comment->body));
  const bool by_agent = may_matter && PULT_TRY(is_agent(tx, notice));
  std::set<UserId> mentioned;
  if (notice.comment && by_agent && !is_gone(notice.after)) mentioned = PULT_TRY(mentioned_in(tx, *notice.comment));
  for (const auto user : mentioned) PULT_TRY(writer.tell({"mention", "u.id = ?6", user.value}));
  const auto assignee = notice.after.assignee;
  const auto kind = kind_for_assignee(notice, by_agent);
  if (!kind.empty() && assignee != notice.actor.id() && !mentioned.contains(assignee))
    PULT_TRY(writer.tell({kind, "u.id = ?6", assignee.value}));
  if (is_taken_back(notice)) {
    PULT_TRY(writer.tell({"taken_back", "u.id = ?6", notice.before->assignee.value}));
    mentioned.insert(notice.before->assignee);  // and of nothing else
  }
  if (is_new_to_group(notice)) {
    auto condition = std::string("u.id IN (SELECT user_id FROM group_memberships WHERE group_id = ?6)");
    for (const auto user : mentioned) condition += " AND u.id <> " + std::to_string(user.value);
    PULT_TRY(writer.tell({"new_ticket", condition, notice.after.group.value}));
  }
  return {};
}

Result<void> tell_sla(sql::Transaction& tx, const tickets::Ticket& ticket, const SlaTold& told, Micros now) {
  if (is_gone(ticket)) return {};
  const auto desk = people::system_actor().id();
  Writer writer(
      tx, {ticket.id, {}, desk, desk, desk, ticket.last_audit, now, sla::render_metric(told.metric), told.due_at});
  std::string who = "u.id = ?6";
  if (!ticket.assignee) who = "u.id IN (SELECT user_id FROM group_memberships WHERE group_id = ?6)";
  if (ticket.group)
    who += " OR u.id IN (SELECT user_id FROM group_leads WHERE group_id = " + std::to_string(ticket.group.value) + ")";
  if (told.tells_admins) who += " OR u.role = 'admin'";
  return writer.tell({told.kind, "(" + who + ")", ticket.assignee ? ticket.assignee.value : ticket.group.value});
}

}  // namespace pult::notify
