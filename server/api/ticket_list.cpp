// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/ticket_list.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "api/ticket_extras.hpp"
#include "api/ticket_input.hpp"
#include "api/ticket_sort.hpp"
#include "sql/id_list.hpp"
#include "text/html_text.hpp"
#include "tickets/comment_batch.hpp"
#include "tickets/lifecycle.hpp"
#include "tickets/rule_note.hpp"
#include "tickets/side_talk.hpp"

namespace pult::api {
namespace {

bool by_id(tickets::Order order) { return order == tickets::Order::id_asc || order == tickets::Order::id_desc; }

// `sort=-updated_at` of cursor pages, `sort_by=updated_at&sort_order=asc` of numbered ones.
void choose_order(const Call& call, tickets::TicketFilter& filter) {
  auto field = call.request.query_value("sort");
  bool descending = field.starts_with('-');
  if (descending) field.remove_prefix(1);
  if (field.empty()) {
    field = call.request.query_value("sort_by");
    descending = call.request.query_value("sort_order") != "asc";
  }
  if (field == "updated_at") filter.order = descending ? tickets::Order::updated_desc : tickets::Order::updated_asc;
  if (field == "id" || field == "created_at" || field == "nice_id")
    filter.order = descending ? tickets::Order::id_desc : tickets::Order::id_asc;
}

json::value value_of(const std::string& field, const std::optional<std::string>& value) {
  constexpr std::array<std::string_view, 3> lists{"tags", "follower_ids", "email_cc_ids"};
  if (std::ranges::find(lists, field) != lists.end()) return tag_array(value.value_or(""));
  if (value && field.find_first_not_of("0123456789") == std::string::npos) {  // a custom field: JSON
    boost::system::error_code broken;
    auto parsed = json::parse(*value, broken);
    if (parsed.is_bool()) return parsed.get_bool() ? "1" : "0";
    return broken ? json::value(*value) : std::move(parsed);
  }
  return value ? json::value(*value) : json::value(nullptr);
}

// The comments that audits are about, with their files: one query each.
struct Said {
  std::map<std::int64_t, tickets::Comment> comments;
  std::map<std::int64_t, json::array> files;
};
Result<Said> load_said(Call& call, const std::vector<events::Audit>& audits) {
  std::vector<CommentId> ids;
  for (const auto& audit : audits)
    for (const auto& event : audit.events)
      if (event.type == events::EventType::comment) ids.push_back(event.comment.id);
  Said said;
  for (auto& comment : PULT_TRY(tickets::list_comments(call.tx, ids)))
    said.comments.emplace(comment.id.value, std::move(comment));
  for (const auto& file : PULT_TRY(tickets::list_attachments(call.tx, ids)))
    said.files[file.comment.value].push_back(present_attachment(call, file));
  return said;
}

json::object present_comment_event(const events::Audit& audit, const tickets::Comment& comment, const Said& said) {
  const auto files = said.files.find(comment.id.value);
  return {{"id", comment.id.value},
          {"type", "Comment"},
          {"author_id", comment.author.value},
          {"body", comment.body},
          {"html_body", comment.html_body.empty() ? text::text_to_html(comment.body) : comment.html_body},
          {"plain_body", comment.body},
          {"public", comment.is_public},
          {"attachments", files == said.files.end() ? json::array() : files->second},
          {"audit_id", audit.id.value}};
}

// Events of ours that clients know by types of their own. Their value is the id of what they happened to.
std::optional<json::object> special_event(const events::Event& event) {
  const auto id = [&] { return json::value(std::strtoll(event.value.value_or("0").c_str(), nullptr, 10)); };
  if (event.field == "macro_reference") {
    const auto& text = event.value.value_or("");
    const auto space = std::min(text.find(' '), text.size());
    return json::object{{"type", "AgentMacroReference"},
                        {"macro_id", text.substr(0, space)},
                        {"macro_title", text.substr(std::min(space + 1, text.size()))}};
  }
  if (auto note = tickets::parse_rule_note(event)) {
    (*note)["type"] = "AutomaticChange";
    return note;
  }
  if (event.field == "comment_privacy")
    return json::object{{"type", "CommentPrivacyChange"}, {"comment_id", id()}, {"public", false}};
  if (event.field == "comment_redaction") return json::object{{"type", "CommentRedactionEvent"}, {"comment_id", id()}};
  if (event.field == tickets::side_field || event.field == tickets::side_report_field) {
    const auto& text = event.value.value_or("");
    const auto space = std::min(text.find(' '), text.size());
    return json::object{{"type", "SideConversation"},
                        {"action", text.substr(0, space)},
                        {"side_conversation_id", text.substr(std::min(space + 1, text.size()))}};
  }
  if (event.field == "attachment_redaction")
    return json::object{{"type", "AttachmentRedactionEvent"}, {"attachment_id", id()}};
  return std::nullopt;
}

}  // namespace

Result<std::int64_t> bounded_count(Call& call, const std::string& condition) {
  const auto count = PULT_TRY(call.tx.one_int64(
      "SELECT COUNT(*) FROM (SELECT 1 FROM tickets t WHERE " + condition + " LIMIT ?1) AS bounded", {max_offset}));
  return count.value_or(0);
}

namespace {

Result<std::int64_t> bounded_count(Call& call, const tickets::TicketFilter& which) {
  if (!which.among) return api::bounded_count(call, which.condition);
  const sql::IdList among(call.tx, *which.among);
  return PULT_TRY(
             call.tx.one_int64("SELECT COUNT(*) FROM tickets t WHERE " + which.condition + " AND t.id" + among.among(1),
                               {among}))
      .value_or(0);
}

// By id or by the last change, as the store's indexes have them.
Result<SortedTickets> list_in_order(Call& call, tickets::TicketFilter filter, const Page& page) {
  choose_order(call, filter);
  filter.limit = page.fetch();
  filter.offset = page.offset;
  const bool id_order = by_id(filter.order);
  if (!page.after.empty()) {
    if (page.after.size() != (id_order ? 1u : 2u))
      return base::fail(ErrorKind::invalid, "InvalidPaginationParameter", "page[after] is not a valid cursor");
    filter.after = id_order ? tickets::Position{0, TicketId(page.after[0])}
                            : tickets::Position{page.after[0], TicketId(page.after[1])};
  }
  SortedTickets out;
  out.rows = PULT_TRY(tickets::list_tickets(call.tx, filter));
  for (const auto& row : out.rows)
    out.cursors.push_back(id_order ? render_cursor({row.ticket.id.value})
                                   : render_cursor({row.ticket.updated_at, row.ticket.id.value}));
  return out;
}

}  // namespace

Result<Answer> answer_ticket_list(Call& call, tickets::TicketFilter filter,
                                  const std::function<std::int64_t()>& count) {
  const auto page = PULT_TRY(page_of(call));
  const auto sort = parse_ticket_sort(call);
  auto [rows, cursors] =
      sort ? PULT_TRY(list_sorted(call, filter, *sort, page)) : PULT_TRY(list_in_order(call, filter, page));
  const auto fetched = rows.size();
  if (rows.size() > std::size_t(page.size)) rows.resize(std::size_t(page.size));
  const auto drafts = PULT_TRY(tickets_with_draft(call));
  Mentioned mentioned;
  for (const auto& row : rows) mentioned.add(row.ticket);
  const auto cursor = rows.empty() ? std::string() : cursors[rows.size() - 1];
  json::object body;
  const auto extras = PULT_TRY(load_ticket_extras(call, rows, body));
  std::int64_t counted = 0;
  if (!page.by_cursor && !count) counted = PULT_TRY(bounded_count(call, filter));
  add_page_members(call, page, fetched, cursor, count ? count : [&] { return counted; }, body);
  PULT_TRY(add_sideloads(call, mentioned, body));
  Answer answer{200, std::move(body)};
  answer.members.emplace_back("tickets", write_tickets(showing_of(call), rows, drafts, extras));
  return answer;
}

namespace {

// A merge or a follow-up says so in `via`, as those of tickets do.
json::object via_of(const events::Audit& audit) {
  auto out = via_object(audit.via);
  boost::system::error_code broken;
  const auto metadata = audit.metadata.empty() ? json::value(nullptr) : json::parse(audit.metadata, broken);
  const auto* object = broken ? nullptr : metadata.if_object();
  if (const auto* rel = object ? object->if_contains("rel") : nullptr) {
    auto& source = out["source"].as_object();
    source["rel"] = *rel;
    const auto title = rel->is_string() ? tickets::rule_title(rel->get_string()) : std::string_view();
    if (!title.empty()) source["from"] = json::object{{"title", title}};
  }
  return out;
}

json::object present_one(bool internal, const events::Audit& audit, const Said& said) {
  json::array list;
  std::int64_t number = 0;
  for (const auto& event : audit.events) {
    ++number;
    if (event.type == events::EventType::comment) {
      const auto comment = said.comments.find(event.comment.id.value);
      if (comment == said.comments.end()) continue;
      if (!comment->second.is_public && !internal) continue;
      auto shown = present_comment_event(audit, comment->second, said);
      if (internal && !event.comment.bcc.empty()) shown["bcc"] = json::value_from(event.comment.bcc);
      list.push_back(std::move(shown));
      continue;
    }
    if (event.field == tickets::rule_note_field && !internal) continue;
    if (auto special = special_event(event)) {
      (*special)["id"] = audit.id.value * 1000 + number;
      list.push_back(std::move(*special));
      continue;
    }
    if (event.field == "via_rel" || event.field == "followup_source_id") continue;  // shown in `via`
    if (event.field == custom_metadata_field) continue;                             // shown in `metadata`
    const bool change = event.type == events::EventType::change;
    // Events have no rows of their own; the audit's id and the place within it make an id that stays the same.
    json::object out{{"id", audit.id.value * 1000 + number},
                     {"type", change ? "Change" : "Create"},
                     {"field_name", event.field},
                     {"value", value_of(event.field, event.value)}};
    if (change) out["previous_value"] = value_of(event.field, event.previous);
    list.push_back(std::move(out));
  }
  auto metadata = metadata_object();
  metadata["custom"] = custom_metadata(audit);
  return json::object{{"id", audit.id.value},
                      {"ticket_id", audit.ticket.value},
                      {"created_at", base::render_iso8601(audit.created_at)},
                      {"author_id", audit.author.value},
                      {"metadata", std::move(metadata)},
                      {"events", std::move(list)},
                      {"via", via_of(audit)}};
}

}  // namespace

Result<std::vector<json::object>> present_audits(Call& call, const std::vector<events::Audit>& audits) {
  const auto said = PULT_TRY(load_said(call, audits));
  std::vector<json::object> out;
  const bool internal = people::may_see_internal(call.actor);
  for (const auto& audit : audits) out.push_back(present_one(internal, audit, said));
  return out;
}

json::object present_audit(bool internal, const events::Audit& audit, const tickets::Comment& comment) {
  Said said;
  said.comments.emplace(comment.id.value, comment);
  return present_one(internal, audit, said);
}

Result<json::object> present_audit(Call& call, const events::Audit& audit) {
  return std::move(PULT_TRY(present_audits(call, {audit})).front());
}

}  // namespace pult::api
