// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/open_desk.hpp"

#include <filesystem>

#include "api/job_kinds.hpp"
#include "automation/sla_run.hpp"
#include "base/embedded.hpp"
#include "housekeeping/macro_uses.hpp"
#include "net/wake.hpp"
#include "search/search.hpp"
#include "tickets/activity.hpp"
#include "tickets/lifecycle_clock.hpp"
#include "tickets/metrics.hpp"
#include "tickets/satisfaction.hpp"
#include "tickets/scheduled_reply.hpp"
#include "tickets/snooze.hpp"

namespace pult::app {
namespace {

constexpr std::uint64_t blob_row_limit_bytes = 64 * 1024;

std::uint64_t row_limit(const Config& config) {
  return config.on_postgres() ? blobs::BlobStore::unlimited : blob_row_limit_bytes;
}

// Only its owner may look into the data folder: it holds mails and the secret key.
Result<void> make_folder(const std::string& path) {
  std::error_code failed;
  const bool made = std::filesystem::create_directories(path, failed);
  if (made && !failed) std::filesystem::permissions(path, std::filesystem::perms::owner_all, failed);
  if (failed)
    return base::fail(ErrorKind::unavailable, "data_folder",
                      "The data folder " + path + " cannot be made: " + failed.message());
  return {};
}

Result<void> migrate(sql::Database& database, const Config& config) {
  PULT_TRY(sql::migrate(database, PULT_TRY(embedded_migrations(database.dialect())), config.data + "/backups"));
  return {};
}

// load_config has checked the list.
net::AddressGuard outgoing_guard(const Config& config) {
  return net::AddressGuard::make(config.outgoing_allowed).value_or(net::AddressGuard());
}

channels::MailOptions mail_options(const Config& config) {
  channels::MailOptions options;
  if (!config.smtp.host.empty()) options.relay = relay_options(config.smtp);
  options.lmtp_host = config.lmtp.host;
  if (config.lmtp.port != 0) options.lmtp_port = int(config.lmtp.port);
  options.host_name = host_name(config);
  options.guard = outgoing_guard(config);
  return options;
}

std::string base_url(const Config& config) {
  return config.public_url.empty() ? "http://" + config.listen : config.public_url;
}

// Operators of push services write there when something is wrong: an https address of the desk, else its postmaster.
notify::Options notify_options(const Config& config) {
  const auto contact =
      config.public_url.starts_with("https://") ? config.public_url : "mailto:postmaster@" + host_name(config);
  return {.guard = outgoing_guard(config), .contact = contact, .base_url = base_url(config)};
}

alerts::Options alert_options(const Config& config) {
  return {.guard = outgoing_guard(config), .base_url = base_url(config)};
}

channels::WebhookOptions webhook_options(const Config& config) { return {.guard = outgoing_guard(config)}; }

}  // namespace

Result<std::unique_ptr<OpenDesk>> OpenDesk::open(const Config& config) {
  PULT_TRY(make_data_folder(config));
  auto secrets = PULT_TRY(crypto::SecretBox::from_file(secret_key_path(config)));
  sql::Options options;
  options.url = config.database;
  auto database = PULT_TRY(sql::Database::open(options));
  PULT_TRY(migrate(*database, config));
  PULT_TRY(search::complete_index(*database));
  return std::unique_ptr<OpenDesk>(new OpenDesk(config, std::move(database), std::move(secrets)));
}

OpenDesk::OpenDesk(const Config& config, std::unique_ptr<sql::Database> database, crypto::SecretBox secrets)
    : config_(config),
      database_(std::move(database)),
      blobs_(config.data + "/blobs", row_limit(config)),
      desk_(clock_),
      quiet_desk_(clock_) {
  database_->listen([this](std::string_view channel, std::string_view payload) {
    desk_.on_notification(channel, payload);
    quiet_desk_.on_notification(channel, payload);
  });
  add_index_hooks(desk_);
  add_index_hooks(quiet_desk_);
  quiet_desk_.add_hook(tickets::metrics_hook());
  desk_.add_hook(tickets::satisfaction_hook());
  desk_.add_hook(api::incident_hook());
  desk_.add_hook(tickets::metrics_hook());
  desk_.add_hook(tickets::activity_hook());
  desk_.add_hook(housekeeping::macro_use_hook());
  desk_.add_hook(tickets::snooze_hook());
  desk_.add_hook(tickets::stop_the_send());
  desk_.add_hook(tickets::lifecycle_hook(desk_));
  desk_.add_hook(automation::sla_hook(desk_));
  mail_ = std::make_unique<channels::MailService>(*database_, desk_, blobs_, secrets, mail_options(config));
  webhooks_ = std::make_unique<channels::WebhookService>(*database_, desk_, secrets, webhook_options(config));
  notify_ = std::make_unique<notify::NotifyService>(*database_, desk_, *mail_, secrets, notify_options(config));
  alerts_ = std::make_unique<alerts::AlertService>(*database_, desk_, std::move(secrets), alert_options(config));
}

OpenDesk::~OpenDesk() { close(); }

void OpenDesk::close() {
  alerts_->stop();
  notify_->stop();
  webhooks_->stop();
  mail_->stop();
  database_->close();
}

void OpenDesk::ring_server() const { (void)net::send_wake(wake_path(config_), "changed"); }

Result<void> make_data_folder(const Config& config) {
  for (const auto* folder : {"", "/backups", "/blobs"}) PULT_TRY(make_folder(config.data + folder));
  return {};
}

std::string wake_path(const Config& config) { return config.data + "/wake.sock"; }
std::string secret_key_path(const Config& config) { return config.data + "/secret.key"; }

std::string host_name(const Config& config) {
  const auto start = config.public_url.find("://");
  if (start == std::string::npos) return "localhost";
  const auto host = config.public_url.substr(start + 3);
  return host.substr(0, host.find_first_of(":/"));
}

Result<std::vector<sql::Migration>> embedded_migrations(sql::Dialect dialect) {
  std::vector<std::pair<std::string, std::string>> files;
  for (const auto& file : base::embedded_files())
    if (file.path.starts_with("migrations/")) files.emplace_back(file.path, file.bytes);
  return sql::parse_migrations(dialect, files);
}

net::SmtpOptions relay_options(const RelaySettings& relay) {
  net::SmtpOptions options;
  options.host = relay.host;
  options.port = std::uint16_t(relay.port);
  options.security = relay.security == "tls"        ? net::MailSecurity::tls
                     : relay.security == "starttls" ? net::MailSecurity::starttls
                                                    : net::MailSecurity::none;
  options.ca_file = relay.ca_file;
  options.username = relay.username;
  options.password = relay.password;
  return options;
}

void add_index_hooks(tickets::Desk& desk) { desk.add_hook(search::index_hook(desk.clock())); }

}  // namespace pult::app
