// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/field_input.hpp"

namespace pult::api {
namespace {

void take_list(Body& in, std::string_view name, const json::array& list, json::object& out) {
  for (const auto& item : list) {
    const auto* object = item.if_object();
    const auto* id = object ? object->if_contains("id") : nullptr;
    if (!id || (!id->is_int64() && !id->is_string())) return in.fail(name, "a list of objects with id and value");
    const auto* value = object->if_contains("value");
    out[id->is_string() ? std::string(id->get_string()) : std::to_string(id->get_int64())] =
        value ? *value : json::value(nullptr);
  }
}

}  // namespace

std::string parse_custom_fields(Body& in) {
  json::object out;
  bool is_there = false;
  for (const auto* name : {"fields", "custom_fields"}) {
    const auto* value = in.value(name);
    if (!value || value->is_null()) continue;
    is_there = true;
    if (value->is_array())
      take_list(in, name, value->get_array(), out);
    else if (const auto* object = value->if_object())
      for (const auto& [id, given] : *object) out[id] = given;
    else
      in.fail(name, "a list of objects with id and value");
  }
  return is_there ? json::serialize(out) : "";
}

}  // namespace pult::api
