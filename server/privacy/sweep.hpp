// SPDX-License-Identifier: AGPL-3.0-or-later
// Takes the traces of a person out of everything that was ever stored, a piece of a table at a time.
#pragma once
#include "privacy/erasure.hpp"
#include "tickets/desk.hpp"

namespace pult::privacy {

// How far it got.
struct Place {
  std::string table;  // "": before the first
  std::int64_t from = 0;
};

struct Swept {
  std::optional<Place> next;         // nullopt: all is done
  std::vector<std::string> digests;  // of content that nothing named by the rows needs any more (raw mails, files)
};
// `actor`: who asked; what is taken out of tickets stands in their audits under that name.
Result<Swept> sweep(sql::Transaction& tx, const tickets::Desk& desk, const people::Actor& actor, const Erasure& erasure,
                    const Place& place);
// A comment's text and files, blacked out: it was there, and nobody reads it any more. Gives the digests of its files
// and of the mail it came by.
Result<std::vector<std::string>> blank_comment(sql::Transaction& tx, const tickets::Desk& desk,
                                               const people::Actor& actor, CommentId id);
// After the last piece: words that nothing but the person was found by.
Result<void> forget_words(sql::Transaction& tx, const Traces& traces, Micros now);

}  // namespace pult::privacy
