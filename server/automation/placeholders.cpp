// SPDX-License-Identifier: AGPL-3.0-or-later
#include "automation/placeholders.hpp"

#include <boost/json.hpp>
#include <charconv>

#include "people/group.hpp"
#include "people/locale.hpp"
#include "people/organization.hpp"
#include "people/veil.hpp"
#include "text/html_text.hpp"
#include "tickets/comment.hpp"
#include "tickets/definitions.hpp"
#include "tickets/dynamic_content.hpp"

namespace pult::automation {
namespace {

namespace json = boost::json;
using text::TemplateList;
using text::TemplateMap;
using text::TemplateValue;

constexpr int most_comments = 50;

TemplateValue html(std::string source) {
  TemplateValue out(std::move(source));
  out.is_html = true;
  return out;
}

std::string_view first_word(std::string_view name) { return name.substr(0, name.find(' ')); }
std::string_view last_word(std::string_view name) {
  const auto space = name.rfind(' ');
  return space == std::string_view::npos ? std::string_view() : name.substr(space + 1);
}

std::string html_of(const tickets::Comment& comment) {
  return comment.html_body.empty() ? text::text_to_html(comment.body) : comment.html_body;
}

std::pair<std::string_view, std::string_view> split(std::string_view path) {
  const auto dot = path.find('.');
  return dot == std::string_view::npos ? std::pair(path, std::string_view())
                                       : std::pair(path.substr(0, dot), path.substr(dot + 1));
}

TemplateValue time_value(std::optional<Micros> time) {
  return time ? TemplateValue(base::render_iso8601(*time)) : TemplateValue();
}

}  // namespace

std::string Placeholders::render(std::string_view source, text::TemplateOutput output) {
  return text::render_template(source, [this](std::string_view path) { return find(path); }, output);
}

TemplateValue Placeholders::find(std::string_view path) {
  const auto [root, rest] = split(path);
  if (root == "ticket") return of_ticket(rest);
  if (root == "current_user") return of_person(actor_.id(), rest.empty() ? "name" : rest);
  if (root == "agent") return of_person(actor_.id(), rest.empty() ? "name" : rest);
  if (root == "dc") return dynamic_content(rest);
  if (root == "account") return rest == "name" || rest.empty() ? TemplateValue(account()) : TemplateValue();
  if (ticket_ && (root == "requester" || root == "assignee"))
    return of_person(root == "requester" ? ticket_->requester : ticket_->assignee, rest.empty() ? "name" : rest);
  return {};
}

TemplateValue Placeholders::of_ticket(std::string_view name) {
  if (name == "account") return account();
  if (!ticket_) return {};
  const auto& ticket = *ticket_;
  const auto [head, rest] = split(name);
  if (head == "requester" || head == "submitter" || head == "assignee") {
    const auto id = head == "requester" ? ticket.requester : head == "submitter" ? ticket.submitter : ticket.assignee;
    return of_person(id, rest.empty() ? "name" : rest);
  }
  if (head == "organization") return of_organization(ticket.organization, rest.empty() ? "name" : rest);
  if (head == "group") return of_group(ticket.group, rest.empty() ? "name" : rest);
  if (head == "id" || head == "encoded_id") return ticket.id.value;
  if (head == "title" || head == "subject") return ticket.subject;
  if (head == "status") return tickets::render_status(ticket.status);
  if (head == "priority") return ticket.priority;
  if (head == "type" || head == "ticket_type") return ticket.type;
  if (head == "tags") return ticket.tags;
  if (head == "via") return ticket.via == "mail" ? std::string_view("email") : std::string_view(ticket.via);
  if (head == "external_id") return ticket.external_id;
  if (head == "created_at") return time_value(ticket.created_at);
  if (head == "updated_at") return time_value(ticket.updated_at);
  if (head == "due_date" || head == "due_at") return time_value(ticket.due_at);
  if (head == "link" || head == "url") return base_url_ + "/tickets/" + std::to_string(ticket.id.value);
  if (head.starts_with("ticket_field_option_title_")) return custom_field(head.substr(26), true);
  if (head.starts_with("ticket_field_")) return custom_field(head.substr(13), false);
  return comments(name);
}

TemplateValue Placeholders::of_person(UserId id, std::string_view name) {
  if (!id || id.value < 0) return {};
  auto known = people_.find(id.value);
  if (known == people_.end()) {
    auto found = people::find_user(tx_, id);
    if (!found || !*found) return {};
    known = people_.emplace(id.value, std::move(**found)).first;
  }
  const auto& user = known->second;
  const auto [head, rest] = split(name);
  if (head == "organization") return of_organization(user.organization, rest.empty() ? "name" : rest);
  if (head == "id") return user.id.value;
  if (head == "name") return user.name;
  if (head == "first_name") return first_word(user.name);
  if (head == "last_name") return last_word(user.name);
  const bool is_veiled = user.role == people::Role::end_user && !people::may_see_personal_data(actor_);
  if (head == "email") return is_veiled ? people::veiled_address(user.email) : user.email;
  if (head == "phone") return is_veiled ? people::veiled_phone(user.phone) : user.phone;
  if (head == "external_id") return user.external_id;
  if (head == "locale" || head == "language") return user.locale;
  if (head == "time_zone") return user.time_zone;
  if (head == "role") return people::render_role(user.role);
  if (head == "tags") return user.tags;
  if (!people::may_see_internal(actor_)) return {};
  if (head == "details") return user.details;
  if (head == "notes") return user.notes;
  if (head == "signature") return user.signature;
  return {};
}

TemplateValue Placeholders::of_organization(OrganizationId id, std::string_view name) {
  const auto found = id ? people::find_organization(tx_, id) : Result<std::optional<people::Organization>>();
  if (!found || !*found) return {};
  if (name == "id") return (*found)->id.value;
  if (name == "name") return (*found)->name;
  if (name == "external_id") return (*found)->external_id;
  if (name == "tags") return (*found)->tags;
  if (name == "details") return (*found)->details;
  if (name == "notes" && people::may_see_internal(actor_)) return (*found)->notes;
  return {};
}

TemplateValue Placeholders::of_group(GroupId id, std::string_view name) {
  const auto found = id ? people::find_group(tx_, id) : Result<std::optional<people::Group>>();
  if (!found || !*found) return {};
  return name == "id"     ? TemplateValue((*found)->id.value)
         : name == "name" ? TemplateValue((*found)->name)
                          : TemplateValue();
}

// The value as it is kept, or for lists the title of the option.
TemplateValue Placeholders::custom_field(std::string_view digits, bool title) {
  std::int64_t id = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), id);
  const auto* field = definitions_->find_field(tickets::FieldId(id));
  boost::system::error_code broken;
  const auto values = json::parse(ticket_->custom_fields, broken);
  const auto* value = field && !broken && values.is_object() ? values.get_object().if_contains(digits) : nullptr;
  if (!value) return {};
  const auto shown = [&](const json::value& one) -> TemplateValue {
    if (one.is_bool()) return one.get_bool();
    if (!one.is_string()) return {};
    const std::string word(one.get_string());
    if (title)
      for (const auto& option : field->options)
        if (option.value == word) return option.name;
    return word;
  };
  if (!value->is_array()) return shown(*value);
  std::string out;
  for (const auto& one : value->get_array()) out += (out.empty() ? "" : ", ") + shown(one).text();
  return out;
}

TemplateValue Placeholders::comments(std::string_view name) {
  const bool is_list = name == "comments" || name == "public_comments";
  const bool formatted = name.ends_with("_formatted") || name.ends_with("_html");
  const bool known = is_list || name.starts_with("comments_") || name.starts_with("public_comments_") ||
                     name.starts_with("latest_comment") || name.starts_with("latest_public_comment") ||
                     name == "description" || name == "verbatim_description";
  if (!known) return {};
  if (name.ends_with("description")) {
    const auto first = tickets::find_comment(tx_, ticket_->first_comment);
    const bool seen = first && *first && ((*first)->is_public || people::may_see_internal(actor_));
    return seen ? TemplateValue((*first)->body) : TemplateValue();
  }
  tickets::CommentFilter filter;
  filter.ticket = ticket_->id;
  filter.with_private = people::may_see_internal(actor_) && name.find("public") == std::string_view::npos;
  filter.descending = true;
  filter.limit = name.starts_with("latest") ? 1 : most_comments;
  const auto found = tickets::list_comments(tx_, filter);
  if (!found || found->empty()) return {};
  if (name.starts_with("latest")) return formatted ? html(html_of(found->front())) : TemplateValue(found->front().body);
  if (!is_list) {
    std::string all;
    for (const auto& comment : *found) all += (all.empty() ? "" : "<hr>") + html_of(comment);
    return html(std::move(all));
  }
  TemplateList list;
  for (const auto& comment : *found) {
    TemplateMap one;
    one["value"] = comment.body;
    one["body"] = comment.body;
    one["created_at"] = time_value(comment.created_at);
    one["is_public"] = comment.is_public;
    TemplateMap author;
    author["name"] = of_person(comment.author, "name");
    author["first_name"] = of_person(comment.author, "first_name");
    one["author"] = std::move(author);
    list.emplace_back(std::move(one));
  }
  return list;
}

TemplateValue Placeholders::dynamic_content(std::string_view slug) {
  const auto items = tickets::list_dynamic_items(tx_);
  if (!items) return {};
  std::int64_t reader = 0;
  if (ticket_)
    if (const auto requester = people::find_user(tx_, ticket_->requester); requester && *requester)
      if (const auto* locale = people::find_locale((*requester)->locale)) reader = locale->id;
  const auto found = tickets::render_dynamic_content(*items, "{{dc." + std::string(slug) + "}}", reader);
  const auto inside = [this](std::string_view path) {
    return split(path).first == "dc" ? TemplateValue() : find(path);
  };
  return text::render_template(found, inside, text::TemplateOutput::text);
}

std::string Placeholders::account() {
  for (const auto& brand : definitions_->brands)
    if (brand.id == definitions_->default_brand) return brand.name;
  return {};
}

}  // namespace pult::automation
