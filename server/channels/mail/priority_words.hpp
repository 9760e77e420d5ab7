// SPDX-License-Identifier: AGPL-3.0-or-later
// How urgent a mail says it is: the headers that mail programs set, and words of its subject, which requests from forms
// have too. A step of its own that can be switched off; it speaks only where nothing else has set a priority.
#pragma once
#include <boost/json/fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "mime/message.hpp"
#include "sql/database.hpp"
#include "tickets/desk.hpp"
#include "tickets/rule_note.hpp"

namespace pult::channels::mail {

struct PriorityWords {
  struct OfLanguage {
    std::string locale;                     // "cs"
    std::vector<std::string> urgent, high;  // words and phrases; "срочн*" stands for all that begins so
  };
  bool enabled = true;  // the whole step
  bool headers = true;  // X-Priority and its like count, too
  std::vector<OfLanguage> languages;
};

PriorityWords default_priority_words();
Result<PriorityWords> load_priority_words(sql::Transaction& tx);
Result<void> save_priority_words(sql::Transaction& tx, const PriorityWords& words);

boost::json::object render_priority_words(const PriorityWords& words);
// What is absent stays as in `before`; unprocessable for what cannot be.
Result<PriorityWords> parse_priority_words(const boost::json::object& from, PriorityWords before);

struct PriorityGuess {
  std::string priority;  // high | urgent
  std::string reason;    // a sentence
  tickets::Reason why;
};
// Pure. The highest one that the mail gives reason for.
std::optional<PriorityGuess> guess_priority(const mime::Message& mail, const PriorityWords& words);

// Gives a ticket without a priority what the mail says, with a note of it; nullopt when there was nothing to give.
Result<std::optional<PriorityGuess>> guess_into(sql::Transaction& tx, const mime::Message& mail,
                                                tickets::NewTicket& ticket);
// The same for what came by a form: its subject is all there is.
Result<void> guess_into(sql::Transaction& tx, tickets::NewTicket& ticket);

}  // namespace pult::channels::mail
