// SPDX-License-Identifier: AGPL-3.0-or-later
// The use cases of tickets: the only writers. API, mail, demo, import and rules all call these.
// Each runs inside the caller's transaction, writes one audit, moves the counters, and tells the followers (hooks of
// the same transaction: outgoing mail, search; and the live wire after the commit).
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "text/analysis.hpp"
#include "tickets/comment.hpp"
#include "tickets/ticket.hpp"
#include "tickets/time_entry.hpp"

namespace pult::tickets {

struct NewAttachment {
  blobs::Staged content;
  std::string file_name, content_type, content_id;
  bool is_inline = false;
};

// The words of a comment for the search index. Making them takes as long as writing a ticket, so it is done before the
// transaction where there is time (prepare_words).
enum class Extent : std::uint8_t { whole, visible };
struct Words {
  Extent extent = Extent::whole;                      // of the body, or of its visible part
  text::Language language = text::Language::unknown;  // unknown: the text does not say
  std::vector<text::Token> tokens;
};

struct NewComment {
  std::string body;       // plain text; may be empty when html_body is given
  std::string html_body;  // sanitised already (prepare_html). "/api/v2/attachments/new-N/content" names attachments[N]
  std::optional<std::string> visible_body, visible_html;
  bool is_public = true;
  bool has_remote_images = false;
  bool counts_as_activity = true;  // false: recorded only (bounce, auto-reply); the ticket stays as it is
  UserId author;                   // 0: the actor
  std::vector<std::string> uploads;
  std::vector<std::string> bcc;  // addresses that its mail also goes to, unknown to the others; of agents' answers only
  std::vector<NewAttachment> attachments;
  std::string classification;  // JSON or ""
  InboundId inbound;
  std::shared_ptr<const Words> words;
};

struct NewTicket {
  std::string subject;  // "" : made from the comment
  NewComment comment;
  UserId requester;  // 0: the actor
  UserId submitter;  // 0: the actor
  std::optional<Status> status;
  std::string priority, type, external_id, recipient, tags;
  UserId assignee;
  GroupId group;
  MailboxId mailbox;
  TicketId problem;
  BrandId brand;                 // 0: the default one
  FormId form;                   // 0: the default one
  CustomStatusId custom_status;  // 0: the default one of the status; else it decides about the status
  std::string custom_fields;     // "" or a JSON object: field id -> value; unknown fields are passed over
  TicketId followup_source;      // the closed ticket that this one follows
  std::string via_rel;           // "" | follow_up | ...
  std::optional<Micros> due_at;
  std::vector<UserId> followers, email_ccs;
  bool priority_is_guessed = false;  // the tier of the customer may raise it (customer_tier.hpp)
  std::vector<events::Event> notes;  // as in Change: why the desk chose these values (rule_note.hpp)
  std::string via = "api";
  std::optional<Micros> created_at;  // imports and the demo desk
};

// A rating of a solved ticket, or the offer of one (tickets/satisfaction.hpp).
struct Satisfaction {
  std::string score;  // offered | good | bad
  std::string comment;
  std::int64_t reason_code = 0;
};

// What to change; nullopt leaves a field alone. Ids of 0 and "" mean none.
struct Change {
  std::optional<std::string> subject, priority, type, external_id;
  std::optional<Status> status;
  std::optional<UserId> requester, assignee;
  std::optional<GroupId> group;
  std::optional<TicketId> problem;
  std::optional<OrganizationId> organization;
  std::optional<BrandId> brand;
  std::optional<FormId> form;
  std::optional<CustomStatusId> custom_status;  // goes before `status`, whose category it decides
  std::string custom_fields;  // "" or a JSON object: field id -> new value, null for none; others stay as they are
  std::optional<std::optional<Micros>> due_at;
  std::optional<std::optional<Micros>> snoozed_until;
  std::optional<std::string> tags;    // the whole set
  std::string add_tags, remove_tags;  // or changes of it
  std::vector<UserId> add_followers, remove_followers, add_ccs, remove_ccs;
  std::optional<std::vector<UserId>> ccs;
  std::optional<NewComment> comment;
  std::optional<Satisfaction> satisfaction;
  std::optional<NewTimeEntry> time_entry;  // of agents: what the work took, in the same audit
  std::vector<events::Event> notes;  // recorded beside what changes, of no effect on the ticket: macros that were used
  std::optional<std::string> expected_stamp;  // safe_update: updated_at as last seen, ISO 8601
  std::string via = "api";
  std::string via_rel;       // "" | merge | ...: stands in the audit's metadata as {"rel": "merge"}
  std::optional<Micros> at;  // imports and the demo desk
};

struct Outcome {
  Ticket ticket;
  std::optional<events::Audit> audit;  // nullopt: nothing was different
  CommentId comment;                   // of the new comment
};

// A change that another use case of tickets (merge, links, redaction ...) has planned itself.
struct Planned {
  std::vector<events::Event> events;
  std::optional<NewComment> comment;  // with its author
  std::string via = "api", via_rel;
  std::optional<Micros> at;
};

// What just happened, for the hooks. `before` is null for a new ticket, `comment` when the change had none.
struct Notice {
  const Ticket* before;
  const Ticket& after;
  const events::Audit& audit;
  const Comment* comment;
  const people::Actor& actor;
  const people::User* requester = nullptr;  // where the use case read it: of new tickets
  const Words* words = nullptr;             // of the comment, where they were prepared
};
using Hook = std::function<Result<void>(sql::Transaction&, const Notice&)>;

struct Definitions;
class DefinitionsCache;
struct ViewSet;
class ViewCache;

class Desk {
 public:
  explicit Desk(const base::Clock& clock);
  ~Desk();
  // Hooks run in the order they were added, inside the transaction; an error of one undoes the whole change.
  void add_hook(Hook hook) { hooks_.push_back(std::move(hook)); }
  Micros now() const { return clock_.now(); }
  const base::Clock& clock() const { return clock_; }

  // The fields, forms, statuses and brands of the desk (definitions.hpp), from memory unless they just changed.
  std::shared_ptr<const Definitions> definitions(sql::Transaction& tx) const;
  // Whoever changes a definition says so in the same transaction.
  Result<void> definitions_changed(sql::Transaction& tx) const;
  // The active views with their conditions compiled (view_set.hpp), as they stand for this transaction.
  Result<std::shared_ptr<const ViewSet>> views(sql::Transaction& tx) const;
  // For Database::listen: what this and other nodes committed.
  void on_notification(std::string_view channel, std::string_view payload) const;

  // unprocessable for values that cannot be; forbidden for what the actor may not do.
  Result<Outcome> create(sql::Transaction& tx, const people::Actor& actor, NewTicket wanted) const;
  // not_found for a ticket the actor may not see; conflict/"UpdateConflict" for a stale expected_stamp;
  // unprocessable for a closed ticket, which takes nothing but reports (bounces).
  Result<Outcome> update(sql::Transaction& tx, const people::Actor& actor, TicketId id, Change change) const;
  // What update would answer to this change, without making it.
  Result<void> check(sql::Transaction& tx, const people::Actor& actor, TicketId id, Change change) const;
  Result<Outcome> remove(sql::Transaction& tx, const people::Actor& actor, TicketId id) const;

  // One audit of a ticket which the caller has locked, and checked for access and permission.
  Result<Outcome> record(sql::Transaction& tx, const people::Actor& actor, const Ticket& before, Planned planned) const;

  // The ticket if the actor may see it, else not_found: the existence of what one may not see is not told.
  static Result<Ticket> access_ticket(sql::Transaction& tx, const people::Actor& actor, TicketId id);

 private:
  struct Intent;
  Result<Intent> plan(sql::Transaction& tx, const people::Actor& actor, TicketId id, Change& change) const;
  Result<void> conclude(sql::Transaction& tx, const Notice& notice) const;

  const base::Clock& clock_;
  std::vector<Hook> hooks_;
  std::unique_ptr<DefinitionsCache> definitions_;
  std::unique_ptr<ViewCache> views_;
};

// Turns HTML written by an agent into a comment's bodies: sanitised HTML and the plain text of it. Images may point to
// attachments of this desk ("/api/v2/attachments/7/content").
void prepare_html(NewComment& comment);

// Makes comment.words: the whole text of a ticket's first comment (its subject helps to tell the language), the visible
// part of later ones. Long texts are left to the writer.
void prepare_words(NewComment& comment, Extent extent, std::string_view subject);

}  // namespace pult::tickets
