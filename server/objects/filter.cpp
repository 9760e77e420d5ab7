// SPDX-License-Identifier: AGPL-3.0-or-later
#include "objects/filter.hpp"

#include <array>
#include <boost/json.hpp>
#include <charconv>

#include "objects/record_index.hpp"
#include "tickets/field_values.hpp"

namespace pult::objects {
namespace json = boost::json;
namespace {

using tickets::Field;
using tickets::FieldType;

constexpr int max_comparisons = 50, max_depth = 5;
constexpr std::string_view field_prefix = "custom_object_fields.";

std::unexpected<Error> refuse(std::string why) {
  return base::fail(ErrorKind::invalid, "InvalidFilter", std::move(why));
}

struct Operator {
  std::string_view name, sql;
  bool is_negated = false, is_order = false, is_part = false;
};
constexpr std::array<Operator, 8> operators{{{"$eq", "="},
                                             {"$noteq", "=", true},
                                             {"$contains", "LIKE", false, false, true},
                                             {"$notcontains", "LIKE", true, false, true},
                                             {"$gt", ">", false, true},
                                             {"$gte", ">=", false, true},
                                             {"$lt", "<", false, true},
                                             {"$lte", "<=", false, true}}};

bool is_ordered(FieldType type) {
  return type == FieldType::integer || type == FieldType::decimal || type == FieldType::date;
}
bool is_text(FieldType type) {
  return type == FieldType::text || type == FieldType::textarea || type == FieldType::regexp;
}

std::optional<std::string> text_of(const json::value& value) {
  if (value.is_bool()) return std::string(value.get_bool() ? "true" : "false");
  return tickets::field_text(value);
}

std::string pattern_of(std::string_view part) {
  std::string out = "%";
  for (const char c : part) {
    if (c == '%' || c == '_' || c == '\\') out += '\\';
    out += c;
  }
  return out + "%";
}

class Renderer {
 public:
  Renderer(const tickets::Definitions& definitions, const Object& object, Clause& clause)
      : definitions_(definitions), object_(object), clause_(clause) {}

  Result<std::string> group(const json::value& filter, int depth) {
    if (depth > max_depth) return refuse("filter: is nested too deeply");
    if (!filter.is_object()) return refuse("filter: must be an object");
    std::string out;
    for (const auto& [name, value] : filter.get_object()) {
      std::string part;
      if (name == "$and" || name == "$or")
        part = PULT_TRY(list(name, value, depth));
      else
        part = PULT_TRY(member(std::string(name), value));
      out.append(out.empty() ? "" : " AND ").append(part);
    }
    return out.empty() ? "1=1" : "(" + out + ")";
  }

 private:
  Result<std::string> list(std::string_view name, const json::value& value, int depth) {
    if (!value.is_array()) return refuse("filter: " + std::string(name) + " must be a list");
    std::string out;
    for (const auto& one : value.get_array()) {
      const auto part = PULT_TRY(group(one, depth + 1));
      out.append(out.empty() ? "" : name == "$and" ? " AND " : " OR ").append(part);
    }
    return out.empty() ? "1=1" : "(" + out + ")";
  }

  // {"$gte": 3, "$lt": 5}
  Result<std::string> member(const std::string& name, const json::value& comparisons) {
    if (!comparisons.is_object() || comparisons.get_object().empty())
      return refuse("filter: " + name + " must be an object with an operator");
    std::string out;
    for (const auto& [word, value] : comparisons.get_object()) {
      if (++comparisons_ > max_comparisons) return refuse("filter: has more than 50 comparisons");
      const auto found = std::ranges::find(operators, std::string_view(word), &Operator::name);
      if (found == operators.end()) return refuse("filter: " + std::string(word) + " is not an operator");
      out.append(out.empty() ? "" : " AND ").append(PULT_TRY(compare(name, *found, value)));
    }
    return out;
  }

  Result<std::string> compare(const std::string& name, const Operator& op, const json::value& value) {
    if (name.starts_with(field_prefix)) {
      const auto* field = find_field(definitions_, object_, std::string_view(name).substr(field_prefix.size()));
      if (!field) return refuse("filter: there is no field " + name);
      return compare_field(*field, op, value);
    }
    const auto not_fitting = [&] { return refuse("filter: " + std::string(op.name) + " does not fit " + name); };
    if (name == "name" || name == "external_id") {
      if (op.is_order) return not_fitting();
      const std::string column = name == "name" ? "r.name_key" : "COALESCE(r.external_id, '')";
      const auto text = value.is_null() ? std::optional<std::string>("") : text_of(value);
      if (!text) return not_fitting();
      const auto key = name == "name" ? name_key(*text) : *text;
      if (op.is_part) return negated(op, column + " LIKE " + clause_.bind(pattern_of(key)) + " ESCAPE '\\'");
      return negated(op, column + " = " + clause_.bind(key));
    }
    if (name == "created_at" || name == "updated_at") {
      const auto at = value.is_string() ? base::parse_iso8601(value.get_string()) : std::nullopt;
      if (op.is_part || !at) return not_fitting();
      return negated(op, "r." + name + " " + std::string(op.sql) + " " + clause_.bind(*at));
    }
    if (name == "id" || name == "created_by_user_id" || name == "updated_by_user_id") {
      const auto text = text_of(value).value_or("");
      std::int64_t id = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
      if (op.is_part || op.is_order || error != std::errc() || end != text.data() + text.size()) return not_fitting();
      const std::string column = name == "id" ? "r.id" : name == "created_by_user_id" ? "r.creator_id" : "r.updater_id";
      return negated(op, "COALESCE(" + column + ", 0) = " + clause_.bind(id));
    }
    return refuse("filter: there is no member " + name);
  }

  Result<std::string> compare_field(const Field& field, const Operator& op, const json::value& value) {
    const std::string of_field = "EXISTS (SELECT 1 FROM object_values v WHERE v.record_id = r.id AND v.field_id = " +
                                 std::to_string(field.id.value);
    const bool is_plain = !op.is_order && !op.is_part;
    // Equal to nothing: has no value.
    if (value.is_null() && is_plain) return std::string(op.is_negated ? "" : "NOT ") + of_field + ")";
    const bool fits = is_plain || (op.is_order && is_ordered(field.type)) ||
                      (op.is_part && (is_text(field.type) || field.type == FieldType::multiselect));
    const auto text = text_of(value);
    if (!fits || !text)
      return refuse("filter: " + std::string(op.name) + " does not fit " + std::string(field_prefix) + field.key);
    const auto key = tickets::index_key(field.type, *text);
    if (key.empty() && is_ordered(field.type))
      return refuse("filter: " + *text + " does not fit " + std::string(field_prefix) + field.key);
    // A multi-select contains what it has chosen.
    const bool is_like = op.is_part && field.type != FieldType::multiselect;
    const std::string sign(is_like || op.is_order ? op.sql : "=");
    return negated(op, of_field + " AND v.value_key " + sign + " " + clause_.bind(is_like ? pattern_of(key) : key) +
                           (is_like ? " ESCAPE '\\')" : ")"));
  }

  static std::string negated(const Operator& op, const std::string& condition) {
    return op.is_negated ? "NOT (" + condition + ")" : condition;
  }

  const tickets::Definitions& definitions_;
  const Object& object_;
  Clause& clause_;
  int comparisons_ = 0;
};

}  // namespace

Result<std::string> render_filter(const json::value& filter, const tickets::Definitions& definitions,
                                  const Object& object, Clause& clause) {
  return Renderer(definitions, object, clause).group(filter, 1);
}

}  // namespace pult::objects
