// SPDX-License-Identifier: AGPL-3.0-or-later
// account/branding: the desk's own looks. What everybody sees before they sign in is open to all; the style sheet's
// text is the admins' business.
#include "tickets/branding.hpp"

#include "api/body.hpp"
#include "api/present.hpp"
#include "crypto/crypto.hpp"

namespace pult::api {
namespace {

using tickets::Branding;

// Changes with what it stands for, so that browsers may keep what they got for ever.
std::string version_of(std::string_view text) { return crypto::sha256_hex(text).substr(0, 12); }

json::value present_file(const Call& call, const Branding& branding, std::string_view kind) {
  const auto* file = branding.find_file(kind);
  if (!file) return nullptr;
  return {{"content_url", call.base_url + "/branding/" + file->kind + "?v=" + file->sha256.substr(0, 12)},
          {"content_type", file->content_type},
          {"size", file->size}};
}

json::value address_of(const Call& call, std::string_view name, std::string_view content) {
  if (content.empty()) return nullptr;
  return json::value(call.base_url + "/branding/" + std::string(name) + "?v=" + version_of(content));
}

json::object present(const Call& call, const Branding& branding) {
  const auto theme = tickets::render_theme(branding.color);
  json::object out{{"url", call.url("account/branding")},
                   {"name", branding.shown_name()},
                   {"primary_color", text_or_null(branding.color)},
                   {"logo", present_file(call, branding, "logo")},
                   {"logo_dark", present_file(call, branding, "logo_dark")},
                   {"favicon", present_file(call, branding, "favicon")},
                   {"theme_url", address_of(call, "theme.css", theme)},
                   {"custom_css_url", address_of(call, "custom.css", branding.css)},
                   {"updated_at", branding.updated_at == 0 ? json::value(nullptr) : time_or_null(branding.updated_at)}};
  if (call.actor.is_admin()) out["custom_css"] = text_or_null(branding.css);
  return out;
}

Result<Answer> show(Call& call) {
  return Answer{200, {{"branding", present(call, PULT_TRY(tickets::load_branding(call.tx)))}}};
}

Result<void> apply_input(Body& in, Branding& branding) {
  if (auto v = in.text("name")) branding.name = *v == tickets::product_name ? "" : std::move(*v);
  if (auto v = in.text("primary_color")) branding.color = std::move(*v);
  if (auto v = in.text("custom_css")) branding.css = std::move(*v);
  return in.check();
}

Result<Answer> update(Call& call) {
  Body in(*PULT_TRY(inner(call.body, "branding")));
  auto branding = PULT_TRY(tickets::load_branding(call.tx));
  PULT_TRY(apply_input(in, branding));
  PULT_TRY(tickets::save_branding(call.tx, branding, call.now()));
  return show(call);
}

Result<Answer> reset(Call& call) {
  PULT_TRY(tickets::reset_branding(call.tx));
  return Answer{204, nullptr};
}

// How it would look: nothing is kept.
Result<Answer> preview(Call& call) {
  Body in(*PULT_TRY(inner(call.body, "branding")));
  const auto color = in.text("primary_color").value_or("");
  PULT_TRY(in.check());
  const auto theme = tickets::render_theme(color);
  if (theme.empty() && !color.empty())
    return base::fail_field("primary_color", "InvalidValue", "Primary color: must look like #2f5bd0");
  return Answer{200, {{"preview", {{"theme_css", theme}}}}};
}

Result<Answer> put_file(Call& call) {
  if (!tickets::is_brand_file_kind(call.word)) return base::fail_not_found();
  PULT_TRY(tickets::keep_brand_file(call.tx, call.services.blobs, call.word, call.content->staged, call.now()));
  return show(call);
}

Result<Answer> delete_file(Call& call) {
  const auto branding = PULT_TRY(tickets::load_branding(call.tx));
  if (!branding.find_file(call.word)) return base::fail_not_found();
  PULT_TRY(tickets::delete_brand_file(call.tx, call.word));
  return Answer{204, nullptr};
}

}  // namespace

std::vector<Route> branding_routes() {
  return {
      {"GET", "account/branding", Who::anybody, Mode::read, show},
      {"PUT", "account/branding", Who::admin, Mode::write, update},
      {"DELETE", "account/branding", Who::admin, Mode::write, reset},
      {"POST", "account/branding/preview", Who::admin, Mode::read, preview},
      {"PUT", "account/branding/{word}", Who::admin, Mode::write, put_file, true},
      {"DELETE", "account/branding/{word}", Who::admin, Mode::write, delete_file},
  };
}

}  // namespace pult::api
