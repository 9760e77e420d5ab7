// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/demo_knowledge.hpp"

#include <boost/json.hpp>

#include "knowledge/label.hpp"
#include "knowledge/translation.hpp"

namespace pult::app {
namespace {

namespace json = boost::json;
using knowledge::Item;
using knowledge::Kind;

class Writer {
 public:
  Writer(sql::Transaction& tx, UserId author, Micros now) : tx_(tx), author_(author), now_(now) {}

  Result<void> write(const json::array& list, Kind kind, knowledge::ItemId parent) {
    std::int64_t position = 0;
    for (const auto& value : list) {
      const auto& object = value.as_object();
      const auto item = PULT_TRY(write_item(object, kind, parent, position++));
      if (const auto* sections = object.if_contains("sections"))
        PULT_TRY(write(sections->as_array(), Kind::section, item.id));
      if (const auto* articles = object.if_contains("articles"))
        PULT_TRY(write(articles->as_array(), Kind::article, item.id));
    }
    return {};
  }

 private:
  Result<Item> write_item(const json::object& object, Kind kind, knowledge::ItemId parent, std::int64_t position) {
    const auto& texts = object.at("translations").as_array();
    Item item;
    item.kind = kind;
    item.parent = parent;
    item.position = position;
    item.source_locale = std::string_view(texts.front().at("locale").as_string());
    if (kind == Kind::article) item.author = author_;
    if (const auto* audience = object.if_contains("audience"))
      item.audience = knowledge::Audience(audience->as_int64());
    if (const auto* promoted = object.if_contains("promoted")) item.promoted = promoted->as_bool();
    item = PULT_TRY(knowledge::create_item(tx_, item, now_));
    if (const auto* labels = object.if_contains("labels"))
      for (const auto& label : labels->as_array())
        PULT_TRY(knowledge::add_label(tx_, item.id, label.as_string(), now_));
    for (const auto& text : texts) {
      knowledge::Text written;
      written.title = std::string_view(text.at("title").as_string());
      written.body = std::string_view(text.at("body").as_string());
      PULT_TRY(
          knowledge::create_translation(tx_, item, std::string(text.at("locale").as_string()), written, author_, now_));
    }
    return item;
  }

  sql::Transaction& tx_;
  UserId author_;
  Micros now_;
};

}  // namespace

Result<void> write_demo_articles(sql::Transaction& tx, const json::array& categories, UserId author, Micros now) {
  return Writer(tx, author, now).write(categories, Kind::category, {});
}

}  // namespace pult::app
