// SPDX-License-Identifier: AGPL-3.0-or-later
#include "rules/sql_condition.hpp"

#include <algorithm>

namespace pult::rules {
namespace {

constexpr std::uint32_t unsolved = 0b1111, every_status = 0b111111, solved = 0b10000;

std::string list_of(const std::vector<std::int64_t>& ids) {
  std::string out;
  for (const auto id : ids) out += (out.empty() ? "" : ",") + std::to_string(id);
  return out;
}

std::string_view column_of(What what) {
  switch (what) {
    case What::group: return "t.group_id";
    case What::assignee: return "t.assignee_id";
    case What::requester: return "t.requester_id";
    case What::organization: return "t.organization_id";
    case What::brand: return "t.brand_id";
    case What::form: return "t.form_id";
    default: return "t.custom_status_id";
  }
}

std::string snoozed(std::uint32_t mask) {
  return mask == is_snoozed ? "t.snoozed_until IS NOT NULL" : "t.snoozed_until IS NULL";
}

class Writer {
 public:
  Writer(const Viewer& viewer, const SqlWords& words, int first, SqlCondition& out)
      : viewer_(viewer), words_(words), first_(first), out_(out) {}

  // Never NULL: a test that knows nothing of the ticket is false, and its negation true.
  std::string test(const Test& test) {
    const auto plain = write(test);
    return test.negated ? "NOT (" + plain + ")" : "(" + plain + ")";
  }

 private:
  std::string text(const std::string& value) {
    out_.texts.push_back(value);
    return "?" + std::to_string(first_ + int(out_.texts.size()) - 1);
  }
  std::string texts(const std::vector<std::string>& values) {
    std::string out;
    for (const auto& value : values) out += (out.empty() ? "" : ", ") + text(value);
    return out;
  }

  std::string write(const Test& test) {
    switch (test.what) {
      case What::status: return statuses(test.mask);
      case What::priority: return choice("t.priority", priority_words, test.mask);
      case What::type: return choice("t.type", type_words, test.mask);
      case What::visibility: return test.mask == 2u ? "t.is_public = 1" : "t.is_public = 0";
      case What::snoozed: return snoozed(test.mask);
      case What::role: return role(test.mask);
      case What::tags:
        return "EXISTS (SELECT 1 FROM ticket_tags g WHERE g.ticket_id = t.id AND g.tag IN (" + texts(test.words) + "))";
      case What::channel: return "t.via IN (" + texts(test.words) + ")";
      case What::recipient: return search("COALESCE(t.recipient, '')", test);
      case What::subject: return search("t.subject", test);
      case What::description:
        return search("COALESCE((SELECT c.body FROM comments c WHERE c.id = t.first_comment_id), '')", test);
      case What::satisfaction: return satisfaction(test.mask);
      case What::reason: return "t.satisfaction_reason IN (" + list_of(test.ids) + ")";
      case What::locale:
        return "EXISTS (SELECT 1 FROM users u WHERE u.id = t.requester_id AND substr(u.locale, 1, 2) IN (" +
               texts(test.words) + "))";
      case What::custom_text: return search(words_.member("t.custom_fields", test.key), test);
      case What::requester_field:
        return person(
            "SELECT " + words_.member("u.user_fields", test.key) + " FROM users u WHERE u.id = t.requester_id", test);
      case What::organization_field:
        return person("SELECT " + words_.member("o.organization_fields", test.key) +
                          " FROM organizations o WHERE o.id = t.organization_id",
                      test);
      case What::hours: return hours(test);
      case What::created: return created(test);
      case What::custom: return custom(test);
      default: return ids(test);
    }
  }

  static std::string statuses(std::uint32_t mask) {
    std::vector<std::int64_t> in;
    for (int i = 0; i < int(status_words.size()); ++i)
      if (mask & (1u << i)) in.push_back(i);
    return in.empty() ? "1=0" : "t.status IN (" + list_of(in) + ")";
  }

  template <std::size_t N>
  static std::string choice(const std::string& column, const std::array<std::string_view, N>& words,
                            std::uint32_t mask) {
    std::string in;
    for (std::size_t i = 1; i < N; ++i)
      if (mask & (1u << i)) in += (in.empty() ? "'" : ", '") + std::string(words[i]) + "'";
    const std::string none = mask & 1u ? column + " IS NULL" : "";
    if (in.empty()) return none.empty() ? "1=0" : none;
    const auto some = "COALESCE(" + column + " IN (" + in + "), 1=0)";
    return none.empty() ? some : none + " OR " + some;
  }

  static std::string role(std::uint32_t mask) {
    const std::string_view name = mask == 1u ? "end-user" : mask == 2u ? "agent" : "admin";
    return "EXISTS (SELECT 1 FROM users u WHERE u.id = t.requester_id AND u.role = '" + std::string(name) + "')";
  }

  std::string person(const std::string& select, const Test& test) {
    const auto value = "COALESCE((" + select + "), '')";
    return test.compare == Compare::present ? value + " <> ''" : search(value, test);
  }

  static std::string satisfaction(std::uint32_t mask) {
    std::vector<std::int64_t> in;
    for (int i = 0; i < int(satisfaction_words.size()); ++i)
      if (mask & (1u << i)) in.push_back(i);
    if (in.empty()) return "1=0";
    const std::string comment = "CASE WHEN COALESCE(t.satisfaction_comment, '') = '' THEN 0 ELSE 1 END";
    return "(CASE t.satisfaction_score WHEN 'offered' THEN 1 WHEN 'bad' THEN 2 + " + comment +
           " WHEN 'good' THEN 4 + " + comment + " ELSE 0 END) IN (" + list_of(in) + ")";
  }

  std::string ids(const Test& test) const {
    const std::string column(column_of(test.what));
    const auto equals = [&](const std::string& other) {
      return column + " IS NOT NULL AND " + other + " IS NOT NULL AND " + column + " = " + other;
    };
    switch (test.against) {
      case Against::current_user: return is_one_of(column, {viewer_.user});
      case Against::current_groups: return viewer_.groups.empty() ? "1=0" : is_one_of(column, viewer_.groups);
      case Against::requester: return equals("t.requester_id");
      case Against::assignee: return equals("t.assignee_id");
      case Against::ids: break;
    }
    std::vector<std::int64_t> some;
    std::ranges::copy_if(test.ids, std::back_inserter(some), [](std::int64_t id) { return id != 0; });
    const bool none = some.size() != test.ids.size();
    if (some.empty()) return column + " IS NULL";
    return none ? column + " IS NULL OR " + is_one_of(column, some) : is_one_of(column, some);
  }
  // The form that an index on the column serves; a NULL in it counts as false, hence the second half.
  static std::string is_one_of(const std::string& column, const std::vector<std::int64_t>& ids) {
    const auto match = ids.size() == 1 ? " = " + std::to_string(ids[0]) : " IN (" + list_of(ids) + ")";
    return column + match + " AND " + column + " IS NOT NULL";
  }

  std::string search(const std::string& column, const Test& test) {
    const auto lower = words_.lower(column);
    std::string out;
    for (const auto& word : test.words) {
      if (!out.empty()) out += " OR ";
      out += test.compare == Compare::is ? lower + " = " + text(word) : words_.contains(lower, text(word));
    }
    return out;
  }

  std::string hours(const Test& test) const {
    const auto range = range_of(test, viewer_);
    const auto between = " BETWEEN " + std::to_string(range.from) + " AND " + std::to_string(range.to);
    // What is kept beside the ticket costs more than a column: one look at it.
    constexpr Micros none = -9'000'000'000'000'000;
    if (test.moment >= Moment::status_set)
      return "COALESCE(" + words_.measured(test.moment) + ", " + std::to_string(none) + ")" + between;
    const std::string column = test.moment == Moment::created  ? "t.created_at"
                               : test.moment == Moment::solved ? "t.solved_at"
                               : test.moment == Moment::due    ? "t.due_at"
                                                               : "t.updated_at";
    return column + " IS NOT NULL AND " + column + between;
  }

  static std::string created(const Test& test) {
    const std::string_view compare = test.compare == Compare::less         ? " < "
                                     : test.compare == Compare::less_equal ? " <= "
                                     : test.compare == Compare::greater    ? " > "
                                                                           : " >= ";
    return "t.created_at" + std::string(compare) + std::to_string(test.number);
  }

  std::string custom(const Test& test) {
    const auto field = std::to_string(test.field);
    // Values are kept as {"7":"x"}; inside a text the quotes would be escaped.
    if (test.compare == Compare::present) return words_.contains("t.custom_fields", "'\"" + field + "\":'");
    const auto with = [&](const std::string& condition) {
      return "EXISTS (SELECT 1 FROM ticket_field_values v WHERE v.field_id = " + field +
             " AND v.ticket_id = t.id AND " + condition + ")";
    };
    const auto compare = [&](std::string_view op) {
      return with("v.value_key " + std::string(op) + text(test.words[0]));
    };
    switch (test.compare) {
      case Compare::less: return compare("< ");
      case Compare::less_equal: return compare("<= ");
      case Compare::greater: return compare("> ");
      case Compare::greater_equal: return compare(">= ");
      case Compare::last_days:
      case Compare::next_days: {
        const auto [earliest, latest] = day_keys(test, viewer_);
        const auto first = text(earliest);
        return with("v.value_key >= " + first + " AND v.value_key <= " + text(latest));
      }
      default: return with("v.value_key IN (" + texts(test.words) + ")");
    }
  }

  const Viewer& viewer_;
  const SqlWords& words_;
  const int first_;
  SqlCondition& out_;
};

std::string base_of(std::uint32_t mask) {
  const auto listed = [&] {
    std::string in;
    for (int i = 0; i < int(status_words.size()); ++i)
      if (mask & (1u << i)) in += (in.empty() ? "" : ",") + std::to_string(i);
    return " AND t.status IN (" + in + ")";
  };
  if (mask == 0) return "1=0";
  if (mask == unsolved) return "t.status < 4";
  if (mask == solved) return "t.status = 4";
  if (mask == every_status) return "t.status < 6";
  if ((mask & ~unsolved) == 0) return "t.status < 4" + listed();
  return "t.status < 6" + listed();
}

}  // namespace

SqlWords sqlite_words() {
  return {[](const std::string& expression) { return "lower(" + expression + ")"; },
          [](const std::string& text, const std::string& part) { return "instr(" + text + ", " + part + ") > 0"; },
          [](const std::string& object, const std::string& key) {
            // SQLite has no booleans: the word stands in what the member's own text is.
            const auto path = "'$.\"" + key + "\"'";
            return "CASE json_type(" + object + ", " + path + ") WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' " +
                   "ELSE COALESCE(CAST(json_extract(" + object + ", " + path + ") AS TEXT), '') END";
          }};
}

SqlWords postgres_words() {
  return {[](const std::string& expression) { return "lower((" + expression + ") COLLATE \"C\")"; },
          [](const std::string& text, const std::string& part) { return "strpos(" + text + ", " + part + ") > 0"; },
          [](const std::string& object, const std::string& key) {
            return "COALESCE(CAST(" + object + " AS json) ->> '" + key + "', '')";
          }};
}

SqlCondition sql_condition(const Program& program, const Viewer& viewer, const SqlWords& words, int first) {
  SqlCondition out;
  Writer writer(viewer, words, first, out);
  out.base = base_of(status_mask(program));
  for (const auto& test : program.all) {
    if (test.what == What::status) continue;  // in the base
    if (test.what == What::snoozed) {
      out.base += " AND " + snoozed(test.mask);
      continue;
    }
    out.rest += (out.rest.empty() ? "" : " AND ") + writer.test(test);
  }
  std::string any;
  for (const auto& test : program.any) any += (any.empty() ? "" : " OR ") + writer.test(test);
  if (!any.empty()) out.rest += (out.rest.empty() ? "(" : " AND (") + any + ")";
  if (out.rest.empty()) out.rest = "1=1";
  return out;
}

}  // namespace pult::rules
