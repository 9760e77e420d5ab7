// SPDX-License-Identifier: AGPL-3.0-or-later
#include "imports/run.hpp"

#include <unistd.h>

#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

#include "app/import_mail.hpp"
#include "app/open_desk.hpp"
#include "app/verbs/verbs.hpp"
#include "crypto/crypto.hpp"
#include "people/audit_log.hpp"
#include "text/csv.hpp"

namespace pult::app {
namespace {

namespace json = boost::json;

constexpr int shown_problems = 20;

struct Wish {
  std::string kind, file, format, mapping, report;
  bool dry_run = false, resume = false;
};

std::unexpected<Error> bad(std::string words) { return base::fail(ErrorKind::invalid, "import", std::move(words)); }

Result<std::ifstream> open_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return bad(path + " cannot be read");
  return in;
}

Result<std::string> digest_of(const std::string& path) {
  auto in = PULT_TRY(open_file(path));
  crypto::Sha256 digest;
  std::string piece(256 * 1024, '\0');
  while (in.read(piece.data(), std::streamsize(piece.size())), in.gcount() > 0)
    digest.update(std::string_view(piece).substr(0, std::size_t(in.gcount())));
  return digest.hex();
}

Result<imports::Format> format_of(const Wish& wish) {
  if (!wish.format.empty()) {
    const auto format = imports::parse_format(wish.format);
    if (!format) return bad("--format must be csv or jsonl");
    return *format;
  }
  auto in = PULT_TRY(open_file(wish.file));
  std::string head(4096, '\0');
  in.read(head.data(), std::streamsize(head.size()));
  head.resize(std::size_t(in.gcount()));
  return imports::guess_format(wish.file, head);
}

Result<std::optional<imports::Mapping>> mapping_of(const Wish& wish, imports::Kind kind) {
  if (wish.mapping.empty()) return std::nullopt;
  auto in = PULT_TRY(open_file(wish.mapping));
  std::ostringstream text;
  text << in.rdbuf();
  boost::system::error_code broken;
  const auto value = json::parse(text.str(), broken);
  if (broken || !value.is_object()) return bad(wish.mapping + " is no JSON object of column: field");
  return PULT_TRY(imports::parse_mapping(kind, value.get_object()));
}

// What the file is, before any of it is taken.
Result<imports::Import> describe(const Wish& wish) {
  imports::Import import;
  import.kind = *imports::parse_kind(wish.kind);
  import.format = PULT_TRY(format_of(wish));
  import.file_name = wish.file.substr(wish.file.rfind('/') + 1);
  import.sha256 = PULT_TRY(digest_of(wish.file));
  import.dry_run = wish.dry_run;
  import.actor = UserId(-1);
  auto in = PULT_TRY(open_file(wish.file));
  import.mapping = imports::preview(in, import.kind, import.format, PULT_TRY(mapping_of(wish, import.kind))).mapping;
  if (import.mapping.empty())
    return bad("No column has the name of a field of " + wish.kind + ": say which is which with --mapping FILE");
  in = PULT_TRY(open_file(wish.file));
  import.total = imports::count_rows(in, import.format);
  return import;
}

Result<imports::Import> begin(OpenDesk& desk, const Wish& wish) {
  auto import = PULT_TRY(describe(wish));
  return sql::write_value(desk.database(), [&](sql::Transaction& tx) -> Result<imports::Import> {
    auto open = PULT_TRY(imports::find_unfinished(tx, import.kind, import.sha256, import.dry_run));
    if (open && wish.resume) return std::move(*open);
    if (open)
      return base::fail(ErrorKind::conflict, "import_open",
                        "An import of this file did not come to its end: add --resume to go on with it");
    const auto made = PULT_TRY(imports::create_import(tx, import, desk.clock().now()));
    PULT_TRY(people::audit_log::record(tx, people::system_actor(),
                                       {.action = "create",
                                        .source_type = "import",
                                        .source_id = made.id.value,
                                        .source_label = made.file_name,
                                        .change_description = "Import of " + wish.kind + " by the command line"},
                                       desk.clock().now()));
    return made;
  });
}

void show_progress(std::int64_t done, std::int64_t total) {
  static const bool is_terminal = ::isatty(STDERR_FILENO) == 1;
  if (is_terminal) std::cerr << "\r" << done << " of " << total << " rows" << std::flush;
}

Result<void> write_report(OpenDesk& desk, const imports::Import& import, const Wish& wish) {
  constexpr int at_once = 1000;
  std::ofstream out;
  if (!wish.report.empty()) {
    out.open(wish.report, std::ios::binary | std::ios::trunc);
    if (!out) return bad(wish.report + " cannot be written");
    out << text::render_csv_line({"row", "line", "reason", "raw"});
  }
  int shown = 0;
  for (std::int64_t after = 0;;) {
    const auto rows = PULT_TRY(sql::read_value(desk.database(), [&](sql::Transaction& tx) {
      return imports::list_outcomes(tx, import.id, after, true, at_once);
    }));
    for (const auto& row : rows) {
      if (out.is_open())
        out << text::render_csv_line({std::to_string(row.number), std::to_string(row.line), row.reason, row.raw});
      if (shown++ < shown_problems)
        std::cerr << "row " << row.number << " (line " << row.line << "): " << row.reason << "\n";
    }
    if (rows.size() < std::size_t(at_once)) break;
    after = rows.back().number;
  }
  if (shown > shown_problems)
    std::cerr << "and " << shown - shown_problems << " more" << (out.is_open() ? " in " + wish.report : "") << "\n";
  return {};
}

Result<int> take_in(const Given& given, const Wish& wish) {
  const auto desk = PULT_TRY(OpenDesk::open(PULT_TRY(load_config(given, process_environment()))));
  const auto import = PULT_TRY(begin(*desk, wish));
  auto bytes = PULT_TRY(open_file(wish.file));
  const imports::RunOptions options{desk->database(), desk->quiet_desk(),
                                    [](std::int64_t done, std::int64_t total) {
                                      show_progress(done, total);
                                      return true;
                                    },
                                    0};
  const auto ended = PULT_TRY(imports::run(options, import, bytes));
  desk->ring_server();
  show_progress(import.total, import.total);
  if (::isatty(STDERR_FILENO) == 1) std::cerr << "\n";
  if (ended == imports::Ended::killed) return bad("The import was stopped by somebody");
  const auto counts = PULT_TRY(
      sql::read_value(desk->database(), [&](sql::Transaction& tx) { return imports::count_outcomes(tx, import.id); }));
  PULT_TRY(write_report(*desk, import, wish));
  std::cout << (import.dry_run ? "would be: " : "") << counts.created << " created, " << counts.updated << " updated, "
            << counts.unchanged << " unchanged, " << counts.skipped << " not taken (import " << import.id.value << ")"
            << std::endl;
  return 0;
}

void add_kind(CLI::App& family, Invocation& invocation, const std::string& kind) {
  auto& verb = *family.add_subcommand(kind, "Take in " + kind + " from CSV or JSON lines");
  const auto wish = std::make_shared<Wish>();
  wish->kind = kind;
  verb.add_option("FILE", wish->file, "CSV with a header line, or one JSON object a line")->required();
  verb.add_option("--format", wish->format, "csv or jsonl (default: by the name, else by the content)");
  verb.add_option("--mapping", wish->mapping, "JSON object {column: field} (default: by the names of the columns)")
      ->type_name("FILE");
  verb.add_option("--report", wish->report, "Write the rows that were not taken, and why, as CSV")->type_name("FILE");
  verb.add_flag("--dry-run", wish->dry_run, "Try every row and keep nothing");
  verb.add_flag("--resume", wish->resume, "Go on with an import of this file that was interrupted");
  add_place_options(verb, invocation.given);
  std::string fields;
  for (const auto field : imports::fields_of(*imports::parse_kind(kind)))
    fields.append(fields.empty() ? "" : ", ").append(field);
  verb.footer("Fields: " + fields + ".\nRows are known again by external_id. Nobody is mailed. Exit code 0 when the " +
              "file was worked through;\nrows that were not taken are listed.\n\nExample:\n  pult import " + kind +
              " export.csv --dry-run --report problems.csv");
  verb.callback(
      [&invocation, wish] { invocation.action = [&given = invocation.given, wish] { return take_in(given, *wish); }; });
}

void add_mails(CLI::App& family, Invocation& invocation) {
  auto& verb = *family.add_subcommand("mail", "Take in mails from an mbox file or a Maildir folder");
  const auto wish = std::make_shared<MailWish>();
  auto* mbox = verb.add_option("--mbox", wish->mbox, "An mbox file")->type_name("FILE");
  verb.add_option("--maildir", wish->maildir, "A Maildir folder, with cur and new in it")
      ->type_name("DIR")
      ->excludes(mbox);
  verb.add_option("--mailbox", wish->mailbox, "The address of the desk that they were sent to")
      ->required()
      ->type_name("ADDRESS");
  add_place_options(verb, invocation.given);
  verb.footer(
      "Mails that the desk has already are not taken again, so that it may be run again after an interruption.\n\n"
      "Example:\n  pult import mail --mbox archive.mbox --mailbox support@example.com");
  verb.callback([&invocation, wish] {
    invocation.action = [&given = invocation.given, wish]() -> Result<int> {
      const auto desk = PULT_TRY(OpenDesk::open(PULT_TRY(load_config(given, process_environment()))));
      return import_mail(*desk, *wish);
    };
  });
}

}  // namespace

void add_import(CLI::App& root, Invocation& invocation) {
  auto& family = add_family(root, "import", "Bring in what another system has");
  for (const auto* kind : {"users", "organizations", "tickets"}) add_kind(family, invocation, kind);
  add_mails(family, invocation);
}

}  // namespace pult::app
