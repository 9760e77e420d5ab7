// links: rules
// SPDX-License-Identifier: AGPL-3.0-or-later
// Any JSON is conditions or is refused; what is taken survives being stored, can be asked of a ticket, and as SQL holds
// no text of its author.
#include <boost/json.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "rules/action.hpp"
#include "rules/sql_condition.hpp"

namespace {

using namespace pult::rules;

void require(bool condition) {
  if (!condition) std::abort();
}

class Fields final : public CustomFields {
 public:
  std::optional<std::string> type_of(std::int64_t field) const override {
    return field % 2 ? std::optional<std::string>("date") : std::nullopt;
  }
  std::optional<std::string> index_key(std::int64_t, std::string_view value) const override {
    return std::string(value);
  }
  std::optional<std::int64_t> person_field(bool, std::string_view key) const override {
    return key == "plan" ? std::optional<std::int64_t>(9) : std::nullopt;
  }
};

// A text may be a word of our own SQL, such as a tag "ticket_tags". What could end a literal or begin a comment is
// never a word of it.
bool is_in(const std::string& sql, const std::string& text) {
  constexpr std::string_view of_words = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.,<>=?!+*() ";
  return text.size() >= 8 && text.find_first_not_of(of_words) != std::string::npos && sql.contains(text);
}

void check(const json::object& object, Place place) {
  const auto parsed = parse_conditions(object, place);
  if (!parsed) return;
  require(parse_stored(render_stored(*parsed)) == *parsed);
  const Fields fields;
  const auto program = compile(*parsed, fields);
  if (!program) return;
  Viewer viewer;
  viewer.fields = &fields;
  (void)holds(*program, Facts(), viewer);
  (void)counting_of(*program);
  for (const auto& words : {sqlite_words(), postgres_words()}) {
    const auto sql = sql_condition(*program, viewer, words, 1);
    for (const auto& text : sql.texts) require(!is_in(sql.both(), text));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  boost::system::error_code broken;
  const auto value = json::parse({reinterpret_cast<const char*>(data), size}, broken);
  if (broken) return 0;
  for (const auto actor : {Actor::macro, Actor::trigger, Actor::automation})
    if (const auto actions = parse_actions(value, actor))
      require(parse_stored_actions(render_stored(*actions)) == *actions);
  if (!value.is_object()) return 0;
  for (const auto place : {Place::trigger, Place::automation, Place::view, Place::sla})
    check(value.get_object(), place);
  return 0;
}
