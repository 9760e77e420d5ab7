// SPDX-License-Identifier: AGPL-3.0-or-later
// account/settings: what holds for the desk as a whole.
#include "tickets/account_settings.hpp"

#include "api/body.hpp"
#include "api/present.hpp"
#include "channels/mail/service.hpp"
#include "people/locale.hpp"
#include "people/user.hpp"
#include "tickets/definitions.hpp"
#include "tickets/lifecycle_clock.hpp"

namespace pult::api {
namespace {

constexpr std::size_t longest_reminder_bytes = 10'000;

Result<Answer> show(Call& call) {
  const auto defined = call.services.desk.definitions(call.tx);
  auto settings = tickets::account_settings(defined->account_settings);
  settings["brands"].as_object()["default_brand_id"] = defined->default_brand.value;
  settings["limits"] = json::object{{"attachment_size", call.services.max_attachment_bytes}};
  return Answer{200, {{"settings", std::move(settings)}}};
}

Result<void> check_locales(const json::object& sent) {
  const auto* group = sent.if_contains("localization");
  const auto* ids = group && group->is_object() ? group->get_object().if_contains("locale_ids") : nullptr;
  if (!ids || !ids->is_array()) return {};
  for (const auto& id : ids->get_array())
    if (!id.is_int64() || !people::find_locale(id.get_int64()))
      return base::fail_field("localization.locale_ids", "InvalidValue", "Locale ids: has an unknown locale");
  return {};
}

Result<void> check_sla(const json::object& sent) {
  const auto* group = sent.if_contains("sla");
  if (!group || !group->is_object()) return {};
  const auto* minutes = group->get_object().if_contains("warning_minutes");
  if (minutes && (!minutes->is_int64() || minutes->get_int64() < 0 || minutes->get_int64() > 10'080))
    return base::fail_field("sla.warning_minutes", "InvalidValue", "Warning minutes: must be from 0 to 10080");
  const auto* hear = group->get_object().if_contains("admins_hear");
  const auto is = [&](std::string_view word) { return hear->is_string() && hear->get_string() == word; };
  if (hear && !is("never") && !is("breaches") && !is("always"))
    return base::fail_field("sla.admins_hear", "InvalidValue", "Admins hear: must be never, breaches or always");
  return {};
}

Result<void> check_macro_names(const json::object& tree) {
  constexpr std::size_t longest_text = 5'000, longest_pattern = 200;
  constexpr std::int64_t longest_name = 1'000;
  const auto& names = tree.at("macro_names").as_object();
  const auto size = [&](std::string_view member) { return names.at(member).as_string().size(); };
  if (size("guidance") > longest_text || size("forbidden_words") > longest_text || size("pattern") > longest_pattern)
    return base::fail_field("macro_names", "InvalidValue", "Names of macros: a text is too long");
  const auto length = names.at("max_length").as_int64();
  if (length < 0 || length > longest_name)
    return base::fail_field("macro_names.max_length", "InvalidValue", "Max length: must be between 0 (any) and 1000");
  return {};
}

Result<void> check_lifecycle(const tickets::Lifecycle& rules) {
  for (const auto& [name, days] :
       {std::pair("close_after_days", rules.close_after_days), std::pair("remind_after_days", rules.remind_after_days),
        std::pair("solve_after_days", rules.solve_after_days)})
    if (days < 0 || days > tickets::longest_silence_days)
      return base::fail_field("lifecycle." + std::string(name), "InvalidValue",
                              std::string(name) + ": must be between 0 (never) and 3650 days");
  if (rules.remind_after_days > 0 && rules.solve_after_days > 0 && rules.solve_after_days <= rules.remind_after_days)
    return base::fail_field("lifecycle.solve_after_days", "InvalidValue",
                            "Solve after days: must be later than the reminder");
  if (rules.reminder_text.size() > longest_reminder_bytes)
    return base::fail_field("lifecycle.reminder_text", "InvalidValue", "Reminder text: is too long");
  return {};
}

// The default brand is a property of the brands.
Result<void> choose_brand(Call& call, const json::object& sent) {
  const auto* group = sent.if_contains("brands");
  const auto* id = group && group->is_object() ? group->get_object().if_contains("default_brand_id") : nullptr;
  if (!id || !id->is_int64()) return {};
  const auto defined = call.services.desk.definitions(call.tx);
  const auto* found = defined->find_brand(tickets::BrandId(id->get_int64()));
  if (!found || found->deleted)
    return base::fail_field("brands.default_brand_id", "InvalidValue", "Default brand: is unknown");
  if (found->is_default) return {};
  auto brand = *found;
  brand.is_default = true;
  return tickets::save_brand(call.tx, brand, call.now());
}

Result<Answer> update(Call& call) {
  const auto& sent = *PULT_TRY(inner(call.body, "settings"));
  PULT_TRY(check_locales(sent));
  PULT_TRY(check_sla(sent));
  PULT_TRY(choose_brand(call, sent));
  const auto defined = call.services.desk.definitions(call.tx);
  const auto changed = PULT_TRY(tickets::merge_account_settings(defined->account_settings, sent));
  PULT_TRY(check_macro_names(tickets::account_settings(changed)));
  PULT_TRY(tickets::save_account_settings(call.tx, changed));
  PULT_TRY(call.services.desk.definitions_changed(call.tx));
  const auto before = defined->lifecycle;
  const auto after = tickets::lifecycle_of(tickets::account_settings(changed));
  PULT_TRY(check_lifecycle(after));
  PULT_TRY(tickets::lifecycle_changed(call.tx, before, after, call.now()));
  return show(call);
}

// Whether anybody can sign in yet, and who forgot a password can be sent a link. Open to all, because who asks has no
// way in.
Result<Answer> show_first_run(Call& call) {
  people::UserFilter admins;
  admins.roles = {people::Role::admin};
  admins.limit = 1;
  const bool needs_admin = PULT_TRY(people::list_users(call.tx, admins)).empty();
  const bool sends_mail = PULT_TRY(call.services.mail.agent_mail_trouble(call.tx, {})) != "not_set_up";
  return Answer{200, {{"first_run", {{"needs_admin", needs_admin}, {"sends_mail", sends_mail}}}}};
}

}  // namespace

std::vector<Route> account_routes() {
  return {
      {"GET", "account/settings", Who::agent, Mode::read, show},
      {"PUT", "account/settings", Who::admin, Mode::write, update},
      {"GET", "account/first_run", Who::anybody, Mode::read, show_first_run},
  };
}

}  // namespace pult::api
