// SPDX-License-Identifier: AGPL-3.0-or-later
#include "rules/definitions.hpp"

#include <algorithm>

namespace pult::rules {
namespace {

constexpr std::string_view null_value = "__NULL__";  // how "none" is offered where rules store ""

template <std::size_t N>
std::vector<Choice> words(const std::array<std::string_view, N>& list) {
  std::vector<Choice> out;
  for (const auto word : list) {
    std::string title(word.empty() ? "-" : word);
    if (title[0] >= 'a' && title[0] <= 'z') title[0] = char(title[0] - 32);
    out.push_back({std::string(word), std::move(title)});
  }
  return out;
}

std::vector<Choice> fixed_choices(std::string_view field, Shape shape) {
  switch (shape) {
    case Shape::status: return words(status_words);
    case Shape::priority: return words(priority_words);
    case Shape::type: return words(type_words);
    case Shape::boolean:
    case Shape::snoozed: return {{"true", "Yes"}, {"false", "No"}};
    case Shape::visibility: return {{"public", "Public"}, {"private", "Private"}};
    case Shape::role: return {{"0", "End user"}, {"4", "Agent"}, {"2", "Admin"}};
    case Shape::channel: {
      std::vector<Choice> out;
      for (const auto& channel : all_channels())
        out.push_back({std::to_string(channel.id), std::string(channel.title)});
      return out;
    }
    case Shape::satisfaction:
      return {{"good_with_comment", "Good with comment"},
              {"good", "Good"},
              {"bad_with_comment", "Bad with comment"},
              {"bad", "Bad"},
              {"false", "Offered"},
              {"true", "Unoffered"}};
    case Shape::locale:
      return {{"1", "English"}, {"2", "Русский"}, {"3", "Čeština"}, {"4", "Lietuvių"}, {"5", "Română"}};
    case Shape::choice: break;
    default: return {};
  }
  if (field == "update_type") return {{"Create", "Created"}, {"Change", "Updated"}};
  if (field == "comment_is_public")
    return {{"true", "Public"},
            {"false", "Private"},
            {"not_relevant", "Present"},
            {"requester_can_see_comment", "Present, and the requester can see it"}};
  return {};
}

bool may_be_none(Shape shape) {
  return shape == Shape::group || shape == Shape::assignee || shape == Shape::organization ||
         shape == Shape::priority || shape == Shape::type;
}

json::array render_choices(const std::vector<Choice>& choices) {
  json::array out;
  for (const auto& choice : choices)
    out.push_back(json::object{{"value", choice.value.empty() ? null_value : std::string_view(choice.value)},
                               {"title", choice.title},
                               {"enabled", true}});
  return out;
}

json::array render_operators(const std::vector<std::string_view>& operators) {
  json::array out;
  for (const auto name : operators)
    out.push_back(json::object{{"value", name}, {"title", title_of_operator(name)}, {"terminal", is_terminal(name)}});
  return out;
}

std::vector<Choice> choices_of(const FieldInfo& field, const Choices& choices) {
  auto out = fixed_choices(field.name, field.shape);
  auto more = choices(field.name, field.shape);
  out.insert(out.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  return out;
}

struct Subject {
  std::string name, title, heading;
  bool nullable = false;
  std::vector<std::string_view> operators;
  std::vector<Choice> choices;
};

std::vector<std::string_view> operators_of_type(std::string_view type, Place place) {
  std::vector<std::string_view> out{"is", "is_not", "present", "not_present"};
  if (type == "checkbox")
    out = {"is"};
  else if (type == "multiselect")
    out = {"includes", "not_includes", "present", "not_present"};
  else if (type == "integer" || type == "decimal" || type == "date")
    out = {"is", "less_than", "less_than_equal", "greater_than", "greater_than_equal", "present", "not_present"};
  if (type == "date") out.insert(out.end(), {"within_previous_n_days", "within_next_n_days"});
  if (place == Place::trigger) out.insert(out.end(), {"changed", "not_changed"});
  return out;
}

std::vector<Subject> subjects(Place place, const Choices& choices, const std::vector<CustomSubject>& custom) {
  std::vector<Subject> out;
  for (const auto& field : all_fields()) {
    if (!stands_in(field, place)) continue;
    out.push_back({std::string(field.name), std::string(field.title), std::string(field.heading),
                   may_be_none(field.shape), operators_of(field, place), choices_of(field, choices)});
  }
  for (const auto& field : custom)
    out.push_back({field.name, field.title, "Ticket", true, operators_of_type(field.type, place),
                   field.type == "checkbox" ? fixed_choices({}, Shape::boolean) : field.options});
  return out;
}

}  // namespace

json::object condition_definitions(Place place, const Choices& choices, const std::vector<CustomSubject>& custom) {
  json::array all;
  for (auto& subject : subjects(place, choices, custom)) {
    const std::string_view type = subject.choices.empty() ? "text" : "list";
    all.push_back(json::object{{"title", subject.title},
                               {"subject", subject.name},
                               {"type", type},
                               {"group", subject.heading},
                               {"nullable", subject.nullable},
                               {"repeatable", false},
                               {"operators", render_operators(subject.operators)},
                               {"values", render_choices(subject.choices)},
                               {"metadata", json::object()}});
  }
  return {{"conditions_all", all}, {"conditions_any", all}};
}

json::array action_definitions(Actor actor, const Choices& choices, const std::vector<CustomSubject>& custom) {
  json::array out;
  const auto add = [&](std::string_view name, std::string_view title, std::string_view heading, std::string_view kind,
                       const std::vector<Choice>& values) {
    out.push_back(json::object{{"title", title},
                               {"subject", name},
                               {"type", kind},
                               {"group", heading},
                               {"nullable", false},
                               {"repeatable", false},
                               {"values", render_choices(values)},
                               {"metadata", json::object()}});
  };
  for (const auto& action : all_actions()) {
    if (!(action.actors & std::uint8_t(actor))) continue;
    std::vector<Choice> values;
    if (action.name == "comment_mode_is_public")
      values = fixed_choices({}, Shape::boolean);
    else if (const auto* field = find_field(action.name))
      values = choices_of(*field, choices);
    if (action.name == "status" && actor == Actor::macro)
      std::erase_if(values, [](const Choice& choice) { return choice.value == "new" || choice.value == "closed"; });
    add(action.name, action.title, action.heading, action.kind, values);
  }
  for (const auto& field : custom)
    add(field.name, field.title, "Ticket", field.options.empty() ? "text" : "list",
        field.type == "checkbox" ? fixed_choices({}, Shape::boolean) : field.options);
  return out;
}

json::object filter_definitions(const Choices& choices, const std::vector<CustomSubject>& custom) {
  json::array all;
  for (auto& subject : subjects(Place::sla, choices, custom)) {
    json::array operators, values;
    for (const auto name : subject.operators)
      operators.push_back(json::object{{"value", name}, {"title", title_of_operator(name)}});
    for (const auto& choice : subject.choices)
      values.push_back(json::object{{"value", choice.value}, {"title", choice.title}});
    all.push_back(
        json::object{{"value", subject.name},
                     {"title", subject.title},
                     {"group", subject.heading},
                     {"target", nullptr},
                     {"operators", std::move(operators)},
                     {"values", {{"type", subject.choices.empty() ? "text" : "list"}, {"list", std::move(values)}}}});
  }
  return {{"all", all}, {"any", all}};
}

}  // namespace pult::rules
