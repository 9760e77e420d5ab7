// SPDX-License-Identifier: AGPL-3.0-or-later
// audit_logs: what admins changed, and who signed in.
#include <algorithm>
#include <charconv>

#include "api/page.hpp"
#include "api/present.hpp"
#include "people/audit_log.hpp"
#include "text/csv.hpp"

namespace pult::api {
namespace {

namespace audit_log = people::audit_log;

constexpr int export_rows = 50'000;

std::string_view action_label(std::string_view action) {
  if (action == "create") return "Created";
  if (action == "destroy") return "Deleted";
  if (action == "login") return "Signed in";
  return action == "exported" ? "Exported" : "Updated";
}

json::object present(const Call& call, const audit_log::Entry& entry) {
  return {{"url", call.url("audit_logs/" + std::to_string(entry.id.value))},
          {"id", entry.id.value},
          {"action", entry.action},
          {"action_label", action_label(entry.action)},
          {"actor_id", entry.actor.value},
          {"actor_name", entry.actor_name},
          {"source_id", entry.source_id ? json::value(*entry.source_id) : json::value(nullptr)},
          {"source_type", entry.source_type},
          {"source_label", entry.source_label},
          {"change_description", entry.change_description},
          {"ip_address", text_or_null(entry.ip_address)},
          {"created_at", base::render_iso8601(entry.created_at)}};
}

Result<std::optional<std::int64_t>> number_filter(const Call& call, std::string_view name) {
  const auto text = call.request.query_value(name);
  if (text.empty()) return std::nullopt;
  std::int64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size())
    return base::fail(ErrorKind::invalid, "InvalidValue", std::string(name) + " must be an integer");
  return out;
}

// filter[created_at] is given twice: from and to.
Result<void> apply_times(const Call& call, audit_log::Filter& filter) {
  std::vector<Micros> times;
  for (const auto& [name, value] : call.request.query) {
    if (name != "filter[created_at]" && name != "filter[created_at][]") continue;
    const auto time = base::parse_iso8601(value);
    if (!time) return base::fail(ErrorKind::invalid, "InvalidValue", "filter[created_at] must be two times (ISO 8601)");
    times.push_back(*time);
  }
  if (times.empty()) return {};
  if (times.size() != 2)
    return base::fail(ErrorKind::invalid, "InvalidValue", "filter[created_at] must be given twice: from and to");
  filter.from = std::min(times[0], times[1]);
  filter.to = std::max(times[0], times[1]);
  return {};
}

Result<audit_log::Filter> filter_of(const Call& call) {
  audit_log::Filter filter;
  const auto& request = call.request;
  filter.source_type = request.query_value("filter[source_type]");
  filter.action = request.query_value("filter[action]");
  filter.ip_address = request.query_value("filter[ip_address]");
  filter.source_id = PULT_TRY(number_filter(call, "filter[source_id]"));
  if (const auto actor = PULT_TRY(number_filter(call, "filter[actor_id]"))) filter.actor = UserId(*actor);
  PULT_TRY(apply_times(call, filter));
  const auto by = request.query_value("sort_by"), order = request.query_value("sort_order");
  const auto sort = request.query_value("sort");
  if ((by != "" && by != "created_at") || (order != "" && order != "asc" && order != "desc") ||
      (sort != "" && sort != "created_at" && sort != "-created_at"))
    return base::fail(ErrorKind::invalid, "InvalidValue", "Audit logs are sorted by created_at only");
  filter.ascending = sort.empty() ? order == "asc" : sort == "created_at";
  return filter;
}

Result<Answer> list(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  auto filter = PULT_TRY(filter_of(call));
  filter.limit = page.fetch();
  filter.offset = page.offset;
  if (!page.after.empty()) filter.after = audit_log::EntryId(page.after[0]);
  auto rows = PULT_TRY(audit_log::list(call.tx, filter));
  const auto total = page.by_cursor ? 0 : PULT_TRY(audit_log::count(call.tx, filter));
  return Answer{200, list_answer(
                         call, page, "audit_logs", rows, [](const audit_log::Entry& one) { return one.id.value; },
                         [&](const audit_log::Entry& one) { return present(call, one); }, [total] { return total; })};
}

Result<Answer> show(Call& call) {
  const auto entry = PULT_TRY(audit_log::find(call.tx, audit_log::EntryId(call.ids[0])));
  if (!entry) return base::fail_not_found();
  return Answer{200, {{"audit_log", present(call, *entry)}}};
}

Result<Answer> download(Call& call) {
  auto filter = PULT_TRY(filter_of(call));
  filter.limit = export_rows;
  auto out = text::render_csv_line({"time", "actor", "ip", "action", "type", "id", "label", "change"});
  for (const auto& entry : PULT_TRY(audit_log::list(call.tx, filter)))
    out += text::render_csv_line(
        {base::render_iso8601(entry.created_at), entry.actor_name, entry.ip_address, entry.action, entry.source_type,
         entry.source_id ? std::to_string(*entry.source_id) : "", entry.source_label, entry.change_description});
  Answer answer{200, nullptr};
  answer.headers = {{"Content-Type", "text/csv; charset=utf-8"},
                    {"Content-Disposition", "attachment; filename=\"audit_logs.csv\""}};
  answer.raw = std::move(out);
  return answer;
}

// The file is ready when it is fetched: nothing is mailed.
Result<Answer> start_export(Call& call) {
  PULT_TRY(filter_of(call));
  PULT_TRY(audit_log::record(call.tx, call.actor,
                             {.action = "exported",
                              .source_type = "audit_log",
                              .source_label = "audit_logs",
                              .change_description = "Exported the audit log",
                              .ip_address = call.request.remote_address},
                             call.now()));
  const auto mark = call.request.target.find('?');
  const auto query = mark == std::string::npos ? std::string() : call.request.target.substr(mark);
  return Answer{202, {{"export", {{"content_url", call.base_url + "/api/v2/audit_logs/export" + query}}}}};
}

}  // namespace

std::vector<Route> audit_log_routes() {
  return {
      {"GET", "audit_logs", Who::admin, Mode::read, list},
      {"GET", "audit_logs/export", Who::admin, Mode::read, download},
      {"POST", "audit_logs/export", Who::admin, Mode::write, start_export},
      {"GET", "audit_logs/{id}", Who::admin, Mode::read, show},
  };
}

}  // namespace pult::api
