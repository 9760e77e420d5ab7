// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/work.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "tickets/store.hpp"

namespace pult::tickets {
namespace json = boost::json;

Result<Ticket> lock_for_work(sql::Transaction& tx, const people::Actor& actor, TicketId id) {
  auto found = PULT_TRY(find_ticket_for_update(tx, id));
  if (!found || found->status == Status::deleted || !people::may_see_ticket(actor, scope_of(*found, actor.id())))
    return base::fail_not_found();
  if (!people::may_edit_ticket(actor, scope_of(*found, actor.id())))
    return base::fail(ErrorKind::forbidden, "Forbidden", "This is for agents");
  if (found->status == Status::closed)
    return base::fail_field("status", "InvalidValue", "Status: closed prevents ticket update");
  return std::move(*found);
}

events::Event work_event(std::string_view field, const std::optional<json::object>& value,
                         const std::optional<json::object>& previous) {
  const auto text = [](const std::optional<json::object>& object) {
    return object ? std::optional(json::serialize(*object)) : std::nullopt;
  };
  return {events::EventType::change, std::string(field), text(value), text(previous), {}};
}

void set_on_row(std::vector<events::Event>& events, std::string_view field, const std::string& before,
                const std::string& value) {
  if (before == value) return;
  const auto or_none = [](const std::string& text) { return text.empty() ? std::nullopt : std::optional(text); };
  events.push_back({events::EventType::change, std::string(field), or_none(value), or_none(before), {}});
}

Result<void> check_text(std::string_view field, std::string_view text, std::size_t most) {
  std::string name(field);
  if (!name.empty()) name[0] = char(std::toupper(static_cast<unsigned char>(name[0])));
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
    return base::fail_field(std::string(field), "BlankValue", name + ": cannot be blank");
  const auto starts_character = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
  if (std::size_t(std::ranges::count_if(text, starts_character)) > most)
    return base::fail_field(std::string(field), "TooLong",
                            name + ": is too long (maximum is " + std::to_string(most) + " characters)");
  return {};
}

Result<void> check_agent(sql::Transaction& tx, std::string_view field, UserId id) {
  if (!id) return {};
  const auto user = PULT_TRY(people::find_user(tx, id));
  if (user && user->active && !user->suspended && user->is_agent()) return {};
  return base::fail_field(std::string(field), "InvalidValue", std::string(field) + ": is not an agent");
}

}  // namespace pult::tickets
