// SPDX-License-Identifier: AGPL-3.0-or-later
// Rows that are tickets, with their conversation.
#include "imports/row.hpp"
#include "imports/values.hpp"
#include "people/group.hpp"
#include "people/organization.hpp"
#include "people/user.hpp"
#include "tickets/definitions.hpp"

namespace pult::imports {
namespace {

Result<people::User> find_person(sql::Transaction& tx, const std::string& email, const std::string& name, Micros now) {
  if (people::address_key(email).empty()) return problem("\"" + email + "\" is no mail address");
  return people::find_or_create_requester(tx, name, email, now);
}

Result<UserId> find_requester(sql::Transaction& tx, const Values& values, Micros now) {
  if (const auto id = values.text("requester_external_id"); !id.empty()) {
    const auto found = PULT_TRY(people::list_users_by_external_ids(tx, {id}));
    if (!found.empty()) return found.front().id;
    if (!values.has("requester_email")) return problem("requester_external_id: there is no user \"" + id + "\"");
  }
  const auto email = values.text("requester_email");
  if (email.empty()) return problem("it names no requester (requester_email or requester_external_id)");
  return PULT_TRY(find_person(tx, email, values.text("requester_name"), now)).id;
}

Result<UserId> find_assignee(sql::Transaction& tx, const Values& values) {
  const auto email = values.text("assignee");
  if (email.empty()) return UserId();
  const auto found = PULT_TRY(people::find_user_by_email(tx, email));
  if (!found || !found->is_agent()) return problem("assignee: there is no agent with the address \"" + email + "\"");
  return found->id;
}

Result<GroupId> find_group(sql::Transaction& tx, const Values& values) {
  const auto name = values.text("group");
  if (name.empty()) return GroupId();
  for (const auto& group : PULT_TRY(people::list_groups(tx)))
    if (group.name == name) return group.id;
  return problem("group: there is no group \"" + name + "\"");
}

Result<std::string> custom_fields(sql::Transaction& tx, const tickets::Desk& desk, const Values& values) {
  const auto sent = values.with_prefix("custom_fields");
  if (sent.empty()) return std::string();
  const auto definitions = desk.definitions(tx);
  json::object out;
  for (const auto& [key, value] : sent) {
    const tickets::Field* found = nullptr;
    for (const auto* field : definitions->custom)
      if (std::to_string(field->id.value) == std::string_view(key) || field->title == std::string_view(key))
        found = field;
    if (!found) return problem("there is no ticket field \"" + std::string(key) + "\"");
    out[std::to_string(found->id.value)] = value;
  }
  return json::serialize(out);
}

struct Said {
  tickets::NewComment comment;
  Micros at = 0;
};

// {"author_email", "author_name", "body" or "html_body", "public", "created_at"}.
Result<Said> read_comment(sql::Transaction& tx, const json::value& value, UserId requester, Micros earliest,
                          Micros now) {
  if (!value.is_object()) return problem("comments: each must be an object");
  const Values values(value.get_object());
  Said said;
  said.comment.body = values.text("body");
  said.comment.html_body = values.text("html_body");
  if (!said.comment.html_body.empty()) tickets::prepare_html(said.comment);
  if (said.comment.body.empty() && said.comment.html_body.empty()) return problem("comments: one has no body");
  said.comment.is_public = PULT_TRY(values.boolean("public")).value_or(true);
  const auto email = values.text("author_email");
  said.comment.author =
      email.empty() ? requester : PULT_TRY(find_person(tx, email, values.text("author_name"), now)).id;
  said.at = std::max(PULT_TRY(values.time("created_at")).value_or(earliest), earliest);
  return said;
}

Result<std::vector<Said>> read_comments(sql::Transaction& tx, const Values& values, UserId requester, Micros created,
                                        Micros now) {
  std::vector<Said> out;
  if (const auto text = values.text("description"); !text.empty()) {
    Said first{{}, created};
    first.comment.body = text;
    first.comment.author = requester;
    out.push_back(std::move(first));
  }
  if (const auto* list = values.value("comments"); list && list->is_array())
    for (const auto& one : list->get_array())
      out.push_back(PULT_TRY(read_comment(tx, one, requester, out.empty() ? created : out.back().at, now)));
  else if (list)
    return problem("comments: must be a list");
  if (out.empty()) return problem("it has no description");
  return out;
}

Result<std::optional<tickets::Status>> read_status(const Values& values) {
  const auto text = values.text("status");
  if (text.empty()) return std::nullopt;
  const auto status = tickets::parse_status(text);
  if (!status || *status == tickets::Status::deleted)
    return problem("status: \"" + text + "\" is not new, open, pending, hold, solved or closed");
  return status;
}

}  // namespace

Result<Taken> take_ticket(sql::Transaction& tx, const tickets::Desk& desk, const json::object& fields) {
  const Values values(fields);
  tickets::NewTicket wanted;
  wanted.external_id = values.text("external_id");
  if (!wanted.external_id.empty()) {
    const auto known = PULT_TRY(
        tx.one_int64("SELECT id FROM tickets WHERE external_id = ?1 ORDER BY id LIMIT 1", {wanted.external_id}));
    if (known) return Taken{"unchanged", *known};
  }
  const auto created = PULT_TRY(values.time("created_at")).value_or(desk.now());
  if (created > desk.now() + base::day_us) return problem("created_at: it lies in the future");
  wanted.requester = PULT_TRY(find_requester(tx, values, created));
  auto comments = PULT_TRY(read_comments(tx, values, wanted.requester, created, created));
  const auto status = PULT_TRY(read_status(values));
  wanted.subject = values.text("subject");
  wanted.assignee = PULT_TRY(find_assignee(tx, values));
  wanted.group = PULT_TRY(find_group(tx, values));
  wanted.priority = values.text("priority");
  wanted.type = values.text("type");
  wanted.tags = tickets::normalize_tags(values.words("tags"));
  wanted.recipient = values.text("recipient");
  wanted.due_at = PULT_TRY(values.time("due_at"));
  wanted.custom_fields = PULT_TRY(custom_fields(tx, desk, values));
  wanted.created_at = created;
  wanted.via = "import";
  wanted.comment = std::move(comments.front().comment);
  const bool is_short = comments.size() == 1 && !values.has("updated_at");
  if (is_short) wanted.status = status;
  const auto actor = people::system_actor();
  const auto made = PULT_TRY(desk.create(tx, actor, std::move(wanted)));
  for (std::size_t i = 1; i < comments.size(); ++i) {
    tickets::Change change;
    change.comment = std::move(comments[i].comment);
    change.at = comments[i].at;
    change.via = "import";
    PULT_TRY(desk.update(tx, actor, made.ticket.id, std::move(change)));
  }
  if (!is_short && status) {
    tickets::Change change;
    // A ticket that was answered is no longer new, whatever the file says.
    if (*status != tickets::Status::fresh) change.status = status;
    change.at = PULT_TRY(values.time("updated_at"));
    change.via = "import";
    PULT_TRY(desk.update(tx, actor, made.ticket.id, std::move(change)));
  }
  return Taken{"created", made.ticket.id.value};
}

}  // namespace pult::imports
