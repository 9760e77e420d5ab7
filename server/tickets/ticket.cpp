// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/ticket.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <charconv>
#include <functional>
#include <map>

#include "tickets/side_talk.hpp"

namespace pult::tickets {
namespace json = boost::json;
namespace {

constexpr std::array<std::string_view, 7> status_names{"new", "open", "pending", "hold", "solved", "closed", "deleted"};

std::int64_t number(const std::optional<std::string>& text) {
  std::int64_t value = 0;
  if (text) std::from_chars(text->data(), text->data() + text->size(), value);
  return value;
}

std::optional<Micros> time_of(const std::optional<std::string>& text) {
  return text ? base::parse_iso8601(*text) : std::nullopt;
}

using Value = const std::optional<std::string>&;
using Setter = void (*)(Ticket&, Value, const events::Audit&);

// A custom field's event has the field's id for a name and the JSON of the value for a value.
bool is_custom_field(std::string_view name) {
  return !name.empty() && name.find_first_not_of("0123456789") == std::string_view::npos;
}

void set_custom_field(Ticket& ticket, std::string_view name, Value value) {
  boost::system::error_code broken;
  auto fields = json::parse(ticket.custom_fields, broken);
  if (broken || !fields.is_object()) fields = json::object();
  auto& object = fields.get_object();
  auto parsed = value ? json::parse(*value, broken) : json::value(nullptr);
  if (broken || parsed.is_null()) {
    if (const auto at = object.find(name); at != object.end()) object.stable_erase(at);
  } else {
    object[name] = std::move(parsed);
  }
  ticket.custom_fields = json::serialize(object);
}

void set_status(Ticket& ticket, Value value, const events::Audit& audit) {
  const auto status = parse_status(value.value_or("new")).value_or(Status::fresh);
  if (status == Status::deleted)
    ticket.previous_status = ticket.status;
  else
    ticket.previous_status.reset();
  const bool is_restored = ticket.status == Status::deleted;
  if (status == Status::solved && !is_restored)
    ticket.solved_at = audit.created_at;
  else if (status < Status::solved)
    ticket.solved_at.reset();
  const bool is_finished = status == Status::closed && ticket.status == Status::solved;
  const bool keeps = is_restored || is_finished || status == Status::deleted;
  if (!keeps) ticket.custom_status = seeded_status(status);
  ticket.status = status;
  if (status >= Status::solved) ticket.snoozed_until.reset();
}

// A comment that was public is private now.
void hide_comment(Ticket& ticket, Value comment, const events::Audit&) {
  --ticket.public_comment_count;
  ticket.is_public = ticket.public_comment_count > 0;
  if (ticket.last_comment.value == number(comment)) ticket.last_comment_public = false;
}

// One line per field that an event can carry.
const std::map<std::string_view, Setter, std::less<>>& setters() {
  static const std::map<std::string_view, Setter, std::less<>> table{
      {"subject", [](Ticket& t, Value v, const events::Audit&) { t.subject = v.value_or(""); }},
      {"status", set_status},
      {"comment_privacy", hide_comment},
      {"priority", [](Ticket& t, Value v, const events::Audit&) { t.priority = v.value_or(""); }},
      {"type", [](Ticket& t, Value v, const events::Audit&) { t.type = v.value_or(""); }},
      {"requester_id", [](Ticket& t, Value v, const events::Audit&) { t.requester = UserId(number(v)); }},
      {"submitter_id", [](Ticket& t, Value v, const events::Audit&) { t.submitter = UserId(number(v)); }},
      {"assignee_id", [](Ticket& t, Value v, const events::Audit&) { t.assignee = UserId(number(v)); }},
      {"group_id", [](Ticket& t, Value v, const events::Audit&) { t.group = GroupId(number(v)); }},
      {"organization_id", [](Ticket& t, Value v, const events::Audit&) { t.organization = OrganizationId(number(v)); }},
      {"mailbox_id", [](Ticket& t, Value v, const events::Audit&) { t.mailbox = MailboxId(number(v)); }},
      {"problem_id", [](Ticket& t, Value v, const events::Audit&) { t.problem = TicketId(number(v)); }},
      {"brand_id", [](Ticket& t, Value v, const events::Audit&) { t.brand = BrandId(number(v)); }},
      {"ticket_form_id", [](Ticket& t, Value v, const events::Audit&) { t.form = FormId(number(v)); }},
      {"custom_status_id",
       [](Ticket& t, Value v, const events::Audit&) { t.custom_status = CustomStatusId(number(v)); }},
      {"followup_source_id", [](Ticket& t, Value v, const events::Audit&) { t.followup_source = TicketId(number(v)); }},
      {"via_rel", [](Ticket& t, Value v, const events::Audit&) { t.via_rel = v.value_or(""); }},
      {"satisfaction_score", [](Ticket& t, Value v, const events::Audit&) { t.satisfaction_score = v.value_or(""); }},
      {"satisfaction_comment",
       [](Ticket& t, Value v, const events::Audit&) { t.satisfaction_comment = v.value_or(""); }},
      {"satisfaction_reason_code", [](Ticket& t, Value v, const events::Audit&) { t.satisfaction_reason = number(v); }},
      {"external_id", [](Ticket& t, Value v, const events::Audit&) { t.external_id = v.value_or(""); }},
      {"recipient", [](Ticket& t, Value v, const events::Audit&) { t.recipient = v.value_or(""); }},
      {"tags", [](Ticket& t, Value v, const events::Audit&) { t.tags = v.value_or(""); }},
      {"follower_ids", [](Ticket& t, Value v, const events::Audit&) { t.follower_ids = v.value_or(""); }},
      {"email_cc_ids", [](Ticket& t, Value v, const events::Audit&) { t.email_cc_ids = v.value_or(""); }},
      {"time_spent", [](Ticket& t, Value v, const events::Audit&) { t.time_spent_s = number(v); }},
      {"checklist_progress", [](Ticket& t, Value v, const events::Audit&) { t.checklist_progress = v.value_or(""); }},
      {"approval_status", [](Ticket& t, Value v, const events::Audit&) { t.approval_status = v.value_or(""); }},
      {"due_at", [](Ticket& t, Value v, const events::Audit&) { t.due_at = time_of(v); }},
      {"snoozed_until", [](Ticket& t, Value v, const events::Audit&) { t.snoozed_until = time_of(v); }},
  };
  return table;
}

void add_comment(Ticket& ticket, const events::CommentFacts& comment, const events::Audit& audit) {
  ++ticket.comment_count;
  ticket.public_comment_count += comment.is_public;
  if (!ticket.first_comment) ticket.first_comment = comment.id;
  ticket.is_public |= comment.is_public;
  ticket.has_attachments |= comment.has_attachments;
  if (!comment.counts_as_activity) return;
  ticket.last_comment = comment.id;
  ticket.last_comment_at = audit.created_at;
  ticket.last_comment_author = comment.author;
  ticket.last_comment_public = comment.is_public;
  ticket.last_comment_excerpt = comment.excerpt;
}

bool is_report_only(const events::Audit& audit) {
  return std::ranges::all_of(audit.events, [](const events::Event& event) {
    // What is said in a side conversation is staff's own, and news all the same.
    if (event.type != events::EventType::comment) return is_work_field(event.field) && event.field != side_field;
    return !event.comment.counts_as_activity;
  });
}

}  // namespace

std::string_view render_status(Status status) { return status_names[std::size_t(status)]; }

std::optional<Status> parse_status(std::string_view text) {
  const auto found = std::ranges::find(status_names, text);
  if (found == status_names.end()) return std::nullopt;
  return Status(found - status_names.begin());
}

bool is_priority(std::string_view text) {
  return text == "low" || text == "normal" || text == "high" || text == "urgent";
}
bool is_type(std::string_view text) {
  return text == "question" || text == "incident" || text == "problem" || text == "task";
}

void apply(Ticket& ticket, const events::Event& event, const events::Audit& audit) {
  if (event.type == events::EventType::comment) {
    add_comment(ticket, event.comment, audit);
  } else if (const auto setter = setters().find(event.field); setter != setters().end()) {
    setter->second(ticket, event.value, audit);
  } else if (is_custom_field(event.field)) {
    set_custom_field(ticket, event.field, event.value);
  }
}

void apply(Ticket& ticket, const events::Audit& audit) {
  if (!ticket.created_at) {
    ticket.id = audit.ticket;
    ticket.created_at = audit.created_at;
    ticket.via = audit.via;
  }
  for (const auto& event : audit.events) apply(ticket, event, audit);
  ticket.last_audit = audit.id;
  // A returned mail or an auto-reply is recorded, but it must not lift the ticket to the top of the inbox.
  if (!is_report_only(audit) || !ticket.updated_at) ticket.updated_at = audit.created_at;
}

bool is_work_field(std::string_view field) {
  constexpr std::array<std::string_view, 11> fields{
      "time_spent", "time_entry",      "checklist",         "checklist_item",           "checklist_progress",
      "approval",   "approval_status", "side_conversation", "side_conversation_report", "sla_breach",
      "reminder"};
  return std::ranges::find(fields, field) != fields.end();
}

people::TicketScope scope_of(const Ticket& ticket, UserId viewer) {
  people::TicketScope scope{ticket.requester,    ticket.assignee, ticket.group,
                            ticket.organization, false,           ticket.is_public};
  for (const auto& list : {ticket.follower_ids, ticket.email_cc_ids})
    for (const auto id : split_ids(list)) scope.in_copy |= id == viewer;
  return scope;
}

std::vector<std::string> split_words(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) <= ' ' || c == ',') {
      if (!word.empty()) words.push_back(std::move(word));
      word.clear();
    } else {
      word += c;
    }
  }
  if (!word.empty()) words.push_back(std::move(word));
  return words;
}

std::string normalize_tags(std::string_view text) {
  auto words = split_words(text);
  for (auto& word : words)
    for (char& c : word) c = c >= 'A' && c <= 'Z' ? char(c + 32) : c;
  std::ranges::sort(words);
  const auto repeated = std::ranges::unique(words);
  words.erase(repeated.begin(), repeated.end());
  std::string out;
  for (const auto& word : words) out.append(out.empty() ? "" : " ").append(word);
  return out;
}

std::string join_ids(std::vector<UserId> ids) {
  std::ranges::sort(ids);
  const auto repeated = std::ranges::unique(ids);
  ids.erase(repeated.begin(), repeated.end());
  std::string out;
  for (const auto id : ids) out.append(out.empty() ? "" : " ").append(std::to_string(id.value));
  return out;
}

std::vector<UserId> split_ids(std::string_view text) {
  std::vector<UserId> ids;
  for (const auto& word : split_words(text)) ids.emplace_back(number(word));
  return ids;
}

}  // namespace pult::tickets
