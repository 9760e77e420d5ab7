// SPDX-License-Identifier: AGPL-3.0-or-later
// The settings of one installation. The command line wins over the environment (PULT_...), the environment over
// pult.toml, the file over the defaults.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace pult::app {

struct RelaySettings {
  std::string host;  // "": no relay, outgoing mail is kept
  std::int64_t port = 587;
  std::string security = "starttls";  // tls | starttls | none
  std::string username, password;
  std::string ca_file;  // "": the system's
};

struct LmtpSettings {
  std::string host = "127.0.0.1";
  std::int64_t port = 0;  // 0: no LMTP door
};

struct ApiSettings {
  std::int64_t requests_per_minute = 2500;   // of one caller; 0: unlimited
  std::vector<std::string> endpoint_limits;  // "PUT tickets/{id} 30/600 object"
};

// For how many days is kept what nobody needs for ever.
struct KeepSettings {
  std::int64_t job_days = 7;
  std::int64_t webhook_days = 7;
  std::int64_t import_days = 90;
  std::int64_t audit_log_days = 730;  // 0: for ever
};

struct Config {
  std::string data = "./data";
  std::string file;  // where pult.toml is or would be
  std::string listen = "127.0.0.1:8400";
  std::string database;  // "": SQLite in the data folder; filled in by load_config
  std::string public_url;
  std::vector<std::string> trusted_proxies;
  std::string tls_certificate, tls_key;
  std::int64_t max_attachment_mb = 50;
  std::string log_level = "info";             // info | warn
  std::vector<std::string> outgoing_allowed;  // addresses and networks that webhooks may call although not public
  ApiSettings api;
  RelaySettings smtp;
  LmtpSettings lmtp;
  KeepSettings keep;

  bool on_postgres() const { return database.starts_with("postgres"); }
  // "sqlite:PATH" -> PATH, "" for others and for memory.
  std::string sqlite_path() const;
};

// What the command line said; "" where it said nothing.
struct Given {
  std::string data, config_file, listen, database;
};
using Environment = std::function<std::optional<std::string>(const std::string& name)>;
Environment process_environment();

// invalid/"config": the message names file, line and key, or the variable.
Result<Config> load_config(const Given& given, const Environment& environment);

// A pult.toml with every setting explained and commented out.
std::string render_default_file();

struct HostPort {
  std::string host;
  std::uint16_t port = 0;
};
// "127.0.0.1:8400", "[::1]:8400"; nullopt for anything else.
std::optional<HostPort> parse_host_port(const std::string& text);

}  // namespace pult::app
