// SPDX-License-Identifier: AGPL-3.0-or-later
// priority_words and customer_tiers: what gives a ticket its priority by itself.
#include "api/body.hpp"
#include "api/present.hpp"
#include "api/routes.hpp"
#include "channels/mail/priority_words.hpp"
#include "tickets/account_settings.hpp"
#include "tickets/definitions.hpp"

namespace pult::api {
namespace {

using tickets::CustomerTier;
namespace mail = channels::mail;

Result<Answer> show_words(Call& call) {
  return Answer{200, {{"priority_words", mail::render_priority_words(PULT_TRY(mail::load_priority_words(call.tx)))}}};
}

Result<Answer> set_words(Call& call) {
  const auto& sent = *PULT_TRY(inner(call.body, "priority_words"));
  auto words = PULT_TRY(mail::parse_priority_words(sent, PULT_TRY(mail::load_priority_words(call.tx))));
  PULT_TRY(mail::save_priority_words(call.tx, words));
  return show_words(call);
}

json::object present_tier(const CustomerTier& tier) {
  return {{"tag", tier.tag},
          {"name", tier.name},
          {"priority", text_or_null(tier.priority)},
          {"set_tag", text_or_null(tier.set_tag)},
          {"group_id", id_or_null(tier.group)}};
}

Answer answer_tiers(const std::vector<CustomerTier>& tiers) {
  json::array list;
  for (const auto& tier : tiers) list.push_back(present_tier(tier));
  return Answer{200, {{"customer_tiers", std::move(list)}}};
}

Result<Answer> show_tiers(Call& call) { return answer_tiers(call.services.desk.definitions(call.tx)->tiers); }

Result<CustomerTier> read_tier(Call& call, const json::value& from) {
  if (!from.is_object()) return base::fail_field("customer_tiers", "InvalidValue", "Customer tiers: must be objects");
  Body in(from.get_object());
  CustomerTier tier;
  tier.tag = in.text("tag").value_or("");
  tier.name = in.text("name").value_or("");
  tier.priority = in.text("priority").value_or("");
  tier.set_tag = in.text("set_tag").value_or("");
  tier.group = GroupId(in.id("group_id").value_or(0));
  PULT_TRY(in.check());
  if (!tier.group) return tier;
  const auto group = PULT_TRY(people::find_group(call.tx, tier.group));
  if (!group || group->deleted) return base::fail_field("group_id", "InvalidValue", "Group: is invalid");
  return tier;
}

Result<Answer> set_tiers(Call& call) {
  Body in(call.body);
  const auto* list = in.array("customer_tiers");
  PULT_TRY(in.check());
  if (!list) return base::fail(ErrorKind::invalid, "InvalidAttribute", "customer_tiers must be a list");
  if (list->size() > tickets::max_customer_tiers)
    return base::fail_field("customer_tiers", "TooManyValues", "Customer tiers: there are too many");
  std::vector<CustomerTier> tiers;
  for (const auto& one : *list) tiers.push_back(PULT_TRY(read_tier(call, one)));
  const auto settings = PULT_TRY(tickets::load_account_settings(call.tx));
  const auto changed = PULT_TRY(tickets::with_customer_tiers(settings, std::move(tiers)));
  PULT_TRY(tickets::save_account_settings(call.tx, changed));
  PULT_TRY(call.services.desk.definitions_changed(call.tx));
  return answer_tiers(tickets::parse_customer_tiers(changed));
}

}  // namespace

std::vector<Route> priority_setting_routes() {
  return {
      {"GET", "priority_words", Who::admin, Mode::read, show_words},
      {"PUT", "priority_words", Who::admin, Mode::write, set_words},
      {"GET", "customer_tiers", Who::agent, Mode::read, show_tiers},
      {"PUT", "customer_tiers", Who::admin, Mode::write, set_tiers},
  };
}

}  // namespace pult::api
