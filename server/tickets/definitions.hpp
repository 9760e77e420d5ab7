// SPDX-License-Identifier: AGPL-3.0-or-later
// All that a desk defines for its tickets and people, as one value kept in memory: every ticket that is written or
// shown needs it, and it changes rarely.
#pragma once
#include <chrono>
#include <map>
#include <memory>
#include <mutex>

#include "tickets/brand.hpp"
#include "tickets/custom_status.hpp"
#include "tickets/customer_tier.hpp"
#include "tickets/dynamic_content.hpp"
#include "tickets/field.hpp"
#include "tickets/form.hpp"
#include "tickets/group_policy.hpp"

namespace pult::tickets {

struct Definitions {
  std::int64_t version = 0;
  std::vector<Field> fields;  // of all targets
  std::vector<Form> forms;
  std::vector<CustomStatus> statuses;
  std::vector<Brand> brands;
  std::vector<DynamicItem> dynamic_items;
  std::string account_settings = "{}";            // account_settings.hpp
  std::map<GroupId, GroupPolicy> group_policies;  // of groups that differ from the usual

  // Made from the above by index().
  std::vector<const Field*> custom;  // active custom fields of tickets, in their order
  std::map<FieldId, const Field*> by_id;
  std::map<std::string, const Field*, std::less<>> by_tag;  // active drop-downs, multi-selects, checkboxes of tickets
  BrandId default_brand = seeded_brand;
  FormId default_form = seeded_form;
  bool needs_checks = false;             // some field is required, or some form has conditions
  bool solver_takes = true;              // who solves a ticket of nobody becomes its assignee
  std::vector<std::int64_t> locale_ids;  // languages that people may choose
  Lifecycle lifecycle;
  std::vector<CustomerTier> tiers;

  const Field* find_field(FieldId id) const;
  const Field* find_field(FieldTarget target, std::string_view key) const;
  const Form* find_form(FormId id) const;
  const CustomStatus* find_status(CustomStatusId id) const;
  const Brand* find_brand(BrandId id) const;
  CustomStatusId default_status(Status category) const;
  GroupPolicy policy_of(GroupId group) const;
  void index();

  Definitions() = default;
  Definitions(const Definitions&) = delete;  // holds addresses of its own parts
  Definitions& operator=(const Definitions&) = delete;
};

Result<std::shared_ptr<const Definitions>> load_definitions(sql::Transaction& tx);

// Thread-safe. What was read stays in memory until a change is announced; a change that is under way, or was not heard
// of as committed yet, makes everybody read for themselves.
class DefinitionsCache {
 public:
  std::shared_ptr<const Definitions> get(sql::Transaction& tx);
  // Before the commit, by the one who changes: nobody may keep what they read from now on.
  void suspect();
  // After the commit: what is older than this version is not kept.
  void forget_before(std::int64_t version);

 private:
  std::mutex mutex_;
  std::shared_ptr<const Definitions> kept_;
  std::int64_t least_version_ = 0;
  // A change that was rolled back is never announced; after this time it is over.
  std::chrono::steady_clock::time_point suspect_until_{};
};

}  // namespace pult::tickets
