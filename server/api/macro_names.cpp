// SPDX-License-Identifier: AGPL-3.0-or-later
// macros/naming: how shared macros are to be called, and what is off with a name while it is typed. Our own.
#include "api/macro_access.hpp"
#include "api/routes.hpp"
#include "automation/macro_name.hpp"
#include "tickets/definitions.hpp"

namespace pult::api {
namespace {

automation::NamingRule rule_of(const Call& call) {
  return automation::naming_rule_of(call.services.desk.definitions(call.tx)->account_settings);
}

Result<Answer> show(Call& call) {
  const auto rule = rule_of(call);
  const auto title = call.request.query_value("title");
  json::array problems;
  if (!title.empty())
    for (const auto& problem : automation::check_name(rule, title))
      problems.push_back({{"code", problem.code}, {"detail", problem.detail}, {"message", describe(problem)}});
  const auto suggestion = title.empty() ? std::string() : automation::suggest_name(rule, title);
  return Answer{200,
                {{"naming",
                  {{"guidance", rule.guidance},
                   {"pattern", rule.pattern},
                   {"max_length", rule.max_length},
                   {"forbidden_words", json::array(rule.forbidden.begin(), rule.forbidden.end())},
                   {"enforced", rule.enforced},
                   {"problems", std::move(problems)},
                   {"suggestion", suggestion.empty() ? json::value(nullptr) : json::value(suggestion)}}}}};
}

}  // namespace

Result<void> check_macro_name(const Call& call, const automation::Rule& macro) {
  const auto rule = rule_of(call);
  if (macro.owner || !rule.enforced) return {};
  const auto problems = automation::check_name(rule, macro.title);
  if (problems.empty()) return {};
  return base::fail_field("title", "InvalidValue", "Title: " + describe(problems.front()));
}

std::vector<Route> macro_name_routes() { return {{"GET", "macros/naming", Who::agent, Mode::read, show}}; }

}  // namespace pult::api
