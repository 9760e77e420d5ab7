// SPDX-License-Identifier: AGPL-3.0-or-later
// Everything a verb works on, opened once and in order: data folder, secret key, database at its newest schema, blobs,
// the use cases with their hooks, the mail channel.
#pragma once
#include <memory>
#include <string>

#include "alerts/service.hpp"
#include "app/config.hpp"
#include "base/clock.hpp"
#include "blobs/blob_store.hpp"
#include "channels/mail/service.hpp"
#include "channels/webhooks/service.hpp"
#include "notify/service.hpp"
#include "sql/migrator.hpp"
#include "tickets/desk.hpp"

namespace pult::app {

class OpenDesk {
 public:
  static Result<std::unique_ptr<OpenDesk>> open(const Config& config);
  ~OpenDesk();

  const Config& config() const { return config_; }
  const base::Clock& clock() const { return clock_; }
  sql::Database& database() { return *database_; }
  const blobs::BlobStore& blobs() const { return blobs_; }
  const tickets::Desk& desk() const { return desk_; }
  // The same use cases, telling nobody: for imports.
  const tickets::Desk& quiet_desk() const { return quiet_desk_; }
  channels::MailService& mail() { return *mail_; }
  channels::WebhookService& webhooks() { return *webhooks_; }
  notify::NotifyService& notify() { return *notify_; }
  alerts::AlertService& alerts() { return *alerts_; }

  // After a commit of a verb: a server on the same folder looks at once.
  void ring_server() const;
  // Nothing is written afterwards.
  void close();

 private:
  OpenDesk(const Config& config, std::unique_ptr<sql::Database> database, crypto::SecretBox secrets);

  const Config config_;
  base::SystemClock clock_;
  std::unique_ptr<sql::Database> database_;
  blobs::BlobStore blobs_;
  tickets::Desk desk_, quiet_desk_;
  std::unique_ptr<channels::MailService> mail_;
  std::unique_ptr<channels::WebhookService> webhooks_;
  std::unique_ptr<notify::NotifyService> notify_;
  std::unique_ptr<alerts::AlertService> alerts_;
};

// Makes the folders of an installation where they are missing.
Result<void> make_data_folder(const Config& config);
// Where the server of a data folder listens for the rings of the command line.
std::string wake_path(const Config& config);
std::string secret_key_path(const Config& config);
// The host of public_url, "localhost" without one.
std::string host_name(const Config& config);
// The built-in migrations for this database.
Result<std::vector<sql::Migration>> embedded_migrations(sql::Dialect dialect);
net::SmtpOptions relay_options(const RelaySettings& relay);
// Followers that want every change, also those of the demo desk: search.
void add_index_hooks(tickets::Desk& desk);

}  // namespace pult::app
