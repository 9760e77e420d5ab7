// SPDX-License-Identifier: AGPL-3.0-or-later
// What an agent waits for in Chromium, on the large desk. The browser is driven by tests/e2e/speed, which writes what
// it has measured into a file.
#include <boost/json.hpp>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "benches.hpp"
#include "million_desk.hpp"
#include "served_desk.hpp"

namespace pult::bench {
namespace {

namespace json = boost::json;

constexpr const char* password = "a-long-enough-password";
constexpr const char* email = "bench@example.com";

json::value read_json(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  boost::system::error_code broken;
  auto value = json::parse(text.str(), broken);
  if (broken) stop(path + " cannot be read");
  return value;
}

std::vector<double> numbers(const json::value& list) {
  std::vector<double> out;
  for (const auto& one : list.as_array()) out.push_back(one.to_number<double>());
  return out;
}

}  // namespace

void measure_web(const Setup& setup, Figures& figures) {
  const auto desk = large_desk(setup.binary, setup.folder + "/large", setup.million);
  const auto file = setup.folder + "/web.json";
  std::remove(file.c_str());
  {
    const ServedDesk server(setup.binary, desk.data);
    ::setenv("PULT_SPEED_URL", ("http://127.0.0.1:" + std::to_string(server.port())).c_str(), 1);
    ::setenv("PULT_SPEED_AUTHORIZATION", desk.authorization.c_str(), 1);
    ::setenv("PULT_SPEED_EMAIL", email, 1);
    ::setenv("PULT_SPEED_PASSWORD", password, 1);
    ::setenv("PULT_SPEED_FILE", std::filesystem::absolute(file).c_str(), 1);
    if (std::system("cd tests/e2e && npx --no-install vitest run --config speed/vitest.config.ts 1>&2") != 0)
      stop("the browser's part failed");
  }
  // Each: {name, unit, values, server, bar}; `server` is how much of each wait the server's answers took.
  for (const auto& one : read_json(file).as_array()) {
    const auto values = numbers(one.at("values")), server = numbers(one.at("server"));
    const double bar = one.at("bar").to_number<double>();
    Figure figure{std::string(one.at("name").as_string()),
                  median(values),
                  std::string(one.at("unit").as_string()),
                  median(server),
                  "of it the server's",
                  "value <= " + std::to_string(std::llround(bar))};
    figure.is_ok = figure.value <= bar;
    figure.note = values.size() > 1 ? "median of " + std::to_string(values.size()) + ": " + render_spread(values) : "";
    figures.add(std::move(figure));
  }
}

}  // namespace pult::bench
