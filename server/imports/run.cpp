// SPDX-License-Identifier: AGPL-3.0-or-later
#include "imports/run.hpp"

#include <algorithm>
#include <latch>

#include "events/quiet.hpp"
#include "imports/row.hpp"

namespace pult::imports {
namespace {

constexpr std::size_t batch_rows = 100;
constexpr int most_tries = 5;
constexpr std::string_view undo_code = "dry_run";

struct Work {
  SourceRow row;
  RowOutcome outcome;
  std::optional<Error> error;
};

RowOutcome outcome_of(const SourceRow& row, std::string_view what) {
  RowOutcome out;
  out.number = row.number;
  out.line = row.line;
  out.outcome = what;
  return out;
}

bool is_passing(const Error& error) {
  return error.kind == ErrorKind::unavailable || error.kind == ErrorKind::internal ||
         (error.kind == ErrorKind::conflict && error.code.ends_with("_violation"));
}

// Tries the row in a transaction of its own; a dry run undoes it and keeps what it would have been.
Result<void> take(sql::Transaction& tx, const RunOptions& options, const Import& import, Work& work) {
  const events::QuietScope quiet(import.notify ? events::Telling::no_mail : events::Telling::nobody);
  work.outcome = outcome_of(work.row, "skipped");
  const auto fields = apply_mapping(import.mapping, work.row.values);
  const auto taken = PULT_TRY(take_row(tx, options.desk, import.kind, fields));
  work.outcome.outcome = taken.outcome;
  work.outcome.object_id = taken.object_id;
  if (import.dry_run) return base::fail(ErrorKind::conflict, std::string(undo_code), "");
  return insert_outcome(tx, import.id, work.outcome);
}

void start(const RunOptions& options, const Import& import, Work& work, std::latch& done) {
  if (!work.row.problem.empty()) {
    work.error = Error{ErrorKind::invalid, "ImportRow", work.row.problem, {}};
    done.count_down();
    return;
  }
  options.database.write([&](sql::Transaction& tx) { return take(tx, options, import, work); },
                         [&](const Result<void>& ended) {
                           if (ended)
                             work.error.reset();
                           else
                             work.error = ended.error();
                           done.count_down();
                         });
}

void run_all(const RunOptions& options, const Import& import, std::vector<Work*>& batch) {
  // PostgreSQL would work on them at the same time, and they may want the same new person.
  const bool side_by_side = options.database.dialect() == sql::Dialect::sqlite;
  std::latch all_done(std::ptrdiff_t(batch.size()));
  for (auto* work : batch) {
    if (side_by_side) {
      start(options, import, *work, all_done);
    } else {
      std::latch done(1);
      start(options, import, *work, done);
      done.wait();
    }
  }
  if (side_by_side) all_done.wait();
}

// What was not taken, and what only was tried, is written down; with how far the import is.
Result<bool> settle(const RunOptions& options, const Import& import, std::vector<Work>& batch) {
  const auto now = options.desk.now();
  return sql::write_value(options.database, [&](sql::Transaction& tx) -> Result<bool> {
    for (auto& work : batch) {
      if (!work.error) continue;
      auto outcome = work.outcome;
      if (work.error->code != undo_code) {
        outcome = outcome_of(work.row, "skipped");
        outcome.reason = reason_of(*work.error);
        outcome.raw = work.row.raw;
      } else if (outcome.outcome == "created") {
        outcome.object_id = 0;  // it is gone again
      }
      PULT_TRY(insert_outcome(tx, import.id, outcome));
    }
    return note_progress(tx, import.id, batch.back().row.number, now + options.lease, now);
  });
}

Result<bool> run_batch(const RunOptions& options, const Import& import, std::vector<Work>& batch) {
  std::vector<Work*> open;
  for (auto& work : batch) open.push_back(&work);
  for (int tries = 0; !open.empty() && tries < most_tries; ++tries) {
    run_all(options, import, open);
    std::erase_if(open, [](const Work* work) { return !work->error || !is_passing(*work->error); });
  }
  for (const auto* work : open)
    if (work->error->kind == ErrorKind::unavailable) return std::unexpected(*work->error);
  return settle(options, import, batch);
}

}  // namespace

Result<Ended> run(const RunOptions& options, const Import& import, std::istream& bytes) {
  Source source(bytes, import.format);
  for (bool more = true; more;) {
    std::vector<Work> batch;
    while (batch.size() < batch_rows) {
      auto row = source.next();
      more = row.has_value();
      if (!row) break;
      batch.push_back({std::move(*row), {}, {}});
    }
    if (batch.empty()) break;
    const auto last = batch.back().row.number;
    const auto done = PULT_TRY(sql::read_value(options.database, [&](sql::Transaction& tx) {
      return done_rows(tx, import.id, batch.front().row.number, last);
    }));
    std::erase_if(batch, [&](const Work& work) { return std::ranges::binary_search(done, work.row.number); });
    if (!batch.empty() && !PULT_TRY(run_batch(options, import, batch))) return Ended::killed;
    if (options.progress && !options.progress(last, import.total)) return Ended::stopped;
  }
  PULT_TRY(options.database.write(
      [&](sql::Transaction& tx) { return end_import(tx, import.id, "completed", "", options.desk.now()); }));
  return Ended::at_the_end;
}

Preview preview(std::istream& bytes, Kind kind, Format format, const std::optional<Mapping>& mapping) {
  Source source(bytes, format);
  std::vector<SourceRow> rows;
  for (int i = 0; i < preview_rows; ++i) {
    auto row = source.next();
    if (!row) break;
    rows.push_back(std::move(*row));
  }
  Preview out;
  out.columns = source.columns();
  out.mapping = mapping ? *mapping : guess_mapping(kind, out.columns);
  for (auto& row : rows)
    out.rows.push_back({row.number, row.line, apply_mapping(out.mapping, row.values), std::move(row.problem)});
  return out;
}

}  // namespace pult::imports
