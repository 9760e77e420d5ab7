// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/merge.hpp"

#include <algorithm>
#include <map>

#include "tickets/links.hpp"
#include "tickets/side_conversation.hpp"
#include "tickets/store.hpp"
#include "tickets/work_move.hpp"

namespace pult::tickets {
namespace {

using events::Event;
using events::EventType;

Result<bool> was_merged(sql::Transaction& tx, TicketId source, TicketId target) {
  for (const auto& link : PULT_TRY(list_links(tx, source)))
    if (link.kind == LinkKind::merged_into && link.other == target) return true;
  return false;
}

Event change(std::string field, std::string value, std::string previous) {
  const auto text = [](std::string t) { return t.empty() ? std::nullopt : std::optional(std::move(t)); };
  return {EventType::change, std::move(field), text(std::move(value)), text(std::move(previous)), {}};
}

NewComment remark(const people::Actor& actor, std::string body, bool is_public) {
  NewComment comment;
  comment.author = actor.id();
  comment.body = std::move(body);
  comment.is_public = is_public;
  return comment;
}

std::string default_target_comment(const std::vector<TicketId>& sources) {
  std::string list;
  for (const auto id : sources) list.append(list.empty() ? "#" : ", #").append(std::to_string(id.value));
  return sources.size() == 1 ? "Request " + list + " was closed and merged into this request."
                             : "Requests " + list + " were closed and merged into this request.";
}

Result<void> close_source(sql::Transaction& tx, const Desk& desk, const people::Actor& actor, const Ticket& source,
                          const Merge& wanted) {
  Planned planned{{}, std::nullopt, wanted.via, "merge", {}};
  planned.events.push_back(change("status", "closed", std::string(render_status(source.status))));
  planned.events.push_back(change("tags", normalize_tags(source.tags + " " + std::string(merge_tag)), source.tags));
  planned.events.push_back(link_event(LinkKind::merged_into, wanted.target));
  plan_no_work(source, planned.events);
  auto text = wanted.source_comment.empty()
                  ? "This request was closed and merged into request #" + std::to_string(wanted.target.value) + "."
                  : wanted.source_comment;
  planned.comment = remark(actor, std::move(text), wanted.source_comment_is_public);
  PULT_TRY(insert_link(tx, source.id, {LinkKind::merged_into, wanted.target, actor.id(), desk.now()}));
  PULT_TRY(desk.record(tx, actor, source, std::move(planned)));
  return {};
}

// The people of the sources who are not on the target yet.
std::string joined_people(const Ticket& target, const std::vector<Ticket>& sources) {
  auto people = split_ids(target.email_cc_ids);
  for (const auto& source : sources) {
    people.push_back(source.requester);
    const auto in_copy = split_ids(source.email_cc_ids);
    people.insert(people.end(), in_copy.begin(), in_copy.end());
  }
  std::erase(people, target.requester);
  return join_ids(std::move(people));
}

Result<Ticket> tell_target(sql::Transaction& tx, const Desk& desk, const people::Actor& actor, const Ticket& target,
                           const std::vector<Ticket>& sources, const Merge& wanted) {
  std::vector<TicketId> ids;
  Planned planned{{}, std::nullopt, wanted.via, "merge", {}};
  for (const auto& source : sources) {
    ids.push_back(source.id);
    planned.events.push_back(link_event(LinkKind::merged_from, source.id));
  }
  if (auto people = joined_people(target, sources); people != target.email_cc_ids)
    planned.events.push_back(change("email_cc_ids", std::move(people), target.email_cc_ids));
  PULT_TRY(plan_work(tx, target, planned.events));
  auto text = wanted.target_comment.empty() ? default_target_comment(ids) : wanted.target_comment;
  planned.comment = remark(actor, std::move(text), wanted.target_comment_is_public);
  return std::move(PULT_TRY(desk.record(tx, actor, target, std::move(planned))).ticket);
}

// All of them, locked in the order that every use case of several tickets keeps.
Result<std::map<TicketId, Ticket>> lock_all(sql::Transaction& tx, const people::Actor& actor, const Merge& wanted) {
  auto ids = wanted.sources;
  ids.push_back(wanted.target);
  std::ranges::sort(ids);
  std::map<TicketId, Ticket> out;
  for (const auto id : ids)
    if (!out.contains(id)) out.emplace(id, PULT_TRY(lock_ticket(tx, actor, id)));
  return out;
}

}  // namespace

Result<Ticket> merge(sql::Transaction& tx, const Desk& desk, const people::Actor& actor, const Merge& wanted) {
  if (!people::may(actor, &people::Permissions::ticket_merge))
    return base::fail(ErrorKind::forbidden, "Forbidden", "You may not merge tickets");
  if (std::ranges::find(wanted.sources, wanted.target) != wanted.sources.end())
    return base::fail_field("ids", "InvalidValue", "Ids: a ticket cannot be merged into itself");
  auto all = PULT_TRY(lock_all(tx, actor, wanted));
  const Ticket target = all.at(wanted.target);
  all.erase(wanted.target);
  if (target.status == Status::closed)
    return base::fail_field("id", "InvalidValue", "Ticket #" + std::to_string(target.id.value) + " is closed");
  std::vector<Ticket> sources;
  for (auto& [id, source] : all) {
    if (PULT_TRY(was_merged(tx, id, target.id))) continue;
    if (source.status == Status::closed)
      return base::fail_field("ids", "InvalidValue", "Ticket #" + std::to_string(id.value) + " is closed");
    sources.push_back(std::move(source));
  }
  if (sources.empty()) return target;
  for (const auto& source : sources) {
    PULT_TRY(close_source(tx, desk, actor, source, wanted));
    PULT_TRY(move_side_conversations(tx, source.id, target.id));
    PULT_TRY(move_work(tx, source.id, target.id));
  }
  return tell_target(tx, desk, actor, target, sources, wanted);
}

Result<std::optional<Ticket>> find_merge_target(sql::Transaction& tx, const Ticket& ticket) {
  constexpr int most_steps = 10;  // a merged ticket may be merged again
  auto at = ticket;
  for (int step = 0; at.status == Status::closed && step < most_steps; ++step) {
    const auto links = PULT_TRY(list_links(tx, at.id));
    const auto onward = std::ranges::find(links, LinkKind::merged_into, &Link::kind);
    if (onward == links.end()) return std::nullopt;
    auto next = PULT_TRY(find_ticket_for_update(tx, onward->other));
    if (!next) return std::nullopt;
    at = std::move(*next);
  }
  if (at.id == ticket.id || at.status >= Status::closed) return std::nullopt;
  return at;
}

}  // namespace pult::tickets
