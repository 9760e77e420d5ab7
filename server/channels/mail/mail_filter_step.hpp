// SPDX-License-Identifier: AGPL-3.0-or-later
// What the desk's filters make of one mail: whether it goes on, and what they set. A mail is never lost through a
// filter: what it holds back is a suspended ticket, and an action that the desk can no longer take is passed over.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "channels/mail/mail_filter_match.hpp"
#include "channels/mail/suspended.hpp"
#include "tickets/definitions.hpp"
#include "tickets/desk.hpp"

namespace pult::channels::mail {

struct Held {
  Cause cause = Cause::held_by_filter;
  std::string sentence;
  std::vector<tickets::Reason> why;  // the filter, and the conditions that hold
};

struct Filtering {
  std::vector<MailFilter> filters;
  std::vector<Fired> fired;  // of `filters`
  bool is_accepted = false;  // neither spam nor an automatic reply, whatever it looks like
  bool no_auto_reply = false;
  std::optional<Held> held;
};

// Reads the filters, and of the sender what they may ask.
Result<MailFacts> load_mail_facts(sql::Transaction& tx, const mime::Message& mail,
                                  const mailsteps::Classification& flags, std::size_t bytes, MailboxId mailbox,
                                  std::string envelope_to);
Filtering filter_mail(std::vector<MailFilter> filters, const MailFacts& facts);

// The groups and agents that actions name and that are there to take tickets: a query of each kind at most.
struct ActionTargets {
  std::vector<GroupId> groups;
  std::vector<UserId> agents;
};
Result<ActionTargets> load_action_targets(sql::Transaction& tx, const std::vector<rules::Action>& actions);
// Why the desk cannot do this any more: "the group does not exist"; nullopt when it can.
std::optional<std::string> problem_of(const tickets::Definitions& definitions, const ActionTargets& targets,
                                      const rules::Action& action);

// Sets what the filters say, each with a note of what it set; gives lines for the trace of the mail.
Result<std::vector<std::string>> apply_filters(sql::Transaction& tx, const tickets::Definitions& definitions,
                                               const Filtering& filtering, tickets::NewTicket& ticket);
// On a ticket that exists: its tags, its priority and its fields. Where it stands and who has it is the agents'.
Result<std::vector<std::string>> apply_filters(sql::Transaction& tx, const tickets::Definitions& definitions,
                                               const Filtering& filtering, const tickets::Ticket& before,
                                               tickets::Change& change);

}  // namespace pult::channels::mail
