// links: imports mime net
// SPDX-License-Identifier: AGPL-3.0-or-later
// Files that people bring in: CSV, JSON lines and mbox, whole and in pieces; and addresses that they write.
#include <cstdlib>
#include <sstream>

#include "imports/mapping.hpp"
#include "imports/source.hpp"
#include "mime/mbox.hpp"
#include "net/address_guard.hpp"
#include "text/csv.hpp"

namespace {

using pult::text::CsvReader;

std::vector<pult::text::CsvRecord> read(std::string_view bytes, std::size_t piece) {
  CsvReader reader;
  for (std::size_t at = 0; at < bytes.size(); at += piece) reader.feed(bytes.substr(at, piece));
  reader.finish();
  std::vector<pult::text::CsvRecord> out;
  while (auto record = reader.next()) out.push_back(std::move(*record));
  return out;
}

void check_pieces(std::string_view bytes) {
  const auto whole = read(bytes, bytes.size() + 1), pieces = read(bytes, 3);
  if (whole.size() != pieces.size()) std::abort();
  for (std::size_t i = 0; i < whole.size(); ++i)
    if (whole[i].fields != pieces[i].fields || whole[i].line != pieces[i].line) std::abort();
}

void check_source(const std::string& bytes, pult::imports::Format format) {
  std::istringstream in(bytes);
  pult::imports::Source source(in, format);
  std::int64_t number = 0;
  while (const auto row = source.next()) {
    if (row->number != ++number || row->line < row->number) std::abort();
    (void)pult::imports::apply_mapping(pult::imports::guess_mapping(pult::imports::Kind::tickets, source.columns()),
                                       row->values);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  check_pieces(bytes);
  check_source(bytes, pult::imports::Format::csv);
  check_source(bytes, pult::imports::Format::jsonl);
  std::istringstream mails(bytes);
  pult::mime::MboxReader reader(mails);
  while (reader.next()) {
  }
  // An address of this machine never passes, however it is written.
  if (pult::net::AddressGuard().check_url(bytes) && bytes.starts_with("http://127.0.0.1/")) std::abort();
  return 0;
}
