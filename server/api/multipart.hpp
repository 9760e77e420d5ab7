// SPDX-License-Identifier: AGPL-3.0-or-later
// Forms with files (RFC 7578, RFC 2046 section 5.1): how some clients send an upload. Pure.
#pragma once
#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace pult::api {

struct FormPart {
  std::string name, file_name, content_type;  // file_name "" for a plain field
  std::string_view content;                   // within the body
};

bool is_form(std::string_view content_type);
// At most 20 parts. invalid/"InvalidValue" for what is no form, or not ended.
Result<std::vector<FormPart>> parse_form(std::string_view content_type, std::string_view body);

struct FormFile {
  std::string name, content_type, bytes;
};
// The file of a form; a field `filename` goes before the name that the file came with.
Result<FormFile> file_of_form(std::string_view content_type, std::string_view body);

// A form instead of JSON: "user[name]" is {"user": {"name": ...}}, "user[tags][]" a member of a list. At most one file;
// the value of its field is its name.
struct FormBody {
  boost::json::object fields;
  std::optional<FormFile> file;
};
Result<FormBody> body_of_form(std::string_view content_type, std::string_view body);

// Name and type on their way to the handler, as Call::before of a route whose content came in a form.
std::string render_form_name(const FormFile& file);
FormFile parse_form_name(std::string_view before);

}  // namespace pult::api
