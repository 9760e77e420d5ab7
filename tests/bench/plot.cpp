// SPDX-License-Identifier: AGPL-3.0-or-later
#include "plot.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace pult::bench {
namespace {

constexpr double width = 680, height = 360, left = 62, right = 160, top = 44, bottom = 52;
constexpr std::array colours{"#1b6ac9", "#c2410c", "#15803d", "#7e22ce", "#0f766e", "#a16207"};

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", value);
  return text;
}

// The next of 1, 2, 5, 10, 20 ... that divides `most` into at most six steps.
double step_of(double most) {
  const double raw = std::max(most, 1e-9) / 6, power = std::pow(10, std::floor(std::log10(raw)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (raw <= factor * power) return factor * power;
  return 10 * power;
}

struct Scale {
  double step = 1, most = 1;
  explicit Scale(double value) : step(step_of(value)), most(std::ceil(value / step - 1e-9) * step) {}
};

std::string text_at(double x, double y, const std::string& anchor, const std::string& text,
                    const std::string& more = {}) {
  return "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\" text-anchor=\"" + anchor + "\"" + more + ">" + text +
         "</text>\n";
}

std::string line(double x1, double y1, double x2, double y2, const std::string& colour) {
  return "<line x1=\"" + number(x1) + "\" y1=\"" + number(y1) + "\" x2=\"" + number(x2) + "\" y2=\"" + number(y2) +
         "\" stroke=\"" + colour + "\"/>\n";
}

}  // namespace

std::string render_svg(const Plot& plot) {
  double most_x = 0, most_y = 0;
  for (const auto& series : plot.series)
    for (const auto& [x, y] : series.points) {
      most_x = std::max(most_x, x);
      most_y = std::max(most_y, y);
    }
  const Scale across(most_x), up(most_y);
  const auto x_of = [&](double x) { return left + x / across.most * (width - left - right); };
  const auto y_of = [&](double y) { return height - bottom - y / up.most * (height - top - bottom); };

  std::string out = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + number(width) + " " + number(height) +
                    "\" role=\"img\" font-family=\"system-ui, sans-serif\" font-size=\"12\" fill=\"#333\">\n<title>" +
                    plot.title + "</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n";
  out += text_at(left, 24, "start", plot.title, " font-size=\"14\" font-weight=\"600\"");
  for (double y = 0; y <= up.most + up.step / 2; y += up.step) {
    out += line(left, y_of(y), width - right, y_of(y), "#ddd");
    out += text_at(left - 8, y_of(y) + 4, "end", number(y));
  }
  for (double x = 0; x <= across.most + across.step / 2; x += across.step) {
    out += line(x_of(x), height - bottom, x_of(x), height - bottom + 5, "#888");
    out += text_at(x_of(x), height - bottom + 20, "middle", number(x));
  }
  out += text_at((left + width - right) / 2, height - 12, "middle", plot.x_name);
  const auto middle = number((top + height - bottom) / 2);
  out +=
      text_at(16, (top + height - bottom) / 2, "middle", plot.y_name, " transform=\"rotate(-90 16 " + middle + ")\"");
  for (std::size_t i = 0; i < plot.series.size(); ++i) {
    const auto& series = plot.series[i];
    const std::string colour = colours[i % colours.size()];
    std::string points;
    for (const auto& [x, y] : series.points) points += number(x_of(x)) + "," + number(y_of(y)) + " ";
    out += "<polyline fill=\"none\" stroke-width=\"2\" stroke=\"" + colour + "\" points=\"" + points + "\"/>\n";
    for (const auto& [x, y] : series.points)
      out +=
          "<circle r=\"3\" fill=\"" + colour + "\" cx=\"" + number(x_of(x)) + "\" cy=\"" + number(y_of(y)) + "\"/>\n";
    const double legend = top + 8 + double(plot.series.size() - 1 - i) * 20;
    out += line(width - right + 14, legend - 4, width - right + 34, legend - 4, colour);
    out += text_at(width - right + 40, legend, "start", series.name);
  }
  return out + "</svg>\n";
}

}  // namespace pult::bench
