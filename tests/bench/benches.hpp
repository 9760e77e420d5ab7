// SPDX-License-Identifier: AGPL-3.0-or-later
// The measurements, by the names of `./dev bench NAME`.
#pragma once
#include <string>

#include "figures.hpp"

namespace pult::bench {

struct Setup {
  std::string binary;  // build/release/pult
  std::string folder;  // for data folders; the million tickets stay there between runs
  int rounds = 5;
  std::int64_t million = 1'000'000;
  std::string images;  // where plots go; "" for nowhere
};

void measure_tickets(const Setup& setup, Figures& figures);
void measure_mail(const Setup& setup, Figures& figures);
void measure_demo(const Setup& setup, Figures& figures);
void measure_million(const Setup& setup, Figures& figures);
void measure_web(const Setup& setup, Figures& figures);
void measure_fanout(const Setup& setup, Figures& figures);
void measure_scale(const Setup& setup, Figures& figures);

}  // namespace pult::bench
