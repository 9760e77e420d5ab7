// SPDX-License-Identifier: AGPL-3.0-or-later
// custom_statuses: the desk's own words for where a ticket stands.
#include <algorithm>

#include "api/field_json.hpp"
#include "api/present.hpp"

namespace pult::api {
namespace {

using tickets::CustomStatus;
using tickets::Definitions;

Result<CustomStatus> load(Call& call, const Definitions& definitions) {
  const auto* found = definitions.find_status(tickets::CustomStatusId(call.ids[0]));
  if (!found) return base::fail_not_found();
  return *found;
}

std::optional<bool> flag(const Call& call, std::string_view name) {
  const auto text = call.request.query_value(name);
  if (text == "true") return true;
  if (text == "false") return false;
  return std::nullopt;
}

// All of them, in one list without pages, as the conventions have it.
Result<Answer> list(Call& call) {
  const auto defined = call.services.desk.definitions(call.tx);
  const auto categories = tickets::split_words(call.request.query_value("status_categories"));
  const auto active = flag(call, "active"), is_default = flag(call, "default");
  json::array out;
  for (const auto& status : defined->statuses) {
    const auto category = std::string(tickets::render_status(status.category));
    if (!categories.empty() && std::ranges::find(categories, category) == categories.end()) continue;
    if ((active && *active != status.active) || (is_default && *is_default != status.is_default)) continue;
    out.push_back(present_custom_status(call, *defined, status));
  }
  return Answer{200, {{"custom_statuses", std::move(out)}}};
}

Result<Answer> answer(Call& call, int status, const CustomStatus& shown) {
  auto presented = present_custom_status(call, *call.services.desk.definitions(call.tx), shown);
  Answer out{status, nullptr};
  if (status == 201) out.headers.emplace_back("Location", std::string(presented["url"].as_string()));
  out.body = {{"custom_status", std::move(presented)}};
  return out;
}

Result<Answer> show(Call& call) {
  return answer(call, 200, PULT_TRY(load(call, *call.services.desk.definitions(call.tx))));
}

Result<void> read(Body& in, CustomStatus& status) {
  const auto text = [&](const char* name, std::string& into) {
    if (const auto v = in.text(name)) into = *v;
  };
  text("agent_label", status.agent_label);
  text("end_user_label", status.end_user_label);
  text("description", status.description);
  text("end_user_description", status.end_user_description);
  if (const auto v = in.boolean("active")) status.active = *v;
  return in.check();
}

Result<Answer> create(Call& call) {
  Body in(*PULT_TRY(inner(call.body, "custom_status")));
  CustomStatus status;
  const auto category = tickets::parse_status(in.text("status_category").value_or(""));
  if (!category || *category > tickets::Status::solved)
    return base::fail_field("status_category", "InvalidValue",
                            "Status category: must be new, open, pending, hold or solved");
  status.category = *category;
  PULT_TRY(read(in, status));
  const auto made = PULT_TRY(tickets::create_custom_status(call.tx, std::move(status), call.now()));
  PULT_TRY(call.services.desk.definitions_changed(call.tx));
  return answer(call, 201, made);
}

Result<Answer> update(Call& call) {
  auto status = PULT_TRY(load(call, *call.services.desk.definitions(call.tx)));
  Body in(*PULT_TRY(inner(call.body, "custom_status")));
  PULT_TRY(read(in, status));
  PULT_TRY(tickets::save_custom_status(call.tx, status, call.now()));
  PULT_TRY(call.services.desk.definitions_changed(call.tx));
  return show(call);
}

// {"ids": "1,2"} or a list: each becomes the default of its category.
Result<Answer> set_defaults(Call& call) {
  Body in(call.body);
  std::vector<std::int64_t> ids;
  if (const auto* value = in.value("ids"); value && value->is_string()) {
    for (const auto id : tickets::split_ids(value->get_string())) ids.push_back(id.value);
  } else {
    ids = in.ids("ids").value_or(std::vector<std::int64_t>());
  }
  PULT_TRY(in.check());
  const auto defined = call.services.desk.definitions(call.tx);
  std::vector<CustomStatus> chosen;
  for (const auto id : ids) {
    const auto* found = defined->find_status(tickets::CustomStatusId(id));
    if (!found) return base::fail_not_found();
    chosen.push_back(*found);
  }
  PULT_TRY(tickets::set_default_statuses(call.tx, chosen, call.now()));
  PULT_TRY(call.services.desk.definitions_changed(call.tx));
  return Answer{204, nullptr};
}

}  // namespace

json::object present_custom_status(const Call& call, const Definitions& definitions, const CustomStatus& status) {
  const auto text = [&](const std::string& raw) {
    return raw.empty() ? json::value(nullptr) : json::value(localized(call, definitions, raw));
  };
  return {{"url", call.url("custom_statuses/" + std::to_string(status.id.value))},
          {"id", status.id.value},
          {"status_category", tickets::render_status(status.category)},
          {"agent_label", text(status.agent_label)},
          {"raw_agent_label", status.agent_label},
          {"end_user_label", text(status.end_user_label)},
          {"raw_end_user_label", status.end_user_label},
          {"description", text(status.description)},
          {"raw_description", text_or_null(status.description)},
          {"end_user_description", text(status.end_user_description)},
          {"raw_end_user_description", text_or_null(status.end_user_description)},
          {"active", status.active},
          {"default", status.is_default},
          {"created_at", base::render_iso8601(status.created_at)},
          {"updated_at", base::render_iso8601(status.updated_at)}};
}

std::vector<Route> custom_status_routes() {
  return {
      {"GET", "custom_statuses", Who::user, Mode::read, list},
      {"POST", "custom_statuses", Who::admin, Mode::write, create},
      {"PUT", "custom_status/default", Who::admin, Mode::write, set_defaults},
      {"GET", "custom_statuses/{id}", Who::user, Mode::read, show},
      {"PUT", "custom_statuses/{id}", Who::admin, Mode::write, update},
  };
}

}  // namespace pult::api
