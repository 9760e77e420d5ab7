// SPDX-License-Identifier: AGPL-3.0-or-later
#include "people/word_index.hpp"

#include <set>
#include <string>
#include <vector>

#include "text/analysis.hpp"

namespace pult::people {
namespace {

// So many words of one person are found; more would be a book in the notes.
constexpr std::size_t max_words = 400;

struct Word {
  std::string word, field;
  auto operator<=>(const Word&) const = default;
};

class Words {
 public:
  void add(std::string_view text, std::string_view field, text::Language language = text::Language::unknown) {
    for (auto& token : text::analyze(text, language))
      if (words_.size() < max_words) words_.insert({std::move(token.term), std::string(field)});
  }
  // In the language that it is written in.
  void add_prose(std::string_view text, std::string_view field) {
    add(text, field, text::detect_language(text, text::Language::unknown));
  }
  // anna@tarn.example is found by "anna", "anna@tarn" and "tarn.example".
  void add_address(std::string_view address) {
    add(address, "email");
    if (const auto at = address.rfind('@'); at != std::string_view::npos) add(address.substr(at + 1), "email");
  }
  // +420 777 123 456 is found by its groups, as one number, and without the country.
  void add_phone(std::string_view phone) {
    constexpr std::size_t national = 9, local = 7;
    add(phone, "phone");
    std::string digits;
    for (const char c : phone)
      if (c >= '0' && c <= '9') digits += c;
    add(digits, "phone");
    for (const auto length : {national, local})
      if (digits.size() > length) add(digits.substr(digits.size() - length), "phone");
  }
  const std::set<Word>& all() const { return words_; }

 private:
  std::set<Word> words_;
};

// Only what is different is written: most changes of a person leave the words as they are.
Result<void> save(sql::Transaction& tx, WordOwner owner, std::int64_t id, const Words& words) {
  const auto kind = int(owner);
  std::set<Word> known;
  PULT_TRY(tx.each("SELECT word, field FROM search_people WHERE kind = ?1 AND owner_id = ?2", {kind, id},
                   [&](const sql::Row& row) -> Result<void> {
                     known.insert({row.string(0), row.string(1)});
                     return {};
                   }));
  for (const auto& [word, field] : known)
    if (!words.all().contains({word, field}))
      PULT_TRY(tx.run("DELETE FROM search_people WHERE word = ?1 AND kind = ?2 AND field = ?3 AND owner_id = ?4",
                      {word, kind, field, id}));
  for (const auto& [word, field] : words.all())
    if (!known.contains({word, field}))
      PULT_TRY(
          tx.run("INSERT INTO search_people (word, kind, field, owner_id) VALUES (?1, ?2, ?3, ?4) "
                 "ON CONFLICT (word, kind, field, owner_id) DO NOTHING",
                 {word, kind, field, id}));
  return {};
}

template <class Id>
Result<void> complete(sql::Transaction& tx, const std::string& table) {
  const auto ids = PULT_TRY(tx.all("SELECT id FROM " + table, {}, [](const sql::Row& row) { return row.id<Id>(0); }));
  for (const auto id : ids) PULT_TRY(index_words(tx, id));
  return {};
}

}  // namespace

Result<void> index_words(sql::Transaction& tx, UserId id) {
  Words words;
  PULT_TRY(
      tx.each("SELECT name, alias, phone, notes, details, tags, external_id FROM users WHERE id = ?1 AND active = 1",
              {id}, [&](const sql::Row& row) -> Result<void> {
                words.add(row.text(0), "name");
                words.add(row.text(1), "name");
                words.add_phone(row.text(2));
                words.add_prose(row.text(3), "notes");
                words.add_prose(row.text(4), "details");
                words.add(row.text(5), "other");
                words.add(row.text(6), "other");
                return {};
              }));
  if (!words.all().empty())
    PULT_TRY(tx.each("SELECT type, value FROM identities WHERE user_id = ?1 ORDER BY id", {id},
                     [&](const sql::Row& row) -> Result<void> {
                       if (row.text(0) == "email")
                         words.add_address(row.text(1));
                       else if (row.text(0) == "phone_number")
                         words.add_phone(row.text(1));
                       else
                         words.add(row.text(1), "other");
                       return {};
                     }));
  return save(tx, WordOwner::user, id.value, words);
}

Result<void> index_words(sql::Transaction& tx, OrganizationId id) {
  Words words;
  PULT_TRY(tx.each("SELECT name, notes, details, domain_names, tags, external_id FROM organizations WHERE id = ?1",
                   {id}, [&](const sql::Row& row) -> Result<void> {
                     words.add(row.text(0), "name");
                     words.add_prose(row.text(1), "notes");
                     words.add_prose(row.text(2), "details");
                     for (const int column : {3, 4, 5}) words.add(row.text(column), "other");
                     return {};
                   }));
  return save(tx, WordOwner::organization, id.value, words);
}

Result<void> index_words(sql::Transaction& tx, GroupId id) {
  Words words;
  PULT_TRY(tx.each("SELECT name, description FROM groups WHERE id = ?1 AND deleted = 0", {id},
                   [&](const sql::Row& row) -> Result<void> {
                     words.add(row.text(0), "name");
                     words.add_prose(row.text(1), "details");
                     return {};
                   }));
  return save(tx, WordOwner::group, id.value, words);
}

Result<void> complete_word_index(sql::Database& database) {
  constexpr int users_at_once = 1'000;
  PULT_TRY(database.write([](sql::Transaction& tx) -> Result<void> {
    const auto left = PULT_TRY(tx.one_int64("SELECT 1 FROM settings WHERE name = 'search_people_indexed_from'"));
    if (!left) return {};
    PULT_TRY(complete<OrganizationId>(tx, "organizations"));
    return complete<GroupId>(tx, "groups");
  }));
  for (bool more = true; more;) {
    PULT_TRY(database.write([&](sql::Transaction& tx) -> Result<void> {
      const auto from = PULT_TRY(
          tx.one_int64("SELECT CAST(value AS BIGINT) FROM settings WHERE name = 'search_people_indexed_from'"));
      more = from.has_value();
      if (!from) return {};
      const auto ids = PULT_TRY(tx.all("SELECT id FROM users WHERE id > ?1 ORDER BY id LIMIT ?2",
                                       {*from, users_at_once}, [](const sql::Row& row) { return row.id<UserId>(0); }));
      for (const auto id : ids) PULT_TRY(index_words(tx, id));
      if (ids.empty())
        PULT_TRY(tx.run("DELETE FROM settings WHERE name = 'search_people_indexed_from'"));
      else
        PULT_TRY(tx.run("UPDATE settings SET value = ?1 WHERE name = 'search_people_indexed_from'",
                        {std::to_string(ids.back().value)}));
      return {};
    }));
  }
  return {};
}

}  // namespace pult::people
