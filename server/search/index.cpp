// SPDX-License-Identifier: AGPL-3.0-or-later
#include <boost/json.hpp>

#include "people/organization.hpp"
#include "search/merging.hpp"
#include "search/postings.hpp"
#include "search/search.hpp"
#include "search/side_messages.hpp"
#include "search/vocabulary.hpp"
#include "tickets/links.hpp"
#include "tickets/side_talk.hpp"

namespace pult::search {
namespace {

namespace json = boost::json;

// What stands in the index for a ticket's first comment beside its own words.
struct KnownHead {
  text::Language language = text::Language::unknown;
  Head head;
};

Result<std::optional<KnownHead>> find_head(sql::Transaction& tx, TicketId ticket) {
  return tx.one(
      "SELECT language, subject, about FROM search_heads WHERE ticket_id = ?1", {ticket},
      [](const sql::Row& row) { return KnownHead{parse_language(row.text(0)), {row.string(1), row.string(2)}}; });
}

Result<void> save_head(sql::Transaction& tx, TicketId ticket, const KnownHead& known) {
  PULT_TRY(
      tx.run("INSERT INTO search_heads (ticket_id, language, subject, about) VALUES (?1, ?2, ?3, ?4) "
             "ON CONFLICT (ticket_id) DO UPDATE SET language = excluded.language, subject = excluded.subject, "
             "about = excluded.about",
             {ticket, render_language(known.language), known.head.subject, known.head.about}));
  return {};
}

// What people wrote into the fields of a ticket.
void append_texts(const json::value& value, std::string& out) {
  if (value.is_string()) out.append("\n").append(std::string_view(value.get_string()));
  if (value.is_array())
    for (const auto& one : value.get_array()) append_texts(one, out);
}

// Whom a ticket is of.
struct Owner {
  people::User requester;
  std::string organization;  // its name
};

Head make_head(const tickets::Ticket& ticket, const Owner& owner) {
  Head head{ticket.subject, {}};
  for (const auto* part : {&ticket.tags, &owner.requester.name, &owner.requester.email})
    head.about.append(*part).append("\n");
  if (!owner.organization.empty()) head.about.append(owner.organization).append("\n");
  if (ticket.custom_fields.size() <= 2) return head;
  boost::system::error_code broken;
  const auto fields = json::parse(ticket.custom_fields, broken);
  if (!broken && fields.is_object())
    for (const auto& [id, value] : fields.get_object()) append_texts(value, head.about);
  return head;
}

bool changes_head(const tickets::Ticket& before, const tickets::Ticket& after) {
  return before.subject != after.subject || before.tags != after.tags || before.requester != after.requester ||
         before.custom_fields != after.custom_fields || before.organization != after.organization;
}

// `requester`: where it was read already.
Result<Owner> owner_of(sql::Transaction& tx, const tickets::Ticket& ticket, const people::User* requester = nullptr) {
  Owner owner;
  owner.requester = requester ? *requester : PULT_TRY(people::find_user(tx, ticket.requester)).value_or(people::User{});
  if (ticket.organization)
    if (auto found = PULT_TRY(people::find_organization(tx, ticket.organization)))
      owner.organization = std::move(found->name);
  return owner;
}

// Words prepared before the transaction serve where they are of the same text and their language was clear.
bool are_of(const tickets::Words* words, tickets::Extent extent, const tickets::Comment& comment) {
  return words && words->language != text::Language::unknown && (words->extent == extent || !comment.visible_body);
}

// Where documents go: with the words that the vocabulary may not have. `known` may be null.
struct Index {
  sql::Transaction& tx;
  KnownWords* known;
  Result<void> insert(DocumentId id, const Document& document) const {
    PULT_TRY(add_words(tx, document, known));
    return insert_document(tx, id, document);
  }
};

Result<void> index_first(const Index& index, const tickets::Ticket& ticket, const tickets::Comment& comment,
                         const Owner& owner, const tickets::Words* words) {
  const bool is_prepared = are_of(words, tickets::Extent::whole, comment);
  const auto language =
      is_prepared ? words->language
                  : text::detect_language(ticket.subject + "\n" + comment.body, parse_language(owner.requester.locale));
  const KnownHead known{language, make_head(ticket, owner)};
  PULT_TRY(save_head(index.tx, ticket.id, known));
  return index.insert({ticket.id, 1, !comment.is_public}, is_prepared
                                                              ? make_document(known.head, words->tokens, language)
                                                              : make_document(known.head, comment.body, language));
}

// Later comments without their quotes: those are the words of other comments.
Document later_document(const tickets::Comment& comment, text::Language fallback) {
  const auto& body = comment.visible_body ? *comment.visible_body : comment.body;
  return make_document(Head(), body, text::detect_language(body, fallback));
}

Result<void> index_later(const Index& index, const tickets::Ticket& ticket, const tickets::Comment& comment,
                         const tickets::Words* words) {
  const DocumentId id{ticket.id, ticket.comment_count, !comment.is_public};
  if (id.place > DocumentId::max_comments) return {};
  if (are_of(words, tickets::Extent::visible, comment))
    return index.insert(id, make_document(Head(), words->tokens, words->language));
  const auto known = PULT_TRY(find_head(index.tx, ticket.id));
  return index.insert(id, later_document(comment, known ? known->language : text::Language::unknown));
}

Result<void> index_changed_head(const Index& index, const tickets::Ticket& ticket) {
  auto& tx = index.tx;
  const auto old = PULT_TRY(find_head(tx, ticket.id));
  const auto comment = PULT_TRY(tickets::find_comment(tx, ticket.first_comment));
  if (!comment) return {};
  const auto owner = PULT_TRY(owner_of(tx, ticket));
  if (!old) return index_first(index, ticket, *comment, owner, nullptr);
  const KnownHead known{old->language, make_head(ticket, owner)};
  if (known.head == old->head) return {};
  const DocumentId id{ticket.id, 1, !comment->is_public};
  PULT_TRY(save_head(tx, ticket.id, known));
  PULT_TRY(remove_document(tx, id, make_document(old->head, comment->body, old->language)));
  return index.insert(id, make_document(known.head, comment->body, known.language));
}

// Calls `use(id, document)` for each comment, as it stands in the index.
template <class Use>
Result<void> each_document(sql::Transaction& tx, TicketId ticket, const KnownHead& known, Use use) {
  constexpr int comments_at_once = 100;
  tickets::CommentFilter filter;
  filter.ticket = ticket;
  filter.limit = comments_at_once;
  std::int64_t place = 0;
  for (bool more = true; more;) {
    const auto comments = PULT_TRY(tickets::list_comments(tx, filter));
    for (const auto& comment : comments) {
      const bool is_first = ++place == 1;
      if (place > DocumentId::max_comments) return {};
      PULT_TRY(use(DocumentId{ticket, place, !comment.is_public},
                   is_first ? make_document(known.head, comment.body, known.language)
                            : later_document(comment, known.language)));
      filter.after = comment.id;
    }
    more = int(comments.size()) == comments_at_once;
  }
  return {};
}

Result<void> index_whole(const Index& index, const tickets::Ticket& ticket) {
  const auto comment = PULT_TRY(tickets::find_comment(index.tx, ticket.first_comment));
  if (!comment) return {};
  const auto owner = PULT_TRY(owner_of(index.tx, ticket));
  const auto language =
      text::detect_language(ticket.subject + "\n" + comment->body, parse_language(owner.requester.locale));
  const KnownHead known{language, make_head(ticket, owner)};
  PULT_TRY(save_head(index.tx, ticket.id, known));
  for (const auto& said : PULT_TRY(place_side_messages(index.tx, ticket.id, language)))
    PULT_TRY(index.insert(said.id, said.document));
  return each_document(index.tx, ticket.id, known,
                       [&](DocumentId id, const Document& document) { return index.insert(id, document); });
}

// Into free places of `ticket`, which may be another one by now.
Result<void> move_side(const Index& index, TicketId ticket, const std::vector<SideDocument>& old) {
  for (const auto& one : old) PULT_TRY(remove_document(index.tx, one.id, one.document));
  for (const auto& one : PULT_TRY(place_again(index.tx, ticket, old))) PULT_TRY(index.insert(one.id, one.document));
  return {};
}

// What was said in side conversations, and those that came with a ticket that was merged into this one.
Result<void> index_side_talk(const Index& index, const tickets::Notice& notice) {
  const auto ticket = notice.after.id;
  for (const auto& event : notice.audit.events) {
    if (const auto conversation = tickets::conversation_of(event)) {
      const auto head = PULT_TRY(find_head(index.tx, ticket));
      const auto fallback = head ? head->language : text::Language::unknown;
      if (const auto said = PULT_TRY(place_side_message(index.tx, ticket, conversation, fallback)))
        PULT_TRY(index.insert(said->id, said->document));
    }
    const auto merged = tickets::render_link_kind(tickets::LinkKind::merged_from);
    if (event.field == "link" && event.value && event.value->starts_with(merged))
      PULT_TRY(move_side(index, ticket, PULT_TRY(list_moved_side_documents(index.tx, ticket))));
  }
  return {};
}

Result<void> index_notice(const Index& index, const tickets::Notice& notice) {
  const auto deleted = tickets::Status::deleted;
  if (!notice.before) {
    if (!notice.comment) return {};
    const auto owner = PULT_TRY(owner_of(index.tx, notice.after, notice.requester));
    return index_first(index, notice.after, *notice.comment, owner, notice.words);
  }
  if (notice.after.status == deleted)
    return notice.before->status == deleted ? Result<void>() : forget_ticket(index.tx, notice.after.id);
  if (notice.before->status == deleted) return index_whole(index, notice.after);
  PULT_TRY(index_side_talk(index, notice));
  if (notice.comment) PULT_TRY(index_later(index, notice.after, *notice.comment, notice.words));
  return changes_head(*notice.before, notice.after) ? index_changed_head(index, notice.after) : Result<void>();
}

}  // namespace

tickets::Hook index_hook(const base::Clock& clock) {
  return [known = std::make_shared<KnownWords>(), reminder = std::make_shared<MergeReminder>(clock)](
             sql::Transaction& tx, const tickets::Notice& notice) -> Result<void> {
    PULT_TRY(index_notice({tx, known.get()}, notice));
    return reminder->note_change(tx);
  };
}

Result<void> index_ticket(sql::Transaction& tx, const tickets::Ticket& ticket) {
  return index_whole({tx, nullptr}, ticket);
}

Result<void> reindex_head(sql::Transaction& tx, const tickets::Ticket& ticket) {
  return index_changed_head({tx, nullptr}, ticket);
}

Result<void> reindex_side_conversation(sql::Transaction& tx, TicketId ticket,
                                       tickets::SideConversationId conversation) {
  return move_side({tx, nullptr}, ticket, PULT_TRY(list_side_documents(tx, conversation)));
}

Result<void> forget_ticket(sql::Transaction& tx, TicketId ticket) {
  const auto known = PULT_TRY(find_head(tx, ticket));
  if (!known) return {};
  PULT_TRY(each_document(tx, ticket, *known,
                         [&](DocumentId id, const Document& document) { return remove_document(tx, id, document); }));
  for (const auto& one : PULT_TRY(list_side_documents(tx, ticket))) PULT_TRY(remove_document(tx, one.id, one.document));
  PULT_TRY(forget_side_places(tx, ticket));
  PULT_TRY(tx.run("DELETE FROM search_heads WHERE ticket_id = ?1", {ticket}));
  return {};
}

Result<void> reindex_comment(sql::Transaction& tx, const tickets::Comment& before, const tickets::Comment& after) {
  const auto known = PULT_TRY(find_head(tx, after.ticket));
  if (!known) return {};
  const auto place = PULT_TRY(tx.one_int64("SELECT COUNT(*) FROM comments WHERE ticket_id = ?1 AND id <= ?2",
                                           {after.ticket, after.id}))
                         .value_or(0);
  if (place > DocumentId::max_comments) return {};
  const auto document_of = [&](const tickets::Comment& comment) {
    return place == 1 ? make_document(known->head, comment.body, known->language)
                      : later_document(comment, known->language);
  };
  PULT_TRY(remove_document(tx, {after.ticket, place, !before.is_public}, document_of(before)));
  return Index{tx, nullptr}.insert({after.ticket, place, !after.is_public}, document_of(after));
}

Result<void> complete_index(sql::Database& database) {
  constexpr int tickets_at_once = 200;
  KnownWords known;
  bool is_changed = false;
  for (bool more = true; more;) {
    PULT_TRY(database.write([&](sql::Transaction& tx) -> Result<void> {
      const auto from =
          PULT_TRY(tx.one_int64("SELECT CAST(value AS BIGINT) FROM settings WHERE name = 'search_indexed_from'", {}));
      more = from.has_value();
      if (!from) return {};
      is_changed = true;
      const auto ids =
          PULT_TRY(tx.all("SELECT id FROM tickets WHERE id < ?1 ORDER BY id DESC LIMIT ?2", {*from, tickets_at_once},
                          [](const sql::Row& row) { return row.id<TicketId>(0); }));
      for (const auto id : ids)
        if (const auto ticket = PULT_TRY(tickets::find_ticket(tx, id));
            ticket && ticket->status != tickets::Status::deleted)
          PULT_TRY(index_whole({tx, &known}, *ticket));
      if (ids.empty())
        PULT_TRY(tx.run("DELETE FROM settings WHERE name = 'search_indexed_from'"));
      else
        PULT_TRY(tx.run("UPDATE settings SET value = ?1 WHERE name = 'search_indexed_from'",
                        {std::to_string(ids.back().value)}));
      return {};
    }));
  }
  if (is_changed) PULT_TRY(merge_all(database));
  return people::complete_word_index(database);
}

}  // namespace pult::search
