// SPDX-License-Identifier: AGPL-3.0-or-later
// What is in a view: its tickets, its rows, its numbers. Also of views that are not stored (preview).
#include <algorithm>

#include "api/job_status.hpp"
#include "api/opened_view.hpp"
#include "api/page.hpp"
#include "api/routes.hpp"
#include "api/ticket_extras.hpp"
#include "api/ticket_sla.hpp"
#include "api/view_present.hpp"
#include "api/while_waited.hpp"
#include "tickets/view_columns.hpp"

namespace pult::api {
namespace {

// {"view": {all, any, output}}: what a view would show.
Result<void> open_preview(Call& call, OpenedView& out) {
  out.set = PULT_TRY(call.services.desk.views(call.tx));
  const auto* from = PULT_TRY(inner(call.body, "view"));
  tickets::View view;
  view.columns = tickets::default_columns();
  PULT_TRY(read_view(call, *from, view));
  for (const auto& column : view.columns)
    if (!tickets::is_view_column(column))
      return base::fail_field("output", "InvalidValue", "Output: " + column + " is not a column");
  PULT_TRY(tickets::compile_conditions(view.conditions, *out.set->fields));
  out.inactive = tickets::compile_view(std::move(view), *out.set->fields);
  out.inactive.counting = rules::Counting::bounded;
  out.view = &out.inactive;
  return {};
}

// Names of the API's own sort parameters beside those of views.
std::string sort_key(std::string_view name) {
  if (name == "updated_at") return "updated";
  if (name == "created_at") return "created";
  if (name == "id") return "nice_id";
  for (const std::string_view ids : {"requester_id", "assignee_id", "group_id", "organization_id", "submitter_id"})
    if (name == ids) return std::string(name.substr(0, name.size() - 3));
  return std::string(name);
}

tickets::ViewOrder chosen_order(const Call& call, const tickets::View& view) {
  auto order = tickets::order_of(view);
  auto field = call.request.query_value("sort");
  const bool by_cursor_form = !field.empty();
  bool descending = field.starts_with('-');
  if (descending) field.remove_prefix(1);
  if (!by_cursor_form) {
    field = call.request.query_value("sort_by");
    descending = call.request.query_value("sort_order") != "asc";
  }
  const auto key = sort_key(field);
  if (!tickets::is_sort_key(key)) return order;
  order.sort_by = key;
  order.descending = descending;
  if (!by_cursor_form && call.request.query_value("group_by").empty()) order.group_by.clear();
  return order;
}

struct Shown {
  tickets::ViewPage page;
  Page asked;
  std::int64_t count = 0;
};

Result<tickets::ViewCount> number_of(Call& call, const OpenedView& opened) {
  const auto numbers = PULT_TRY(tickets::load_view_numbers(call.tx, {opened.view}));
  return tickets::count_view(call.tx, *opened.view, call.actor, numbers, *opened.set, call.now());
}

Result<Shown> show_page(Call& call, const OpenedView& opened) {
  Shown out{{}, PULT_TRY(page_of(call)), 0};
  if (!out.asked.after.empty())
    return base::fail(ErrorKind::invalid, "InvalidPaginationParameter", "page[after] is not a valid cursor");
  tickets::ViewQuery query{opened.view->program, call.actor, *opened.set->fields,
                           chosen_order(call, opened.view->view)};
  query.now = call.now();
  query.after = out.asked.after_text;
  query.offset = out.asked.offset;
  query.limit = out.asked.size;
  if (!opened.view->broken) out.page = PULT_TRY(tickets::list_view(call.tx, query));
  if (out.asked.by_cursor) return out;
  const auto number = PULT_TRY(number_of(call, opened)).value;
  // A new view that is still being counted: its pages need some number now.
  out.count = number ? *number
                     : PULT_TRY(tickets::count_bounded(call.tx, opened.view->program, call.actor, *opened.set->fields,
                                                       call.now(), tickets::max_bounded_count));
  return out;
}

void add_paging(Call& call, const Shown& shown, json::object& body) {
  const auto fetched = shown.page.has_more ? std::size_t(shown.asked.size) + 1 : shown.page.rows.size();
  add_page_members(
      call, shown.asked, fetched, shown.page.after.empty() ? "" : render_cursor({}, shown.page.after),
      [&] { return shown.count; }, body);
  if (shown.page.is_cut) body["is_cut"] = true;
}

Result<Answer> tickets_of(Call& call) {
  const WhileWaited waited(call);
  OpenedView opened;
  PULT_TRY(open_view(call, tickets::ViewId(call.ids[0]), opened));
  const auto shown = PULT_TRY(show_page(call, opened));
  const auto drafts = PULT_TRY(tickets_with_draft(call));
  Mentioned mentioned;
  for (const auto& row : shown.page.rows) mentioned.add(row.ticket);
  json::object body;
  const auto extras = PULT_TRY(load_ticket_extras(call, shown.page.rows, body));
  add_paging(call, shown, body);
  PULT_TRY(add_sideloads(call, mentioned, body));
  Answer answer{200, std::move(body)};
  answer.members.emplace_back("tickets", write_tickets(showing_of(call), shown.page.rows, drafts, extras));
  return answer;
}

void add_cell(const json::object& ticket, const std::string& column, json::object& row) {
  constexpr std::pair<std::string_view, std::string_view> members[] = {{"updated", "updated_at"},
                                                                       {"created", "created_at"},
                                                                       {"due_date", "due_at"},
                                                                       {"assignee", "assignee_id"},
                                                                       {"requester", "requester_id"},
                                                                       {"submitter", "submitter_id"},
                                                                       {"group", "group_id"},
                                                                       {"organization", "organization_id"},
                                                                       {"brand", "brand_id"},
                                                                       {"ticket_form", "ticket_form_id"},
                                                                       {"nice_id", "id"},
                                                                       {"description", "subject"}};
  const auto named = std::ranges::find(members, std::string_view(column), [](const auto& one) { return one.first; });
  const auto member = named == std::end(members) ? std::string_view(column) : named->second;
  const auto* value = ticket.if_contains(member);
  const bool is_id = member.ends_with("_id");
  const auto name = is_id || column == "description" ? member : std::string_view(column);
  row[name] = value ? *value : json::value(nullptr);
}

json::object present_row(const json::object& ticket, const tickets::Listed& listed,
                         const std::vector<std::string>& columns) {
  json::object row, small;
  for (const auto* name : {"id", "subject", "description", "status", "type", "priority", "url"})
    small[name] = ticket.at(name);
  small["last_comment"] = json::object{{"body", listed.ticket.last_comment_excerpt},
                                       {"public", listed.ticket.last_comment_public},
                                       {"author_id", id_or_null(listed.ticket.last_comment_author)},
                                       {"created_at", time_or_null(listed.ticket.last_comment_at)}};
  row["ticket"] = std::move(small);
  for (const auto& column : columns) add_cell(ticket, column, row);
  row["solved"] = time_or_null(listed.ticket.solved_at);
  row["subject"] = ticket.at("subject");
  row["requester_id"] = ticket.at("requester_id");
  row["created"] = ticket.at("created_at");
  row["custom_fields"] = ticket.at("custom_fields");
  row["fields"] = ticket.at("fields");
  return row;
}

// The value a row is grouped by.
json::value group_value(const json::object& ticket, const std::string& group_by) {
  json::object out;
  add_cell(ticket, group_by, out);
  return out.begin()->value();
}

Result<Answer> rows_of(Call& call, const OpenedView& opened) {
  const auto shown = PULT_TRY(show_page(call, opened));
  const auto& view = opened.view->view;
  const bool with_slas = std::ranges::find(view.columns, sla_column) != view.columns.end();
  auto due = with_slas ? PULT_TRY(load_sla_due(call, shown.page.rows)) : std::map<std::int64_t, json::value>();
  json::array rows;
  Mentioned mentioned;
  for (const auto& listed : shown.page.rows) {
    mentioned.add(listed.ticket);
    auto ticket = present_ticket(call, listed, false);
    if (with_slas) ticket[sla_column] = std::move(due[listed.ticket.id.value]);
    auto row = present_row(ticket, listed, view.columns);
    if (!view.group_by.empty()) row["group"] = group_value(ticket, view.group_by);
    rows.push_back(std::move(row));
  }
  json::object body;
  body["rows"] = std::move(rows);
  body["columns"] = present_columns(view.columns, *opened.set->definitions);
  body["view"] = view.id
                     ? json::value{{"id", view.id.value}, {"url", call.url("views/" + std::to_string(view.id.value))}}
                     : json::value{{"id", nullptr}, {"url", nullptr}};
  add_paging(call, shown, body);
  PULT_TRY(add_sideloads(call, mentioned, body, true));
  return Answer{200, std::move(body)};
}

Result<Answer> execute(Call& call) {
  const WhileWaited waited(call);
  OpenedView opened;
  PULT_TRY(open_view(call, tickets::ViewId(call.ids[0]), opened));
  return rows_of(call, opened);
}

Result<Answer> preview(Call& call) {
  const WhileWaited waited(call);
  OpenedView opened;
  PULT_TRY(open_preview(call, opened));
  return rows_of(call, opened);
}

Result<Answer> preview_count(Call& call) {
  const WhileWaited waited(call);
  OpenedView opened;
  PULT_TRY(open_preview(call, opened));
  return Answer{200, {{"view_count", present_view_count(call, opened.view->view, PULT_TRY(number_of(call, opened)))}}};
}

Result<Answer> count(Call& call) {
  OpenedView opened;
  PULT_TRY(open_view(call, tickets::ViewId(call.ids[0]), opened));
  return Answer{200, {{"view_count", present_view_count(call, opened.view->view, PULT_TRY(number_of(call, opened)))}}};
}

Result<Answer> count_many(Call& call) {
  const auto set = PULT_TRY(call.services.desk.views(call.tx));
  std::vector<const tickets::CompiledView*> views;
  const auto wanted = tickets::split_words(call.request.query_value("ids"));
  PULT_TRY(check_bulk(wanted.size(), "ids"));
  for (const auto& word : wanted)
    for (const auto& view : set->views)
      if (word == std::to_string(view.view.id.value) && tickets::may_use_view(call.actor, view.view))
        views.push_back(&view);
  const auto numbers = PULT_TRY(tickets::load_view_numbers(call.tx, views));
  json::array list;
  for (const auto* view : views)
    list.push_back(present_view_count(
        call, view->view, PULT_TRY(tickets::count_view(call.tx, *view, call.actor, numbers, *set, call.now()))));
  return Answer{200, {{"view_counts", std::move(list)}}};
}

// The export is the view's own list, ready at once: rows are read from views/{id}/execute.
Result<Answer> export_state(Call& call) {
  OpenedView opened;
  PULT_TRY(open_view(call, tickets::ViewId(call.ids[0]), opened));
  return Answer{200, {{"export", {{"view_id", opened.view->view.id.value}, {"status", "completed"}}}}};
}

}  // namespace

Result<void> open_view(Call& call, tickets::ViewId id, OpenedView& out) {
  out.set = PULT_TRY(call.services.desk.views(call.tx));
  out.view = out.set->find(id);
  if (!out.view) {
    auto found = PULT_TRY(tickets::find_view(call.tx, id));
    if (!found) return base::fail_not_found();
    out.inactive = tickets::compile_view(std::move(*found), *out.set->fields);
    out.inactive.counting = rules::Counting::bounded;  // counters are kept for active views
    out.view = &out.inactive;
  }
  if (!tickets::may_use_view(call.actor, out.view->view)) return base::fail_not_found();
  return {};
}

std::vector<Route> view_list_routes() {
  return {
      {"GET", "views/count_many", Who::agent, Mode::read, count_many},
      {"POST", "views/preview", Who::agent, Mode::read, preview},
      {"POST", "views/preview/count", Who::agent, Mode::read, preview_count},
      {"GET", "views/{id}/tickets", Who::agent, Mode::read, tickets_of},
      {"GET", "views/{id}/execute", Who::agent, Mode::read, execute},
      {"GET", "views/{id}/export", Who::agent, Mode::read, export_state},
      {"GET", "views/{id}/count", Who::agent, Mode::read, count},
  };
}

}  // namespace pult::api
