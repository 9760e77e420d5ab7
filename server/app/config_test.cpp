// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/config.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <map>

#include "app/settings.hpp"
#include "sql/testing.hpp"

namespace pult::app {
namespace {

class ConfigTest : public testing::Test {
 protected:
  std::string file() const { return folder_.path() + "/pult.toml"; }
  void write(const std::string& text) { std::ofstream(file()) << text; }
  Result<Config> load(Given given = {}) {
    given.data = folder_.path();
    return load_config(given, [this](const std::string& name) -> std::optional<std::string> {
      const auto found = environment_.find(name);
      return found == environment_.end() ? std::nullopt : std::optional(found->second);
    });
  }
  // The message of the error that this file gives.
  std::string complaint(const std::string& text) {
    write(text);
    const auto config = load();
    return config ? "" : config.error().message;
  }

  sql::testing::TemporaryFolder folder_;
  std::map<std::string, std::string> environment_;
};

TEST_F(ConfigTest, DefaultsNeedNoFile) {
  const auto config = load();
  ASSERT_TRUE(config);
  EXPECT_EQ(config->listen, "127.0.0.1:8400");
  EXPECT_EQ(config->database, "sqlite:" + folder_.path() + "/pult.db");
  EXPECT_EQ(config->sqlite_path(), folder_.path() + "/pult.db");
  EXPECT_FALSE(config->on_postgres());
  EXPECT_EQ(config->lmtp.port, 0);
}

TEST_F(ConfigTest, FileSetsEveryKindOfValue) {
  write(
      "listen = \"[::1]:9000\"\ntrusted_proxies = [\"10.0.0.1\", \"10.0.0.2\"]\nmax_attachment_mb = 7\n"
      "public_url = \"https://desk.example/\"\n[smtp]\nhost = \"relay.example\"\nport = 465\nsecurity = \"tls\"\n");
  const auto config = load();
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->listen, "[::1]:9000");
  EXPECT_EQ(config->trusted_proxies, (std::vector<std::string>{"10.0.0.1", "10.0.0.2"}));
  EXPECT_EQ(config->max_attachment_mb, 7);
  EXPECT_EQ(config->public_url, "https://desk.example");
  EXPECT_EQ(config->smtp.host, "relay.example");
  EXPECT_EQ(config->smtp.port, 465);
}

TEST_F(ConfigTest, CommandLineWinsOverEnvironmentOverFile) {
  write("listen = \"127.0.0.1:1\"\ndatabase = \"postgresql://file\"\n[smtp]\nport = 25\n");
  environment_ = {{"PULT_LISTEN", "127.0.0.1:2"},
                  {"PULT_DATABASE", "postgresql://environment"},
                  {"PULT_SMTP_PORT", "2525"},
                  {"PULT_TRUSTED_PROXIES", "10.0.0.1,10.0.0.2"}};
  Given given;
  given.listen = "127.0.0.1:3";
  const auto config = load(given);
  ASSERT_TRUE(config);
  EXPECT_EQ(config->listen, "127.0.0.1:3");
  EXPECT_EQ(config->database, "postgresql://environment");
  EXPECT_EQ(config->smtp.port, 2525);
  EXPECT_EQ(config->trusted_proxies.size(), 2U);
  EXPECT_TRUE(config->on_postgres());
}

TEST_F(ConfigTest, DataFolderFromTheEnvironment) {
  const auto environment = [](const std::string& name) {
    return name == "PULT_DATA" ? std::optional<std::string>("/srv/desk/") : std::nullopt;
  };
  EXPECT_EQ(load_config({}, environment)->data, "/srv/desk");
  Given given;
  given.data = "/else";
  EXPECT_EQ(load_config(given, environment)->data, "/else");
}

TEST_F(ConfigTest, ErrorsNameFileLineAndKey) {
  EXPECT_EQ(complaint("\nlisen = \"127.0.0.1:1\"\n"), file() + ":2: lisen is no setting of Pult");
  EXPECT_EQ(complaint("[smtp]\nhots = \"x\"\n"), file() + ":2: smtp.hots is no setting of Pult");
  EXPECT_EQ(complaint("[imap]\nhost = \"x\"\n"), file() + ":1: imap is no setting of Pult");
  EXPECT_EQ(complaint("smtp = 1\n"), file() + ":1: smtp must be a table: [smtp]");
  EXPECT_EQ(complaint("[smtp]\nport = \"25\"\n"), file() + ":2: smtp.port must be a whole number");
  EXPECT_EQ(complaint("listen = 8400\n"), file() + ":1: listen must be a text in quotes");
  EXPECT_EQ(complaint("trusted_proxies = [1]\n"), file() + ":1: trusted_proxies must be a list of texts: [\"...\"]");
  EXPECT_TRUE(complaint("listen = \n").starts_with(file() + ":1: "));
}

TEST_F(ConfigTest, ErrorsNameTheValueThatCannotBe) {
  EXPECT_TRUE(complaint("listen = \"8400\"\n").starts_with(file() + ":1: listen must be HOST:PORT"));
  EXPECT_TRUE(complaint("[smtp]\nsecurity = \"ssl\"\n").starts_with(file() + ":2: smtp.security must be"));
  EXPECT_TRUE(complaint("[lmtp]\nport = 70000\n").starts_with(file() + ":2: lmtp.port must be a port"));
  EXPECT_TRUE(complaint("max_attachment_mb = 0\n").starts_with(file() + ":1: max_attachment_mb must be"));
  EXPECT_NE(complaint("tls_certificate = \"a.pem\"\n"), "");
  EXPECT_NE(complaint("database = \"mysql://x\"\n"), "");
}

TEST_F(ConfigTest, ErrorsNameTheVariable) {
  environment_["PULT_SMTP_PORT"] = "many";
  EXPECT_EQ(load().error().message, "PULT_SMTP_PORT must be a whole number");
  environment_ = {{"PULT_LOG_LEVEL", "loud"}};
  EXPECT_EQ(load().error().message, "PULT_LOG_LEVEL must be \"info\" or \"warn\"");
}

TEST_F(ConfigTest, NamedFileMustExist) {
  Given given;
  given.config_file = folder_.path() + "/missing.toml";
  EXPECT_EQ(load(given).error().message, given.config_file + ": there is no such file");
}

TEST_F(ConfigTest, DefaultFileIsValidAndNamesEverySetting) {
  const auto text = render_default_file();
  write(text);
  ASSERT_TRUE(load());
  std::string active;  // with every line switched on it still says the defaults
  for (std::size_t at = 0; at < text.size();) {
    const auto end = text.find('\n', at);
    auto line = text.substr(at, end - at);
    if (line.starts_with("# ") && line.find(" = ") != std::string::npos) line = line.substr(2);
    active += line + "\n";
    at = end + 1;
  }
  write(active);
  const auto config = load();
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->smtp.port, RelaySettings().port);
  for (const auto& setting : all_settings()) {
    EXPECT_NE(text.find(setting.environment), std::string::npos) << setting.environment;
    EXPECT_NE(active.find("\n" + std::string(setting.key) + " = "), std::string::npos) << setting.key;
  }
}

TEST(HostPortTest, ReadsAddresses) {
  EXPECT_EQ(parse_host_port("127.0.0.1:8400")->port, 8400);
  EXPECT_EQ(parse_host_port("[::1]:80")->host, "::1");
  for (const auto* bad : {"", ":80", "8400", "host:", "host:x", "host:65536", "::1:80", "[]:80", "host:80 "})
    EXPECT_FALSE(parse_host_port(bad)) << bad;
}

}  // namespace
}  // namespace pult::app
