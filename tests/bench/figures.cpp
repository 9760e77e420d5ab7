// SPDX-License-Identifier: AGPL-3.0-or-later
#include "figures.hpp"

#include <sys/utsname.h>
#include <time.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <thread>

namespace pult::bench {
namespace {

namespace json = boost::json;

std::string first_value(const std::string& path, const std::string& key) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(key)) continue;
    const auto start = line.find_first_not_of(" \t:", key.size());
    return start == std::string::npos ? std::string() : line.substr(start);
  }
  return {};
}

std::string load_average() {
  std::string line;
  std::ifstream("/proc/loadavg") >> line;
  return line;
}

// Three significant digits are more than a shared machine can promise.
double rounded(double value) {
  if (value == 0) return 0;
  const double scale = std::pow(10, 2 - std::floor(std::log10(std::abs(value))));
  return std::round(value * scale) / scale;
}

}  // namespace

void Figures::add(Figure figure) {
  std::printf("%-28s %10.6g %-9s %s %-34s ratio %-7.3g bar %-14s %s\n", figure.name.c_str(), rounded(figure.value),
              figure.unit.c_str(), figure.baseline > 0 ? "against" : "       ",
              figure.baseline > 0 ? (std::to_string(std::llround(figure.baseline * 1000) / 1000.0).substr(0, 8) + " " +
                                     figure.baseline_name)
                                        .c_str()
                                  : "",
              rounded(figure.ratio()), figure.bar.c_str(), figure.is_ok ? "ok" : "MISSED");
  if (!figure.note.empty()) std::printf("%-28s %s\n", "", figure.note.c_str());
  std::fflush(stdout);
  figures_.push_back(std::move(figure));
}

bool Figures::write_json(const std::string& path) const {
  json::array list;
  for (const auto& figure : figures_) {
    const bool compared = figure.baseline > 0;
    list.push_back(json::object{{"name", figure.name},
                                {"value", rounded(figure.value)},
                                {"unit", figure.unit},
                                {"baseline", compared ? json::value(rounded(figure.baseline)) : nullptr},
                                {"baseline_name", compared ? json::value(figure.baseline_name) : nullptr},
                                {"ratio", compared ? json::value(rounded(figure.ratio())) : nullptr},
                                {"bar", figure.bar},
                                {"ok", figure.is_ok},
                                {"note", figure.note}});
  }
  std::ofstream file(path);
  file << json::serialize(json::object{{"machine", machine_line()}, {"results", std::move(list)}}) << "\n";
  return file.good();
}

std::string machine_line() {
  utsname system{};
  ::uname(&system);
  return first_value("/proc/cpuinfo", "model name") + ", " + std::to_string(std::thread::hardware_concurrency()) +
         " processors, " + first_value("/proc/meminfo", "MemTotal") + ", " + system.sysname + " " + system.release +
         ", load " + load_average();
}

double own_cpu_seconds() {
  timespec time{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return double(time.tv_sec) + double(time.tv_nsec) / 1e9;
}

std::string render_cpu(double seconds, double baseline_seconds, std::size_t things) {
  const auto each = [&](double all) { return std::to_string(std::llround(all * 1e6 / double(things))); };
  return each(seconds) + " us of CPU each against " + each(baseline_seconds);
}

double median(std::vector<double> values) { return percentile(std::move(values), 0.5); }

double percentile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::ranges::sort(values);
  const auto rank = std::size_t(std::ceil(share * double(values.size())));
  return values[std::clamp<std::size_t>(rank, 1, values.size()) - 1];
}

std::string render_spread(const std::vector<double>& values) {
  char text[96];
  std::snprintf(text, sizeof text, "%.6g (%.6g .. %.6g)", rounded(median(values)), rounded(percentile(values, 0)),
                rounded(percentile(values, 1)));
  return text;
}

void say(const std::string& text) { std::fprintf(stderr, "  %s\n", text.c_str()); }

}  // namespace pult::bench
