// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/branding.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "text/accent.hpp"
#include "text/style_guard.hpp"
#include "text/utf8.hpp"

namespace pult::tickets {
namespace json = boost::json;
namespace {

constexpr std::string_view row_name = "branding";
constexpr std::array<std::string_view, 3> file_kinds{"logo", "logo_dark", "favicon"};

std::string member(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

// "" for what we do not take.
std::string_view picture_type(std::string_view bytes) {
  using std::string_view_literals::operator""sv;
  if (bytes.starts_with("\x89PNG\r\n\x1a\n"sv)) return "image/png";
  if (bytes.starts_with("RIFF") &&
      bytes.substr(0, 16).substr(std::min<std::size_t>(8, bytes.size())).starts_with("WEBP"))
    return "image/webp";
  const bool is_text = bytes.find('\0') == std::string_view::npos;
  return is_text && bytes.find("<svg") != std::string_view::npos ? "image/svg+xml" : "";
}

std::string tokens(std::string_view selector, const text::Accent& colors) {
  const auto accent = text::render_color(colors.accent), soft = text::render_color(colors.soft);
  return std::string(selector) + "{--pult-accent:" + accent +
         ";--pult-accent-hover:" + text::render_color(colors.hover) + ";--pult-accent-soft:" + soft +
         ";--pult-selected:" + soft + ";--pult-on-accent:" + text::render_color(colors.on_accent) + "}\n";
}

Result<void> check(const Branding& branding) {
  if (branding.name.size() > max_brand_name_bytes)
    return base::fail_field("name", "InvalidValue", "Name: is too long (maximum is 60 bytes)");
  if (!branding.color.empty() && !text::parse_color(branding.color))
    return base::fail_field("primary_color", "InvalidValue", "Primary color: must look like #2f5bd0");
  if (branding.css.size() > max_style_bytes)
    return base::fail_field("custom_css", "InvalidValue", "Custom CSS: is too long (maximum is 50 KB)");
  if (const auto fine = text::check_style_sheet(branding.css); !fine)
    return base::fail_field("custom_css", "InvalidValue", "Custom CSS: " + fine.error().message);
  return {};
}

}  // namespace

bool is_brand_file_kind(std::string_view kind) { return std::ranges::find(file_kinds, kind) != file_kinds.end(); }

const BrandFile* Branding::find_file(std::string_view kind) const {
  const auto found = std::ranges::find(files, kind, &BrandFile::kind);
  return found == files.end() ? nullptr : &*found;
}

Result<Branding> load_branding(sql::Transaction& tx) {
  Branding out;
  const auto stored = PULT_TRY(tx.one("SELECT value FROM settings WHERE name = ?1", {row_name},
                                      [](const sql::Row& row) { return row.string(0); }));
  boost::system::error_code broken;
  const auto parsed = json::parse(stored.value_or("{}"), broken);
  if (!broken && parsed.is_object()) {
    const auto& object = parsed.get_object();
    out.name = member(object, "name");
    out.color = member(object, "color");
    out.css = member(object, "css");
    if (const auto* at = object.if_contains("updated_at"); at && at->is_int64()) out.updated_at = at->get_int64();
  }
  out.files = PULT_TRY(
      tx.all("SELECT kind, sha256, content_type, size FROM branding_files ORDER BY kind", {}, [](const sql::Row& row) {
        return BrandFile{row.string(0), row.string(1), row.string(2), std::uint64_t(row.int64(3))};
      }));
  return out;
}

Result<void> save_branding(sql::Transaction& tx, const Branding& branding, Micros now) {
  PULT_TRY(check(branding));
  const auto value = json::serialize(
      json::object{{"name", branding.name}, {"color", branding.color}, {"css", branding.css}, {"updated_at", now}});
  PULT_TRY(
      tx.run("INSERT INTO settings (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET "
             "value = excluded.value",
             {row_name, value}));
  return {};
}

Result<void> reset_branding(sql::Transaction& tx) {
  PULT_TRY(tx.run("DELETE FROM settings WHERE name = ?1", {row_name}));
  PULT_TRY(tx.run("DELETE FROM branding_files"));
  return {};
}

Result<BrandFile> keep_brand_file(sql::Transaction& tx, const blobs::BlobStore& blobs, std::string_view kind,
                                  const blobs::Staged& content, Micros now) {
  if (content.size > max_brand_file_bytes)
    return base::fail_field("file", "InvalidValue", "File: is too large (maximum is 512 KB)");
  PULT_TRY(blobs::BlobStore::keep(tx, content, now));
  const auto bytes = PULT_TRY(blobs.load(tx, content.sha256));
  const auto type = picture_type(bytes);
  if (type.empty()) return base::fail_field("file", "InvalidValue", "File: must be a PNG, WebP or SVG picture");
  if (type == "image/svg+xml")
    if (const auto fine = text::check_drawing(bytes); !fine)
      return base::fail_field("file", "InvalidValue", "File: " + fine.error().message);
  PULT_TRY(
      tx.run("INSERT INTO branding_files (kind, sha256, content_type, size, updated_at) VALUES (?1, ?2, ?3, ?4, ?5) "
             "ON CONFLICT (kind) DO UPDATE SET sha256 = excluded.sha256, content_type = excluded.content_type, "
             "size = excluded.size, updated_at = excluded.updated_at",
             {kind, content.sha256, type, std::int64_t(content.size), now}));
  return BrandFile{std::string(kind), content.sha256, std::string(type), content.size};
}

Result<void> delete_brand_file(sql::Transaction& tx, std::string_view kind) {
  PULT_TRY(tx.run("DELETE FROM branding_files WHERE kind = ?1", {kind}));
  return {};
}

// Twice ":root": goes before the tokens of the screen's own sheet, whatever their order.
std::string render_theme(std::string_view color) {
  const auto wanted = text::parse_color(color);
  if (!wanted) return {};
  return tokens(":root:root", text::accent_on_light(*wanted)) +
         tokens(":root:root[data-theme='dark']", text::accent_on_dark(*wanted));
}

}  // namespace pult::tickets
