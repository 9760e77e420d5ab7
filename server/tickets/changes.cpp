// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/changes.hpp"

#include <algorithm>

#include "people/group.hpp"
#include "people/merge.hpp"
#include "text/html_text.hpp"
#include "tickets/field_values.hpp"
#include "tickets/incidents.hpp"
#include "tickets/lookup.hpp"

namespace pult::tickets {
namespace {

using events::Event;
using events::EventType;
using Text = std::optional<std::string>;

constexpr std::size_t max_subject_chars = 250;

Text text_of(const std::string& value) { return value.empty() ? Text() : Text(value); }
template <class Tag>
Text text_of(base::Id<Tag> id) {
  return id ? Text(std::to_string(id.value)) : Text();
}
Text text_of(std::optional<Micros> time) { return time ? Text(base::render_iso8601(*time)) : Text(); }

// Collects events; a field that is the same before and after leaves no trace.
class Plan {
 public:
  void first(std::string field, Text value) {
    if (value) events_.push_back({EventType::create, std::move(field), std::move(value), {}, {}});
  }
  void change(std::string field, Text value, Text previous) {
    if (value != previous)
      events_.push_back({EventType::change, std::move(field), std::move(value), std::move(previous), {}});
  }
  void change_fields(const FieldPlan& fields, EventType type) {
    for (const auto& change : fields.changes)
      events_.push_back({type, std::to_string(change.field.value), change.value, change.previous, {}});
  }
  // Also where the value is the one before: the event undoes what another one of the same change implies.
  void replace(std::string field, Text value, Text previous) {
    events_.push_back({EventType::change, std::move(field), std::move(value), std::move(previous), {}});
  }
  std::vector<Event> take() { return std::move(events_); }

 private:
  std::vector<Event> events_;
};

Result<void> check_values(const std::string& priority, const std::string& type) {
  if (!priority.empty() && !is_priority(priority))
    return base::fail_field("priority", "InvalidValue", "Priority: " + priority + " is not included in the list");
  if (!type.empty() && !is_type(type))
    return base::fail_field("type", "InvalidValue", "Type: " + type + " is not included in the list");
  return {};
}

Result<people::User> check_assignee(sql::Transaction& tx, UserId id) {
  auto user = PULT_TRY(people::find_user(tx, id));
  if (!user || !user->active || !user->is_agent())
    return base::fail_field("assignee", "InvalidValue", "Assignee: is not an agent");
  return std::move(*user);
}

Result<void> check_group(sql::Transaction& tx, GroupId id) {
  const auto group = PULT_TRY(people::find_group(tx, id));
  if (!group || group->deleted) return base::fail_field("group", "InvalidValue", "Group: is invalid");
  return {};
}

Result<GroupId> first_group_of(sql::Transaction& tx, const people::User& agent) {
  const auto groups = PULT_TRY(people::list_groups_of(tx, agent.id));
  for (const auto& group : groups)
    if (group.id == agent.default_group) return group.id;
  return groups.empty() ? GroupId() : groups.front().id;
}

struct Place {
  UserId assignee;
  GroupId group;
};

// Where the ticket goes when assignee, group, or both were asked for.
Result<Place> place(sql::Transaction& tx, const Ticket& ticket, std::optional<UserId> assignee,
                    std::optional<GroupId> group) {
  Place to{assignee.value_or(ticket.assignee), group.value_or(ticket.group)};
  if (group && *group) PULT_TRY(check_group(tx, *group));
  if (assignee && *assignee) {
    const auto agent = PULT_TRY(check_assignee(tx, *assignee));
    if (!to.group) to.group = PULT_TRY(first_group_of(tx, agent));
  } else if (!assignee && group && *group != ticket.group && to.assignee && to.group) {
    // Handing a ticket to another group frees it, unless its assignee works there too.
    const auto groups = PULT_TRY(people::list_groups_of(tx, to.assignee));
    if (std::ranges::none_of(groups, [&](const people::Group& g) { return g.id == to.group; })) to.assignee = {};
  }
  return to;
}

std::string changed_list(const std::string& ids, const std::vector<UserId>& add, const std::vector<UserId>& remove) {
  auto list = split_ids(ids);
  list.insert(list.end(), add.begin(), add.end());
  std::erase_if(list, [&](UserId id) { return std::ranges::find(remove, id) != remove.end(); });
  return join_ids(std::move(list));
}

std::string changed_tags(const std::string& tags, const Change& change) {
  if (change.tags) return normalize_tags(*change.tags);
  auto words = split_words(normalize_tags(tags + " " + change.add_tags));
  const auto gone = split_words(normalize_tags(change.remove_tags));
  std::erase_if(words, [&](const std::string& tag) { return std::ranges::find(gone, tag) != gone.end(); });
  std::string out;
  for (const auto& word : words) out.append(out.empty() ? "" : " ").append(word);
  return out;
}

bool is_answer(const Change& change) {
  return change.comment && change.comment->is_public && change.comment->counts_as_activity;
}

bool is_by_staff(const people::Actor& actor, const Ticket& ticket, const Change& change) {
  const UserId author = change.comment && change.comment->author ? change.comment->author : actor.id();
  // Mail comes in under the desk's own name, and what it makes public is a customer's or somebody's in copy.
  return actor.is_agent() && !actor.is_system && author != ticket.requester;
}

// Until when the ticket is put off after a change: a customer who writes brings it back, and so does its end.
Result<std::optional<Micros>> snooze_after(const people::Actor& actor, const Ticket& ticket, const Change& change,
                                           Status status) {
  if (change.snoozed_until && *change.snoozed_until && status >= Status::solved)
    return base::fail_field("snoozed_until", "InvalidValue", "Snoozed until: a solved ticket has nothing to wait for");
  if (status >= Status::solved) return std::optional<Micros>();
  if (change.snoozed_until) return *change.snoozed_until;
  const bool is_news = is_answer(change) && !is_by_staff(actor, ticket, change);
  return is_news ? std::optional<Micros>() : ticket.snoozed_until;
}

// The status after a change that did not name one.
Status implied_status(const people::Actor& actor, const Ticket& ticket, const Change& change, UserId assignee) {
  const bool answered = is_answer(change);
  const bool by_staff = is_by_staff(actor, ticket, change);
  if (answered && !by_staff && ticket.status > Status::open && ticket.status < Status::closed) return Status::open;
  const bool taken = ticket.status == Status::fresh && assignee && assignee != ticket.assignee;
  const bool agent_answered = ticket.status == Status::fresh && answered && by_staff;
  return taken || agent_answered ? Status::open : ticket.status;
}

// Where a ticket stands, in both words.
struct Standing {
  Status status;
  CustomStatusId custom;
};

// Somebody who sends back all they read names both words; the one that differs is the one they changed.
Result<Standing> standing(const Definitions& definitions, const Ticket& ticket, std::optional<Status> status,
                          std::optional<CustomStatusId> custom, Status implied) {
  const bool names_custom = custom && *custom && (*custom != ticket.custom_status || !status);
  if (names_custom) {
    const auto* found = definitions.find_status(*custom);
    if (!found || (!found->active && found->id != ticket.custom_status))
      return base::fail_field("custom_status_id", "InvalidValue", "Custom status: is not an active status");
    const bool closes = status == Status::closed && found->category == Status::solved;
    return Standing{closes ? Status::closed : found->category, found->id};
  }
  const Status to = status.value_or(implied);
  const auto* current = definitions.find_status(ticket.custom_status);
  if (to == ticket.status || (current && current->category == std::min(to, Status::solved)))
    return Standing{to, ticket.custom_status};
  return Standing{to, definitions.default_status(to)};
}

// What the fold makes of the event "status" alone; another custom status needs an event of its own.
CustomStatusId folded_status(const Ticket& ticket, Status to) {
  const bool keeps = to == ticket.status || (to == Status::closed && ticket.status == Status::solved);
  return keeps ? ticket.custom_status : seeded_status(to);
}

// Mail to an address whose brand is off must still become a ticket.
Result<BrandId> check_brand(const Definitions& definitions, const people::Actor& actor, BrandId id) {
  const auto* brand = definitions.find_brand(id ? id : definitions.default_brand);
  if (!brand || !brand->active || brand->deleted) {
    if (actor.is_system) return definitions.default_brand;
    return base::fail_field("brand_id", "InvalidValue", "Brand: is not an active brand");
  }
  return brand->id;
}

Result<FormId> check_form(const Definitions& definitions, const people::Actor& actor, FormId id) {
  const auto* form = definitions.find_form(id ? id : definitions.default_form);
  if (!form || (id && (!form->active || (!actor.is_agent() && !form->end_user_visible))))
    return base::fail_field("ticket_form_id", "InvalidValue", "Ticket form: is not an active form");
  return form->id;
}

Result<void> check_status(Status from, Status to) {
  if (to == Status::deleted || (to == Status::fresh && from != Status::fresh))
    return base::fail_field("status", "InvalidValue",
                            "Status: cannot become " + std::string(render_status(to)) + " again");
  return {};
}

std::string subject_or_excerpt(const NewTicket& wanted) {
  const auto& source = wanted.subject.empty() ? wanted.comment.body : wanted.subject;
  return text::excerpt(source, max_subject_chars);
}

}  // namespace

Result<std::vector<Event>> plan_changes(sql::Transaction& tx, const Definitions& definitions,
                                        const people::Actor& actor, const Ticket& ticket, const Change& change) {
  PULT_TRY(check_values(change.priority.value_or(""), change.type.value_or("")));
  auto to = PULT_TRY(place(tx, ticket, change.assignee, change.group));
  const auto stands = PULT_TRY(standing(definitions, ticket, change.status, change.custom_status,
                                        implied_status(actor, ticket, change, to.assignee)));
  const Status status = stands.status;
  PULT_TRY(check_status(ticket.status, status));
  const bool takes = definitions.solver_takes && actor.is_agent() && !actor.is_system;
  if (status == Status::solved && !to.assignee && takes) {
    to.assignee = actor.id();
    if (!to.group) to.group = PULT_TRY(first_group_of(tx, actor.user));
  }
  Plan plan;
  if (change.subject)
    plan.change("subject", text_of(text::excerpt(*change.subject, max_subject_chars)), text_of(ticket.subject));
  plan.change("status", Text(render_status(status)), Text(render_status(ticket.status)));
  plan.change("snoozed_until", text_of(PULT_TRY(snooze_after(actor, ticket, change, status))),
              text_of(ticket.snoozed_until));
  if (stands.custom != folded_status(ticket, status))
    plan.replace("custom_status_id", text_of(stands.custom), text_of(ticket.custom_status));
  if (change.brand && *change.brand != ticket.brand)
    plan.change("brand_id", text_of(PULT_TRY(check_brand(definitions, actor, *change.brand))), text_of(ticket.brand));
  if (change.form && *change.form != ticket.form)
    plan.change("ticket_form_id", text_of(PULT_TRY(check_form(definitions, actor, *change.form))),
                text_of(ticket.form));
  if (change.priority) plan.change("priority", text_of(*change.priority), text_of(ticket.priority));
  if (change.type) plan.change("type", text_of(*change.type), text_of(ticket.type));
  if (change.external_id) plan.change("external_id", text_of(*change.external_id), text_of(ticket.external_id));
  if (change.due_at) plan.change("due_at", text_of(*change.due_at), text_of(ticket.due_at));
  if (change.problem && *change.problem != ticket.problem) PULT_TRY(check_problem(tx, actor, *change.problem));
  if (change.problem) plan.change("problem_id", text_of(*change.problem), text_of(ticket.problem));
  if (change.organization) plan.change("organization_id", text_of(*change.organization), text_of(ticket.organization));
  if (change.requester && *change.requester != ticket.requester) {
    PULT_TRY(people::hold_person(tx, *change.requester));
    const auto requester = PULT_TRY(people::find_user(tx, *change.requester));
    if (!requester || !requester->active)
      return base::fail_field("requester", "InvalidValue", "Requester: is not a user");
    plan.change("requester_id", text_of(*change.requester), text_of(ticket.requester));
    if (!change.organization)
      plan.change("organization_id", text_of(requester->organization), text_of(ticket.organization));
  }
  plan.change("group_id", text_of(to.group), text_of(ticket.group));
  plan.change("assignee_id", text_of(to.assignee), text_of(ticket.assignee));
  const auto fields = PULT_TRY(plan_fields(definitions, ticket.custom_fields, change.custom_fields, ticket.tags,
                                           changed_tags(ticket.tags, change)));
  PULT_TRY(check_lookups(tx, actor, definitions, fields));
  plan.change_fields(fields, EventType::change);
  plan.change("tags", text_of(fields.tags), text_of(ticket.tags));
  plan.change("follower_ids", text_of(changed_list(ticket.follower_ids, change.add_followers, change.remove_followers)),
              text_of(ticket.follower_ids));
  const auto ccs =
      change.ccs ? join_ids(*change.ccs) : changed_list(ticket.email_cc_ids, change.add_ccs, change.remove_ccs);
  plan.change("email_cc_ids", text_of(ccs), text_of(ticket.email_cc_ids));
  return plan.take();
}

Result<std::vector<Event>> plan_creation(sql::Transaction& tx, const Definitions& definitions,
                                         const people::Actor& actor, const NewTicket& wanted,
                                         const people::User& requester) {
  PULT_TRY(check_values(wanted.priority, wanted.type));
  const auto to = PULT_TRY(place(tx, Ticket{}, wanted.assignee ? std::optional(wanted.assignee) : std::nullopt,
                                 wanted.group ? std::optional(wanted.group) : std::nullopt));
  const Status implied = wanted.status.value_or(to.assignee ? Status::open : Status::fresh);
  const auto stands = wanted.custom_status
                          ? PULT_TRY(standing(definitions, Ticket{}, wanted.status, wanted.custom_status, implied))
                          : Standing{implied, definitions.default_status(implied)};
  const Status status = stands.status;
  if (status == Status::deleted) return base::fail_field("status", "InvalidValue", "Status: cannot be deleted");
  auto subject = subject_or_excerpt(wanted);
  const auto brand = PULT_TRY(check_brand(definitions, actor, wanted.brand));
  const auto form = PULT_TRY(check_form(definitions, actor, wanted.form));
  const auto fields = PULT_TRY(plan_fields(
      definitions, "{}", actor.is_agent() ? wanted.custom_fields : portal_fields(definitions, wanted.custom_fields), "",
      normalize_tags(wanted.tags)));
  PULT_TRY(check_lookups(tx, actor, definitions, fields));
  Plan plan;
  plan.first("subject", text_of(subject.empty() ? std::string("(no subject)") : subject));
  plan.first("status", Text(render_status(status)));
  if (stands.custom != seeded_status(status)) plan.first("custom_status_id", text_of(stands.custom));
  if (brand != seeded_brand) plan.first("brand_id", text_of(brand));
  if (form != seeded_form) plan.first("ticket_form_id", text_of(form));
  plan.first("priority", text_of(wanted.priority));
  plan.first("type", text_of(wanted.type));
  plan.first("requester_id", text_of(requester.id));
  plan.first("submitter_id", text_of(wanted.submitter ? wanted.submitter : actor.id()));
  plan.first("organization_id", text_of(requester.organization));
  plan.first("group_id", text_of(to.group));
  plan.first("assignee_id", text_of(to.assignee));
  plan.first("mailbox_id", text_of(wanted.mailbox));
  plan.first("recipient", text_of(wanted.recipient));
  plan.first("external_id", text_of(wanted.external_id));
  PULT_TRY(check_problem(tx, actor, wanted.problem));
  plan.first("problem_id", text_of(wanted.problem));
  plan.first("due_at", text_of(wanted.due_at));
  plan.first("followup_source_id", text_of(wanted.followup_source));
  plan.first("via_rel", text_of(wanted.via_rel));
  plan.change_fields(fields, EventType::create);
  plan.first("tags", text_of(fields.tags));
  plan.first("follower_ids", text_of(join_ids(wanted.followers)));
  plan.first("email_cc_ids", text_of(join_ids(wanted.email_ccs)));
  return plan.take();
}

}  // namespace pult::tickets
