// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/config.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <map>

#include "app/settings.hpp"

namespace pult::app {
namespace {

template <class... Fs>
struct Overload : Fs... {
  using Fs::operator()...;
};

std::unexpected<Error> bad(std::string message) { return base::fail(ErrorKind::invalid, "config", std::move(message)); }

std::string full_key(std::string_view table, std::string_view key) {
  return table.empty() ? std::string(key) : std::string(table) + "." + std::string(key);
}

const Setting* find_setting(std::string_view table, std::string_view key) {
  const auto found =
      std::ranges::find_if(all_settings(), [&](const Setting& one) { return one.table == table && one.key == key; });
  return found == all_settings().end() ? nullptr : &*found;
}

// Where each value came from, so that a complaint about it can say.
using Origins = std::map<const Setting*, std::string>;

std::string where(const std::string& file, const toml::node& node) {
  return file + ":" + std::to_string(node.source().begin.line);
}

// "" when the node's type fits.
std::string take_node(const toml::node& node, const Place& place) {
  return std::visit(Overload{[&](std::string* out) {
                               const auto* text = node.as_string();
                               if (text) *out = text->get();
                               return std::string(text ? "" : "must be a text in quotes");
                             },
                             [&](std::int64_t* out) {
                               const auto* number = node.as_integer();
                               if (number) *out = number->get();
                               return std::string(number ? "" : "must be a whole number");
                             },
                             [&](std::vector<std::string>* out) {
                               const auto* list = node.as_array();
                               const auto is_text = [](const toml::node& one) { return one.is_string(); };
                               if (!list || !std::ranges::all_of(*list, is_text))
                                 return std::string("must be a list of texts: [\"...\"]");
                               out->clear();
                               for (const auto& one : *list) out->push_back(one.as_string()->get());
                               return std::string();
                             }},
                    place);
}

std::string take_text(const std::string& text, const Place& place) {
  return std::visit(Overload{[&](std::string* out) {
                               *out = text;
                               return std::string();
                             },
                             [&](std::int64_t* out) {
                               const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *out);
                               const bool whole = error == std::errc() && end == text.data() + text.size();
                               return std::string(whole ? "" : "must be a whole number");
                             },
                             [&](std::vector<std::string>* out) {
                               out->clear();
                               for (std::size_t at = 0; at < text.size();) {
                                 const auto end = std::min(text.find(',', at), text.size());
                                 if (end > at) out->push_back(text.substr(at, end - at));
                                 at = end + 1;
                               }
                               return std::string();
                             }},
                    place);
}

Result<void> read_table(const toml::table& table, std::string_view name, const std::string& file, Config& config,
                        Origins& origins) {
  for (const auto& [key, node] : table) {
    const auto* setting = find_setting(name, key.str());
    const bool is_table = name.empty() && std::ranges::any_of(all_settings(), [&](const Setting& one) {
                            return !one.table.empty() && one.table == key.str();
                          });
    if (is_table && node.is_table()) {
      PULT_TRY(read_table(*node.as_table(), key.str(), file, config, origins));
      continue;
    }
    const auto start = where(file, node) + ": " + full_key(name, key.str());
    if (is_table) return bad(start + " must be a table: [" + std::string(key.str()) + "]");
    if (!setting) return bad(start + " is no setting of Pult");
    const auto complaint = take_node(node, setting->place(config));
    if (!complaint.empty()) return bad(start + " " + complaint);
    origins[setting] = start;
  }
  return {};
}

Result<void> read_file(const std::string& file, bool must_exist, Config& config, Origins& origins) {
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) {
    if (must_exist) return bad(file + ": there is no such file");
    return {};
  }
  try {
    return read_table(toml::parse_file(file), "", file, config, origins);
  } catch (const toml::parse_error& error) {
    return bad(file + ":" + std::to_string(error.source().begin.line) + ": " + std::string(error.description()));
  }
}

Result<void> read_environment(const Environment& environment, Config& config, Origins& origins) {
  for (const auto& setting : all_settings()) {
    const std::string name(setting.environment);
    const auto text = environment(name);
    if (!text) continue;
    const auto complaint = take_text(*text, setting.place(config));
    if (!complaint.empty()) return bad(name + " " + complaint);
    origins[&setting] = name;
  }
  return {};
}

void read_command_line(const Given& given, Config& config, Origins& origins) {
  if (!given.listen.empty()) {
    config.listen = given.listen;
    origins[find_setting("", "listen")] = "--listen";
  }
  if (!given.database.empty()) {
    config.database = given.database;
    origins[find_setting("", "database")] = "--database";
  }
}

std::string render_value(const Place& place) {
  return std::visit(Overload{[](const std::string* text) { return "\"" + *text + "\""; },
                             [](const std::int64_t* number) { return std::to_string(*number); },
                             [](const std::vector<std::string>*) { return std::string("[]"); }},
                    place);
}

}  // namespace

std::string Config::sqlite_path() const {
  constexpr std::string_view prefix = "sqlite:";
  if (!database.starts_with(prefix) || database == "sqlite::memory:") return {};
  return database.substr(prefix.size());
}

Environment process_environment() {
  return [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    return value ? std::optional<std::string>(value) : std::nullopt;
  };
}

Result<Config> load_config(const Given& given, const Environment& environment) {
  Config config;
  if (const auto data = environment("PULT_DATA"); data && !data->empty()) config.data = *data;
  if (!given.data.empty()) config.data = given.data;
  while (config.data.size() > 1 && config.data.ends_with('/')) config.data.pop_back();
  config.file = given.config_file.empty() ? config.data + "/pult.toml" : given.config_file;

  Origins origins;
  PULT_TRY(read_file(config.file, !given.config_file.empty(), config, origins));
  PULT_TRY(read_environment(environment, config, origins));
  read_command_line(given, config, origins);
  for (const auto& setting : all_settings()) {
    const auto complaint = setting.complaint(config);
    if (!complaint.empty()) {
      const auto origin = origins.find(&setting);
      return bad((origin == origins.end() ? full_key(setting.table, setting.key) : origin->second) + " " + complaint);
    }
  }
  if (config.database.empty()) config.database = "sqlite:" + config.data + "/pult.db";
  while (config.public_url.ends_with('/')) config.public_url.pop_back();
  return config;
}

std::string render_default_file() {
  Config defaults;
  std::string out =
      "# Settings of Pult. Every line shows its default: take away the # to change it, then start the server again.\n"
      "# A variable of the environment, named after each line, wins over this file; the command line wins over both.\n";
  std::string_view table;
  for (const auto& setting : all_settings()) {
    if (setting.table != table) {
      table = setting.table;
      out.append("\n[").append(table).append("]\n");
    }
    out.append("\n# ").append(setting.comment).append(" (").append(setting.environment).append(")\n# ");
    out.append(setting.key).append(" = ").append(render_value(setting.place(defaults))).append("\n");
  }
  return out;
}

std::optional<HostPort> parse_host_port(const std::string& text) {
  const auto colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0) return std::nullopt;
  HostPort out;
  out.host = text.substr(0, colon);
  const bool bracketed = out.host.front() == '[' && out.host.back() == ']';
  if (bracketed) out.host = out.host.substr(1, out.host.size() - 2);
  if (out.host.empty() || (!bracketed && out.host.find(':') != std::string::npos)) return std::nullopt;
  const char* first = text.data() + colon + 1;
  const char* last = text.data() + text.size();
  const auto [end, error] = std::from_chars(first, last, out.port);
  if (error != std::errc() || end != last || first == last) return std::nullopt;
  return out;
}

}  // namespace pult::app
