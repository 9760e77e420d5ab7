// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/veil.hpp"

#include <algorithm>
#include <array>

#include "api/json_text.hpp"
#include "people/veil.hpp"

namespace pult::api {
namespace {

// What the desk itself is made of: nothing of customers, and what agents change as they read it.
constexpr auto own_things = std::to_array<std::string_view>({"automations",
                                                             "brands",
                                                             "business_hours",
                                                             "checklist_templates",
                                                             "context_links",
                                                             "custom_statuses",
                                                             "dynamic_content",
                                                             "groups",
                                                             "help_center",
                                                             "locales",
                                                             "macros",
                                                             "mailboxes",
                                                             "organization_fields",
                                                             "recipient_addresses",
                                                             "slas",
                                                             "ticket_fields",
                                                             "ticket_forms",
                                                             "trigger_categories",
                                                             "triggers",
                                                             "user_fields",
                                                             "webhooks"});
// Content that people put up: like a comment, it is what they say.
constexpr auto open_files =
    std::to_array<std::string_view>({"attachments/{id}/content", "attachments/{id}/thumbnail",
                                     "macros/attachments/{id}/content", "openapi.yaml", "users/{id}/photo"});
// What agents have typed themselves and get back to go on with.
constexpr auto own_drafts = std::to_array<std::string_view>(
    {"tickets/{id}/draft", "tickets/{id}/side_drafts", "tickets/{id}/side_drafts/{id}"});
// Mails as they came.
constexpr auto closed = std::to_array<std::string_view>({"tickets/{id}/comments/{id}/email"});

bool is_own_thing(std::string_view path) {
  return std::ranges::binary_search(own_things, path.substr(0, path.find('/'))) ||
         std::ranges::find(own_drafts, path) != own_drafts.end();
}

Error refused() {
  return base::fail(ErrorKind::forbidden, "Forbidden", "Your role does not show personal data of customers").error();
}

bool holds_veiled(const json::value& value) {
  if (const auto* text = value.if_string()) return people::is_veiled(*text);
  if (const auto* list = value.if_array()) return std::ranges::any_of(*list, holds_veiled);
  const auto* object = value.if_object();
  if (!object) return false;
  // Whoever is named by number is meant by it; what else is said of them does not count.
  if (const auto* id = object->if_contains("user_id"); id && !id->is_null()) return false;
  return std::ranges::any_of(*object, [](const auto& entry) { return holds_veiled(entry.value()); });
}

}  // namespace

bool is_behind_veil(const Call& call) { return !people::may_see_personal_data(call.actor); }

bool asks_for_veiled(const Call& call, std::string_view query) { return is_behind_veil(call) && query.contains('@'); }

Result<void> refuse_veiled(const Call& call) {
  if (!is_behind_veil(call) || !holds_veiled(call.body)) return {};
  return base::fail(ErrorKind::unprocessable, "HiddenPersonalData", "Hidden personal data cannot be written back");
}

Result<void> veil_answer(const Route& route, Call& call, Answer& answer) {
  if (!is_behind_veil(call) || is_own_thing(route.path)) return {};
  const bool is_closed = std::ranges::find(closed, route.path) != closed.end();
  const bool is_content = answer.raw || !answer.file.empty();
  if (is_closed || (is_content && std::ranges::find(open_files, route.path) == open_files.end()))
    return std::unexpected(refused());
  if (is_content) return {};
  auto veil = std::make_shared<const people::Veil>(PULT_TRY(people::Veil::load(call.tx)));
  if (answer.outside) {
    answer.outside = [veil, work = std::move(answer.outside)]() -> Result<Answer> {
      auto later = PULT_TRY(work());
      complete(later);
      veil->cover(later.body);
      return later;
    };
    return {};
  }
  complete(answer);
  veil->cover(answer.body);
  return {};
}

}  // namespace pult::api
