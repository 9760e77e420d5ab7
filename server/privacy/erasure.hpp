// SPDX-License-Identifier: AGPL-3.0-or-later
// A person is erased: the user row is emptied in the transaction that asks for it, everything else is looked through
// afterwards (sweep.hpp) by what is kept here until that is done.
#pragma once
#include <optional>

#include "people/access.hpp"
#include "privacy/traces.hpp"

namespace pult::privacy {

using ErasureId = base::Id<struct ErasureTag>;

// What becomes of what the person wrote. Names and addresses go in any case.
enum class Content : std::uint8_t { keep, redact, remove };  // "keep", "redact", "delete" (their tickets, for good)
std::string_view render_content(Content content);
std::optional<Content> parse_content(std::string_view text);

struct Erasure {
  ErasureId id;
  UserId user;
  UserId actor;
  Content content = Content::keep;
  Traces traces;  // empty when all is done
  Micros created_at = 0;
  std::optional<Micros> finished_at;
};

struct Preview {
  std::int64_t tickets = 0, tickets_in_copy = 0, comments = 0, attachments = 0, suspended_tickets = 0, identities = 0;
};
Result<Preview> preview(sql::Transaction& tx, const people::User& user);

// unprocessable for agents (they become end-users first) and for who is erased already.
Result<void> check_erasable(const people::User& user);
// Empties the rows of the person and of those merged into them. Gives the digests of their pictures, and what is left
// to be looked through.
struct Begun {
  Erasure erasure;
  std::vector<TicketId> requested;  // to be deleted, of Content::remove
  std::vector<std::string> digests;
};
Result<Begun> begin_erasure(sql::Transaction& tx, const people::Actor& actor, const people::User& user, Content content,
                            Micros now);
Result<Erasure> load_erasure(sql::Transaction& tx, ErasureId id);  // not_found
Result<void> finish_erasure(sql::Transaction& tx, ErasureId id, Micros now);
// Newest first.
Result<std::vector<Erasure>> list_erasures(sql::Transaction& tx, UserId user);

}  // namespace pult::privacy
