// SPDX-License-Identifier: AGPL-3.0-or-later
// incremental/ticket_events: the audits of all tickets, as changes of their fields.
#include <algorithm>
#include <array>
#include <map>

#include "api/incremental.hpp"
#include "api/present.hpp"
#include "api/routes.hpp"
#include "api/ticket_input.hpp"
#include "api/ticket_metrics.hpp"
#include "sql/id_list.hpp"
#include "text/html_text.hpp"

namespace pult::api {
namespace {

constexpr int max_events = 1'000;

json::value value_of(const std::string& field, const std::optional<std::string>& value) {
  constexpr std::array<std::string_view, 3> lists{"tags", "follower_ids", "email_cc_ids"};
  if (std::ranges::find(lists, field) != lists.end()) return tag_array(value.value_or(""));
  return value ? json::value(*value) : json::value(nullptr);
}

// Which tags came and which went.
void add_tag_changes(const events::Event& event, json::object& out) {
  const auto before = tickets::split_words(event.previous.value_or(""));
  const auto after = tickets::split_words(event.value.value_or(""));
  json::array added, removed;
  for (const auto& tag : after)
    if (std::ranges::find(before, tag) == before.end()) added.push_back(json::value(tag));
  for (const auto& tag : before)
    if (std::ranges::find(after, tag) == after.end()) removed.push_back(json::value(tag));
  out["added_tags"] = std::move(added);
  out["removed_tags"] = std::move(removed);
}

using Comments = std::map<std::int64_t, tickets::Comment>;

Result<Comments> comments_of(Call& call, const std::vector<events::Audit>& audits) {
  std::vector<CommentId> ids;
  for (const auto& audit : audits)
    for (const auto& event : audit.events)
      if (event.type == events::EventType::comment) ids.push_back(event.comment.id);
  Comments comments;
  if (ids.empty()) return comments;
  const sql::IdList list(call.tx, ids);
  PULT_TRY(call.tx.each("SELECT id, author_id, is_public, body, html_body FROM comments WHERE id" + list.among(1),
                        {list}, [&](const sql::Row& row) -> Result<void> {
                          tickets::Comment comment;
                          comment.author = row.id<UserId>(1);
                          comment.is_public = row.boolean(2);
                          comment.body = row.string(3);
                          comment.html_body = row.string(4);
                          comments[row.int64(0)] = std::move(comment);
                          return {};
                        }));
  return comments;
}

void add_comment(const events::CommentFacts& facts, const Comments& comments, json::object& out) {
  out["event_type"] = "Comment";
  out["comment_present"] = true;
  out["comment_public"] = facts.is_public;
  const auto found = comments.find(facts.id.value);
  if (found == comments.end()) return;
  const auto& comment = found->second;
  out["type"] = "Comment";
  out["author_id"] = comment.author.value;
  out["body"] = comment.body;
  out["html_body"] = comment.html_body.empty() ? text::text_to_html(comment.body) : comment.html_body;
  out["plain_body"] = comment.body;
  out["public"] = comment.is_public;
  out["comment_public"] = comment.is_public;
}

json::object present_event(const events::Audit& audit, const Comments& comments) {
  json::array children;
  std::int64_t number = 0;
  for (const auto& event : audit.events) {
    if (event.field == custom_metadata_field) continue;
    json::object child{{"id", audit.id.value * 1'000 + ++number}, {"via", audit.via}, {"via_reference_id", nullptr}};
    if (event.type == events::EventType::comment) {
      child["id"] = event.comment.id.value;
      add_comment(event.comment, comments, child);
    } else {
      const bool is_change = event.type == events::EventType::change;
      child["event_type"] = is_change ? "Change" : "Create";
      child[event.field] = value_of(event.field, event.value);
      if (is_change) child["previous_value"] = value_of(event.field, event.previous);
      if (event.field == "tags") add_tag_changes(event, child);
    }
    children.push_back(std::move(child));
  }
  return {{"id", audit.id.value},
          {"ticket_id", audit.ticket.value},
          {"timestamp", audit.created_at / base::second_us},
          {"created_at", base::render_iso8601(audit.created_at)},
          {"updater_id", audit.author.value},
          {"via", audit.via},
          {"system", metadata_object()["system"]},
          {"metadata", custom_metadata(audit)},
          {"event_type", "Audit"},
          {"child_events", std::move(children)}};
}

Result<Answer> answer_events(Call& call, int most) {
  const auto request = PULT_TRY(export_request(call, most));
  const auto read = [&](ExportPlace from, int limit) {
    return events::list_audits_since(call.tx, from.at, AuditId(from.id), limit);
  };
  const auto place_of = [](const events::Audit& audit) { return ExportPlace{audit.created_at, audit.id.value}; };
  const auto page = PULT_TRY(read_export<events::Audit>(request, read, place_of));
  const auto& audits = page.rows;
  const auto comments = includes(call, "comment_events") ? PULT_TRY(comments_of(call, audits)) : Comments();
  std::vector<Exported> rows;
  for (const auto& audit : audits) rows.push_back({place_of(audit), present_event(audit, comments)});
  return Answer{200, export_answer(call, request, "ticket_events", std::move(rows), page.has_more)};
}

Result<Answer> events_since(Call& call) { return answer_events(call, max_events); }
Result<Answer> events_sample(Call& call) { return answer_events(call, 50); }

Result<Answer> metric_events_since(Call& call) {
  constexpr int most_in_a_second = 10'000;
  const auto request = PULT_TRY(export_request(call, max_events));
  auto page = PULT_TRY(tickets::list_metric_events(call.tx, request.from.at, 0, request.size, "1=1"));
  // A page never ends within the second that it began in: the next one would begin there again.
  if (!page.is_end && page.last_time / base::second_us <= request.start_second)
    page = PULT_TRY(tickets::list_metric_events(call.tx, request.from.at, 0, most_in_a_second, "1=1"));
  json::array list;
  for (const auto& event : page.events) list.push_back(present_metric_event(event));
  json::object body;
  const auto count = list.size();
  body["ticket_metric_events"] = std::move(list);
  add_export_members(call, request, {page.last_time, page.last_row}, count, !page.is_end, body);
  return Answer{200, std::move(body)};
}

}  // namespace

std::vector<Route> ticket_event_routes() {
  return {
      {"GET", "incremental/ticket_events", Who::admin, Mode::read, events_since},
      {"GET", "incremental/ticket_events/sample", Who::admin, Mode::read, events_sample},
      {"GET", "incremental/ticket_metric_events", Who::admin, Mode::read, metric_events_since},
  };
}

}  // namespace pult::api
