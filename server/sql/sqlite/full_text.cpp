// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sql/sqlite/full_text.hpp"

#include "sql/sqlite/connection.hpp"

namespace pult::sql::sqlite {
namespace {

constexpr int in_first_column = 1, among_first_phrases = 2, both = in_first_column | among_first_phrases;

void fit(const Fts5ExtensionApi* api, Fts5Context* row, sqlite3_context* result, int count, sqlite3_value** values) {
  const int first = count > 0 ? sqlite3_value_int(values[0]) : 0, phrases = api->xPhraseCount(row);
  int found = 0;
  for (int phrase = 0; phrase < phrases && found != both; ++phrase) {
    Fts5PhraseIter place;
    int column = -1, offset = 0;
    const int code = api->xPhraseFirst(row, phrase, &place, &column, &offset);
    if (code != SQLITE_OK) return sqlite3_result_error_code(result, code);
    if (column < 0) continue;
    if (column == 0) found |= in_first_column;
    if (phrase < first) found |= among_first_phrases;
  }
  sqlite3_result_int(result, found);
}

}  // namespace

Result<void> add_full_text_functions(sqlite3* handle) {
  sqlite3_stmt* statement = nullptr;
  int code = sqlite3_prepare_v2(handle, "SELECT fts5(?1)", -1, &statement, nullptr);
  if (code != SQLITE_OK) return std::unexpected(error_of(code, handle));
  fts5_api* api = nullptr;
  sqlite3_bind_pointer(statement, 1, static_cast<void*>(&api), "fts5_api_ptr", nullptr);
  sqlite3_step(statement);
  code = sqlite3_finalize(statement);
  if (code == SQLITE_OK && api) code = api->xCreateFunction(api, "fts_fit", nullptr, fit, nullptr);
  if (code != SQLITE_OK || !api) return std::unexpected(error_of(code, handle));
  return {};
}

}  // namespace pult::sql::sqlite
