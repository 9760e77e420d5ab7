// SPDX-License-Identifier: AGPL-3.0-or-later
// What a macro would make of a ticket. Computes only.
#include <algorithm>
#include <charconv>

#include "api/macro_access.hpp"
#include "api/routes.hpp"
#include "api/rule_json.hpp"
#include "automation/macro.hpp"
#include "text/html_text.hpp"

namespace pult::api {
namespace {

constexpr std::size_t most_macros = 100;

json::value id_value(const std::string& text) {
  std::int64_t id = 0;
  std::from_chars(text.data(), text.data() + text.size(), id);
  return id ? json::value(id) : json::value(nullptr);
}

json::array id_array(const std::vector<UserId>& ids) {
  json::array out;
  for (const auto id : ids) out.emplace_back(id.value);
  return out;
}

json::object present_comment(const automation::MacroComment& comment) {
  json::object out{{"body", comment.body}};
  if (!comment.html_body.empty())
    out["html_body"] = comment.html_body;
  else
    out["html_body"] = comment.body.empty() ? "" : text::text_to_html(comment.body);
  if (comment.is_public) out["public"] = *comment.is_public;
  json::array scoped;
  for (const auto& [channel, body] : comment.scoped) scoped.push_back(json::array{channel, body});
  out["scoped_body"] = std::move(scoped);
  return out;
}

json::object present_change(const Call& call, const automation::MacroChange& change, const tickets::Ticket* ticket) {
  json::object out, result;
  if (ticket) {
    out["id"] = ticket->id.value;
    out["url"] = call.url("tickets/" + std::to_string(ticket->id.value));
  }
  for (const auto& [name, value] : change.fields)
    out[name] = name.ends_with("_id") ? id_value(value) : text_or_null(value);
  if (change.tags) out["tags"] = tag_array(*change.tags);
  if (!change.followers.empty()) out["follower_ids"] = id_array(change.followers);
  if (!change.ccs.empty()) out["email_cc_ids"] = id_array(change.ccs);
  json::array fields;
  for (const auto& [id, values] : change.custom_fields) {
    json::value value =
        values.size() == 1 ? json::value(values[0]) : json::value(json::array(values.begin(), values.end()));
    if (value == json::value("true") || value == json::value("false")) value = value.as_string() == "true";
    fields.push_back(json::object{{"id", id}, {"value", std::move(value)}});
  }
  if (!fields.empty()) out["custom_fields"] = out["fields"] = fields;
  if (change.comment) out["comment"] = result["comment"] = present_comment(*change.comment);
  result["ticket"] = std::move(out);
  return result;
}

Result<Answer> answer_applied(Call& call, std::int64_t macro_id, const tickets::Ticket* ticket) {
  const auto macro = PULT_TRY(load_macro(call, macro_id));
  automation::Placeholders placeholders(call.tx, call.actor, call.services.desk.definitions(call.tx), call.base_url);
  if (ticket) placeholders.set_ticket(*ticket);
  const auto change = PULT_TRY(automation::apply_macro(macro, call.actor, ticket, placeholders));
  return Answer{200, {{"result", present_change(call, change, ticket)}}};
}

Result<Answer> apply(Call& call) { return answer_applied(call, call.ids[0], nullptr); }

Result<Answer> apply_to_ticket(Call& call) {
  const auto ticket = PULT_TRY(tickets::Desk::access_ticket(call.tx, call.actor, TicketId(call.ids[0])));
  return answer_applied(call, call.ids[1], &ticket);
}

std::int64_t query_id(const Call& call, std::string_view name) {
  const auto text = call.request.query_value(name);
  std::int64_t id = 0;
  std::from_chars(text.data(), text.data() + text.size(), id);
  return id;
}

// What a ticket looks like, as actions of a macro.
std::vector<rules::Action> actions_of(const tickets::Ticket& ticket) {
  std::vector<rules::Action> out;
  const auto add = [&](std::string field, std::string value) {
    if (!value.empty()) out.push_back({std::move(field), {std::move(value)}, false});
  };
  const auto status = ticket.status == tickets::Status::fresh    ? tickets::Status::open
                      : ticket.status >= tickets::Status::closed ? tickets::Status::solved
                                                                 : ticket.status;
  add("status", std::string(tickets::render_status(status)));
  add("priority", ticket.priority);
  add("type", ticket.type);
  add("group_id", ticket.group ? std::to_string(ticket.group.value) : "");
  add("assignee_id", ticket.assignee ? std::to_string(ticket.assignee.value) : "");
  add("current_tags", ticket.tags);
  return out;
}

// A macro that is not stored yet, made of another one or of a ticket.
Result<Answer> prefilled(Call& call) {
  automation::Rule macro;
  const auto macro_id = query_id(call, "macro_id"), ticket_id = query_id(call, "ticket_id");
  if (!macro_id && !ticket_id) return base::fail(ErrorKind::invalid, "InvalidValue", "macro_id or ticket_id is needed");
  if (macro_id) macro = PULT_TRY(load_macro(call, macro_id));
  if (ticket_id) {
    const auto ticket = PULT_TRY(tickets::Desk::access_ticket(call.tx, call.actor, TicketId(ticket_id)));
    if (macro.title.empty()) macro.title = ticket.subject;
    if (macro.actions.empty()) macro.actions = actions_of(ticket);
  }
  auto presented = present_macro(call, macro);
  for (const auto* name : {"id", "url", "created_at", "updated_at"}) presented[name] = nullptr;
  presented["default"] = false;
  return Answer{200, {{"macro", std::move(presented)}}};
}

Result<json::array> definitions_of(Call& call) {
  const auto words = PULT_TRY(load_rule_words(call));
  return rules::action_definitions(
      rules::Actor::macro, [&](std::string_view field, rules::Shape shape) { return words.choices(field, shape); },
      words.custom_subjects("custom_fields_"));
}

Result<Answer> definitions(Call& call) {
  return Answer{200, {{"definitions", {{"actions", PULT_TRY(definitions_of(call))}}}}};
}

// The older form: names and what can be chosen.
Result<Answer> actions(Call& call) {
  json::array out;
  for (const auto& one : PULT_TRY(definitions_of(call))) {
    const auto& from = one.as_object();
    out.push_back(json::object{{"title", from.at("title")},
                               {"field", from.at("subject")},
                               {"group", from.at("group")},
                               {"output", from.at("type")},
                               {"nullable", from.at("nullable")},
                               {"repeatable", from.at("repeatable")},
                               {"values", from.at("values")}});
  }
  return Answer{200, {{"actions", std::move(out)}}};
}

}  // namespace

Result<std::vector<events::Event>> macro_events(Call& call, const json::object& ticket) {
  std::vector<events::Event> out;
  if (!ticket.contains("macro_id") && !ticket.contains("macro_ids")) return out;
  Body in(ticket);
  auto ids = in.ids("macro_ids").value_or(std::vector<std::int64_t>());
  if (const auto id = in.id("macro_id"); id && *id) ids.push_back(*id);
  PULT_TRY(in.check());
  if (ids.size() > most_macros) return base::fail(ErrorKind::invalid, "TooManyValues", "There are too many macro_ids");
  std::ranges::sort(ids);
  const auto repeated = std::ranges::unique(ids);
  ids.erase(repeated.begin(), repeated.end());
  for (const auto id : ids) {
    const auto macro = load_macro(call, id);
    if (!macro && macro.error().kind == ErrorKind::not_found) continue;
    if (!macro) return std::unexpected(macro.error());
    out.push_back({events::EventType::create, "macro_reference", std::to_string(id) + " " + macro->title, {}, {}});
  }
  return out;
}

std::vector<Route> macro_apply_routes() {
  return {
      {"GET", "macros/new", Who::agent, Mode::read, prefilled},
      {"GET", "macros/actions", Who::agent, Mode::read, actions},
      {"GET", "macros/definitions", Who::agent, Mode::read, definitions},
      {"GET", "macros/{id}/apply", Who::agent, Mode::read, apply},
      {"GET", "tickets/{id}/macros/{id}/apply", Who::agent, Mode::read, apply_to_ticket},
  };
}

}  // namespace pult::api
