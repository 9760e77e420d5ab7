// SPDX-License-Identifier: AGPL-3.0-or-later
#include "privacy/zip.hpp"

#include <zlib.h>

#include <chrono>

namespace pult::privacy {
namespace {

constexpr std::uint32_t local_header = 0x04034b50, directory_header = 0x02014b50, directory_end = 0x06054b50;
constexpr std::uint16_t version = 20, names_are_utf8 = 0x0800, stored = 0;

template <class Number>
void put(std::string& out, Number number) {
  for (std::size_t i = 0; i < sizeof(Number); ++i) out += char((number >> (8 * i)) & 0xFFU);
}

// What both headers of a file have in common.
void put_facts(std::string& out, std::uint16_t time, std::uint16_t date, std::string_view name,
               std::string_view bytes) {
  const auto crc = std::uint32_t(crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
  put(out, names_are_utf8);
  put(out, stored);
  put(out, time);
  put(out, date);
  put(out, crc);
  put(out, std::uint32_t(bytes.size()));
  put(out, std::uint32_t(bytes.size()));
  put(out, std::uint16_t(name.size()));
  put(out, std::uint16_t(0));  // no extra field
}

}  // namespace

Zip::Zip(Micros now) {
  using namespace std::chrono;
  const sys_time<microseconds> moment{microseconds(now)};
  const auto day = floor<days>(moment);
  const year_month_day calendar(day);
  const hh_mm_ss clock(moment - day);
  time_ = std::uint16_t((clock.hours().count() << 11) | (clock.minutes().count() << 5) | (clock.seconds().count() / 2));
  date_ = std::uint16_t(((int(calendar.year()) - 1980) << 9) | (int(unsigned(calendar.month())) << 5) |
                        int(unsigned(calendar.day())));
}

void Zip::add(std::string_view name, std::string_view bytes) {
  const auto offset = std::uint32_t(out_.size());
  put(out_, local_header);
  put(out_, version);
  put_facts(out_, time_, date_, name, bytes);
  out_.append(name).append(bytes);
  put(directory_, directory_header);
  put(directory_, version);
  put(directory_, version);
  put_facts(directory_, time_, date_, name, bytes);
  put(directory_, std::uint16_t(0));  // no comment
  put(directory_, std::uint16_t(0));  // on the first disk
  put(directory_, std::uint16_t(0));
  put(directory_, std::uint32_t(0));  // no attributes
  put(directory_, offset);
  directory_.append(name);
  ++count_;
}

std::string Zip::finish() && {
  const auto offset = std::uint32_t(out_.size());
  out_ += directory_;
  put(out_, directory_end);
  put(out_, std::uint32_t(0));
  put(out_, count_);
  put(out_, count_);
  put(out_, std::uint32_t(directory_.size()));
  put(out_, offset);
  put(out_, std::uint16_t(0));
  return std::move(out_);
}

}  // namespace pult::privacy
