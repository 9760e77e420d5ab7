// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>
#include <charconv>

#include "api/incremental.hpp"
#include "api/page.hpp"

namespace pult::api {
namespace {

// Transactions of several servers do not end in the order of their times: the end of the stream is read again.
constexpr Micros overlap = 10 * base::second_us;

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

std::unexpected<Error> bad_value(std::string why) {
  return base::fail(ErrorKind::invalid, "InvalidValue", std::move(why));
}

// The request's own address with what is needed to go on.
std::string address(const Call& call, std::string_view name, const std::string& value) {
  std::string out = call.base_url + call.request.path + "?";
  out.append(name).append("=").append(value);
  for (const auto* kept : {"per_page", "include"})
    if (const auto given = call.request.query_value(kept); !given.empty())
      if (given.find_first_not_of("abcdefghijklmnopqrstuvwxyz_,0123456789") == std::string_view::npos)
        out.append("&").append(kept).append("=").append(given);
  return out;
}

}  // namespace

Result<ExportRequest> export_request(const Call& call, int max_size) {
  ExportRequest request;
  const auto per_page = call.request.query_value("per_page");
  const auto size = per_page.empty() ? std::optional<std::int64_t>(max_size) : number(per_page);
  if (!size || *size < 1) return bad_value("per_page must be between 1 and " + std::to_string(max_size));
  request.size = int(std::min<std::int64_t>(*size, max_size));
  request.by_cursor = call.request.path.find("/cursor") != std::string::npos ||
                      call.request.path.find("/custom_objects/") != std::string::npos;
  if (const auto cursor = call.request.query_value("cursor"); request.by_cursor && !cursor.empty()) {
    const auto place = PULT_TRY(parse_cursor(cursor));
    if (place.size() != 2)
      return base::fail(ErrorKind::invalid, "InvalidPaginationParameter", "cursor is not one that this export gave");
    request.from = {place[0], place[1]};
    return request;
  }
  const auto start = number(call.request.query_value("start_time"));
  constexpr std::int64_t last_second = 9'000'000'000'000;  // later ones do not fit into microseconds
  if (!start || *start < 0 || *start > last_second) return bad_value("start_time must be a time in Unix seconds");
  // What an export itself names as its next page is behind what it gave, however recent that is.
  const bool goes_on = call.request.query_value("continued") == "true" && *start <= call.now() / base::second_us;
  if (!goes_on && *start * base::second_us > call.now() - base::minute_us)
    return base::fail(ErrorKind::invalid, "StartTimeTooRecent", "start_time must be at least a minute ago");
  request.start_second = *start;
  request.from = {*start * base::second_us, 0};
  return request;
}

void add_export_members(const Call& call, const ExportRequest& request, ExportPlace end, std::size_t count,
                        bool has_more, json::object& body) {
  if (!has_more && call.tx.dialect() == sql::Dialect::postgres && end.at > call.now() - overlap)
    end = {std::max(request.from.at, call.now() - overlap), 0};
  body["end_of_stream"] = !has_more;
  if (request.by_cursor) {
    const auto cursor = render_cursor({end.at, end.id});
    body["after_cursor"] = cursor;
    body["after_url"] = address(call, "cursor", cursor);
    body["before_cursor"] = nullptr;
    body["before_url"] = nullptr;
    return;
  }
  const auto second = end.at / base::second_us;
  body["count"] = count;
  body["end_time"] = count == 0 ? json::value(nullptr) : json::value(second);
  body["next_page"] =
      count == 0
          ? json::value(nullptr)
          : json::value(address(call, "start_time", std::to_string(second)) + (has_more ? "&continued=true" : ""));
}

json::object export_answer(const Call& call, const ExportRequest& request, std::string_view name,
                           std::vector<Exported> rows, bool has_more) {
  const auto end = rows.empty() ? request.from : rows.back().place;
  json::array list(call.memory);
  for (auto& row : rows) list.push_back(std::move(row.object));
  json::object body(call.memory);
  const auto count = list.size();
  body[name] = std::move(list);
  add_export_members(call, request, end, count, has_more, body);
  return body;
}

}  // namespace pult::api
