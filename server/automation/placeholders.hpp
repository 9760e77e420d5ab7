// SPDX-License-Identifier: AGPL-3.0-or-later
// What stands behind placeholders: {{ticket.requester.name}}, {{current_user.email}}, {{ticket.ticket_field_7}} ...
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "people/access.hpp"
#include "text/template.hpp"
#include "tickets/store.hpp"

namespace pult::tickets {
struct Definitions;
}

namespace pult::automation {

// Reads what a template asks for, when it asks, once each. Lives no longer than the transaction. What the actor may not
// see (private comments, for customers) is empty.
class Placeholders {
 public:
  Placeholders(sql::Transaction& tx, const people::Actor& actor,
               std::shared_ptr<const tickets::Definitions> definitions, std::string base_url)
      : tx_(tx), actor_(actor), definitions_(std::move(definitions)), base_url_(std::move(base_url)) {}
  void set_ticket(const tickets::Ticket& ticket) { ticket_ = &ticket; }

  text::TemplateValue find(std::string_view path);
  std::string render(std::string_view source, text::TemplateOutput output);

 private:
  text::TemplateValue of_ticket(std::string_view name);
  text::TemplateValue of_person(UserId id, std::string_view name);
  text::TemplateValue of_organization(OrganizationId id, std::string_view name);
  text::TemplateValue of_group(GroupId id, std::string_view name);
  text::TemplateValue custom_field(std::string_view id, bool title);
  text::TemplateValue comments(std::string_view name);
  // In the language of the requester; its own placeholders are filled in, those of other texts are not.
  text::TemplateValue dynamic_content(std::string_view slug);
  std::string account();

  sql::Transaction& tx_;
  const people::Actor& actor_;
  std::shared_ptr<const tickets::Definitions> definitions_;
  std::string base_url_;
  const tickets::Ticket* ticket_ = nullptr;
  std::map<std::int64_t, people::User> people_;
};

}  // namespace pult::automation
