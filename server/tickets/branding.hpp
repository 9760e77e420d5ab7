// SPDX-License-Identifier: AGPL-3.0-or-later
// The desk's own looks: its name, colour, style sheet and pictures, on the agent's screen and the pages we write.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "blobs/blob_store.hpp"
#include "sql/database.hpp"

namespace pult::tickets {

inline constexpr std::string_view product_name = "Pult";
inline constexpr std::size_t max_brand_name_bytes = 60, max_style_bytes = 50 * 1024, max_brand_file_bytes = 512 * 1024;

struct BrandFile {
  std::string kind;  // logo | logo_dark | favicon
  std::string sha256, content_type;
  std::uint64_t size = 0;
};
bool is_brand_file_kind(std::string_view kind);

struct Branding {
  std::string name;   // "": the product's
  std::string color;  // "#2f5bd0"; "": the product's
  std::string css;    // "": none
  Micros updated_at = 0;
  std::vector<BrandFile> files;

  std::string_view shown_name() const { return name.empty() ? product_name : std::string_view(name); }
  const BrandFile* find_file(std::string_view kind) const;
};

Result<Branding> load_branding(sql::Transaction& tx);
// unprocessable/"InvalidValue" with the field that cannot be. Files are kept one by one.
Result<void> save_branding(sql::Transaction& tx, const Branding& branding, Micros now);
// Back to the product's own looks, files included.
Result<void> reset_branding(sql::Transaction& tx);

// PNG, WebP or SVG by what the content is; unprocessable for anything else, and for an SVG that runs or fetches.
Result<BrandFile> keep_brand_file(sql::Transaction& tx, const blobs::BlobStore& blobs, std::string_view kind,
                                  const blobs::Staged& content, Micros now);
Result<void> delete_brand_file(sql::Transaction& tx, std::string_view kind);

// Tokens of both themes that follow the colour (web/shared/tokens.css); "" without one.
std::string render_theme(std::string_view color);

}  // namespace pult::tickets
