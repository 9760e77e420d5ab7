// SPDX-License-Identifier: AGPL-3.0-or-later
// ./dev bench [NAME] [--json FILE]. A missed bar is a finding, not a failure: the exit status is 0 when all was
// measured.
#include <gmime/gmime.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>

#include "base/log.hpp"
#include "benches.hpp"

namespace {

struct Bench {
  const char* name;
  void (*measure)(const pult::bench::Setup&, pult::bench::Figures&);
};

constexpr Bench benches[] = {{"tickets", pult::bench::measure_tickets}, {"mail", pult::bench::measure_mail},
                             {"demo", pult::bench::measure_demo},       {"million", pult::bench::measure_million},
                             {"scale", pult::bench::measure_scale},     {"web", pult::bench::measure_web},
                             {"fanout", pult::bench::measure_fanout}};

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Measurements of Pult against the limits of the machine.", "pult_bench");
  std::string name, json_file;
  pult::bench::Setup setup;
  setup.binary = "build/release/pult";
  setup.folder = "build/bench";
  app.add_option("name", name, "tickets, mail, demo, million, scale, web or fanout; all without a name")
      ->check(CLI::IsMember({"tickets", "mail", "demo", "million", "scale", "web", "fanout"}));
  app.add_option("--json", json_file, "Write the figures to this file")->type_name("FILE");
  app.add_option("--pult", setup.binary, "The binary to measure")->capture_default_str();
  app.add_option("--folder", setup.folder, "Where data folders are made")->capture_default_str();
  app.add_option("--rounds", setup.rounds, "Rounds of each comparison")
      ->capture_default_str()
      ->check(CLI::Range(1, 100));
  app.add_option("--images", setup.images, "Write the plots into this folder")->type_name("FOLDER");
  app.add_option("--tickets", setup.million, "How many tickets the large desk has")
      ->capture_default_str()
      ->check(CLI::Range(1'000, 100'000'000));
  CLI11_PARSE(app, argc, argv);

  pult::log::set_quiet(true);
  g_mime_init();
  std::filesystem::create_directories(setup.folder);
  std::cout << "machine: " << pult::bench::machine_line() << std::endl;
  pult::bench::Figures figures;
  try {
    for (const auto& bench : benches)
      if (name.empty() || name == bench.name) bench.measure(setup, figures);
  } catch (const std::exception& problem) {
    std::cerr << "pult_bench: " << problem.what() << std::endl;
    return 1;
  }
  if (!json_file.empty() && !figures.write_json(json_file)) {
    std::cerr << "pult_bench: cannot write " << json_file << std::endl;
    return 1;
  }
  return 0;
}
