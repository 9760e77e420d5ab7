// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/object_json.hpp"

#include "api/field_json.hpp"
#include "api/job_kinds.hpp"
#include "jobs/jobs.hpp"
#include "objects/references.hpp"

namespace pult::api {
namespace {

std::string person_text(UserId id) { return std::to_string(id ? id.value : -1); }

json::object standard_field(const Call& call, const objects::Object& object, std::string_view name,
                            std::string_view title) {
  return {{"url", call.url("custom_objects/" + object.key + "/fields/standard::" + std::string(name))},
          {"id", nullptr},
          {"key", "standard::" + std::string(name)},
          {"type", "text"},
          {"title", title},
          {"raw_title", title},
          {"description", ""},
          {"raw_description", ""},
          {"position", 0},
          {"active", true},
          {"system", true},
          {"regexp_for_validation", nullptr},
          {"created_at", base::render_iso8601(object.created_at)},
          {"updated_at", base::render_iso8601(object.updated_at)}};
}

// What the caller may do with its records, in the words of roles.
json::array scopes_of(const people::Actor& actor, const objects::Object& object) {
  json::array out;
  for (const auto& [word, scope] : people::record_scope_words)
    if (people::may_use_records(actor, object.key, scope)) out.emplace_back(word);
  return out;
}

}  // namespace

json::object present_object(const Call& call, const objects::Object& object) {
  const auto definitions = call.services.desk.definitions(call.tx);
  const auto shown = [&](const std::string& text) { return localized(call, *definitions, text); };
  return {{"url", call.url("custom_objects/" + object.key)},
          {"key", object.key},
          {"title", shown(object.title)},
          {"raw_title", object.title},
          {"title_pluralized", shown(object.title_plural)},
          {"raw_title_pluralized", object.title_plural},
          {"description", shown(object.description)},
          {"raw_description", object.description},
          {"scopes", scopes_of(call.actor, object)},
          {"created_by_user_id", person_text(object.creator)},
          {"updated_by_user_id", person_text(object.updater)},
          {"created_at", base::render_iso8601(object.created_at)},
          {"updated_at", base::render_iso8601(object.updated_at)}};
}

json::object present_name_field(const Call& call, const objects::Object& object) {
  const auto& rule = object.name;
  auto out = standard_field(call, object, "name", rule.title.empty() ? std::string_view("Name") : rule.title);
  json::object properties{{"is_unique", rule.is_unique}, {"autonumbering_enabled", rule.is_numbered}};
  if (rule.is_numbered) {
    properties["autonumbering_prefix"] = rule.prefix;
    properties["autonumbering_padding"] = rule.padding;
    properties["autonumbering_next_sequence"] = rule.next_number;
  }
  out["properties"] = std::move(properties);
  return out;
}

json::array present_standard_fields(const Call& call, const objects::Object& object) {
  return {present_name_field(call, object), standard_field(call, object, "external_id", "External ID")};
}

RecordView::RecordView(const Call& call, const objects::Object& object)
    : call_(call),
      object_(object),
      definitions_(call.services.desk.definitions(call.tx)),
      fields_(objects::fields_of(*definitions_, object)) {}

json::object RecordView::present(const objects::Record& record) const {
  const auto id = std::to_string(record.id.value);
  return {{"url", call_.url("custom_objects/" + object_.key + "/records/" + id)},
          {"id", id},
          {"name", record.name},
          {"custom_object_key", object_.key},
          {"custom_object_fields", objects::present_values(fields_, record)},
          {"external_id", record.external_id.empty() ? json::value(nullptr) : json::value(record.external_id)},
          {"created_by_user_id", person_text(record.creator)},
          {"updated_by_user_id", person_text(record.updater)},
          {"created_at", base::render_iso8601(record.created_at)},
          {"updated_at", base::render_iso8601(record.updated_at)}};
}

std::string_view object_key_of(const Call& call) { return std::string_view(call.word).substr(0, call.word.find('/')); }

std::string_view field_key_of(const Call& call) {
  const auto slash = call.word.find('/');
  return slash == std::string::npos ? std::string_view() : std::string_view(call.word).substr(slash + 1);
}

Result<objects::Object> access_object(const Call& call) {
  return objects::access_object(call.tx, call.actor, object_key_of(call));
}

Result<objects::RecordChange> read_record(const json::object& body) {
  Body in(body);
  objects::RecordChange change{in.text("name"), in.text("external_id"), {}};
  if (const auto* values = in.object("custom_object_fields")) change.values = *values;
  PULT_TRY(in.check());
  return change;
}

objects::Writer writer_of(const Call& call, const tickets::Definitions& definitions) {
  return {call.tx, call.actor, definitions, call.now()};
}

Result<void> remove_record(const Call& call, const objects::Object& object, const objects::Record& record) {
  const auto definitions = call.services.desk.definitions(call.tx);
  PULT_TRY(objects::delete_record(writer_of(call, *definitions), object, record));
  if (!objects::has_lookups(*definitions, object.key)) return {};
  const json::array items{json::object{{"object", object.key}, {"record", record.id.value}}};
  PULT_TRY(jobs::enqueue(call.tx, people::system_actor(), clear_lookups_type, items, call.now()));
  return {};
}

Result<objects::Record> put_record(const Call& call, const objects::Object& object,
                                   std::optional<objects::Record> record, const objects::RecordChange& change) {
  const auto definitions = call.services.desk.definitions(call.tx);
  const auto writer = writer_of(call, *definitions);
  if (record) return objects::update_record(writer, object, std::move(*record), change);
  return objects::create_record(writer, object, change);
}

}  // namespace pult::api
