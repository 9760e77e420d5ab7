// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/forget.hpp"

#include "api/job_kinds.hpp"
#include "channels/mail/ledger.hpp"
#include "tickets/deletion.hpp"

namespace pult::api {
namespace {

constexpr std::string_view erase_type = "Erase Files";

Result<bool> is_named(sql::Transaction& tx, const std::string& digest) {
  const auto found =
      PULT_TRY(tx.one_int64("SELECT 1 WHERE EXISTS (SELECT 1 FROM attachments WHERE sha256 = ?1) OR EXISTS (SELECT 1 "
                            "FROM inbound_events WHERE digest = ?1) OR EXISTS (SELECT 1 FROM macro_attachments WHERE "
                            "sha256 = ?1) OR EXISTS (SELECT 1 FROM branding_files WHERE sha256 = ?1) OR "
                            "EXISTS (SELECT 1 FROM personal_data_exports WHERE sha256 = ?1)",
                            {digest}));
  return found.has_value();
}

}  // namespace

Result<void> forget_content(sql::Transaction& tx, const std::vector<std::string>& digests, Micros now) {
  json::array files;
  for (const auto& digest : digests) {
    if (PULT_TRY(is_named(tx, digest))) continue;
    if (PULT_TRY(blobs::BlobStore::forget(tx, digest))) files.push_back(json::object{{"sha256", digest}, {"at", now}});
  }
  if (!files.empty()) PULT_TRY(jobs::enqueue(tx, people::system_actor(), erase_type, files, now));
  return {};
}

Result<void> forget_content(Call& call, const std::vector<std::string>& digests) {
  return forget_content(call.tx, digests, call.now());
}

Result<void> purge_ticket(sql::Transaction& tx, const tickets::Desk& desk, const tickets::Ticket& deleted) {
  auto digests = PULT_TRY(channels::mail::forget_ticket(tx, deleted.id));
  for (auto& digest : PULT_TRY(tickets::purge(tx, desk, deleted))) digests.push_back(std::move(digest));
  return forget_content(tx, digests, desk.now());
}

Result<void> forget_mail(Call& call, tickets::InboundId mail) {
  return forget_content(call, PULT_TRY(channels::mail::forget_raw(call.tx, mail)));
}

void add_erasing_jobs(jobs::Runner& runner, Services& services) {
  // Erasing a file twice does no harm, so it may stand in a step.
  const auto erase = [&services](sql::Transaction&, const people::Actor&, const json::value& item,
                                 int index) -> Result<json::object> {
    services.blobs.erase_file(std::string(item.at("sha256").as_string()), item.at("at").as_int64());
    return json::object{{"index", index}, {"success", true}};
  };
  runner.handle(std::string(erase_type), {erase});
}

}  // namespace pult::api
