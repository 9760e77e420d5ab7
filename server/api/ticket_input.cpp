// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/ticket_input.hpp"

#include <algorithm>
#include <iterator>
#include <set>

#include "api/field_input.hpp"
#include "api/later_time.hpp"
#include "api/macro_access.hpp"
#include "api/time_entries.hpp"
#include "tickets/follow_up.hpp"
#include "tickets/side_talk.hpp"

namespace pult::api {
namespace {

// As many as a mail of a side conversation goes to.
constexpr std::size_t max_bcc = tickets::max_side_recipients;

Result<tickets::NewComment> read_comment(const json::object& object) {
  Body in(object);
  tickets::NewComment comment;
  comment.body = in.text(in.has("body") ? "body" : "value").value_or("");  // older clients say value
  comment.html_body = in.text("html_body").value_or("");
  comment.is_public = in.boolean("public").value_or(true);
  comment.author = UserId(in.id("author_id").value_or(0));
  comment.uploads = in.texts("uploads").value_or(std::vector<std::string>());
  PULT_TRY(in.check());
  comment.bcc = PULT_TRY(read_bcc(object));
  tickets::prepare_html(comment);
  return comment;
}

Result<tickets::NewComment> parse_comment(Call& call, const json::object& object) {
  auto comment = call.comment ? *call.comment : PULT_TRY(read_comment(object));
  if (comment.author && comment.author != call.actor.id()) {
    if (!call.actor.is_agent()) return base::fail(ErrorKind::forbidden, "Forbidden", "You may only write as yourself");
    if (!PULT_TRY(people::find_user(call.tx, comment.author)))
      return base::fail_field("author", "InvalidValue", "Author: is not a user");
  }
  // Who may not write in public means a private comment when saying nothing.
  const bool light = call.actor.is_agent() && !people::may(call.actor, &people::Permissions::public_comments);
  if (light && !object.contains("public")) comment.is_public = false;
  return comment;
}

Result<std::optional<tickets::Status>> parse_status(Body& in) {
  const auto text = in.text("status");
  if (!text || text->empty()) return std::nullopt;
  const auto status = tickets::parse_status(*text);
  if (!status || *status == tickets::Status::deleted)
    return base::fail_field("status", "InvalidValue", "Status: " + *text + " is not included in the list");
  return status;
}

std::optional<std::optional<Micros>> parse_time(Body& in, std::string_view name) {
  const auto text = in.text(name);
  if (!text) return std::nullopt;
  if (text->empty()) return std::optional<Micros>();
  const auto time = base::parse_iso8601(*text);
  if (!time) in.fail(name, "an ISO 8601 time");
  return time;
}

// A person named by id, by address, or by {name, email}; unknown addresses become users.
Result<UserId> person(Call& call, const json::value& value) {
  if (value.is_int64()) {
    if (!PULT_TRY(people::find_user(call.tx, UserId(value.get_int64()))))
      return base::fail_field("collaborators", "InvalidValue", "User: " + json::serialize(value) + " does not exist");
    return UserId(value.get_int64());
  }
  if (value.is_string())
    return PULT_TRY(people::find_or_create_requester(call.tx, {}, value.get_string(), call.now())).id;
  if (!value.is_object())
    return base::fail(ErrorKind::invalid, "InvalidAttribute", "A person must be an id, an address or an object");
  Body in(value.get_object());
  const auto id = in.id("user_id");
  const auto email = in.text(in.has("user_email") ? "user_email" : "email").value_or("");
  const auto name = in.text(in.has("user_name") ? "user_name" : "name").value_or("");
  PULT_TRY(in.check());
  if (id && *id) return person(call, json::value(*id));
  return PULT_TRY(people::find_or_create_requester(call.tx, name, email, call.now())).id;
}

struct People {
  std::vector<UserId> add, remove;
};
std::string address_in(const json::value& value) {
  if (value.is_string()) return std::string(value.get_string());
  const auto* object = value.if_object();
  if (!object || object->contains("user_id")) return {};
  Body in(*object);
  return in.text(in.has("user_email") ? "user_email" : "email").value_or("");
}

// Who follows reads all that is written: known people of the desk do, unlike those in copy.
Result<UserId> follower(Call& call, const json::value& value) {
  const auto email = address_in(value);
  const auto user = email.empty() ? PULT_TRY(people::find_user(call.tx, PULT_TRY(person(call, value))))
                                  : PULT_TRY(people::find_user_by_email(call.tx, email));
  if (!user || !user->is_agent()) return base::fail_field("followers", "InvalidValue", "Followers: must be agents");
  return user->id;
}

// [{"user_id": 1, "action": "delete"}, {"user_email": "a@b.c"}]
Result<People> parse_people(Call& call, Body& in, std::string_view name) {
  People out;
  const auto* list = in.array(name);
  if (!list) return out;
  for (const auto& item : *list) {
    const auto* object = item.if_object();
    const auto* action = object ? object->if_contains("action") : nullptr;
    const bool gone = action && action->is_string() && action->get_string() == "delete";
    const bool follows = name == "followers" && !gone;
    const auto id = PULT_TRY(follows ? follower(call, item) : person(call, item));
    (gone ? out.remove : out.add).push_back(id);
  }
  return out;
}

Result<UserId> parse_requester(Call& call, Body& in) {
  if (const auto id = in.id("requester_id"); id && *id) return UserId(*id);
  const auto* requester = in.object("requester");
  if (!requester) return UserId();
  if (!call.actor.is_agent()) return UserId();  // customers open tickets in their own name
  Body who(*requester);
  const auto email = who.text("email").value_or("");
  const auto name = who.text("name").value_or("");
  PULT_TRY(who.check());
  if (email.empty() && name.empty())
    return base::fail_field("requester", "BlankValue", "Requester: name or email is needed");
  if (email.empty()) {
    people::User user;
    user.name = name;
    return PULT_TRY(people::create_user(call.tx, std::move(user), call.now())).id;
  }
  return PULT_TRY(people::find_or_create_requester(call.tx, name, email, call.now())).id;
}

Result<std::optional<UserId>> parse_assignee(Call& call, Body& in) {
  if (const auto email = in.text("assignee_email"); email && !email->empty()) {
    const auto user = PULT_TRY(people::find_user_by_email(call.tx, *email));
    if (!user) return base::fail_field("assignee", "InvalidValue", "Assignee: is not an agent");
    return std::optional(user->id);
  }
  const auto id = in.id("assignee_id");
  return id ? std::optional(UserId(*id)) : std::nullopt;
}

// What a client knows of a change beside the ticket: it stands in the audit, of no effect.
Result<void> add_metadata(Call& call, Body& in, std::vector<events::Event>& notes) {
  constexpr std::size_t most_bytes = 8 * 1024;
  const auto* metadata = call.actor.is_agent() ? in.object("metadata") : nullptr;
  PULT_TRY(in.check());
  if (!metadata || metadata->empty()) return {};
  auto text = json::serialize(*metadata);
  if (text.size() > most_bytes) return base::fail_field("metadata", "InvalidValue", "Metadata: is too long");
  notes.push_back({events::EventType::create, std::string(custom_metadata_field), std::move(text), {}, {}});
  return {};
}

std::string channel_of(const Call& call) { return call.session ? "web" : "api"; }

std::optional<tickets::NewComment> prepare_comment(const json::object& body, tickets::Extent extent) {
  const auto ticket = inner(body, "ticket");
  if (!ticket) return std::nullopt;
  Body in(**ticket);
  const auto* object = in.object("comment");
  if (!object) return std::nullopt;
  auto comment = read_comment(*object);
  if (!comment) return std::nullopt;
  tickets::prepare_words(*comment, extent, in.text("subject").value_or(""));
  return std::move(*comment);
}

}  // namespace

Result<std::vector<std::string>> read_bcc(const json::object& object) {
  Body in(object);
  std::vector<std::string> out, keys;
  const auto* list = in.array("bcc");
  PULT_TRY(in.check());
  if (!list) return out;
  for (const auto& item : *list) {
    const json::object as_person{{"email", item}};
    Body person(item.is_object() ? item.get_object() : as_person);
    const auto email = person.text("email").value_or("");
    PULT_TRY(person.check());
    const auto key = people::address_key(email);
    const bool is_one = std::ranges::count(email, '@') == 1 && email.find_first_of("<>,;\"") == std::string::npos;
    if (key.empty() || !is_one)
      return base::fail_field("bcc", "InvalidValue", "Bcc: " + json::serialize(item) + " is not a mail address");
    if (std::ranges::find(keys, key) != keys.end()) continue;
    keys.push_back(key);
    out.push_back(email.substr(email.find_first_not_of(" \t\r\n"), key.size()));
  }
  if (out.size() > max_bcc)
    return base::fail_field("bcc", "InvalidValue", "Bcc: at most " + std::to_string(max_bcc) + " addresses");
  return out;
}

std::optional<tickets::NewComment> prepare_first_comment(const json::object& body) {
  return prepare_comment(body, tickets::Extent::whole);
}
std::optional<tickets::NewComment> prepare_later_comment(const json::object& body) {
  return prepare_comment(body, tickets::Extent::visible);
}

Result<tickets::NewTicket> parse_new_ticket(Call& call, const json::object& object) {
  Body in(object);
  tickets::NewTicket ticket;
  const auto* comment = in.object("comment");
  const auto description = in.text("description");
  if (comment)
    ticket.comment = PULT_TRY(parse_comment(call, *comment));
  else
    ticket.comment.body = description.value_or("");
  ticket.subject = in.text("subject").value_or("");
  ticket.status = PULT_TRY(parse_status(in));
  ticket.priority = in.text("priority").value_or("");
  ticket.type = in.text("type").value_or("");
  ticket.external_id = in.text("external_id").value_or("");
  ticket.recipient = in.text("recipient").value_or("");
  ticket.tags = in.words("tags").value_or("");
  ticket.group = GroupId(in.id("group_id").value_or(0));
  ticket.submitter = UserId(in.id("submitter_id").value_or(0));
  ticket.mailbox = MailboxId(in.id("mailbox_id").value_or(0));
  ticket.problem = TicketId(in.id("problem_id").value_or(0));
  ticket.brand = tickets::BrandId(in.id("brand_id").value_or(0));
  ticket.form = tickets::FormId(in.id("ticket_form_id").value_or(0));
  ticket.custom_status = tickets::CustomStatusId(in.id("custom_status_id").value_or(0));
  ticket.custom_fields = parse_custom_fields(in);
  ticket.due_at = parse_time(in, "due_at").value_or(std::nullopt);
  ticket.via = channel_of(call);
  PULT_TRY(in.check());
  if (ticket.submitter && !PULT_TRY(people::find_user(call.tx, ticket.submitter)))
    return base::fail_field("submitter", "InvalidValue", "Submitter: is not a user");
  ticket.requester = PULT_TRY(parse_requester(call, in));
  ticket.assignee = PULT_TRY(parse_assignee(call, in)).value_or(UserId());
  ticket.followers = PULT_TRY(parse_people(call, in, "followers")).add;
  ticket.email_ccs = PULT_TRY(parse_people(call, in, "email_ccs")).add;
  const auto collaborators = PULT_TRY(parse_people(call, in, "collaborators"));
  ticket.email_ccs.insert(ticket.email_ccs.end(), collaborators.add.begin(), collaborators.add.end());
  for (const auto id : in.ids("collaborator_ids").value_or(std::vector<std::int64_t>()))
    ticket.email_ccs.push_back(PULT_TRY(person(call, json::value(id))));
  PULT_TRY(add_metadata(call, in, ticket.notes));
  if (!call.actor.is_agent()) {
    ticket.submitter = {};
    ticket.comment.is_public = true;
    ticket.assignee = {};
  }
  if (const auto source = in.id("via_followup_source_id"); source && *source)
    PULT_TRY(tickets::follow_up(call.tx, call.actor, TicketId(*source), ticket));
  PULT_TRY(in.check());
  return ticket;
}

Result<tickets::Change> parse_change(Call& call, const json::object& object) {
  Body in(object);
  tickets::Change change;
  change.subject = in.text("subject");
  change.status = PULT_TRY(parse_status(in));
  change.priority = in.text("priority");
  change.type = in.text("type");
  change.external_id = in.text("external_id");
  change.due_at = parse_time(in, "due_at");
  if (in.has("snoozed_until")) change.snoozed_until = PULT_TRY(later_time(in, "snoozed_until", call.now()));
  change.via = channel_of(call);
  if (const auto id = in.id("group_id")) change.group = GroupId(*id);
  if (const auto id = in.id("organization_id")) change.organization = OrganizationId(*id);
  if (const auto id = in.id("problem_id")) change.problem = TicketId(*id);
  if (const auto id = in.id("brand_id")) change.brand = tickets::BrandId(*id);
  if (const auto id = in.id("ticket_form_id")) change.form = tickets::FormId(*id);
  if (const auto id = in.id("custom_status_id")) change.custom_status = tickets::CustomStatusId(*id);
  change.custom_fields = parse_custom_fields(in);
  change.tags = in.words("tags");
  change.add_tags = in.words("additional_tags").value_or("");
  change.remove_tags = in.words("remove_tags").value_or("");
  if (in.boolean("safe_update").value_or(false)) change.expected_stamp = in.text("updated_stamp").value_or("");
  const auto* comment = in.object("comment");
  PULT_TRY(in.check());
  if (comment) change.comment = PULT_TRY(parse_comment(call, *comment));
  const auto requester = PULT_TRY(parse_requester(call, in));
  if (requester) change.requester = requester;
  change.assignee = PULT_TRY(parse_assignee(call, in));
  auto followers = PULT_TRY(parse_people(call, in, "followers"));
  change.add_followers = std::move(followers.add);
  change.remove_followers = std::move(followers.remove);
  auto ccs = PULT_TRY(parse_people(call, in, "email_ccs"));
  change.add_ccs = std::move(ccs.add);
  change.remove_ccs = std::move(ccs.remove);
  for (const auto* name : {"collaborators", "additional_collaborators"}) {
    const auto more = PULT_TRY(parse_people(call, in, name));
    change.add_ccs.insert(change.add_ccs.end(), more.add.begin(), more.add.end());
  }
  PULT_TRY(in.check());
  if (const auto* spent = in.object("time_entry"); spent && call.actor.is_agent())
    change.time_entry = PULT_TRY(read_time_entry(*spent));
  PULT_TRY(in.check());
  if (call.actor.is_agent()) change.notes = PULT_TRY(macro_events(call, object));
  PULT_TRY(add_metadata(call, in, change.notes));
  return change;
}

json::object custom_metadata(const events::Audit& audit) {
  for (const auto& event : audit.events) {
    if (event.field != custom_metadata_field || !event.value) continue;
    boost::system::error_code broken;
    const auto value = json::parse(*event.value, broken);
    if (!broken && value.is_object()) return value.get_object();
  }
  return {};
}

Result<void> replace_collaborators(Call& call, const json::object& object, const tickets::Ticket& ticket,
                                   tickets::Change& change) {
  Body in(object);
  const auto wanted = in.ids("collaborator_ids");
  PULT_TRY(in.check());
  if (!wanted || !call.actor.is_agent()) return {};
  const auto ccs = tickets::split_ids(ticket.email_cc_ids), followers = tickets::split_ids(ticket.follower_ids);
  const std::set<UserId> kept(wanted->begin(), wanted->end());
  std::ranges::copy_if(ccs, std::back_inserter(change.remove_ccs), [&](UserId id) { return !kept.contains(id); });
  std::ranges::copy_if(followers, std::back_inserter(change.remove_followers),
                       [&](UserId id) { return !kept.contains(id); });
  for (const auto id : kept)
    if (std::ranges::find(ccs, id) == ccs.end() && std::ranges::find(followers, id) == followers.end())
      change.add_ccs.push_back(PULT_TRY(person(call, json::value(id.value))));
  return {};
}

}  // namespace pult::api
