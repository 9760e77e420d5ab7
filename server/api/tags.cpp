// SPDX-License-Identifier: AGPL-3.0-or-later
// Tags of the desk: in use, by their beginning, who may make new ones, changed on all tickets at once.
#include "tickets/tags.hpp"
#include "api/body.hpp"
#include "api/job_kinds.hpp"
#include "api/job_status.hpp"
#include "api/page.hpp"
#include "api/present.hpp"
#include "api/routes.hpp"
#include "tickets/counts.hpp"

namespace pult::api {
namespace {

constexpr std::string_view replace_type = "Replace Tag";
constexpr std::size_t least_prefix = 2;
constexpr std::size_t max_merged = 100;

Result<Answer> list(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  auto rows = PULT_TRY(tickets::list_tags(call.tx, "", page.after_text, page.offset, page.fetch()));
  const auto total = page.by_cursor ? 0 : PULT_TRY(tickets::count_tags(call.tx));
  const auto fetched = rows.size();
  if (rows.size() > std::size_t(page.size)) rows.resize(std::size_t(page.size));
  json::array tags;
  for (const auto& row : rows) tags.push_back(json::object{{"name", row.tag}, {"count", row.tickets}});
  json::object body;
  body["tags"] = std::move(tags);
  add_page_members(
      call, page, fetched, rows.empty() ? "" : render_cursor({}, rows.back().tag), [&] { return total; }, body);
  return Answer{200, std::move(body)};
}

Result<Answer> count(Call& call) {
  const auto value = PULT_TRY(tickets::count_tags(call.tx));
  return Answer{200, {{"count", {{"value", value}, {"refreshed_at", base::render_iso8601(call.now())}}}}};
}

Result<Answer> autocomplete(Call& call) {
  const auto prefix = tickets::normalize_tags(call.request.query_value("name"));
  json::array tags;
  if (prefix.size() >= least_prefix)
    for (const auto& row : PULT_TRY(tickets::list_tags(call.tx, prefix, "", 0, 20))) tags.emplace_back(row.tag);
  return Answer{200, {{"tags", std::move(tags)}}};
}

Result<Answer> governance(Call& call) {
  const bool admins = PULT_TRY(tickets::load_tag_creators(call.tx)) == tickets::TagCreators::admins;
  return Answer{200, {{"governance", {{"creators", admins ? "admins" : "everybody"}}}}};
}

Result<Answer> set_governance(Call& call) {
  Body in(*PULT_TRY(inner(call.body, "governance")));
  const auto creators = in.text("creators").value_or("");
  PULT_TRY(in.check());
  if (creators != "everybody" && creators != "admins")
    return base::fail_field("creators", "InvalidValue", "Creators: everybody or admins");
  PULT_TRY(tickets::save_tag_creators(
      call.tx, creators == "admins" ? tickets::TagCreators::admins : tickets::TagCreators::everybody));
  return governance(call);
}

// One tag, as tickets keep them. Tags that belong to a field change with the field only.
Result<std::string> parse_tag(Call& call, std::string_view text, bool may_belong) {
  const auto words = tickets::split_words(tickets::normalize_tags(text));
  if (words.size() != 1) return base::fail_field("tags", "InvalidValue", "Tags: one word each");
  if (!may_belong && call.services.desk.definitions(call.tx)->by_tag.contains(words[0]))
    return base::fail_field("tags", "InvalidValue", "Tags: \"" + words[0] + "\" belongs to a field");
  return words[0];
}

json::object item_of(const std::string& from, const std::string& to) {
  return {{"from", from}, {"to", to}, {"after", 0}};
}

// {"from": ["colour", "couleur"], "to": "color"}
Result<Answer> merge(Call& call) {
  Body in(call.body);
  const auto from = in.texts("from").value_or(std::vector<std::string>());
  const auto wanted = in.text("to").value_or("");
  PULT_TRY(in.check());
  if (from.empty()) return base::fail_field("from", "BlankValue", "From: at least one tag is needed");
  if (from.size() > max_merged) return base::fail(ErrorKind::invalid, "TooManyValues", "At most 100 tags at once");
  const auto to = PULT_TRY(parse_tag(call, wanted, false));
  json::array items;
  for (const auto& one : from)
    if (const auto tag = PULT_TRY(parse_tag(call, one, false)); tag != to) items.push_back(item_of(tag, to));
  if (items.empty()) return base::fail_field("from", "InvalidValue", "From: is the same tag");
  return answer_job(call, replace_type, items);
}

Result<Answer> remove(Call& call) {
  return answer_job(call, replace_type, {item_of(PULT_TRY(parse_tag(call, call.word, false)), "")});
}

Result<json::object> replace_step(sql::Transaction& tx, const people::Actor& actor, const json::value& item,
                                  Services& services) {
  const auto& from = item.at("from").as_string();
  const auto step = PULT_TRY(tickets::replace_tag(tx, services.desk, actor, from, item.at("to").as_string(),
                                                  TicketId(item.at("after").as_int64())));
  json::object result{{"tag", from}, {"tickets", step.changed}, {"success", true}};
  if (!step.last) return result;
  auto next = item.as_object();
  next["after"] = step.last.value;
  jobs::continue_with(result, std::move(next));
  return result;
}

}  // namespace

void add_tag_jobs(jobs::Runner& runner, Services& services) {
  runner.handle(std::string(replace_type),
                {[&services](sql::Transaction& tx, const people::Actor& actor, const json::value& item, int) {
                   return replace_step(tx, actor, item, services);
                 },
                 1});
}

std::vector<Route> tag_routes() {
  return {
      {"GET", "tags", Who::agent, Mode::read, list},
      {"GET", "tags/count", Who::agent, Mode::read, count},
      {"GET", "tags/governance", Who::agent, Mode::read, governance},
      {"PUT", "tags/governance", Who::admin, Mode::write, set_governance},
      {"POST", "tags/merge", Who::admin, Mode::write, merge},
      {"DELETE", "tags/{word}", Who::admin, Mode::write, remove},
      {"GET", "autocomplete/tags", Who::agent, Mode::read, autocomplete},
  };
}

}  // namespace pult::api
