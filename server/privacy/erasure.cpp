// SPDX-License-Identifier: AGPL-3.0-or-later
#include "privacy/erasure.hpp"

#include "people/audit_log.hpp"
#include "people/deletion.hpp"
#include "people/rename.hpp"
#include "privacy/export.hpp"
#include "sql/id_list.hpp"
#include "sql/insert_id.hpp"
#include "tickets/user_photo.hpp"
#include "timers/timers.hpp"

namespace pult::privacy {
namespace {

constexpr std::string_view of_them = " FROM tickets t WHERE t.status < 6 AND t.requester_id = ?1";

Result<std::int64_t> count(sql::Transaction& tx, const std::string& sql, const std::vector<sql::Param>& params) {
  return PULT_TRY(tx.one_int64(sql, params)).value_or(0);
}

Result<std::vector<people::User>> merged_into(sql::Transaction& tx, UserId user) {
  const auto ids = PULT_TRY(tx.all("SELECT id FROM users WHERE merged_into = ?1 AND purged = 0", {user},
                                   [](const sql::Row& row) { return row.id<UserId>(0); }));
  return people::list_users(tx, ids);
}

Result<Traces> load_traces(sql::Transaction& tx, const people::User& user) {
  return traces_of(user, PULT_TRY(people::list_identities(tx, user.id)));
}

Result<void> empty_row(sql::Transaction& tx, const people::Actor& actor, const people::User& user, Micros now,
                       std::vector<std::string>& digests) {
  auto digest = PULT_TRY(tickets::drop_user_photo(tx, user.id, now));
  if (!digest.empty()) digests.push_back(std::move(digest));
  if (user.active) PULT_TRY(people::delete_user(tx, user.id, now));
  for (const auto* table : {"oauth_tokens", "oauth_codes", "push_subscriptions", "notifications", "bookmarks",
                            "notification_settings", "idempotency_keys"})
    PULT_TRY(tx.run("DELETE FROM " + std::string(table) + " WHERE user_id = ?1", {user.id}));
  PULT_TRY(people::purge_user_for(tx, PULT_TRY(people::load_user(tx, user.id)), actor.id(), now));
  // What they would follow is looked through anyway, and two at once would stand in each other's way.
  for (const auto timer : {people::renamed_timer, people::purged_timer})
    PULT_TRY(timers::cancel(tx, timer, std::to_string(user.id.value)));
  return {};
}

Result<void> record(sql::Transaction& tx, const people::Actor& actor, const Erasure& erasure, Micros now) {
  people::audit_log::Entry entry;
  entry.action = "destroy";
  entry.source_type = "user";
  entry.source_id = erasure.user.value;
  entry.source_label = "User " + std::to_string(erasure.user.value);
  entry.change_description = "Personal data erased; content: " + std::string(render_content(erasure.content));
  return people::audit_log::record(tx, actor, std::move(entry), now);
}

// Files that the person's row or tickets were imported from tell of them, too.
Result<void> forget_import_files(sql::Transaction& tx, const Erasure& erasure, std::vector<std::string>& digests) {
  const auto files = PULT_TRY(tx.all(
      "SELECT DISTINCT i.sha256 FROM imports i JOIN import_rows r ON r.import_id = i.id WHERE i.in_blobs = 1 AND "
      "i.state NOT IN ('queued', 'working') AND ((i.kind = 'users' AND r.object_id = ?1) OR (i.kind = 'tickets' AND "
      "r.object_id IN (SELECT ticket_id FROM erasure_tickets WHERE erasure_id = ?2)))",
      {erasure.user, erasure.id}, [](const sql::Row& row) { return row.string(0); }));
  for (const auto& file : files) {
    PULT_TRY(tx.run("UPDATE imports SET in_blobs = 0 WHERE sha256 = ?1", {file}));
    digests.push_back(file);
  }
  return {};
}

Erasure map(const sql::Row& row) {
  return {row.id<ErasureId>(0),      row.id<UserId>(1),
          row.id<UserId>(2),         parse_content(row.text(3)).value_or(Content::keep),
          parse_traces(row.text(4)), row.int64(5),
          row.optional_int64(6)};
}

const std::string columns = "id, user_id, actor_id, content, traces, created_at, finished_at";

}  // namespace

std::string_view render_content(Content content) {
  if (content == Content::redact) return "redact";
  return content == Content::remove ? "delete" : "keep";
}

std::optional<Content> parse_content(std::string_view text) {
  if (text == "keep") return Content::keep;
  if (text == "redact") return Content::redact;
  return text == "delete" ? std::optional(Content::remove) : std::nullopt;
}

Result<Preview> preview(sql::Transaction& tx, const people::User& user) {
  Preview out;
  const std::string theirs(of_them);
  out.tickets = PULT_TRY(count(tx, "SELECT COUNT(*)" + theirs, {user.id}));
  out.tickets_in_copy =
      PULT_TRY(count(tx, "SELECT COUNT(DISTINCT ticket_id) FROM ticket_people WHERE user_id = ?1", {user.id}));
  const auto comments = " FROM comments c WHERE c.author_id = ?1 AND c.ticket_id IN (SELECT t.id" + theirs + ")";
  out.comments = PULT_TRY(count(tx, "SELECT COUNT(*)" + comments, {user.id}));
  out.attachments = PULT_TRY(
      count(tx, "SELECT COUNT(*) FROM attachments WHERE comment_id IN (SELECT c.id" + comments + ")", {user.id}));
  const auto identities = PULT_TRY(people::list_identities(tx, user.id));
  out.identities = std::int64_t(identities.size());
  for (const auto& identity : identities)
    if (identity.type == "email")
      out.suspended_tickets +=
          PULT_TRY(count(tx, "SELECT COUNT(*) FROM suspended_tickets WHERE LOWER(author_email) = ?1",
                         {people::address_key(identity.value)}));
  return out;
}

Result<void> check_erasable(const people::User& user) {
  if (user.purged) return base::fail_field("base", "InvalidValue", "This person is erased already");
  if (user.is_agent() && user.active)
    return base::fail_field("base", "InvalidValue", "Agents cannot be erased: make them end-users first");
  return {};
}

Result<Begun> begin_erasure(sql::Transaction& tx, const people::Actor& actor, const people::User& user, Content content,
                            Micros now) {
  PULT_TRY(check_erasable(user));
  Begun out;
  out.erasure = {{}, user.id, actor.id(), content, PULT_TRY(load_traces(tx, user)), now, {}};
  const auto others = PULT_TRY(merged_into(tx, user.id));
  for (const auto& other : others) add(out.erasure.traces, PULT_TRY(load_traces(tx, other)));
  const auto id = PULT_TRY(sql::insert_id(
      tx, "INSERT INTO erasures (user_id, actor_id, content, traces, created_at) VALUES (?1, ?2, ?3, ?4, ?5)",
      {user.id, actor.id().value, render_content(content), render_traces(out.erasure.traces), now}));
  out.erasure.id = ErasureId(id.value_or(0));
  PULT_TRY(
      tx.run("INSERT INTO erasure_tickets (erasure_id, ticket_id) SELECT ?2, id FROM tickets WHERE requester_id = "
             "?1 UNION SELECT ?2, ticket_id FROM ticket_people WHERE user_id = ?1",
             {user.id, out.erasure.id}));
  if (content == Content::remove)
    out.requested = PULT_TRY(tx.all("SELECT id FROM tickets WHERE requester_id = ?1 ORDER BY id", {user.id},
                                    [](const sql::Row& row) { return row.id<TicketId>(0); }));
  PULT_TRY(forget_import_files(tx, out.erasure, out.digests));
  for (auto& digest : PULT_TRY(delete_exports_of(tx, user.id))) out.digests.push_back(std::move(digest));
  PULT_TRY(empty_row(tx, actor, user, now, out.digests));
  for (const auto& other : others) PULT_TRY(empty_row(tx, actor, other, now, out.digests));
  PULT_TRY(record(tx, actor, out.erasure, now));
  return out;
}

Result<Erasure> load_erasure(sql::Transaction& tx, ErasureId id) {
  auto found = PULT_TRY(tx.one("SELECT " + columns + " FROM erasures WHERE id = ?1", {id}, map));
  if (!found) return base::fail_not_found();
  return std::move(*found);
}

Result<void> finish_erasure(sql::Transaction& tx, ErasureId id, Micros now) {
  PULT_TRY(tx.run("UPDATE erasures SET traces = NULL, finished_at = ?2 WHERE id = ?1", {id, now}));
  PULT_TRY(tx.run("DELETE FROM erasure_tickets WHERE erasure_id = ?1", {id}));
  return {};
}

Result<std::vector<Erasure>> list_erasures(sql::Transaction& tx, UserId user) {
  return tx.all("SELECT " + columns + " FROM erasures WHERE user_id = ?1 ORDER BY id DESC", {user}, map);
}

}  // namespace pult::privacy
