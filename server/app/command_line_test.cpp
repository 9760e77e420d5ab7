// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/command_line.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "app/doctor.hpp"
#include "app/error_text.hpp"
#include "app/folder_lock.hpp"
#include "sql/testing.hpp"

namespace pult::app {
namespace {

struct Ran {
  int code = -1;
  std::string out, err;
};

Ran run_with(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "pult");
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  Ran ran;
  ran.code = run(int(arguments.size()), arguments.data());
  ran.out = testing::internal::GetCapturedStdout();
  ran.err = testing::internal::GetCapturedStderr();
  return ran;
}

TEST(CommandLineTest, VersionAndHelp) {
  EXPECT_TRUE(run_with({"--version"}).out.starts_with("pult "));
  const std::vector<std::vector<const char*>> verbs{{"serve"},        {"admin", "create"}, {"token", "create"},
                                                    {"demo", "load"}, {"mail", "ingest"},  {"doctor"}};
  for (auto verb : verbs) {
    verb.push_back("--help");
    const auto ran = run_with(verb);
    EXPECT_EQ(ran.code, 0) << verb[0];
    EXPECT_NE(ran.out.find("--data"), std::string::npos) << verb[0];
    EXPECT_NE(ran.out.find("Example"), std::string::npos) << verb[0];
  }
}

TEST(CommandLineTest, NonsenseIsRefusedWithoutTouchingAnything) {
  const sql::testing::TemporaryFolder folder;
  const auto data = folder.path() + "/data";
  const std::vector<std::vector<const char*>> nonsense{
      {},
      {"serv"},
      {"admin"},
      {"serve", "--port", "80"},
      {"serve", "more"},
      {"admin", "create", "--email", "a@example.com", "--name", "A", "--data", data.c_str()},
      {"admin", "create", "--email", "a@example.com", "--name", "A", "--password", "secret12", "--password-stdin"},
      {"token", "create", "--data", data.c_str()},
      {"mail", "ingest", "--mailbox"},
  };
  for (const auto& arguments : nonsense) {
    const auto ran = run_with(arguments);
    EXPECT_EQ(ran.code, 2);
    EXPECT_EQ(ran.out, "");
    EXPECT_NE(ran.err, "");
  }
  EXPECT_FALSE(std::filesystem::exists(data));
}

TEST(CommandLineTest, ErrorsAreOneClearLine) {
  const sql::testing::TemporaryFolder folder;
  const auto data = folder.path();
  auto ran = run_with({"token", "create", "--email", "nobody@example.com", "--data", data.c_str()});
  EXPECT_EQ(ran.code, 1);
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(ran.err, "pult: Nobody on this desk has the address \"nobody@example.com\"\n");

  ran = run_with({"serve", "--listen", "8400", "--data", data.c_str()});
  EXPECT_EQ(ran.code, 1);
  EXPECT_TRUE(ran.err.starts_with("pult: --listen must be HOST:PORT")) << ran.err;

  std::ofstream(data + "/pult.toml") << "listne = 1\n";
  ran = run_with({"doctor", "--data", data.c_str()});
  EXPECT_EQ(ran.code, 1);
  EXPECT_EQ(ran.err, "pult: " + data + "/pult.toml:1: listne is no setting of Pult\n");
}

TEST(ErrorTextTest, IsOneLine) {
  Error error{ErrorKind::unavailable, "x", "Not reached", "refused\n\tIs it running?\n"};
  EXPECT_EQ(render_error(error), "Not reached (refused Is it running?)");
  error = base::fail_field("name", "BlankValue", "Name: cannot be blank").error();
  EXPECT_EQ(render_error(error), "Record validation errors; Name: cannot be blank");
}

TEST(FolderLockTest, OneServerPerFolderUnlessPlacesAreLeft) {
  const sql::testing::TemporaryFolder folder;
  EXPECT_FALSE(FolderLock::is_taken(folder.path()));
  {
    const auto first = FolderLock::take(folder.path(), 1);
    ASSERT_TRUE(first);
    EXPECT_TRUE(FolderLock::is_taken(folder.path()));
    EXPECT_EQ(FolderLock::take(folder.path(), 1).error().code, "already_running");
    EXPECT_EQ(FolderLock::take(folder.path(), 2)->place(), 1);
  }
  EXPECT_EQ(FolderLock::take(folder.path(), 1)->place(), 0);
}

TEST(DoctorTest, NewFolderIsNoFailureAndDamageIs) {
  const sql::testing::TemporaryFolder folder;
  Config config;
  config.data = folder.path();
  config.database = "sqlite:" + folder.path() + "/pult.db";
  for (const auto& finding : examine(config)) EXPECT_NE(finding.health, Health::fail) << render_finding(finding);
  EXPECT_FALSE(std::filesystem::exists(config.sqlite_path()));

  std::ofstream(config.sqlite_path()) << std::string(4096, 'x');
  std::ofstream(folder.path() + "/secret.key") << "short";
  std::string failed;
  for (const auto& finding : examine(config))
    if (finding.health == Health::fail) failed += finding.what + ",";
  EXPECT_EQ(failed, "secret key,database,");
}

}  // namespace
}  // namespace pult::app
