// SPDX-License-Identifier: AGPL-3.0-or-later
// A line chart as SVG, for the documentation.
#pragma once
#include <string>
#include <utility>
#include <vector>

namespace pult::bench {

struct Series {
  std::string name;
  std::vector<std::pair<double, double>> points;  // by x, ascending
};

struct Plot {
  std::string title, x_name, y_name;
  std::vector<Series> series;
};

// Both axes begin at 0.
std::string render_svg(const Plot& plot);

}  // namespace pult::bench
