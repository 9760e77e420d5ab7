// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/serve.hpp"

#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>

#include "api/api.hpp"
#include "api/job_kinds.hpp"
#include "api/presence_json.hpp"
#include "api/present.hpp"
#include "api/progress.hpp"
#include "api/scheduled_replies.hpp"
#include "api/scopes.hpp"
#include "api/ticket_extras.hpp"
#include "app/folder_lock.hpp"
#include "app/open_desk.hpp"
#include "app/static_files.hpp"
#include "app/sweep.hpp"
#include "app/version.hpp"
#include "automation/context_link.hpp"
#include "base/embedded.hpp"
#include "base/log.hpp"
#include "crypto/crypto.hpp"
#include "housekeeping/service.hpp"
#include "imports/service.hpp"
#include "jobs/runner.hpp"
#include "live/attendance.hpp"
#include "live/hub.hpp"
#include "net/wake.hpp"
#include "people/rename.hpp"
#include "people/user.hpp"
#include "search/merging.hpp"
#include "search/search.hpp"
#include "timers/runner.hpp"

namespace pult::app {
namespace {

constexpr int stop_grace_ms = 5'000;
constexpr int nodes_per_folder = 16;  // PostgreSQL only
constexpr std::string_view live_path = "/api/v2/live";
constexpr std::uint64_t mb = 1024 * 1024;

// Blocked before the first thread starts, so that only wait() ever sees them.
class StopSignals {
 public:
  StopSignals() {
    sigemptyset(&set_);
    sigaddset(&set_, SIGTERM);
    sigaddset(&set_, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  }
  int wait() const {
    int signal = 0;
    while (sigwait(&set_, &signal) != 0) {
    }
    return signal;
  }

 private:
  sigset_t set_;
};

// Live frames show tickets as the API does.
live::Presenters presenters(api::Services& services, live::Attendance& attendance) {
  live::Presenters out;
  out.authenticate = [&services](sql::Transaction& tx, const net::Request& request) -> Result<live::Caller> {
    auto identity = PULT_TRY(api::authenticate(tx, request, services.now()));
    if (identity.grant && !api::has_scope(identity.grant->scopes, "read")) return live::Caller{};
    const people::TokenProof token{identity.api_token, identity.grant ? identity.grant->id : people::OAuthTokenId()};
    return live::Caller{std::move(identity.actor), identity.session ? identity.session->id : people::SessionId(),
                        token};
  };
  out.base_url = api::base_url_of;
  out.ticket = [&services](sql::Transaction& tx, const people::Actor& actor, const tickets::Listed& listed,
                           const std::string& base_url, bool has_draft) {
    static const net::Request no_request;
    static const boost::json::object no_body;
    const api::Call call{no_request, no_body, {}, {}, actor, std::nullopt, tx, services, base_url};
    return api::write_ticket(api::showing_of(call), listed, has_draft, {});
  };
  out.progress = [&services](sql::Transaction& tx, const std::string& what, const std::string& name,
                             const std::string& base_url) {
    return api::render_progress(tx, services, what, name, base_url);
  };
  out.presence = [&services](sql::Transaction& tx) -> Result<std::string> {
    const auto rows = PULT_TRY(people::list_presence(tx, services.now(), api::most_present));
    return boost::json::serialize(boost::json::object{{"type", "presence"}, {"presence", api::present_presence(rows)}});
  };
  out.attendance = [&attendance](UserId user, bool is_connected) { attendance.note(user, is_connected); };
  out.views = [&services](sql::Transaction& tx) { return services.desk.views(tx); };
  out.delivery = [](const events::OutboxRow& row) { return boost::json::serialize(api::present_delivery(row)); };
  return out;
}

net::Response render_health() {
  net::Response response;
  response.headers = {{"Content-Type", "application/json; charset=utf-8"},
                      {"Cache-Control", "no-store"},
                      {"X-Content-Type-Options", "nosniff"}};
  response.body = R"({"status":"ok","version":")" + std::string(version) + "\"}";
  return response;
}

net::ServerOptions server_options(const Config& config, const FolderLock& lock) {
  net::ServerOptions options;
  const auto listen = parse_host_port(config.listen);  // load_config has checked it
  options.host = listen->host;
  options.port = listen->port;
  options.spool_dir = config.data + "/spool" + (lock.place() == 0 ? "" : "." + std::to_string(lock.place()));
  options.tls_certificate_file = config.tls_certificate;
  options.tls_key_file = config.tls_key;
  options.trusted_proxies = config.trusted_proxies;
  // A little more than an attachment, so that the API says what is too large.
  options.limits.body_bytes = (std::uint64_t(config.max_attachment_mb) + 1) * mb;
  return options;
}

// Explains the settings to whoever opens the folder for the first time; a folder that cannot be written has said so.
void write_default_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return;
  const auto text = render_default_file();
  if (::write(file, text.data(), text.size()) != ssize_t(text.size()))
    log::warn("config.default_file", {{"path", path}});
  ::close(file);
}

class Process {
 public:
  Process(FolderLock lock, std::unique_ptr<OpenDesk> desk)
      : lock_(std::move(lock)),
        desk_(std::move(desk)),
        files_(base::embedded_files()),
        services_{desk_->database(),
                  desk_->desk(),
                  desk_->blobs(),
                  desk_->mail(),
                  std::string(version),
                  std::uint64_t(desk_->config().max_attachment_mb) * mb,
                  &desk_->webhooks(),
                  desk_->config().api.requests_per_minute,
                  desk_->config().api.endpoint_limits,
                  &desk_->notify(),
                  &desk_->alerts()},
        api_(services_),
        jobs_(desk_->database(), desk_->clock()),
        timers_(desk_->database(), desk_->clock()),
        imports_(desk_->database(), desk_->quiet_desk(), desk_->desk(), desk_->blobs()),
        housekeeping_(desk_->database(), desk_->clock(), desk_->webhooks().guard()),
        attendance_(std::make_unique<live::Attendance>(desk_->database(), desk_->clock(), node_)),
        hub_(std::make_unique<live::Hub>(desk_->database(), desk_->clock(), presenters(services_, *attendance_),
                                         node_)) {
    desk_->database().listen([this](std::string_view channel, std::string_view) {
      if (channel == automation::context_links_channel || channel == "reconnected") read_frame_origins();
    });
  }

  Result<void> start();
  void stop();

 private:
  void answer(net::Request request, net::Reply reply);
  void upgrade(net::Request request, net::Upgrade decide);
  void open_wake_door();
  void read_frame_origins();
  void warn_without_admin();

  FolderLock lock_;
  std::unique_ptr<OpenDesk> desk_;
  StaticFiles files_;
  api::Services services_;
  api::Api api_;
  jobs::Runner jobs_;
  timers::Runner timers_;
  imports::ImportService imports_;
  housekeeping::Service housekeeping_;
  const std::string node_ = crypto::random_token(12);  // among the servers of the database
  std::unique_ptr<live::Attendance> attendance_;
  std::unique_ptr<live::Hub> hub_;
  std::unique_ptr<net::WakeListener> door_;
  std::unique_ptr<net::Server> server_;
};

void Process::answer(net::Request request, net::Reply reply) {
  const std::string_view path = request.path;
  if (path.starts_with("/api/") || api::is_page_path(path)) return api_.handle(std::move(request), std::move(reply));
  reply(path == "/health" ? render_health() : files_.answer(request));
}

void Process::upgrade(net::Request request, net::Upgrade decide) {
  if (request.path == live_path) return hub_->upgrade(std::move(request), std::move(decide));
  decide(std::unexpected(api::render_error(base::fail_not_found().error())));
}

// Pages of other programs beside a ticket (automation/context_link.hpp): the policy names exactly those.
void Process::read_frame_origins() {
  desk_->database().read(
      [this](sql::Transaction& tx) -> Result<void> {
        files_.allow_frames(PULT_TRY(automation::frame_origins(tx)));
        return {};
      },
      [](Result<void> done) {
        if (!done) log::error("frame_origins.unread", {{"cause", done.error().cause}});
      });
}

// A new desk has nobody who could sign in; whoever reads the log learns what is next.
void Process::warn_without_admin() {
  desk_->database().read(
      [](sql::Transaction& tx) -> Result<void> {
        people::UserFilter admins;
        admins.roles = {people::Role::admin};
        admins.limit = 1;
        if (PULT_TRY(people::list_users(tx, admins)).empty())
          log::warn("serve.no_admin", {{"next", "pult admin create --help"}});
        return {};
      },
      [](Result<void>) {});
}

void Process::open_wake_door() {
  if (lock_.place() != 0) return;  // the first node of a shared folder has it; PostgreSQL tells the others
  auto door = net::WakeListener::open(wake_path(desk_->config()), [this](std::string_view) {
    desk_->mail().wake();
    desk_->webhooks().wake();
    desk_->notify().wake();
    desk_->alerts().wake();
    jobs_.wake();
    timers_.wake();
    imports_.wake();
    housekeeping_.wake();
    hub_->wake();
  });
  // Without it the desk works; what the command line changes is seen at the next poll.
  if (door)
    door_ = std::move(*door);
  else
    log::warn("serve.wake_door", {{"error", door.error().message}, {"cause", door.error().cause}});
}

Result<void> Process::start() {
  const auto& config = desk_->config();
  PULT_TRY(desk_->mail().start());
  PULT_TRY(desk_->webhooks().start());
  PULT_TRY(desk_->notify().start());
  PULT_TRY(desk_->alerts().start());
  read_frame_origins();
  api::add_job_kinds(jobs_, services_);
  jobs_.start();
  api::add_timer_kinds(timers_, services_);
  desk_->alerts().add_timers(timers_);
  desk_->notify().add_timer(timers_);
  timers_.handle(std::string(people::renamed_timer), {[this](sql::Transaction& tx, const std::string& subject) {
                   return search::follow_rename(tx, subject, services_.now());
                 }});
  timers_.handle(std::string(people::renamed_organization_timer),
                 {[this](sql::Transaction& tx, const std::string& subject) {
                   return search::follow_organization_rename(tx, subject, services_.now());
                 }});
  timers_.handle(std::string(people::purged_timer), {[this](sql::Transaction& tx, const std::string& subject) {
                   return search::follow_purge(tx, subject, services_.now());
                 }});
  timers_.handle(std::string(search::merge_timer), {[this](sql::Transaction& tx, const std::string&) {
                   return search::merge_some(tx, services_.now());
                 }});
  api::add_round_trip_timer(timers_);
  api::add_retention_timer(timers_, services_);
  api::add_personal_data_timer(timers_, services_);
  housekeeping_.add_timer(timers_);
  PULT_TRY(add_sweep(timers_, desk_->database(), desk_->clock(), config.keep));
  timers_.start();
  imports_.start();
  housekeeping_.start();
  open_wake_door();
  auto server = net::Server::start(
      server_options(config, lock_),
      [this](net::Request request, net::Reply reply) { answer(std::move(request), std::move(reply)); },
      [this](net::Request request, net::Upgrade decide) { upgrade(std::move(request), std::move(decide)); });
  if (!server) {
    server.error().message += ": " + config.listen;
    return std::unexpected(std::move(server).error());
  }
  server_ = std::move(*server);
  const auto host = parse_host_port(config.listen)->host;
  const bool is_v6 = host.find(':') != std::string::npos;
  std::printf("listening on %s://%s%s%s:%d\n", config.tls_certificate.empty() ? "http" : "https", is_v6 ? "[" : "",
              host.c_str(), is_v6 ? "]" : "", int(server_->port()));
  std::fflush(stdout);
  warn_without_admin();
  return {};
}

// From the outside in: nobody new, then nothing new, then the last commits.
void Process::stop() {
  if (server_) server_->stop(stop_grace_ms);
  door_.reset();
  timers_.stop();
  jobs_.stop();
  housekeeping_.stop();
  imports_.stop();
  desk_->alerts().stop();
  desk_->notify().stop();
  desk_->webhooks().stop();
  desk_->mail().stop();
  hub_.reset();
  attendance_.reset();
  desk_->close();
}

}  // namespace

Result<void> serve(const Config& config) {
  const StopSignals signals;
  log::set_quiet(config.log_level == "warn");
  PULT_TRY(make_data_folder(config));
  auto lock = PULT_TRY(FolderLock::take(config.data, config.on_postgres() ? nodes_per_folder : 1));
  write_default_file(config.file);
  Process process(std::move(lock), PULT_TRY(OpenDesk::open(config)));
  auto started = process.start();
  if (started) log::info("serve.stopping", {{"signal", std::to_string(signals.wait())}});
  process.stop();
  return started;
}

}  // namespace pult::app
