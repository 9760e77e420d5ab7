// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/command_line.hpp"

int main(int argc, char** argv) { return pult::app::run(argc, argv); }
