// SPDX-License-Identifier: AGPL-3.0-or-later
// imports: users, organizations and tickets from an uploaded file, in the background, with a report of every row.
#include <fstream>
#include <sstream>

#include "api/body.hpp"
#include "api/page.hpp"
#include "api/present.hpp"
#include "imports/run.hpp"
#include "text/csv.hpp"

namespace pult::api {
namespace {

using imports::Import;

constexpr std::size_t looked_at_bytes = 4096;

json::object present_counts(const imports::Counts& counts) {
  return {{"created", counts.created},
          {"updated", counts.updated},
          {"unchanged", counts.unchanged},
          {"skipped", counts.skipped}};
}

Result<json::object> present(Call& call, const Import& import) {
  const auto counts = PULT_TRY(imports::count_outcomes(call.tx, import.id));
  json::object mapping;
  for (const auto& [column, field] : import.mapping) mapping[column] = field;
  const auto path = "imports/" + std::to_string(import.id.value);
  return json::object{{"url", call.url(path)},
                      {"id", import.id.value},
                      {"job_type", "import_" + std::string(imports::render_kind(import.kind))},
                      {"kind", imports::render_kind(import.kind)},
                      {"file_name", import.file_name},
                      {"format", imports::render_format(import.format)},
                      {"mapping", std::move(mapping)},
                      {"dry_run", import.dry_run},
                      {"notify", import.notify},
                      {"status", import.state},
                      {"message", text_or_null(import.message)},
                      {"total", import.total},
                      {"progress", std::min(counts.all(), import.total)},
                      {"results", present_counts(counts)},
                      {"report_url", call.base_url + "/api/v2/" + path + "/report"},
                      {"created_at", base::render_iso8601(import.created_at)},
                      {"updated_at", base::render_iso8601(import.updated_at)}};
}

Result<Import> load(Call& call) {
  auto import = PULT_TRY(imports::find_import(call.tx, imports::ImportId(call.ids[0])));
  if (!import) return base::fail_not_found();
  return std::move(*import);
}

// The uploaded file; its owner asks.
Result<tickets::Attachment> uploaded_file(Call& call, const std::string& token) {
  const auto upload = PULT_TRY(tickets::find_upload(call.tx, token, call.now()));
  if (!upload || upload->user != call.actor.id())
    return base::fail_field("upload_token", "InvalidValue", "Upload token: is unknown or expired");
  const auto files = PULT_TRY(tickets::list_attachments_of_upload(call.tx, tickets::upload_digest(token)));
  if (files.size() != 1)
    return base::fail_field("upload_token", "InvalidValue", "Upload token: must stand for one file");
  return files.front();
}

Result<std::unique_ptr<std::istream>> open_file(Call& call, const std::string& sha256) {
  std::unique_ptr<std::istream> bytes =
      std::make_unique<std::ifstream>(call.services.blobs.file_of(sha256), std::ios::binary);
  if (!*bytes) bytes = std::make_unique<std::istringstream>(PULT_TRY(call.services.blobs.load(call.tx, sha256)));
  return bytes;
}

struct Wanted {
  imports::Kind kind = imports::Kind::users;
  tickets::Attachment file;
  imports::Format format = imports::Format::csv;
  std::optional<imports::Mapping> mapping;
  bool dry_run = false, notify = false;
};

Result<Wanted> parse_wanted(Call& call) {
  const auto& given = *PULT_TRY(inner(call.body, "import"));
  Body in(given);
  const auto kind = in.text("kind").value_or(""), token = in.text("upload_token").value_or("");
  const auto format = in.text("format").value_or("");
  Wanted out;
  out.dry_run = in.boolean("dry_run").value_or(false);
  out.notify = in.boolean("notify").value_or(false);
  const auto* mapping = in.object("mapping");
  PULT_TRY(in.check());
  const auto parsed = imports::parse_kind(kind);
  if (!parsed) return base::fail_field("kind", "InvalidValue", "Kind: must be users, organizations or tickets");
  out.kind = *parsed;
  out.file = PULT_TRY(uploaded_file(call, token));
  if (format.empty()) {
    const auto bytes = PULT_TRY(open_file(call, out.file.sha256));
    std::string head(looked_at_bytes, '\0');
    bytes->read(head.data(), std::streamsize(head.size()));
    head.resize(std::size_t(bytes->gcount()));
    out.format = imports::guess_format(out.file.file_name, head);
  } else if (const auto known = imports::parse_format(format)) {
    out.format = *known;
  } else {
    return base::fail_field("format", "InvalidValue", "Format: must be csv or jsonl");
  }
  if (mapping) {
    auto read = imports::parse_mapping(out.kind, *mapping);
    if (!read) return base::fail_field("mapping", "InvalidValue", "Mapping: " + read.error().message);
    out.mapping = std::move(*read);
  }
  return out;
}

Result<imports::Preview> look(Call& call, const Wanted& wanted) {
  const auto bytes = PULT_TRY(open_file(call, wanted.file.sha256));
  return imports::preview(*bytes, wanted.kind, wanted.format, wanted.mapping);
}

Result<Answer> preview(Call& call) {
  const auto wanted = PULT_TRY(parse_wanted(call));
  const auto seen = PULT_TRY(look(call, wanted));
  json::array columns, rows, fields;
  for (const auto& column : seen.columns) columns.emplace_back(column);
  for (const auto field : imports::fields_of(wanted.kind)) fields.emplace_back(field);
  json::object mapping;
  for (const auto& [column, field] : seen.mapping) mapping[column] = field;
  for (const auto& row : seen.rows)
    rows.push_back(json::object{
        {"number", row.number}, {"line", row.line}, {"fields", row.fields}, {"problem", text_or_null(row.problem)}});
  return Answer{200,
                {{"preview",
                  {{"format", imports::render_format(wanted.format)},
                   {"columns", std::move(columns)},
                   {"fields", std::move(fields)},
                   {"mapping", std::move(mapping)},
                   {"rows", std::move(rows)}}}}};
}

// Reads the file to its end before the writer is asked for: how many rows there are.
Result<std::string> count(Call& call) {
  const auto wanted = PULT_TRY(parse_wanted(call));
  const auto bytes = PULT_TRY(open_file(call, wanted.file.sha256));
  return std::to_string(imports::count_rows(*bytes, wanted.format));
}

Result<Answer> create(Call& call) {
  const auto wanted = PULT_TRY(parse_wanted(call));
  Import import;
  import.kind = wanted.kind;
  import.format = wanted.format;
  import.mapping = wanted.mapping ? *wanted.mapping : PULT_TRY(look(call, wanted)).mapping;
  if (import.mapping.empty())
    return base::fail_field("mapping", "InvalidValue",
                            "Mapping: no column has the name of a field; say which is which");
  import.file_name = wanted.file.file_name;
  import.sha256 = wanted.file.sha256;
  import.in_blobs = true;
  import.dry_run = wanted.dry_run;
  import.notify = wanted.notify;
  import.actor = call.actor.id();
  import.total = std::stoll(call.before);
  import = PULT_TRY(imports::create_import(call.tx, std::move(import), call.now()));
  return answer_made("import", PULT_TRY(present(call, import)));
}

Result<Answer> list(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  auto rows = PULT_TRY(imports::list_imports(call.tx, imports::ImportId(page.after.empty() ? 0 : page.after[0]),
                                             page.offset, page.fetch()));
  const auto fetched = rows.size();
  if (rows.size() > std::size_t(page.size)) rows.resize(std::size_t(page.size));
  json::array shown;
  for (const auto& import : rows) shown.push_back(PULT_TRY(present(call, import)));
  json::object body{{"imports", std::move(shown)}};
  add_page_members(call, page, fetched, rows.empty() ? "" : render_cursor({rows.back().id.value}), {}, body);
  return Answer{200, std::move(body)};
}

Result<Answer> show(Call& call) { return Answer{200, {{"import", PULT_TRY(present(call, PULT_TRY(load(call))))}}}; }

Result<Answer> stop(Call& call) {
  const auto import = PULT_TRY(load(call));
  if (!PULT_TRY(imports::kill_import(call.tx, import.id, call.now())))
    return base::fail_field("base", "InvalidValue", "The import has ended already");
  return Answer{204, nullptr};
}

// What became of the rows that were not taken (all of them with all=true): CSV, or a page of JSON.
Result<Answer> report(Call& call) {
  const auto import = PULT_TRY(load(call));
  const bool skipped_only = call.request.query_value("all") != "true";
  if (call.request.query_value("format") != "csv") {
    const auto page = PULT_TRY(page_of(call, true));
    auto rows = PULT_TRY(
        imports::list_outcomes(call.tx, import.id, page.after.empty() ? 0 : page.after[0], skipped_only, page.fetch()));
    return Answer{200, list_answer(
                           call, page, "rows", rows, [](const imports::RowOutcome& row) { return row.number; },
                           [](const imports::RowOutcome& row) -> json::object {
                             return {{"number", row.number},
                                     {"line", row.line},
                                     {"outcome", row.outcome},
                                     {"id", row.object_id ? json::value(row.object_id) : json::value(nullptr)},
                                     {"reason", text_or_null(row.reason)},
                                     {"raw", text_or_null(row.raw)}};
                           },
                           {})};
  }
  constexpr int most_rows = 1'000'000;
  std::string out = text::render_csv_line({"row", "line", "outcome", "id", "reason", "raw"});
  for (const auto& row : PULT_TRY(imports::list_outcomes(call.tx, import.id, 0, skipped_only, most_rows)))
    out += text::render_csv_line({std::to_string(row.number), std::to_string(row.line), row.outcome,
                                  row.object_id ? std::to_string(row.object_id) : "", row.reason, row.raw});
  Answer answer{200, nullptr};
  answer.headers = {{"Content-Type", "text/csv; charset=utf-8"},
                    {"Content-Disposition", "attachment; filename=\"import_report.csv\""}};
  answer.raw = std::move(out);
  return answer;
}

}  // namespace

std::vector<Route> import_routes() {
  return {
      {"GET", "imports", Who::admin, Mode::read, list},
      {"POST", "imports", Who::admin, Mode::write, create, false, count},
      {"POST", "imports/preview", Who::admin, Mode::read, preview},
      {"GET", "imports/{id}", Who::admin, Mode::read, show},
      {"DELETE", "imports/{id}", Who::admin, Mode::write, stop},
      {"GET", "imports/{id}/report", Who::admin, Mode::read, report},
  };
}

}  // namespace pult::api
