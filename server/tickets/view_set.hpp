// SPDX-License-Identifier: AGPL-3.0-or-later
// The active views of a desk with their conditions compiled, and its business hours, kept in memory: every change of a
// ticket needs them.
#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "rules/sql_condition.hpp"
#include "tickets/business_hours.hpp"
#include "tickets/definitions.hpp"
#include "tickets/view.hpp"

namespace pult::tickets {

// The custom fields of the desk, in the words that conditions are compiled with, and its hours (null: all of them).
class FieldWords final : public rules::CustomFields {
 public:
  explicit FieldWords(std::shared_ptr<const Definitions> definitions,
                      std::shared_ptr<const BusinessHours> hours = nullptr)
      : definitions_(std::move(definitions)), hours_(std::move(hours)) {}
  const rules::BusinessTime* business_time() const override { return hours_.get(); }
  std::optional<std::string> type_of(std::int64_t field) const override;
  std::optional<std::string> index_key(std::int64_t field, std::string_view value) const override;
  std::optional<std::int64_t> person_field(bool of_organization, std::string_view key) const override;

 private:
  std::shared_ptr<const Definitions> definitions_;
  std::shared_ptr<const BusinessHours> hours_;
};

struct CompiledView {
  View view;
  bool broken = false;  // its conditions name what is no more: nothing is inside
  rules::Program program;
  rules::Counting counting = rules::Counting::bounded;
  rules::Program of_ticket, of_viewer;  // tracked views: what the counters decide, and what is decided per cell
};
// unprocessable, saying which condition cannot be. Also: at least one of `all` on status, type, group, assignee or
// requester.
Result<rules::Program> compile_conditions(const rules::Conditions& conditions, const rules::CustomFields& fields);
CompiledView compile_view(View view, const rules::CustomFields& fields);

// Counts that no counter tells, for a few seconds: screens ask for them again and again. Thread-safe.
class KeptCounts {
 public:
  std::optional<std::int64_t> find(ViewId view, UserId user, Micros now) const;
  void keep(ViewId view, UserId user, std::int64_t value, Micros now);

 private:
  mutable std::mutex mutex_;
  std::map<std::pair<ViewId, UserId>, std::pair<std::int64_t, Micros>> kept_;
};

struct ViewSet {
  std::string version;
  std::shared_ptr<const Definitions> definitions;
  std::shared_ptr<const BusinessHours> hours;  // null where there are no schedules
  std::unique_ptr<FieldWords> fields;
  std::vector<CompiledView> views;  // by position
  std::map<ViewId, const CompiledView*> by_id;
  std::vector<const CompiledView*> tracked;  // by id: two transactions move the same counters in the same order
  mutable KeptCounts kept_counts;
  bool needs_custom = false;  // some tracked view asks for custom fields

  const CompiledView* find(ViewId id) const;
  ViewSet() = default;
  ViewSet(const ViewSet&) = delete;  // holds addresses of its own parts
  ViewSet& operator=(const ViewSet&) = delete;
};

// Thread-safe. What a transaction gets is what stands in the database for it: the version is read each time.
class ViewCache {
 public:
  Result<std::shared_ptr<const ViewSet>> get(sql::Transaction& tx,
                                             const std::shared_ptr<const Definitions>& definitions);

 private:
  std::mutex mutex_;
  std::shared_ptr<const ViewSet> kept_;
};

// Views of `ticket`, which must stay; custom fields only when `set` wants them.
rules::Facts facts_of(const Ticket& ticket, const Definitions& definitions, bool with_custom);
rules::Viewer viewer_of(const people::Actor& actor, const rules::CustomFields& fields, Micros now);
rules::SqlWords sql_words(sql::Dialect dialect);

}  // namespace pult::tickets
