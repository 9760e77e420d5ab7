// SPDX-License-Identifier: AGPL-3.0-or-later
// What agents whose role withholds personal data (may_see_personal_data) read in place of customers' mail addresses and
// phone numbers: a•••@e•••.com, •••09. What people write in comments, subjects and drafts stays as it is.
#pragma once
#include <boost/json.hpp>
#include <set>
#include <string>
#include <string_view>

#include "sql/database.hpp"

namespace pult::people {

std::string veiled_address(std::string_view address);
std::string veiled_phone(std::string_view number);
// Whether a text holds something veiled: nobody may write such a thing back.
bool is_veiled(std::string_view text);

class Veil {
 public:
  // `open`: addresses that everybody may read, as address_key makes them.
  explicit Veil(std::set<std::string, std::less<>> open) : open_(std::move(open)) {}
  // The desk's own addresses and those of its agents are open.
  static Result<Veil> load(sql::Transaction& tx);

  // Every address in the text veiled; the text itself when it is a phone number.
  std::string cover(std::string_view text) const;
  // A value as the API writes it. What agents are is left as it is.
  void cover(boost::json::value& value) const;

 private:
  void cover_member(std::string_view key, boost::json::value& value, bool is_phone) const;
  bool is_open(std::string_view address) const;

  std::set<std::string, std::less<>> open_;
};

}  // namespace pult::people
