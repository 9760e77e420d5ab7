// SPDX-License-Identifier: AGPL-3.0-or-later
// What a measurement found: figures against baselines of the same run, and how they are shown.
#pragma once
#include <chrono>
#include <string>
#include <vector>

namespace pult::bench {

// One measured value. A bar is on the ratio or on the value itself; is_ok says whether it holds.
struct Figure {
  std::string name;
  double value = 0;
  std::string unit;
  double baseline = 0;  // in the same unit
  std::string baseline_name;
  std::string bar;  // "ratio >= 0.5"
  bool is_ok = false;
  std::string note = {};

  double ratio() const { return baseline > 0 ? value / baseline : 0; }
};

class Figures {
 public:
  // Prints the figure at once: a run takes minutes.
  void add(Figure figure);
  // False when the file cannot be written.
  bool write_json(const std::string& path) const;

 private:
  std::vector<Figure> figures_;
};

// Processors, memory, kernel and how busy the machine is.
std::string machine_line();

class Stopwatch {
 public:
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// Of all threads of this process so far.
double own_cpu_seconds();
// "95 us of CPU each against 60": says more than a rate when others use the machine.
std::string render_cpu(double seconds, double baseline_seconds, std::size_t things);

double median(std::vector<double> values);
// `share` 0.99: the value that 99 % do not exceed.
double percentile(std::vector<double> values, double share);
// "4812 (3900 .. 5011)": the median and both ends.
std::string render_spread(const std::vector<double>& values);

// Progress goes to standard error, figures to standard output.
void say(const std::string& text);

}  // namespace pult::bench
