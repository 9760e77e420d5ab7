// SPDX-License-Identifier: AGPL-3.0-or-later
// Whether a mail fits a filter, and why. Pure: what must be known of the sender is given.
#pragma once
#include <string>
#include <vector>

#include "channels/mail/mail_filter.hpp"
#include "mailsteps/classification.hpp"
#include "mime/message.hpp"
#include "tickets/rule_note.hpp"

namespace pult::channels::mail {

struct MailFacts {
  const mime::Message* mail = nullptr;  // the caller keeps it
  std::size_t bytes = 0;                // of the whole mail
  std::string envelope_to;
  MailboxId mailbox;
  std::string language;  // "cs"; "" when it cannot be told
  bool is_bulk = false, is_automatic = false;
  bool sender_known = false;
  OrganizationId organization;
  std::string sender_tags;  // of the person and of their organization, separated by spaces
};

// Texts are compared without regard to case and marks; of the body only so much is looked at.
inline constexpr std::size_t max_searched_bytes = 64 * 1024;

bool holds(const rules::Condition& condition, const MailFacts& facts);
// Every one of `all` and, when there are any, one of `any`.
bool fits(const MailFilter& filter, const MailFacts& facts);
// The conditions that hold.
std::vector<tickets::Reason> reasons_of(const MailFilter& filter, const MailFacts& facts);
// In a line of a log: "subject includes “urgent”; sender_domain is “example.com”".
std::string sentence_of(const std::vector<tickets::Reason>& conditions);

struct Fired {
  const MailFilter* filter = nullptr;  // one of those given
  std::vector<tickets::Reason> why;
};
// The active filters that act on a mail, in their order, up to one that stops the others.
std::vector<Fired> fired_filters(const std::vector<MailFilter>& filters, const MailFacts& facts);

bool has_action(const MailFilter& filter, std::string_view field);
// No filter behind it is asked: it says so, or the mail goes no further.
bool ends_filtering(const MailFilter& filter);

// A regular expression as it is matched: without regard to case.
std::string case_blind(std::string_view expression);

// "*" stands for any text, "?" for one letter. Both sides folded.
bool is_like(std::string_view pattern, std::string_view text);

}  // namespace pult::channels::mail
