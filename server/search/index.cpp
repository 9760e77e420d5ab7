// SPDX-License-Identifier: AGPL-3.0-or-later
#include "search/postings.hpp"
#include "search/search.hpp"

namespace pult::search {
namespace {

// What stands in the index for a ticket's first comment beside its own words.
struct Head {
  CommentId comment;
  text::Language language = text::Language::unknown;
  std::string text;
};

Result<std::optional<Head>> find_head(sql::Transaction& tx, TicketId ticket) {
  return tx.one("SELECT comment_id, language, head FROM search_heads WHERE ticket_id = ?1", {ticket},
                [](const sql::Row& row) {
                  return Head{row.id<CommentId>(0), parse_language(row.text(1)), row.string(2)};
                });
}

Result<void> save_head(sql::Transaction& tx, TicketId ticket, const Head& head) {
  PULT_TRY(tx.run("INSERT INTO search_heads (ticket_id, comment_id, language, head) VALUES (?1, ?2, ?3, ?4) "
                  "ON CONFLICT (ticket_id) DO UPDATE SET comment_id = excluded.comment_id, "
                  "language = excluded.language, head = excluded.head",
                  {ticket, head.comment, render_language(head.language), head.text}));
  return {};
}

std::string head_text(const tickets::Ticket& ticket, const people::User& requester) {
  std::string text = ticket.subject;
  for (const auto* part : {&ticket.tags, &requester.name, &requester.email}) text.append("\n").append(*part);
  return text;
}

bool changes_head(const tickets::Ticket& before, const tickets::Ticket& after) {
  return before.subject != after.subject || before.tags != after.tags || before.requester != after.requester;
}

Result<people::User> requester_of(sql::Transaction& tx, const tickets::Ticket& ticket) {
  return PULT_TRY(people::find_user(tx, ticket.requester)).value_or(people::User{});
}

// Words prepared before the transaction serve where they are of the same text and their language was clear.
bool are_of(const tickets::Words* words, tickets::Extent extent, const tickets::Comment& comment) {
  return words && words->language != text::Language::unknown && (words->extent == extent || !comment.visible_body);
}

Result<void> index_first(sql::Transaction& tx, const tickets::Ticket& ticket, const tickets::Comment& comment,
                         const people::User& requester, const tickets::Words* words) {
  const bool is_prepared = are_of(words, tickets::Extent::whole, comment);
  const auto language = is_prepared ? words->language
                                    : text::detect_language(ticket.subject + "\n" + comment.body,
                                                            parse_language(requester.locale));
  const Head head{comment.id, language, head_text(ticket, requester)};
  PULT_TRY(save_head(tx, ticket.id, head));
  return insert_document(tx, comment.id,
                         is_prepared ? make_document(head.text, words->tokens, language)
                                     : make_document(head.text, comment.body, language));
}

// Later comments without their quotes: those are the words of other comments.
Result<void> index_later(sql::Transaction& tx, const tickets::Ticket& ticket, const tickets::Comment& comment,
                         const tickets::Words* words) {
  if (are_of(words, tickets::Extent::visible, comment))
    return insert_document(tx, comment.id, make_document({}, words->tokens, words->language));
  const auto& body = comment.visible_body ? *comment.visible_body : comment.body;
  const auto head = PULT_TRY(find_head(tx, ticket.id));
  const auto language = text::detect_language(body, head ? head->language : text::Language::unknown);
  return insert_document(tx, comment.id, make_document({}, body, language));
}

Result<void> index_changed_head(sql::Transaction& tx, const tickets::Ticket& ticket) {
  const auto old = PULT_TRY(find_head(tx, ticket.id));
  const auto comment = PULT_TRY(tickets::find_comment(tx, ticket.first_comment));
  if (!comment) return {};
  if (!old) return index_first(tx, ticket, *comment, PULT_TRY(requester_of(tx, ticket)), nullptr);
  Head head = *old;
  head.text = head_text(ticket, PULT_TRY(requester_of(tx, ticket)));
  PULT_TRY(save_head(tx, ticket.id, head));
  return replace_document(tx, comment->id, make_document(old->text, comment->body, old->language),
                          make_document(head.text, comment->body, head.language));
}

Result<void> index_notice(sql::Transaction& tx, const tickets::Notice& notice) {
  if (!notice.before) {
    if (!notice.comment) return {};
    const auto requester = notice.requester ? *notice.requester : PULT_TRY(requester_of(tx, notice.after));
    return index_first(tx, notice.after, *notice.comment, requester, notice.words);
  }
  if (notice.comment) PULT_TRY(index_later(tx, notice.after, *notice.comment, notice.words));
  return changes_head(*notice.before, notice.after) ? index_changed_head(tx, notice.after) : Result<void>();
}

}  // namespace

tickets::Hook index_hook() { return index_notice; }

}  // namespace pult::search
