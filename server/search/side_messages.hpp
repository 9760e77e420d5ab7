// SPDX-License-Identifier: AGPL-3.0-or-later
// Messages of side conversations as documents of their ticket: private ones, above the comments (DocumentId). Private
// to search.
#pragma once
#include "search/document.hpp"
#include "sql/database.hpp"
#include "tickets/side_conversation.hpp"

namespace pult::search {

struct SideDocument {
  tickets::SideEventId event;
  DocumentId id;
  Document document;
};

// Gives the newest message of the conversation a place and tells its document; nullopt where it has one already, for
// what a machine wrote, and for tickets whose places are taken.
Result<std::optional<SideDocument>> place_side_message(sql::Transaction& tx, TicketId ticket,
                                                       tickets::SideConversationId conversation,
                                                       text::Language fallback);
// The same for all messages of the ticket's conversations that have no place yet.
Result<std::vector<SideDocument>> place_side_messages(sql::Transaction& tx, TicketId ticket, text::Language fallback);
// As they stand in the index: of a ticket; of a conversation; and of the ticket's conversations that are in the index
// of another, which was merged into it.
Result<std::vector<SideDocument>> list_side_documents(sql::Transaction& tx, TicketId ticket);
Result<std::vector<SideDocument>> list_side_documents(sql::Transaction& tx, tickets::SideConversationId conversation);
Result<std::vector<SideDocument>> list_moved_side_documents(sql::Transaction& tx, TicketId ticket);
// What takes the place of documents that were taken out: written anew from the messages, in free places of `ticket`.
Result<std::vector<SideDocument>> place_again(sql::Transaction& tx, TicketId ticket,
                                              const std::vector<SideDocument>& old);
Result<void> forget_side_places(sql::Transaction& tx, TicketId ticket);

}  // namespace pult::search
