// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/page.hpp"
#include "api/ticket_list.hpp"
#include "tickets/view.hpp"

namespace pult::api {
namespace {

json::object column(std::string_view id, std::string_view title) {
  return {{"id", id}, {"title", title}, {"filterable", true}, {"sortable", true}};
}

json::object ordered_column() {
  auto out = column("updated", "Updated");
  out["order"] = "desc";
  return out;
}

json::array conditions_of(const tickets::View& view) {
  json::array all;
  const auto add = [&](std::string_view field, std::string_view op, std::string_view value) {
    all.push_back(json::object{{"field", field}, {"operator", op}, {"value", value}});
  };
  if (view.key == "solved") add("status", "is", "solved");
  else add("status", "less_than", "solved");
  if (view.key == "mine") add("assignee_id", "is", "current_user");
  if (view.key == "unassigned") add("assignee_id", "is", "");
  return all;
}

json::object present_view(const Call& call, const tickets::View& view) {
  json::array columns{column("description", "Subject"), column("requester", "Requester"), column("updated", "Updated"),
                      column("group", "Group"), column("assignee", "Assignee")};
  const auto born = base::render_iso8601(0);
  return {{"url", call.url("views/" + std::to_string(view.id))},
          {"id", view.id},
          {"title", view.title},
          {"raw_title", view.title},
          {"active", true},
          {"updated_at", born},
          {"created_at", born},
          {"default", true},
          {"position", view.id},
          {"description", nullptr},
          {"execution",
           {{"group_by", nullptr},
            {"group_order", "asc"},
            {"sort_by", "updated"},
            {"sort_order", "desc"},
            {"group", nullptr},
            {"sort", ordered_column()},
            {"columns", columns},
            {"fields", columns},
            {"custom_fields", json::array()}}},
          {"conditions", {{"all", conditions_of(view)}, {"any", json::array()}}},
          {"restriction", nullptr},
          {"watchable", true},
          {"key", view.key}};
}

json::object present_count(const Call& call, const tickets::View& view, const std::vector<tickets::CountCell>& cells) {
  const auto value = tickets::count_of(view, call.actor, cells);
  return {{"url", call.url("views/" + std::to_string(view.id) + "/count")},
          {"view_id", view.id},
          {"value", value},
          {"pretty", std::to_string(value)},
          {"fresh", true},
          {"active", true}};
}

Result<tickets::View> load(const Call& call) {
  const auto view = tickets::find_view(call.ids[0]);
  if (!view) return base::fail_not_found();
  return *view;
}

Result<Answer> list(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  std::vector<tickets::View> rows(tickets::system_views.begin(), tickets::system_views.end());
  return Answer{200, whole_list_answer(
                         call, page, "views", rows, [](const tickets::View& v) { return v.id; },
                         [&](const tickets::View& v) { return present_view(call, v); })};
}

Result<Answer> show(Call& call) { return Answer{200, {{"view", present_view(call, PULT_TRY(load(call)))}}}; }

Result<Answer> tickets_of(Call& call) {
  const auto view = PULT_TRY(load(call));
  const auto cells = PULT_TRY(tickets::load_counts(call.tx));
  return answer_ticket_list(call, tickets::filter_of(view, call.actor),
                            [&] { return tickets::count_of(view, call.actor, cells); });
}

Result<Answer> count(Call& call) {
  const auto view = PULT_TRY(load(call));
  return Answer{200, {{"view_count", present_count(call, view, PULT_TRY(tickets::load_counts(call.tx)))}}};
}

Result<Answer> count_many(Call& call) {
  const auto cells = PULT_TRY(tickets::load_counts(call.tx));
  json::array list;
  for (const auto& word : tickets::split_words(call.request.query_value("ids")))
    for (const auto& view : tickets::system_views)
      if (word == std::to_string(view.id)) list.push_back(present_count(call, view, cells));
  return Answer{200, {{"view_counts", std::move(list)}}};
}

}  // namespace

std::vector<Route> view_routes() {
  return {
      {"GET", "views", Who::agent, Mode::read, list},
      {"GET", "views/count_many", Who::agent, Mode::read, count_many},
      {"GET", "views/{id}", Who::agent, Mode::read, show},
      {"GET", "views/{id}/tickets", Who::agent, Mode::read, tickets_of},
      {"GET", "views/{id}/count", Who::agent, Mode::read, count},
  };
}

}  // namespace pult::api
