// SPDX-License-Identifier: AGPL-3.0-or-later
#include "channels/mail/priority_words.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "text/ascii.hpp"
#include "text/fold.hpp"
#include "tickets/rule_note.hpp"

namespace pult::channels::mail {
namespace json = boost::json;
namespace {

constexpr std::string_view setting = "priority_words";
constexpr std::size_t max_words = 200, max_word_bytes = 100;
constexpr std::array<std::string_view, 5> locales{"en", "ru", "cs", "lt", "ro"};

// Words of a text, folded, each between two spaces: " please help ".
std::string spaced(std::string_view text) {
  std::string out = " ";
  for (const char c : text::fold(text)) {
    const bool is_part = (c & 0x80) != 0 || text::is_ascii_alnum(c);
    if (is_part)
      out += c;
    else if (out.back() != ' ')
      out += ' ';
  }
  if (out.back() != ' ') out += ' ';
  return out;
}

const std::string* find_word(const std::vector<std::string>& words, const std::string& subject) {
  for (const auto& word : words) {
    auto wanted = spaced(word);
    if (wanted.size() <= 1) continue;
    if (word.ends_with('*')) wanted.pop_back();
    if (subject.contains(wanted)) return &word;
  }
  return nullptr;
}

// The header that says so and what it says, nullopt for none. Only Priority (RFC 2156) knows a word for more than
// importance.
using Header = std::optional<std::pair<std::string, std::string>>;

Header urgent_header(const mime::Message& mail) {
  if (text::fold(mail.header("Priority")) != "urgent") return std::nullopt;
  return std::pair("Priority", "urgent");
}

Header important_header(const mime::Message& mail) {
  const auto level = text::trim_ascii(mail.header("X-Priority"));
  if (level.starts_with('1') || level.starts_with('2')) return std::pair("X-Priority", std::string(1, level.front()));
  for (const auto* name : {"Importance", "X-MSMail-Priority"})
    if (text::fold(text::trim_ascii(mail.header(name))) == "high") return std::pair(name, "high");
  return std::nullopt;
}

Result<void> read_words(const json::object& from, std::string_view name, std::vector<std::string>& into) {
  const auto* list = from.if_contains(name);
  if (!list) return {};
  const auto bad = [&](std::string why) {
    return base::fail_field("languages", "InvalidValue", "Languages: " + std::string(name) + " " + std::move(why));
  };
  if (!list->is_array()) return bad("must be a list of words");
  if (list->get_array().size() > max_words) return bad("has too many words");
  into.clear();
  for (const auto& one : list->get_array()) {
    if (!one.is_string()) return bad("must be a list of words");
    const std::string word(text::trim_ascii(one.get_string()));
    if (word.size() > max_word_bytes || word.find('\0') != std::string::npos) return bad("has a word that is too long");
    if (spaced(word).size() <= 1) return bad("has a word without letters");
    into.push_back(word);
  }
  return {};
}

Result<void> read_switch(const json::object& from, const char* name, bool& into) {
  const auto* value = from.if_contains(name);
  if (!value) return {};
  if (!value->is_bool()) return base::fail_field(name, "InvalidValue", std::string(name) + ": must be true or false");
  into = value->get_bool();
  return {};
}

json::array array_of(const std::vector<std::string>& words) { return json::array(words.begin(), words.end()); }

}  // namespace

PriorityWords default_priority_words() {
  return {
      true,
      true,
      {{"en", {"urgent", "urgently", "emergency", "critical", "outage"}, {"asap", "as soon as possible", "important"}},
       {"ru", {"срочн*", "экстренн*", "авари*", "немедленно"}, {"важно", "критичн*", "как можно скорее"}},
       {"cs", {"urgentn*", "naléhav*", "havárie", "okamžitě"}, {"spěchá", "důležité", "co nejdříve"}},
       {"lt", {"skubu", "skubiai", "skubus", "avarija", "nedelsiant"}, {"svarbu", "kuo greičiau"}},
       {"ro", {"urgență", "urgentă", "avarie", "imediat"}, {"importantă", "cât mai curând"}}}};
}

Result<PriorityWords> load_priority_words(sql::Transaction& tx) {
  const auto stored = PULT_TRY(tx.one("SELECT value FROM settings WHERE name = ?1", {setting},
                                      [](const sql::Row& row) { return row.string(0); }));
  if (!stored) return default_priority_words();
  boost::system::error_code broken;
  const auto value = json::parse(*stored, broken);
  if (broken || !value.is_object()) return default_priority_words();
  return parse_priority_words(value.get_object(), default_priority_words());
}

Result<void> save_priority_words(sql::Transaction& tx, const PriorityWords& words) {
  PULT_TRY(
      tx.run("INSERT INTO settings (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET "
             "value = excluded.value",
             {setting, json::serialize(render_priority_words(words))}));
  return {};
}

json::object render_priority_words(const PriorityWords& words) {
  json::array languages;
  for (const auto& one : words.languages)
    languages.push_back(
        json::object{{"locale", one.locale}, {"urgent", array_of(one.urgent)}, {"high", array_of(one.high)}});
  return {{"enabled", words.enabled}, {"headers", words.headers}, {"languages", std::move(languages)}};
}

Result<PriorityWords> parse_priority_words(const json::object& from, PriorityWords before) {
  PULT_TRY(read_switch(from, "enabled", before.enabled));
  PULT_TRY(read_switch(from, "headers", before.headers));
  const auto* list = from.if_contains("languages");
  if (!list) return before;
  const auto bad = [](std::string why) {
    return base::fail_field("languages", "InvalidValue", "Languages: " + std::move(why));
  };
  if (!list->is_array()) return bad("must be a list");
  for (const auto& one : list->get_array()) {
    const auto* object = one.if_object();
    const auto* locale = object ? object->if_contains("locale") : nullptr;
    if (!locale || !locale->is_string()) return bad("each must be an object with a locale");
    const auto known = std::ranges::find(locales, std::string_view(locale->get_string()));
    if (known == locales.end()) return bad("has an unknown locale");
    auto place = std::ranges::find(before.languages, *known, &PriorityWords::OfLanguage::locale);
    if (place == before.languages.end())
      place = before.languages.insert(place, PriorityWords::OfLanguage{std::string(*known), {}, {}});
    PULT_TRY(read_words(*object, "urgent", place->urgent));
    PULT_TRY(read_words(*object, "high", place->high));
  }
  return before;
}

std::optional<PriorityGuess> guess_priority(const mime::Message& mail, const PriorityWords& words) {
  if (!words.enabled) return std::nullopt;
  const auto subject = spaced(mail.subject);
  const auto says = [&](const char* priority, auto list, auto header) -> std::optional<PriorityGuess> {
    for (const auto& language : words.languages)
      if (const auto* word = find_word(language.*list, subject))
        return PriorityGuess{priority, "the subject has the word “" + *word + "”", {"word", {{"word", *word}}}};
    const auto found = words.headers ? header(mail) : std::nullopt;
    if (!found) return std::nullopt;
    const auto& [name, value] = *found;
    return PriorityGuess{
        priority, "the mail has the header " + name + ": " + value, {"header", {{"name", name}, {"value", value}}}};
  };
  if (auto urgent = says("urgent", &PriorityWords::OfLanguage::urgent, urgent_header)) return urgent;
  return says("high", &PriorityWords::OfLanguage::high, important_header);
}

Result<std::optional<PriorityGuess>> guess_into(sql::Transaction& tx, const mime::Message& mail,
                                                tickets::NewTicket& ticket) {
  if (!ticket.priority.empty()) return std::nullopt;
  auto guess = guess_priority(mail, PULT_TRY(load_priority_words(tx)));
  if (!guess) return std::nullopt;
  ticket.priority = guess->priority;
  ticket.priority_is_guessed = true;
  ticket.notes.push_back(tickets::render_rule_note(
      {"priority_words", 0, "Urgency", guess->reason, {{"priority", guess->priority}}, {guess->why}}));
  return guess;
}

Result<void> guess_into(sql::Transaction& tx, tickets::NewTicket& ticket) {
  mime::Message message;
  message.subject = ticket.subject;
  PULT_TRY(guess_into(tx, message, ticket));
  return {};
}

}  // namespace pult::channels::mail
