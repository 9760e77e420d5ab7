// SPDX-License-Identifier: AGPL-3.0-or-later
// The terms of one comment, as both databases get them.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "text/analysis.hpp"

namespace pult::search {

// Which comment a document is of. As a number it tells the ticket, so that comments of one ticket are found together
// without asking for them, newer tickets have larger numbers, and private comments are told from public ones.
struct DocumentId {
  TicketId ticket;
  std::int64_t place = 0;  // of the comment within its ticket, from 1
  bool is_private = false;

  static constexpr std::int64_t per_ticket = 65'536;
  // Messages of side conversations have the uppermost places, from the last one down; comments those below. What does
  // not find a place is not searched.
  static constexpr std::int64_t last_place = per_ticket / 2 - 1, max_comments = last_place - 4'096;
  std::int64_t number() const { return ticket.value * per_ticket + place * 2 + (is_private ? 1 : 0); }
  static DocumentId of(std::int64_t number) {
    return {TicketId(number / per_ticket), number % per_ticket / 2, number % 2 != 0};
  }
};

// A part of a document: first its words in their order, for phrases, then in no order that matters, each once, stems
// and compounds ("~invoic", "ab-12345").
struct Part {
  std::vector<std::string> words, loose;
};

struct Document {
  Part subject;
  Part about;  // tags, requester, values of fields
  Part body;
};

// What the document of a ticket's first comment holds beside the comment.
struct Head {
  std::string subject, about;
  bool operator==(const Head&) const = default;
};

// The same arguments give the same document: that is how one is taken out of the index again.
Document make_document(const Head& head, std::string_view body, text::Language language);
// The same from a body that was analysed in this language before.
Document make_document(const Head& head, const std::vector<text::Token>& body, text::Language language);

// A term without what would have a meaning in an index or a query; "" when nothing is left.
std::string safe_term(std::string_view term);

std::string render_language(text::Language language);    // "en", "" for unknown
text::Language parse_language(std::string_view locale);  // "cs-CZ" too

}  // namespace pult::search
