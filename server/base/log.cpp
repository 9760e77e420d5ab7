// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/log.hpp"

#include <unistd.h>

#include <algorithm>
#include <atomic>

#include "base/clock.hpp"

namespace pult::base::log {
namespace {

std::atomic<bool> quiet_lines{false};

// A value is quoted only when it must be; nothing in it can end its quotes, begin a line or command a terminal.
void append_value(std::string& line, std::string_view value) {
  const bool plain = !value.empty() && std::ranges::none_of(value, [](unsigned char c) {
    return c <= ' ' || c == '"' || c == '\\' || c == 0x7f;
  });
  if (plain) {
    line += value;
    return;
  }
  line += '"';
  static constexpr std::string_view digits = "0123456789abcdef";
  for (const unsigned char c : value) {
    if (c == '\n')
      line += "\\n";
    else if (c == '\r')
      line += "\\r";
    else if (c == '"' || c == '\\')
      line.append(1, '\\').append(1, char(c));
    else if (c < ' ' || c == 0x7f)
      line.append("\\x").append(1, digits[c >> 4]).append(1, digits[c & 15]);
    else
      line += char(c);
  }
  line += '"';
}

void write(std::string_view level, std::string_view event, std::initializer_list<Field> fields) {
  std::string line = render_iso8601(SystemClock().now());
  line.append(" ").append(level).append(" ").append(event);
  for (const auto& [key, value] : fields) {
    line.append(" ").append(key).append("=");
    append_value(line, value);
  }
  line += '\n';
  // One write call per line, so that lines of several threads never mix; a closed stderr is nobody's problem.
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace

void set_quiet(bool quiet) { quiet_lines = quiet; }
void info(std::string_view event, std::initializer_list<Field> fields) {
  if (!quiet_lines) write("info", event, fields);
}
void warn(std::string_view event, std::initializer_list<Field> fields) { write("warn", event, fields); }
void error(std::string_view event, std::initializer_list<Field> fields) { write("error", event, fields); }

}  // namespace pult::base::log
