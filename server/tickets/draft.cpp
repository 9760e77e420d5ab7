// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/draft.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "text/html_text.hpp"
#include "tickets/comment.hpp"

namespace pult::tickets {
namespace json = boost::json;
namespace {

const std::string columns =
    "user_id, ticket_id, body, html_body, is_public, uploads, updated_at, is_shared, taken_by, bcc";

Draft map(const sql::Row& row) {
  return {row.id<UserId>(0), row.id<TicketId>(1), row.string(2),  row.string(3),     row.boolean(4),
          row.string(5),     row.int64(6),        row.boolean(7), row.id<UserId>(8), row.string(9)};
}

json::array list_in(const std::string& text) {
  boost::system::error_code broken;
  auto parsed = json::parse(text, broken);
  return broken || !parsed.is_array() ? json::array() : std::move(parsed.get_array());
}

json::array tokens_of(const Draft& draft) { return list_in(draft.uploads); }

std::string joined(const std::string& first, const std::string& second) {
  auto out = list_in(first);
  for (auto& address : list_in(second))
    if (std::ranges::find(out, address) == out.end()) out.push_back(std::move(address));
  return json::serialize(out);
}

std::string html_of(const Draft& draft) {
  return draft.html_body.empty() ? text::text_to_html(draft.body) : draft.html_body;
}

// The first text, then the second.
Draft joined(Draft first, const Draft& second) {
  first.bcc = joined(first.bcc, second.bcc);
  if (second.body.empty() && second.html_body.empty() && tokens_of(second).empty()) return first;
  first.html_body = html_of(first) + html_of(second);
  first.body += (first.body.empty() ? "" : "\n") + second.body;
  auto tokens = tokens_of(first);
  for (auto& token : tokens_of(second)) tokens.push_back(std::move(token));
  first.uploads = json::serialize(tokens);
  return first;
}

}  // namespace

Result<void> save_draft(sql::Transaction& tx, const Draft& draft) {
  PULT_TRY(tx.run(
      "INSERT INTO drafts (user_id, ticket_id, body, html_body, is_public, uploads, updated_at, is_shared, "
      "taken_by, bcc) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (user_id, ticket_id) DO UPDATE SET "
      "body = excluded.body, html_body = excluded.html_body, is_public = excluded.is_public, "
      "uploads = excluded.uploads, updated_at = excluded.updated_at, is_shared = excluded.is_shared, "
      "taken_by = excluded.taken_by, bcc = excluded.bcc",
      {draft.user, draft.ticket, draft.body, draft.html_body, draft.is_public, draft.uploads, draft.updated_at,
       draft.is_shared, draft.taken_by, draft.bcc}));
  return {};
}

Result<std::optional<Draft>> find_draft(sql::Transaction& tx, UserId user, TicketId ticket) {
  return tx.one("SELECT " + columns + " FROM drafts WHERE user_id = ?1 AND ticket_id = ?2", {user, ticket}, map);
}

Result<std::vector<Draft>> list_drafts(sql::Transaction& tx, UserId user) {
  return tx.all("SELECT " + columns + " FROM drafts WHERE user_id = ?1 ORDER BY updated_at DESC LIMIT 500", {user},
                map);
}

Result<std::vector<Draft>> list_shared_drafts(sql::Transaction& tx, TicketId ticket) {
  return tx.all("SELECT " + columns + " FROM drafts WHERE ticket_id = ?1 AND is_shared = 1 ORDER BY user_id LIMIT 100",
                {ticket}, map);
}

Result<void> delete_draft(sql::Transaction& tx, UserId user, TicketId ticket) {
  const auto was_shared = PULT_TRY(
      tx.one_int64("DELETE FROM drafts WHERE user_id = ?1 AND ticket_id = ?2 RETURNING is_shared", {user, ticket}));
  if (was_shared.value_or(0)) tell_part(tx, ticket, drafts_part, user);
  return {};
}

Result<void> return_to_draft(sql::Transaction& tx, Draft text) {
  const auto written = PULT_TRY(find_draft(tx, text.user, text.ticket));
  return save_draft(tx, written ? joined(std::move(text), *written) : text);
}

Result<Draft> take_draft(sql::Transaction& tx, Draft shared, UserId taker, Micros now) {
  for (const auto& token : tokens_of(shared))
    if (token.is_string()) PULT_TRY(hand_over_upload(tx, std::string(token.get_string()), shared.user, taker));
  const auto own = PULT_TRY(find_draft(tx, taker, shared.ticket));
  Draft taken = own ? joined(*own, shared) : shared;
  if (!own) taken.user = taker;
  taken.is_shared = false;
  taken.taken_by = {};
  taken.updated_at = now;
  PULT_TRY(save_draft(tx, taken));
  shared.is_shared = false;
  shared.taken_by = taker;
  PULT_TRY(save_draft(tx, shared));
  tell_part(tx, shared.ticket, drafts_part, shared.user);
  return taken;
}

void tell_part(sql::Transaction& tx, TicketId ticket, std::string_view part, UserId user) {
  tx.notify("ticket_part", std::to_string(ticket.value) + " " + std::string(part) + " " + std::to_string(user.value));
}

}  // namespace pult::tickets
