// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/view_list.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

namespace pult::tickets {
namespace {

namespace json = boost::json;

// Two rows of one order differ in at least one value, the last being the id.
struct Key {
  std::string expression;
  bool is_text = false;
  bool descending = false;
};

struct SortKey {
  std::string_view name, expression;
  bool is_text = false;
  std::string_view join{};
};
constexpr std::array<SortKey, 19> sort_keys{{
    {"updated", "t.updated_at"},
    {"created", "t.id"},
    {"nice_id", "t.id"},
    {"priority",
     "CASE t.priority WHEN 'low' THEN 1 WHEN 'normal' THEN 2 WHEN 'high' THEN 3 WHEN 'urgent' THEN 4 "
     "ELSE 0 END"},
    {"status", "t.status"},
    {"custom_status_id", "t.custom_status_id"},
    {"type", "COALESCE(t.type, '')", true},
    {"subject", "t.subject", true},
    {"due_date", "COALESCE(t.due_at, 9000000000000000)"},
    {"solved", "COALESCE(t.solved_at, 0)"},
    {"snoozed_until", "COALESCE(t.snoozed_until, 0)"},
    {"sla_next_breach_at", "COALESCE(z.due_at, 9000000000000000)", false,
     " LEFT JOIN sla_tickets z ON z.ticket_id = t.id"},
    {"brand", "t.brand_id"},
    {"ticket_form", "t.form_id"},
    {"requester", "COALESCE(q.name_key, '')", true, " LEFT JOIN users q ON q.id = t.requester_id"},
    {"submitter", "COALESCE(s.name_key, '')", true, " LEFT JOIN users s ON s.id = t.submitter_id"},
    {"assignee", "COALESCE(a.name_key, '')", true, " LEFT JOIN users a ON a.id = t.assignee_id"},
    {"group", "COALESCE(g.name, '')", true, " LEFT JOIN groups g ON g.id = t.group_id"},
    {"organization", "COALESCE(o.name_key, '')", true, " LEFT JOIN organizations o ON o.id = t.organization_id"},
}};

const SortKey& find_key(std::string_view name) {
  const auto found = std::ranges::find(sort_keys, name, &SortKey::name);
  return found == sort_keys.end() ? sort_keys[0] : *found;
}

// The order of a list as keys, and the tables they need. By change and by id an index gives the order.
struct Plan {
  std::vector<Key> keys;
  std::string joins;
  bool indexed = false;

  explicit Plan(const ViewOrder& order) {
    add(order.group_by, order.group_descending);
    add(order.sort_by, order.descending);
    const auto& sort = find_key(order.sort_by);
    if (sort.expression != "t.id") keys.push_back({"t.id", false, order.descending});
    indexed = order.group_by.empty() && (sort.name == "updated" || sort.expression == "t.id");
  }
  void add(const std::string& name, bool descending) {
    if (name.empty()) return;
    const auto& key = find_key(name);
    keys.push_back({std::string(key.expression), key.is_text, descending});
    if (joins.find(key.join) == std::string::npos || joins.empty()) joins += key.join;
  }
  std::string order_by() const {
    std::string out = " ORDER BY ";
    for (std::size_t i = 0; i < keys.size(); ++i)
      out += (i ? ", " : "") + keys[i].expression + (keys[i].descending ? " DESC" : "");
    return out;
  }
  std::string values() const {
    std::string out;
    for (const auto& key : keys) out += ", " + key.expression;
    return out;
  }
};

using Place = std::vector<json::value>;  // the values of the keys

Result<Place> parse_place(const Plan& plan, const std::string& text) {
  const auto bad = [] {
    return base::fail(ErrorKind::invalid, "InvalidPaginationParameter", "page[after] is not a valid cursor");
  };
  boost::system::error_code broken;
  const auto value = json::parse(text, broken);
  if (broken || !value.is_array() || value.get_array().size() != plan.keys.size()) return bad();
  Place out(value.get_array().begin(), value.get_array().end());
  for (std::size_t i = 0; i < out.size(); ++i)
    if (plan.keys[i].is_text ? !out[i].is_string() : !out[i].is_int64()) return bad();
  return out;
}

std::string render_place(const Place& place) { return json::serialize(json::array(place.begin(), place.end())); }

// "Behind this place": greater in the first key, or equal in it and greater in the second, and so on.
std::string behind(const Plan& plan, const Place& place, std::vector<std::string>& texts, int first) {
  if (plan.keys.size() == 2 && plan.keys[0].descending == plan.keys[1].descending && !plan.keys[0].is_text) {
    // The form that both databases answer from an index.
    return "(" + plan.keys[0].expression + ", t.id) " + (plan.keys[0].descending ? "<" : ">") + " (" +
           std::to_string(place[0].get_int64()) + ", " + std::to_string(place[1].get_int64()) + ")";
  }
  std::vector<std::string> values;
  for (std::size_t i = 0; i < place.size(); ++i) {
    if (!plan.keys[i].is_text) {
      values.push_back(std::to_string(place[i].get_int64()));
      continue;
    }
    texts.emplace_back(place[i].get_string());
    values.push_back("?" + std::to_string(first + int(texts.size()) - 1));
  }
  std::string out;
  for (std::size_t i = place.size(); i-- > 0;) {
    const auto& key = plan.keys[i];
    const auto further = key.expression + (key.descending ? " < " : " > ") + values[i];
    out = out.empty() ? further : further + " OR (" + key.expression + " = " + values[i] + " AND (" + out + "))";
  }
  return "(" + out + ")";
}

// Whose tickets the actor's views show. Restricted agents get what the counters can count: tickets of their groups and
// their own; what they follow they find by search and by link.
std::string view_scope(const people::Actor& actor) {
  if (people::sees_all_tickets(actor)) return "1=1";
  if (!actor.is_agent()) return "1=0";
  const auto& restriction = actor.user.ticket_restriction;
  if (restriction != "groups" && restriction != "assigned") return people::ticket_condition(actor);
  std::string sql = "(t.assignee_id = " + std::to_string(actor.id().value);
  if (restriction == "groups") {
    std::string groups = "NULL";
    for (const auto group : actor.groups) groups += "," + std::to_string(group.value);
    for (const auto group : actor.open_groups) groups += "," + std::to_string(group.value);
    sql += " OR t.group_id IN (" + groups + ")";
  }
  return sql + ")";
}

constexpr std::uint32_t unsolved = 0b1111;

// Whether the conditions leave an index little to look at, so that no bound is needed: a named requester or
// organization, or somebody's unsolved tickets.
bool is_narrow(const rules::Program& program) {
  const bool open = (rules::status_mask(program) & ~unsolved) == 0;
  return std::ranges::any_of(program.all, [&](const rules::Test& test) {
    if (test.negated || test.against == rules::Against::requester || test.against == rules::Against::assignee)
      return false;
    if (test.what == rules::What::requester || test.what == rules::What::organization)
      return std::ranges::find(test.ids, 0) == test.ids.end();
    return open && (test.what == rules::What::assignee || test.what == rules::What::group);
  });
}

struct Parts {
  rules::SqlCondition condition;
  std::string rest;       // with the actor's scope
  bool is_plain = false;  // the rest asks for nothing
};

Parts parts_of(sql::Transaction& tx, const rules::Program& program, const people::Actor& actor,
               const rules::CustomFields& fields, Micros now) {
  Parts parts;
  parts.condition = rules::sql_condition(program, viewer_of(actor, fields, now), sql_words(tx.dialect()), 1);
  const auto scope = view_scope(actor);
  parts.is_plain = parts.condition.rest == "1=1" && scope == "1=1";
  parts.rest = scope == "1=1" ? parts.condition.rest : parts.condition.rest + " AND " + scope;
  return parts;
}

struct Found {
  TicketId id;
  Place place;
};

Result<std::vector<Found>> find(sql::Transaction& tx, const Plan& plan, const std::string& sql,
                                const std::vector<std::string>& texts) {
  std::vector<sql::Param> params;
  for (const auto& text : texts) params.emplace_back(text);
  return tx.all(sql, params, [&](const sql::Row& row) {
    Found found{row.id<TicketId>(0), {}};
    for (std::size_t i = 0; i < plan.keys.size(); ++i)
      found.place.push_back(plan.keys[i].is_text ? json::value(row.text(int(i) + 1))
                                                 : json::value(row.int64(int(i) + 1)));
    return found;
  });
}

// Most pages are full after a look at few tickets.
constexpr std::int64_t first_scanned = 1'000;

// In the order of an index, of the newest candidates. When the bound ends the page early, `stopped` is where.
Result<std::vector<Found>> walk(sql::Transaction& tx, const ViewQuery& query, const Plan& plan, const Parts& parts,
                                std::optional<Place>& stopped) {
  auto texts = parts.condition.texts;
  std::string where = parts.condition.base;
  if (!query.after.empty()) where += " AND " + behind(plan, PULT_TRY(parse_place(plan, query.after)), texts, 1);
  const auto page = " LIMIT " + std::to_string(query.limit) + " OFFSET " + std::to_string(query.offset);
  std::vector<Found> found;
  for (const auto scanned : {first_scanned, most_scanned}) {
    found = PULT_TRY(find(tx, plan,
                          "SELECT t.id" + plan.values() + " FROM (SELECT * FROM tickets t WHERE " + where +
                              plan.order_by() + " LIMIT " + std::to_string(scanned) + ") t WHERE " + parts.rest +
                              plan.order_by() + page,
                          texts));
    if (int(found.size()) >= query.limit) return found;
  }
  const auto last = PULT_TRY(find(tx, plan,
                                  "SELECT t.id" + plan.values() + " FROM tickets t WHERE " + where + plan.order_by() +
                                      " LIMIT 1 OFFSET " + std::to_string(most_scanned - 1),
                                  {}));
  if (!last.empty()) stopped = last[0].place;
  return found;
}

// In any other order: the newest candidates, put in order.
Result<std::vector<Found>> arrange(sql::Transaction& tx, const ViewQuery& query, const Plan& plan, const Parts& parts) {
  auto texts = parts.condition.texts;
  const bool narrow = is_narrow(query.program);
  std::string sql = "SELECT t.id" + plan.values() + " FROM (SELECT * FROM tickets t WHERE " + parts.condition.base +
                    (narrow ? " AND " + parts.rest : std::string()) + " ORDER BY t.updated_at DESC, t.id DESC LIMIT " +
                    std::to_string(most_scanned) + ") t" + plan.joins + " WHERE " + (narrow ? "1=1" : parts.rest);
  if (!query.after.empty()) sql += " AND " + behind(plan, PULT_TRY(parse_place(plan, query.after)), texts, 1);
  sql += plan.order_by() + " LIMIT " + std::to_string(query.limit) + " OFFSET " + std::to_string(query.offset);
  return find(tx, plan, sql, texts);
}

// Whether arrange() left out older candidates.
Result<bool> is_cut(sql::Transaction& tx, const Parts& parts, bool narrow) {
  std::vector<sql::Param> params;
  if (narrow)
    for (const auto& text : parts.condition.texts) params.emplace_back(text);
  const auto next = PULT_TRY(tx.one_int64(
      "SELECT 1 FROM tickets t WHERE " + parts.condition.base + (narrow ? " AND " + parts.rest : std::string()) +
          " ORDER BY t.updated_at DESC, t.id DESC LIMIT 1 OFFSET " + std::to_string(most_scanned),
      params));
  return next.has_value();
}

Result<std::vector<Listed>> load_rows(sql::Transaction& tx, const std::vector<Found>& found) {
  std::vector<Listed> out;
  if (found.empty()) return out;
  TicketFilter filter;
  filter.among.emplace();
  for (const auto& one : found) filter.among->push_back(one.id);
  filter.order = Order::id_asc;
  filter.limit = int(found.size());
  auto rows = PULT_TRY(list_tickets(tx, filter));
  out.reserve(rows.size());
  for (const auto& one : found) {
    const auto row = std::ranges::lower_bound(rows, one.id, {}, [](const Listed& listed) { return listed.ticket.id; });
    if (row != rows.end() && row->ticket.id == one.id) out.push_back(std::move(*row));
  }
  return out;
}

// What an index gives in order and nothing else has to be asked about: found and read at once.
Result<ViewPage> read_in_order(sql::Transaction& tx, const ViewQuery& query, const Plan& plan, const Parts& parts) {
  auto texts = parts.condition.texts;
  std::string where = parts.condition.base;
  if (!query.after.empty()) where += " AND " + behind(plan, PULT_TRY(parse_place(plan, query.after)), texts, 1);
  std::vector<sql::Param> params(texts.begin(), texts.end());
  const auto wanted = std::size_t(query.limit) + 1;
  ViewPage page;
  page.rows = PULT_TRY(select_listed(tx,
                                     " WHERE " + where + " AND " + parts.rest + plan.order_by() + " LIMIT " +
                                         std::to_string(wanted) + " OFFSET " + std::to_string(query.offset),
                                     params, wanted));
  page.has_more = page.rows.size() == wanted;
  if (page.has_more) page.rows.pop_back();
  if (page.rows.empty()) return page;
  const auto& last = page.rows.back().ticket;
  Place place;
  if (plan.keys.size() == 2) place.emplace_back(last.updated_at);
  place.emplace_back(last.id.value);
  page.after = render_place(place);
  return page;
}

}  // namespace

ViewOrder order_of(const View& view) {
  ViewOrder order;
  order.group_by = view.group_by;
  order.group_descending = view.group_order == "desc";
  if (!view.sort_by.empty()) order.sort_by = view.sort_by;
  order.descending = view.sort_order != "asc";
  return order;
}

Result<ViewPage> list_view(sql::Transaction& tx, const ViewQuery& query) {
  auto one_more = query;
  one_more.limit = query.limit + 1;
  const Plan plan(query.order);
  const auto parts = parts_of(tx, query.program, query.actor, query.fields, query.now);
  if (plan.indexed && (parts.is_plain || is_narrow(query.program))) return read_in_order(tx, query, plan, parts);
  std::optional<Place> stopped;
  auto found =
      plan.indexed ? PULT_TRY(walk(tx, one_more, plan, parts, stopped)) : PULT_TRY(arrange(tx, one_more, plan, parts));
  ViewPage page;
  if (!plan.indexed) page.is_cut = PULT_TRY(is_cut(tx, parts, is_narrow(query.program)));
  page.has_more = int(found.size()) > query.limit || stopped;
  if (int(found.size()) > query.limit) found.resize(std::size_t(query.limit));
  if (stopped)
    page.after = render_place(*stopped);
  else if (!found.empty())
    page.after = render_place(found.back().place);
  page.rows = PULT_TRY(load_rows(tx, found));
  return page;
}

Result<ViewIds> find_in_view(sql::Transaction& tx, const ViewQuery& query, AuditId until, std::size_t limit) {
  const auto parts = parts_of(tx, query.program, query.actor, query.fields, query.now);
  std::vector<sql::Param> params;
  for (const auto& text : parts.condition.texts) params.emplace_back(text);
  const bool narrow = parts.is_plain || is_narrow(query.program);
  const auto candidates =
      "FROM tickets t WHERE " + parts.condition.base + " AND t.last_audit_id <= " + std::to_string(until.value) +
      (narrow ? " AND " + parts.rest : std::string()) + " ORDER BY t.updated_at DESC, t.id DESC LIMIT ";
  const auto scanned = narrow ? std::int64_t(limit) + 1 : most_scanned;
  const auto sql = narrow ? "SELECT t.id " + candidates + std::to_string(scanned)
                          : "SELECT t.id FROM (SELECT * " + candidates + std::to_string(scanned) + ") t WHERE " +
                                parts.rest + " LIMIT " + std::to_string(limit + 1);
  ViewIds out;
  out.ids = PULT_TRY(tx.all(sql, params, [](const sql::Row& row) { return row.id<TicketId>(0); }));
  out.is_complete = out.ids.size() <= limit;
  if (out.ids.size() > limit) out.ids.resize(limit);
  if (out.is_complete && !narrow) {
    const auto beyond =
        PULT_TRY(tx.one_int64("SELECT t.id " + candidates + "1 OFFSET " + std::to_string(most_scanned), {}));
    out.is_complete = !beyond;
  }
  return out;
}

Result<std::int64_t> count_bounded(sql::Transaction& tx, const rules::Program& program, const people::Actor& actor,
                                   const rules::CustomFields& fields, Micros now, std::int64_t bound) {
  const auto parts = parts_of(tx, program, actor, fields, now);
  std::vector<sql::Param> params;
  for (const auto& text : parts.condition.texts) params.emplace_back(text);
  const bool narrow = parts.is_plain || is_narrow(program);
  const auto inner = narrow ? "SELECT 1 FROM tickets t WHERE " + parts.condition.base + " AND " + parts.rest
                            : "SELECT 1 FROM (SELECT * FROM tickets t WHERE " + parts.condition.base +
                                  " ORDER BY t.updated_at DESC, t.id DESC LIMIT " + std::to_string(most_scanned) +
                                  ") t WHERE " + parts.rest;
  const auto count = PULT_TRY(
      tx.one_int64("SELECT COUNT(*) FROM (" + inner + " LIMIT " + std::to_string(bound) + ") AS bounded", params));
  return count.value_or(0);
}

}  // namespace pult::tickets
