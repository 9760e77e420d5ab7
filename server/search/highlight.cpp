// SPDX-License-Identifier: AGPL-3.0-or-later
#include "text/highlight.hpp"

#include "search/postings.hpp"
#include "search/search.hpp"
#include "sql/id_list.hpp"

namespace pult::search {
namespace {

constexpr std::size_t subject_bytes = 300, body_bytes = 240;

std::vector<text::QueryTerm> terms_of(const Query& query, bool of_subject) {
  std::vector<text::QueryTerm> terms;
  for (const auto& words : query.words)
    if (words.field.empty() || (words.field == "subject") == of_subject) terms.push_back(words.term);
  return terms;
}

}  // namespace

Result<std::map<std::int64_t, Highlights>> highlight(sql::Transaction& tx, const Query& query,
                                                     const std::vector<FoundTicket>& tickets,
                                                     const std::vector<tickets::Ticket>& rows) {
  std::map<std::int64_t, Highlights> found;
  const auto of_subject = terms_of(query, true), of_body = terms_of(query, false);
  for (const auto& row : rows) found[row.id.value].subject = text::highlight(row.subject, of_subject, subject_bytes);
  std::vector<std::int64_t> ids, comments;
  for (const auto& [ticket, place] : tickets) {
    if (place == 0 || !found.contains(ticket.value)) continue;
    ids.push_back(ticket.value);
    comments.push_back(ticket.value * DocumentId::per_ticket + place);
  }
  if (ids.empty()) return found;
  const sql::IdList ticket_list(tx, ids), comment_list(tx, comments);
  // The first comment whole, later ones without their quotes: what of them is in the index.
  PULT_TRY(tx.each(
      "SELECT c.ticket_id, CASE WHEN n.place = 1 THEN c.body ELSE COALESCE(c.visible_body, c.body) END FROM "
      "(SELECT id, ticket_id, ROW_NUMBER() OVER (PARTITION BY ticket_id ORDER BY id) AS place FROM comments WHERE "
      "ticket_id IN (SELECT x.id FROM " +
          ticket_list.table("?1") +
          ")) AS n JOIN comments c ON c.id = n.id "
          "WHERE n.ticket_id * 65536 + n.place IN (SELECT x.id FROM " +
          comment_list.table("?2") + ")",
      {ticket_list, comment_list}, [&](const sql::Row& row) -> Result<void> {
        found[row.int64(0)].body = text::highlight(row.text(1), of_body, body_bytes);
        return {};
      }));
  // Messages of side conversations are not among the comments.
  PULT_TRY(
      tx.each("SELECT s.ticket_id, COALESCE(e.visible_body, e.body) FROM search_side s JOIN side_events e ON "
              "e.id = s.side_event_id WHERE s.ticket_id IN (SELECT x.id FROM " +
                  ticket_list.table("?1") + ") AND s.ticket_id * 65536 + s.place IN (SELECT x.id FROM " +
                  comment_list.table("?2") + ")",
              {ticket_list, comment_list}, [&](const sql::Row& row) -> Result<void> {
                found[row.int64(0)].body = text::highlight(row.text(1), of_body, body_bytes);
                return {};
              }));
  return found;
}

}  // namespace pult::search
