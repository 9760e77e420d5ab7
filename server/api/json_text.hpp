// SPDX-License-Identifier: AGPL-3.0-or-later
// JSON written straight into a text: for what an answer shows a hundred times, where building a tree of values, writing
// it and taking it down again would cost more than everything else.
#pragma once
#include <charconv>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>

#include "api/call.hpp"

namespace pult::api {

// Quoted, with what JSON wants escaped.
void append_json(std::string& out, std::string_view text);
void append_json(std::string& out, std::int64_t number);
void append_json(std::string& out, const json::value& value);

// One object, from its brace on; close() ends it. Each key once.
class ObjectText {
 public:
  explicit ObjectText(std::string& out) : out_(out) { out_ += '{'; }
  ObjectText(const ObjectText&) = delete;

  class Member {
   public:
    explicit Member(std::string& out) : out_(out) {}
    template <class Value>
    void operator=(const Value& value) {
      if constexpr (std::same_as<Value, bool>)
        out_ += value ? "true" : "false";
      else if constexpr (std::integral<Value>)
        append_json(out_, std::int64_t(value));
      else if constexpr (std::same_as<Value, std::nullptr_t>)
        out_ += "null";
      else if constexpr (std::convertible_to<const Value&, std::string_view>)
        append_json(out_, std::string_view(value));
      else
        append_json(out_, json::value(value));
    }

   private:
    std::string& out_;
  };

  Member operator[](std::string_view key) {
    begin(key);
    return Member(out_);
  }
  // What is JSON already.
  void raw(std::string_view key, std::string_view text) {
    begin(key);
    out_ += text;
  }
  void time(std::string_view key, std::optional<Micros> time);
  void text_or_null(std::string_view key, std::string_view text);
  template <class Tag>
  void id_or_null(std::string_view key, base::Id<Tag> id) {
    begin(key);
    if (id)
      append_json(out_, id.value);
    else
      out_ += "null";
  }
  // "a b c" as a list of texts; "1 2 3" as one of numbers.
  void words(std::string_view key, std::string_view separated_by_spaces);
  void numbers(std::string_view key, std::string_view separated_by_spaces);
  void close() { out_ += '}'; }

 private:
  // Keys are words of ours: nothing in them needs escaping.
  void begin(std::string_view key) {
    out_ += is_first_ ? "\"" : ",\"";
    is_first_ = false;
    out_.append(key).append("\":");
  }

  std::string& out_;
  bool is_first_ = true;
};

// What was written here as a tree again.
json::value parse_own(std::string_view text, json::storage_ptr memory = {});
// The answer's body with its members as one tree, for those who read or change it.
json::object& fold_members(Answer& answer);
// Whatever was left for later done now, and all of it one tree.
void complete(Answer& answer);

}  // namespace pult::api
