// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/settings.hpp"

#include "api/rate_limit.hpp"
#include "net/address_guard.hpp"

namespace pult::app {
namespace {

std::string anything(const Config&) { return {}; }

std::string port_complaint(std::int64_t port, std::int64_t lowest) {
  return port >= lowest && port <= 65'535 ? "" : "must be a port from " + std::to_string(lowest) + " to 65535";
}

std::string listen_complaint(const Config& c) {
  return parse_host_port(c.listen) ? "" : "must be HOST:PORT, for example 127.0.0.1:8400 or [::1]:8400";
}

std::string database_complaint(const Config& c) {
  const bool known = c.database.empty() || c.database.starts_with("sqlite:") || c.database.starts_with("postgresql:") ||
                     c.database.starts_with("postgres:");
  return known ? "" : "must start with sqlite: or postgresql:";
}

std::string public_url_complaint(const Config& c) {
  const bool address = c.public_url.starts_with("http://") || c.public_url.starts_with("https://");
  return c.public_url.empty() || address ? "" : "must start with http:// or https://";
}

std::string key_complaint(const Config& c) {
  return c.tls_certificate.empty() == c.tls_key.empty() ? "" : "tls_certificate and tls_key go together";
}

std::string attachment_complaint(const Config& c) {
  return c.max_attachment_mb >= 1 && c.max_attachment_mb <= 1024 ? "" : "must be from 1 to 1024";
}

std::string log_level_complaint(const Config& c) {
  return c.log_level == "info" || c.log_level == "warn" ? "" : "must be \"info\" or \"warn\"";
}

std::string outgoing_complaint(const Config& c) {
  const auto guard = net::AddressGuard::make(c.outgoing_allowed);
  return guard ? "" : "must be a list of addresses and networks: " + guard.error().message;
}

std::string rate_complaint(const Config& c) {
  return c.api.requests_per_minute >= 0 && c.api.requests_per_minute <= 1'000'000 ? "" : "must be from 0 to 1000000";
}

std::string endpoint_complaint(const Config& c) {
  for (const auto& text : c.api.endpoint_limits)
    if (!api::parse_endpoint_limit(text)) return "\"" + text + "\" must be like \"PUT tickets/{id} 30/600 object\"";
  return {};
}

std::string security_complaint(const Config& c) {
  const auto& security = c.smtp.security;
  return security == "tls" || security == "starttls" || security == "none" ? ""
                                                                           : R"(must be "tls", "starttls" or "none")";
}

std::string relay_port_complaint(const Config& c) { return port_complaint(c.smtp.port, 1); }
std::string lmtp_port_complaint(const Config& c) { return port_complaint(c.lmtp.port, 0); }

std::string days_complaint(std::int64_t days, std::int64_t least) {
  return days >= least && days <= 36'500 ? "" : "must be from " + std::to_string(least) + " to 36500 days";
}
std::string job_days_complaint(const Config& c) { return days_complaint(c.keep.job_days, 1); }
std::string webhook_days_complaint(const Config& c) { return days_complaint(c.keep.webhook_days, 1); }
std::string import_days_complaint(const Config& c) { return days_complaint(c.keep.import_days, 1); }
std::string audit_log_days_complaint(const Config& c) { return days_complaint(c.keep.audit_log_days, 0); }

constexpr Setting settings[] = {
    {"", "listen", "PULT_LISTEN",
     "Where the server answers: 127.0.0.1 behind a reverse proxy, 0.0.0.0:8400 for everybody.",
     [](Config& c) -> Place { return &c.listen; }, listen_complaint},
    {"", "database", "PULT_DATABASE",
     "Empty: SQLite in the data folder. Or postgresql://user:password@host/name, for several servers.",
     [](Config& c) -> Place { return &c.database; }, database_complaint},
    {"", "public_url", "PULT_PUBLIC_URL",
     "The address people reach the desk by, for example https://desk.example.com; its host names our mails.",
     [](Config& c) -> Place { return &c.public_url; }, public_url_complaint},
    {"", "trusted_proxies", "PULT_TRUSTED_PROXIES",
     "Addresses of reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are believed (in the environment: a,b).",
     [](Config& c) -> Place { return &c.trusted_proxies; }, anything},
    {"", "tls_certificate", "PULT_TLS_CERTIFICATE", "A PEM certificate chain: the server then speaks HTTPS itself.",
     [](Config& c) -> Place { return &c.tls_certificate; }, anything},
    {"", "tls_key", "PULT_TLS_KEY", "The PEM key of that certificate.", [](Config& c) -> Place { return &c.tls_key; },
     key_complaint},
    {"", "max_attachment_mb", "PULT_MAX_ATTACHMENT_MB", "The largest file an agent or a program may upload, in MB.",
     [](Config& c) -> Place { return &c.max_attachment_mb; }, attachment_complaint},
    {"", "log_level", "PULT_LOG_LEVEL", R"("info", or "warn" for problems only. The log goes to standard error.)",
     [](Config& c) -> Place { return &c.log_level; }, log_level_complaint},
    {"", "outgoing_allowed", "PULT_OUTGOING_ALLOWED",
     "Addresses and networks of your own that webhooks may call; without it only public servers: [\"10.1.0.0/16\"].",
     [](Config& c) -> Place { return &c.outgoing_allowed; }, outgoing_complaint},
    {"api", "requests_per_minute", "PULT_REQUESTS_PER_MINUTE",
     "How many requests one caller of the API may make in a minute. 0: no limit.",
     [](Config& c) -> Place { return &c.api.requests_per_minute; }, rate_complaint},
    {"api", "endpoint_limits", "PULT_ENDPOINT_LIMITS",
     "Tighter limits of single endpoints, COUNT/SECONDS per caller, object or account: "
     "[\"PUT tickets/{id} 30/600 object\"].",
     [](Config& c) -> Place { return &c.api.endpoint_limits; }, endpoint_complaint},
    {"smtp", "host", "PULT_SMTP_HOST", "The relay that answers leave by. Empty: they are kept, readable in the UI.",
     [](Config& c) -> Place { return &c.smtp.host; }, anything},
    {"smtp", "port", "PULT_SMTP_PORT", "Usually 587 with starttls, 465 with tls.",
     [](Config& c) -> Place { return &c.smtp.port; }, relay_port_complaint},
    {"smtp", "security", "PULT_SMTP_SECURITY", R"("tls", "starttls", or "none" (only inside one machine).)",
     [](Config& c) -> Place { return &c.smtp.security; }, security_complaint},
    {"smtp", "username", "PULT_SMTP_USERNAME", "Empty: no sign-in.",
     [](Config& c) -> Place { return &c.smtp.username; }, anything},
    {"smtp", "password", "PULT_SMTP_PASSWORD", "Better in the environment than here.",
     [](Config& c) -> Place { return &c.smtp.password; }, anything},
    {"smtp", "ca_file", "PULT_SMTP_CA_FILE",
     "A PEM file with the authority that signed the relay's certificate, when it is your own.",
     [](Config& c) -> Place { return &c.smtp.ca_file; }, anything},
    {"lmtp", "host", "PULT_LMTP_HOST", "Where a mail server of this machine hands mails over (LMTP).",
     [](Config& c) -> Place { return &c.lmtp.host; }, anything},
    {"lmtp", "port", "PULT_LMTP_PORT", "0: no LMTP door.", [](Config& c) -> Place { return &c.lmtp.port; },
     lmtp_port_complaint},
    {"keep", "job_days", "PULT_KEEP_JOB_DAYS",
     "For how many days a job that ended is kept, for those who ask how it went.",
     [](Config& c) -> Place { return &c.keep.job_days; }, job_days_complaint},
    {"keep", "webhook_days", "PULT_KEEP_WEBHOOK_DAYS",
     "The same of calls to webhooks: they hold what was sent, and are many.",
     [](Config& c) -> Place { return &c.keep.webhook_days; }, webhook_days_complaint},
    {"keep", "import_days", "PULT_KEEP_IMPORT_DAYS",
     "The same of imports with their reports, which hold the rows that were not taken.",
     [](Config& c) -> Place { return &c.keep.import_days; }, import_days_complaint},
    {"keep", "audit_log_days", "PULT_KEEP_AUDIT_LOG_DAYS",
     "The same of the log of what admins changed, with their addresses: long enough for a yearly review. 0: for ever.",
     [](Config& c) -> Place { return &c.keep.audit_log_days; }, audit_log_days_complaint},
};

}  // namespace

std::span<const Setting> all_settings() { return settings; }

}  // namespace pult::app
