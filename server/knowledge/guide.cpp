// SPDX-License-Identifier: AGPL-3.0-or-later
#include "knowledge/guide.hpp"

#include <algorithm>
#include <map>

#include "knowledge/locale.hpp"
#include "rules/sql_condition.hpp"
#include "sql/id_list.hpp"

namespace pult::knowledge {
namespace {

constexpr std::string_view columns =
    "SELECT g.article_id, g.conditions, g.checklist_template_id, g.created_at, g.updated_at FROM knowledge_guides g ";

Guide read_guide(const sql::Row& row) {
  return {row.id<ItemId>(0), rules::parse_stored(row.text(1)), row.id<tickets::ChecklistTemplateId>(2), row.int64(3),
          row.int64(4)};
}

// Conditions of several guides are asked in one statement, and its text stays within what databases take.
constexpr std::size_t asked_at_once = 50;

Result<std::vector<ItemId>> fitting(sql::Transaction& tx, std::span<const Guide> guides, const tickets::ViewSet& desk,
                                    const people::Actor& reader, TicketId ticket, Micros now) {
  const auto viewer = tickets::viewer_of(reader, *desk.fields, now);
  const auto words = tickets::sql_words(tx.dialect());
  std::string text;
  std::vector<std::string> texts;
  for (const auto& guide : guides) {
    const auto program = rules::compile(guide.conditions, *desk.fields);
    if (!program) continue;
    auto condition = rules::sql_condition(*program, viewer, words, int(texts.size()) + 2);
    text += (text.empty() ? "SELECT " : " UNION ALL SELECT ") + std::to_string(guide.article.value) +
            " FROM tickets t WHERE t.id = ?1 AND " + condition.both();
    std::ranges::move(condition.texts, std::back_inserter(texts));
  }
  if (text.empty()) return std::vector<ItemId>();
  std::vector<sql::Param> params{ticket};
  for (const auto& one : texts) params.emplace_back(one);
  return tx.all(text, params, [](const sql::Row& row) { return row.id<ItemId>(0); });
}

struct Reading {
  FittingGuide guide;
  int rank = 0;  // of its language: 2 preferred, 1 the source
};

Result<std::map<std::int64_t, Reading>> load_readings(sql::Transaction& tx, const std::vector<ItemId>& articles,
                                                      const std::string& prefer) {
  const sql::IdList list(tx, articles);
  std::map<std::int64_t, Reading> out;
  const auto rows = PULT_TRY(
      tx.all("SELECT i.id, t.title, t.locale, i.audience, i.edited_at, i.source_locale, c.id FROM knowledge_items i "
             "JOIN knowledge_translations t ON t.item_id = i.id AND t.draft = 0 "
             "JOIN knowledge_guides g ON g.article_id = i.id "
             "LEFT JOIN checklist_templates c ON c.id = g.checklist_template_id AND c.active = 1 "
             "WHERE i.archived_at IS NULL AND i.id" +
                 list.among(1) + " ORDER BY i.id, t.id",
             {list}, [&](const sql::Row& row) {
               FittingGuide guide{row.id<ItemId>(0),
                                  row.string(1),
                                  row.string(2),
                                  Audience(row.int64(3)),
                                  row.id<tickets::ChecklistTemplateId>(6),
                                  row.int64(4)};
               const int rank = guide.locale == prefer ? 2 : guide.locale == row.text(5) ? 1 : 0;
               return Reading{std::move(guide), rank};
             }));
  for (const auto& row : rows) {
    const auto [at, is_new] = out.try_emplace(row.guide.article.value, row);
    if (!is_new && at->second.rank < row.rank) at->second = row;
  }
  return out;
}

}  // namespace

Result<std::vector<Guide>> list_guides(sql::Transaction& tx) {
  return tx.all(std::string(columns) +
                    "JOIN knowledge_items i ON i.id = g.article_id WHERE i.archived_at IS NULL ORDER BY g.article_id",
                {}, read_guide);
}

Result<std::optional<Guide>> find_guide(sql::Transaction& tx, ItemId article) {
  return tx.one(std::string(columns) + "WHERE g.article_id = ?1", {article}, read_guide);
}

Result<Guide> save_guide(sql::Transaction& tx, Guide guide, const rules::CustomFields& fields, Micros now) {
  if (guide.conditions.empty())
    return base::fail_field("conditions", "BlankValue", "Conditions: at least one is needed");
  PULT_TRY(rules::compile(guide.conditions, fields));
  if (guide.checklist && !PULT_TRY(tickets::find_checklist_template(tx, guide.checklist)))
    return base::fail_field("checklist_template_id", "InvalidValue", "Checklist template: is unknown");
  const auto before = PULT_TRY(find_guide(tx, guide.article));
  const auto count =
      PULT_TRY(tx.one("SELECT COUNT(*) FROM knowledge_guides", {}, [](const sql::Row& row) { return row.int64(0); }));
  if (!before && count.value_or(0) >= max_guides)
    return base::fail_field("base", "TooManyValues", "There are too many guides");
  guide.created_at = before ? before->created_at : now;
  guide.updated_at = now;
  const auto conditions = rules::render_stored(guide.conditions);
  PULT_TRY(
      tx.run("INSERT INTO knowledge_guides (article_id, conditions, checklist_template_id, created_at, updated_at) "
             "VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (article_id) DO UPDATE SET conditions = excluded.conditions, "
             "checklist_template_id = excluded.checklist_template_id, updated_at = excluded.updated_at",
             {guide.article, conditions, guide.checklist, guide.created_at, now}));
  return guide;
}

Result<void> delete_guide(sql::Transaction& tx, ItemId article) {
  PULT_TRY(tx.run("DELETE FROM knowledge_guides WHERE article_id = ?1", {article}));
  return {};
}

bool is_broken(const Guide& guide, const rules::CustomFields& fields) {
  return !rules::compile(guide.conditions, fields);
}

Result<std::vector<FittingGuide>> guides_of_ticket(sql::Transaction& tx, const tickets::ViewSet& desk,
                                                   const people::Actor& reader, TicketId ticket, Micros now) {
  auto guides = PULT_TRY(list_guides(tx));
  const auto asked = [](const Guide& guide) { return guide.conditions.all.size(); };
  std::ranges::stable_sort(guides, std::greater(), asked);
  std::vector<ItemId> fit;
  for (std::size_t at = 0; at < guides.size(); at += asked_at_once) {
    const auto part = std::span(guides).subspan(at, std::min(asked_at_once, guides.size() - at));
    std::ranges::move(PULT_TRY(fitting(tx, part, desk, reader, ticket, now)), std::back_inserter(fit));
  }
  std::vector<FittingGuide> out;
  if (fit.empty()) return out;
  auto readings = PULT_TRY(load_readings(tx, fit, locale_key(reader.user.locale)));
  // UNION ALL promises no order.
  for (const auto& guide : guides)
    if (std::ranges::find(fit, guide.article) != fit.end())
      if (const auto found = readings.find(guide.article.value); found != readings.end())
        out.push_back(std::move(found->second.guide));
  return out;
}

}  // namespace pult::knowledge
