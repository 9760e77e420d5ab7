// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/definitions.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "base/log.hpp"
#include "tickets/account_settings.hpp"
#include "tickets/desk.hpp"
#include "tickets/view_set.hpp"

namespace pult::tickets {
namespace {

constexpr std::chrono::seconds longest_transaction{30};
constexpr std::string_view channel_name = "definitions";

template <class List, class Id>
auto* find_in(const List& list, Id id) {
  const auto found = std::ranges::find(list, id, [](const auto& item) { return item.id; });
  return found == list.end() ? nullptr : &*found;
}

}  // namespace

const Field* Definitions::find_field(FieldId id) const {
  const auto found = by_id.find(id);
  return found == by_id.end() ? nullptr : found->second;
}

const Field* Definitions::find_field(FieldTarget target, std::string_view key) const {
  for (const auto& field : fields)
    if (field.target == target && field.key == key) return &field;
  return nullptr;
}

const Form* Definitions::find_form(FormId id) const { return find_in(forms, id); }
const CustomStatus* Definitions::find_status(CustomStatusId id) const { return find_in(statuses, id); }
const Brand* Definitions::find_brand(BrandId id) const { return find_in(brands, id); }

CustomStatusId Definitions::default_status(Status category) const {
  for (const auto& status : statuses)
    if (status.is_default && status.category == std::min(category, Status::solved)) return status.id;
  return seeded_status(category);
}

GroupPolicy Definitions::policy_of(GroupId group) const {
  const auto found = group_policies.find(group);
  return found == group_policies.end() ? GroupPolicy() : found->second;
}

void Definitions::index() {
  const auto settings = tickets::account_settings(account_settings);
  solver_takes = settings.at("tickets").at("assign_tickets_upon_solve").as_bool();
  tiers = parse_customer_tiers(account_settings);
  lifecycle = lifecycle_of(settings);
  for (const auto& id : settings.at("localization").at("locale_ids").as_array()) locale_ids.push_back(id.as_int64());
  for (const auto& field : fields) {
    by_id[field.id] = &field;
    if (field.target != FieldTarget::ticket || !field.active) continue;
    needs_checks |= field.required;
    if (is_system(field.type)) continue;
    custom.push_back(&field);
    if (field.type == FieldType::checkbox && !field.tag.empty()) by_tag[field.tag] = &field;
    for (const auto& option : field.options) by_tag[option.value] = &field;
  }
  for (const auto& form : forms) {
    if (form.is_default) default_form = form.id;
    needs_checks |= form.agent_conditions != "[]";
  }
  for (const auto& brand : brands)
    if (brand.is_default) default_brand = brand.id;
}

Result<std::shared_ptr<const Definitions>> load_definitions(sql::Transaction& tx) {
  auto out = std::make_shared<Definitions>();
  out->version = PULT_TRY(tx.one_int64("SELECT CAST(value AS BIGINT) FROM settings WHERE name = 'definitions_version'"))
                     .value_or(0);
  out->fields = PULT_TRY(list_fields(tx));
  out->forms = PULT_TRY(list_forms(tx));
  out->statuses = PULT_TRY(list_custom_statuses(tx));
  out->brands = PULT_TRY(list_brands(tx));
  out->dynamic_items = PULT_TRY(list_dynamic_items(tx));
  out->account_settings = PULT_TRY(load_account_settings(tx));
  out->group_policies = PULT_TRY(list_group_policies(tx));
  out->index();
  return out;
}

std::shared_ptr<const Definitions> DefinitionsCache::get(sql::Transaction& tx) {
  {
    const std::scoped_lock lock(mutex_);
    if (kept_) return kept_;
  }
  auto loaded = load_definitions(tx);
  if (!loaded) {
    // The transaction is broken, so its next statement fails too and with the error that belongs there.
    log::error("tickets.definitions", {{"cause", loaded.error().cause}});
    return std::make_shared<Definitions>();
  }
  const std::scoped_lock lock(mutex_);
  const bool is_settled = std::chrono::steady_clock::now() >= suspect_until_;
  if (is_settled && (*loaded)->version >= least_version_) kept_ = *loaded;
  return *loaded;
}

void DefinitionsCache::suspect() {
  const std::scoped_lock lock(mutex_);
  kept_.reset();
  suspect_until_ = std::chrono::steady_clock::now() + longest_transaction;
}

void DefinitionsCache::forget_before(std::int64_t version) {
  const std::scoped_lock lock(mutex_);
  kept_.reset();
  least_version_ = std::max(least_version_, version);
  suspect_until_ = {};
}

Desk::Desk(const base::Clock& clock)
    : clock_(clock), definitions_(std::make_unique<DefinitionsCache>()), views_(std::make_unique<ViewCache>()) {}
Desk::~Desk() = default;

std::shared_ptr<const Definitions> Desk::definitions(sql::Transaction& tx) const { return definitions_->get(tx); }

Result<void> Desk::definitions_changed(sql::Transaction& tx) const {
  definitions_->suspect();
  const auto version =
      PULT_TRY(tx.one_int64("UPDATE settings SET value = CAST(CAST(value AS BIGINT) + 1 AS TEXT) "
                            "WHERE name = 'definitions_version' RETURNING CAST(value AS BIGINT)"));
  tx.notify(channel_name, std::to_string(version.value_or(0)));
  return {};
}

void Desk::on_notification(std::string_view channel, std::string_view payload) const {
  if (channel == "reconnected") return definitions_->forget_before(0);
  if (channel != channel_name) return;
  std::int64_t version = 0;
  std::from_chars(payload.data(), payload.data() + payload.size(), version);
  definitions_->forget_before(version);
}

}  // namespace pult::tickets
