// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/multipart.hpp"

#include <algorithm>

#include "text/utf8.hpp"

namespace pult::api {
namespace {

constexpr std::size_t max_parts = 20, max_boundary = 70, max_head = 4'096;
constexpr std::string_view form_type = "multipart/form-data";

std::unexpected<Error> bad(std::string why) {
  return base::fail(ErrorKind::invalid, "InvalidValue", "The form " + std::move(why));
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; }

bool starts_with_word(std::string_view text, std::string_view word) {
  return text.size() >= word.size() && std::ranges::equal(text.substr(0, word.size()), word, {}, lower);
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// The value of `; name=value` or `; name="value"`; "" when there is none.
std::string parameter(std::string_view header, std::string_view name) {
  for (auto at = header.find(';'); at != std::string_view::npos;) {
    auto rest = trimmed(header.substr(at + 1));
    const bool wanted = starts_with_word(rest, name) && rest.substr(name.size()).starts_with('=');
    const auto equals = rest.find('=');
    if (equals == std::string_view::npos) return {};
    rest = rest.substr(equals + 1);
    std::string value;
    std::size_t end = 0;
    if (rest.starts_with('"')) {
      for (end = 1; end < rest.size() && rest[end] != '"'; ++end) {
        if (rest[end] == '\\' && end + 1 < rest.size()) ++end;
        value += rest[end];
      }
    } else {
      end = std::min(rest.find(';'), rest.size());
      value = trimmed(rest.substr(0, end));
    }
    if (wanted) return value;
    const auto next = rest.find(';', end);
    at = next == std::string_view::npos ? next : std::size_t(rest.data() - header.data()) + next;
  }
  return {};
}

FormPart parse_head(std::string_view head) {
  FormPart part;
  while (!head.empty()) {
    const auto end = std::min(head.find("\r\n"), head.size());
    const auto line = head.substr(0, end);
    head.remove_prefix(std::min(end + 2, head.size()));
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const auto value = trimmed(line.substr(colon + 1));
    if (starts_with_word(line, "content-disposition:")) {
      part.name = text::to_valid_utf8(parameter(value, "name"));
      part.file_name = text::to_valid_utf8(parameter(value, "filename"));
    } else if (starts_with_word(line, "content-type:")) {
      part.content_type = text::to_valid_utf8(value);
    }
  }
  return part;
}

// "user[photo][uploaded_data]" -> user, photo, uploaded_data; empty for what is no such name.
std::vector<std::string> steps_of(std::string_view name) {
  constexpr std::size_t most_steps = 5;
  std::vector<std::string> steps{std::string(name.substr(0, name.find('[')))};
  for (auto at = name.find('['); at < name.size();) {
    const auto end = name.find(']', at);
    if (name[at] != '[' || end == std::string_view::npos || steps.size() == most_steps) return {};
    steps.emplace_back(name.substr(at + 1, end - at - 1));
    at = end + 1;
  }
  return steps.front().empty() ? std::vector<std::string>() : steps;
}

bool put_field(boost::json::object& fields, std::string_view name, const std::string& value) {
  const auto steps = steps_of(name);
  if (steps.empty()) return false;
  boost::json::value* at = &fields[steps[0]];
  for (std::size_t i = 1; i < steps.size(); ++i) {
    const bool of_list = steps[i].empty();
    if (at->is_null()) *at = of_list ? boost::json::value(boost::json::array()) : boost::json::object();
    if (of_list && (i + 1 < steps.size() || !at->is_array())) return false;
    if (!of_list && !at->is_object()) return false;
    at = of_list ? &at->get_array().emplace_back(nullptr) : &at->get_object()[steps[i]];
  }
  if (!at->is_null()) return false;
  *at = value;
  return true;
}

}  // namespace

bool is_form(std::string_view content_type) { return starts_with_word(content_type, form_type); }

Result<std::vector<FormPart>> parse_form(std::string_view content_type, std::string_view body) {
  const auto boundary = parameter(content_type, "boundary");
  if (!is_form(content_type) || boundary.empty() || boundary.size() > max_boundary) return bad("names no boundary");
  const std::string first = "--" + boundary, delimiter = "\r\n" + first;
  std::vector<FormPart> parts;
  auto at = body.starts_with(first) ? first.size() : body.find(delimiter);
  if (at == std::string_view::npos) return bad("has no parts");
  if (!body.starts_with(first)) at += delimiter.size();
  while (!body.substr(at).starts_with("--")) {
    if (parts.size() == max_parts) return bad("has more than 20 parts");
    const auto line_end = body.find("\r\n", at);
    if (line_end == std::string_view::npos) return bad("is not ended");
    const auto start = line_end + 2;
    const bool no_head = body.substr(start).starts_with("\r\n");
    const auto head_end = no_head ? start : body.find("\r\n\r\n", start);
    if (head_end == std::string_view::npos || head_end - start > max_head) return bad("has a part without content");
    const auto content = head_end + (no_head ? 2 : 4);
    const auto end = body.find(delimiter, content - 2);
    if (end == std::string_view::npos) return bad("is not ended");
    auto part = parse_head(body.substr(start, head_end - start));
    part.content = end < content ? std::string_view() : body.substr(content, end - content);
    parts.push_back(std::move(part));
    at = end + delimiter.size();
  }
  return parts;
}

Result<FormFile> file_of_form(std::string_view content_type, std::string_view body) {
  const auto parts = PULT_TRY(parse_form(content_type, body));
  const auto file = std::ranges::find_if(parts, [](const FormPart& part) { return !part.file_name.empty(); });
  const auto data = file != parts.end() ? file : std::ranges::find(parts, "uploaded_data", &FormPart::name);
  if (data == parts.end()) return bad("has no file");
  FormFile out{data->file_name, data->content_type, std::string(data->content)};
  const auto name = std::ranges::find(parts, "filename", &FormPart::name);
  if (name != parts.end() && name->file_name.empty()) out.name = text::to_valid_utf8(name->content.substr(0, 1'000));
  return out;
}

Result<FormBody> body_of_form(std::string_view content_type, std::string_view body) {
  FormBody out;
  for (const auto& part : PULT_TRY(parse_form(content_type, body))) {
    const bool is_file = !part.file_name.empty();
    // A file field that was left alone has no name and no bytes.
    if (!is_file && part.content.empty() && !part.content_type.empty()) continue;
    if (is_file && out.file) return bad("has more than one file");
    const auto value = is_file ? part.file_name : text::to_valid_utf8(part.content);
    if (is_file) out.file = FormFile{part.file_name, part.content_type, std::string(part.content)};
    if (!put_field(out.fields, part.name, value)) return bad("has a field that we do not understand");
  }
  return out;
}

std::string render_form_name(const FormFile& file) { return file.name + "\n" + file.content_type; }

FormFile parse_form_name(std::string_view before) {
  const auto end = before.rfind('\n');
  if (end == std::string_view::npos) return {};
  return {std::string(before.substr(0, end)), std::string(before.substr(end + 1)), {}};
}

}  // namespace pult::api
