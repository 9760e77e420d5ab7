// SPDX-License-Identifier: AGPL-3.0-or-later
// One line per event on standard error: time, level, event name, key=value pairs. Never a secret, never a mail body.
#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace pult::base::log {

using Field = std::pair<std::string_view, std::string>;

void info(std::string_view event, std::initializer_list<Field> fields = {});
void warn(std::string_view event, std::initializer_list<Field> fields = {});
void error(std::string_view event, std::initializer_list<Field> fields = {});
// Tests and the command line turn the info lines off.
void set_quiet(bool quiet);

}  // namespace pult::base::log

namespace pult {
namespace log = base::log;
}
