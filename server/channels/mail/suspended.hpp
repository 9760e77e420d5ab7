// SPDX-License-Identifier: AGPL-3.0-or-later
// Mails that became no ticket: visible, with their cause, the original one click away, and a way to let them in.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "channels/mail/ledger.hpp"

namespace pult::channels::mail {

using SuspendedId = base::Id<struct SuspendedTag>;

// Ids as clients of the conventions know them; the sentence is what people read.
enum class Cause : std::int64_t {
  spam = 0,
  auto_reply = 5,
  bounce = 6,
  loop = 9,
  no_sender = 12,
  feedback_report = 17,
  forged = 21,
  failed = 30,  // the desk could not handle it
  held_by_filter = 31,
  filtered = 32,      // a filter has no use for it
  many_tickets = 33,  // an answer to a notification about several tickets
};

struct Suspended {
  SuspendedId id;
  InboundId inbound;
  std::string author_name, author_email, subject, content, cause;
  std::int64_t cause_id = 0;
  std::string message_id, recipient, error_messages;
  std::string why;  // JSON of tickets::render_reasons(); "" when the cause says it all
  Micros created_at = 0, updated_at = 0;
};

Result<SuspendedId> suspend(sql::Transaction& tx, const Suspended& suspended, Micros now);
Result<std::optional<Suspended>> find_suspended(sql::Transaction& tx, SuspendedId id);
// Newest first, ids below `before` (0: from the newest).
Result<std::vector<Suspended>> list_suspended(sql::Transaction& tx, SuspendedId before, std::int64_t offset, int limit);
Result<std::int64_t> count_suspended(sql::Transaction& tx);
Result<void> delete_suspended(sql::Transaction& tx, SuspendedId id);

// A message that came by a form and not by mail.
struct FormMessage {
  std::string name, email, subject, text;
};
// Keeps it as the mail it could have been, so that all that can be done with a suspended mail can be done with it.
Result<SuspendedId> hold_back(sql::Transaction& tx, const blobs::BlobStore& blobs, const FormMessage& message,
                              Cause cause, std::string sentence, Micros now);

}  // namespace pult::channels::mail
