// SPDX-License-Identifier: AGPL-3.0-or-later
// brands: the names under which the desk speaks.
#include <algorithm>

#include "api/body.hpp"
#include "api/field_json.hpp"
#include "api/page.hpp"
#include "api/present.hpp"
#include "tickets/definitions.hpp"

namespace pult::api {
namespace {

using tickets::Brand;
using tickets::Definitions;

// "http://desk.example:8400" with the brand's own host where it has one.
std::string brand_url(const Call& call, const Brand& brand) {
  if (brand.host_mapping.empty()) return call.base_url;
  return call.base_url.substr(0, call.base_url.find("://") + 3) + brand.host_mapping;
}

}  // namespace

json::object present_brand(const Call& call, const Definitions& definitions, const Brand& brand) {
  json::array forms;
  for (const auto& form : definitions.forms)
    if (form.in_all_brands || std::ranges::find(form.restricted_brands, brand.id) != form.restricted_brands.end())
      forms.emplace_back(form.id.value);
  return {{"url", call.url("brands/" + std::to_string(brand.id.value))},
          {"id", brand.id.value},
          {"name", brand.name},
          {"brand_url", brand_url(call, brand)},
          {"subdomain", brand.subdomain},
          {"host_mapping", text_or_null(brand.host_mapping)},
          {"has_help_center", brand.has_help_center},
          {"help_center_state", brand.has_help_center ? "enabled" : "disabled"},
          {"active", brand.active},
          {"default", brand.is_default},
          {"is_deleted", brand.deleted},
          {"logo", nullptr},
          {"ticket_form_ids", std::move(forms)},
          {"signature_template", brand.signature_template},
          {"created_at", base::render_iso8601(brand.created_at)},
          {"updated_at", base::render_iso8601(brand.updated_at)}};
}

namespace {

Result<Brand> load(Call& call, const Definitions& definitions) {
  const auto* brand = definitions.find_brand(tickets::BrandId(call.ids[0]));
  if (!brand || brand->deleted) return base::fail_not_found();
  return *brand;
}

Result<Answer> list(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  const auto defined = call.services.desk.definitions(call.tx);
  std::vector<const Brand*> rows;
  for (const auto& brand : defined->brands)
    if (!brand.deleted) rows.push_back(&brand);
  return Answer{200, whole_list_answer(
                         call, page, "brands", rows, [](const Brand* brand) { return brand->id.value; },
                         [&](const Brand* brand) { return present_brand(call, *defined, *brand); })};
}

Result<Answer> answer(Call& call, int status, const Brand& brand) {
  auto presented = present_brand(call, *call.services.desk.definitions(call.tx), brand);
  Answer out{status, nullptr};
  if (status == 201) out.headers.emplace_back("Location", std::string(presented["url"].as_string()));
  out.body = {{"brand", std::move(presented)}};
  return out;
}

Result<Answer> show(Call& call) {
  return answer(call, 200, PULT_TRY(load(call, *call.services.desk.definitions(call.tx))));
}

Result<void> read(Body& in, Brand& brand) {
  const auto text = [&](const char* name, std::string& into) {
    if (const auto v = in.text(name)) into = *v;
  };
  text("name", brand.name);
  text("subdomain", brand.subdomain);
  text("host_mapping", brand.host_mapping);
  text("signature_template", brand.signature_template);
  if (const auto v = in.boolean("has_help_center")) brand.has_help_center = *v;
  if (const auto v = in.boolean("active")) brand.active = *v;
  const bool was_default = brand.is_default;
  if (const auto v = in.boolean("default")) brand.is_default = *v;
  PULT_TRY(in.check());
  if (was_default && !brand.is_default)
    return base::fail_field("default", "InvalidValue", "Default: make another brand the default instead");
  return {};
}

Result<Answer> create(Call& call) {
  Body in(*PULT_TRY(inner(call.body, "brand")));
  Brand brand;
  brand.signature_template = "{{agent.signature}}";
  PULT_TRY(read(in, brand));
  brand = PULT_TRY(tickets::create_brand(call.tx, std::move(brand), call.now()));
  PULT_TRY(call.services.desk.definitions_changed(call.tx));
  return answer(call, 201, brand);
}

Result<Answer> update(Call& call) {
  auto brand = PULT_TRY(load(call, *call.services.desk.definitions(call.tx)));
  Body in(*PULT_TRY(inner(call.body, "brand")));
  PULT_TRY(read(in, brand));
  PULT_TRY(tickets::save_brand(call.tx, brand, call.now()));
  PULT_TRY(call.services.desk.definitions_changed(call.tx));
  return show(call);
}

Result<Answer> remove(Call& call) {
  auto brand = PULT_TRY(load(call, *call.services.desk.definitions(call.tx)));
  if (brand.is_default) return base::fail_field("base", "InvalidValue", "The default brand cannot be deleted");
  brand.deleted = true;
  brand.active = false;
  PULT_TRY(tickets::save_brand(call.tx, brand, call.now()));
  PULT_TRY(call.tx.run("UPDATE mailboxes SET brand_id = ?2 WHERE brand_id = ?1",
                       {brand.id, call.services.desk.definitions(call.tx)->default_brand}));
  PULT_TRY(call.services.desk.definitions_changed(call.tx));
  return Answer{204, nullptr};
}

// Whether a host name may point here: it is a name, and no other brand has it.
Result<Answer> check_host(Call& call, const Brand& brand) {
  const auto valid = tickets::is_host_name(brand.host_mapping);
  const auto defined = call.services.desk.definitions(call.tx);
  const bool taken = std::ranges::any_of(defined->brands, [&](const Brand& other) {
    return !other.deleted && other.id != brand.id && other.host_mapping == brand.host_mapping;
  });
  json::object out{{"cname", brand.host_mapping}, {"is_valid", valid && !taken}};
  if (!valid)
    out["reason"] = "invalid_host_name";
  else if (taken)
    out["reason"] = "already_taken";
  out["expected_cnames"] = json::array{call.base_url.substr(call.base_url.find("://") + 3)};
  return Answer{200, std::move(out)};
}

Result<Answer> check_new_host(Call& call) {
  Brand brand;
  brand.host_mapping = call.request.query_value("host_mapping");
  return check_host(call, brand);
}
Result<Answer> check_host_of_brand(Call& call) {
  return check_host(call, PULT_TRY(load(call, *call.services.desk.definitions(call.tx))));
}

}  // namespace

std::vector<Route> brand_routes() {
  return {
      {"GET", "brands", Who::agent, Mode::read, list},
      {"POST", "brands", Who::admin, Mode::write, create},
      {"GET", "brands/check_host_mapping", Who::admin, Mode::read, check_new_host},
      {"GET", "brands/{id}", Who::agent, Mode::read, show},
      {"PUT", "brands/{id}", Who::admin, Mode::write, update},
      {"DELETE", "brands/{id}", Who::admin, Mode::write, remove},
      {"GET", "brands/{id}/check_host_mapping", Who::admin, Mode::read, check_host_of_brand},
  };
}

}  // namespace pult::api
