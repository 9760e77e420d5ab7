// SPDX-License-Identifier: AGPL-3.0-or-later
#include "objects/record_index.hpp"

#include <boost/json.hpp>
#include <map>
#include <set>

#include "text/analysis.hpp"
#include "text/fold.hpp"
#include "text/utf8.hpp"
#include "tickets/field_values.hpp"

namespace pult::objects {
namespace json = boost::json;
namespace {

// So many words of one record are found; the first ones.
constexpr std::size_t max_words = 300;
constexpr std::size_t max_word_bytes = 120, max_name_key_bytes = 600;

using Values = std::set<std::pair<std::int64_t, std::string>>;
using Words = std::map<std::string, bool, std::less<>>;  // true: of the name

Values values_of(const std::vector<const tickets::Field*>& fields, const Record& record) {
  Values out;
  const auto values = json::parse(record.values).as_object();
  for (const auto* field : fields)
    if (const auto* value = values.if_contains(std::to_string(field->id.value)))
      for (auto& key : tickets::index_keys(*field, *value)) out.insert({field->id.value, std::move(key)});
  return out;
}

void add_words(std::string_view text, bool in_name, Words& words) {
  for (const auto& token : text::analyze(text, text::Language::unknown)) {
    if (words.size() >= max_words) return;
    words.emplace(text::truncate_utf8(token.term, max_word_bytes), in_name);
  }
}

Words words_of(const std::vector<const tickets::Field*>& fields, const Record& record) {
  Words out;
  add_words(record.name, true, out);
  add_words(record.external_id, false, out);
  const auto values = json::parse(record.values).as_object();
  for (const auto* field : fields) {
    const auto* value = values.if_contains(std::to_string(field->id.value));
    if (value && value->is_string() && field->type != tickets::FieldType::lookup)
      add_words(value->get_string(), false, out);
  }
  return out;
}

}  // namespace

std::string name_key(std::string_view name) {
  return std::string(text::truncate_utf8(text::fold(name), max_name_key_bytes));
}

Result<void> index_record(const Writer& writer, const Object& object, const Record* before, const Record& after) {
  const auto fields = fields_of(writer.definitions, object);
  const auto values = values_of(fields, after), old_values = before ? values_of(fields, *before) : Values();
  for (const auto& one : old_values)
    if (!values.contains(one))
      PULT_TRY(writer.tx.run("DELETE FROM object_values WHERE field_id = ?1 AND value_key = ?2 AND record_id = ?3",
                             {one.first, one.second, after.id}));
  for (const auto& one : values)
    if (!old_values.contains(one))
      PULT_TRY(
          writer.tx.run("INSERT INTO object_values (field_id, value_key, record_id) VALUES (?1, ?2, ?3) "
                        "ON CONFLICT (field_id, value_key, record_id) DO NOTHING",
                        {one.first, one.second, after.id}));
  const auto words = words_of(fields, after), old_words = before ? words_of(fields, *before) : Words();
  for (const auto& [word, in_name] : old_words)
    if (const auto kept = words.find(word); kept == words.end() || kept->second != in_name)
      PULT_TRY(writer.tx.run("DELETE FROM object_words WHERE record_id = ?1 AND word = ?2", {after.id, word}));
  for (const auto& [word, in_name] : words)
    if (const auto known = old_words.find(word); known == old_words.end() || known->second != in_name)
      PULT_TRY(
          writer.tx.run("INSERT INTO object_words (record_id, word, object_id, in_name) VALUES (?1, ?2, ?3, ?4) "
                        "ON CONFLICT (record_id, word) DO UPDATE SET in_name = ?4",
                        {after.id, word, object.id, in_name}));
  return {};
}

}  // namespace pult::objects
