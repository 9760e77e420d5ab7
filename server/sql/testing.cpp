// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sql/testing.hpp"

#include <fcntl.h>
#include <libpq-fe.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

namespace pult::sql::testing {
namespace {

// $1 is the folder. Lives until its standard input ends, that is until the test process is gone, and cleans up.
// The server refuses to run as root. fsync is off: no test here outlives the machine.
constexpr const char* keeper = R"sh(
trap '' INT TERM HUP
PATH=/usr/lib/postgresql/15/bin:$PATH
as=
if [ "$(id -u)" = 0 ]; then
  as='setpriv --reuid=postgres --regid=postgres --clear-groups'
  chown postgres "$1"
fi
cd "$1"
exec 3<&0 >log 2>&1 </dev/null
if $as initdb -D "$1/data" -U pult -A trust -E UTF8 --locale=C.UTF-8 --no-sync --no-instructions; then
  $as postgres -D "$1/data" -k "$1" -c listen_addresses= -c fsync=off -c full_page_writes=off -c shared_buffers=16MB \
    -c max_connections=200 -c deadlock_timeout=50ms -c autovacuum=off 3<&- &
  read -r line <&3
  kill -QUIT $!
  wait
fi
rm -rf "$1"
)sh";

// Memory, when there is plenty: a fresh database is seven megabytes in many small files.
std::filesystem::path roomy_folder() {
  constexpr std::uintmax_t plenty_bytes = std::uintmax_t(2) << 30;
  std::error_code error;
  const auto space = std::filesystem::space("/dev/shm", error);
  const bool use = !error && space.available > plenty_bytes && ::access("/dev/shm", W_OK) == 0;
  return use ? "/dev/shm" : std::filesystem::temp_directory_path();
}

class PostgresServer {
 public:
  static PostgresServer& shared() {
    static PostgresServer server;
    return server;
  }
  const std::string& url() const { return url_; }  // ends with "/", a database name follows; empty: missing_
  const std::string& missing() const { return missing_; }

 private:
  PostgresServer() {
    if (const char* running = std::getenv("PULT_TEST_POSTGRES"); running && *running) {
      url_ = running;
    } else if (!std::filesystem::exists("/usr/lib/postgresql/15/bin/postgres")) {
      missing_ = "PostgreSQL 15 is not installed";
    } else {
      start();
    }
  }
  ~PostgresServer() {
    if (keeper_ <= 0) return;
    ::close(input_);
    ::waitpid(keeper_, nullptr, 0);
  }

  void start() {
    auto folder = (roomy_folder() / "pult-pg-XXXXXX").string();
    int ends[2];
    if (!::mkdtemp(folder.data()) || ::pipe2(ends, O_CLOEXEC) != 0) {
      missing_ = "no temporary folder for PostgreSQL";
      return;
    }
    keeper_ = ::fork();
    if (keeper_ == 0) {
      ::setsid();
      ::dup2(ends[0], 0);
      ::execl("/bin/sh", "sh", "-c", keeper, "sh", folder.c_str(), nullptr);
      ::_exit(127);
    }
    ::close(ends[0]);
    input_ = ends[1];
    const auto base = std::string("postgresql://pult@/postgres?host=") + folder;
    for (int tries = 0; PQping(base.c_str()) != PQPING_OK; ++tries) {
      if (tries > 1500 || ::waitpid(keeper_, nullptr, WNOHANG) != 0) {
        missing_ = "PostgreSQL did not start in " + folder;
        return;
      }
      ::usleep(20'000);
    }
    url_ = base;
  }

  std::string url_;
  std::string missing_;
  pid_t keeper_ = -1;
  int input_ = -1;
};

std::unique_ptr<Database> open_or_stop(const std::string& url) {
  auto opened = Database::open({.url = url, .readers = 2});
  if (!opened) {
    std::fprintf(stderr, "%s: %s\n", url.c_str(), opened.error().cause.c_str());
    std::abort();
  }
  return std::move(*opened);
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  auto path = (std::filesystem::temp_directory_path() / "pult-test-XXXXXX").string();
  if (!::mkdtemp(path.data())) std::abort();
  path_ = std::move(path);
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::optional<std::string> postgres_url() {
  auto& server = PostgresServer::shared();
  if (server.url().empty()) return std::nullopt;
  static std::atomic<int> count = 0;
  const auto name = "pult_test_" + std::to_string(::getpid()) + "_" + std::to_string(++count);
  PGconn* connection = PQconnectdb(server.url().c_str());
  PGresult* created = PQexec(connection, ("CREATE DATABASE " + name + " TEMPLATE template0").c_str());
  const bool ok = PQresultStatus(created) == PGRES_COMMAND_OK;
  if (!ok) std::fprintf(stderr, "CREATE DATABASE: %s\n", PQerrorMessage(connection));
  PQclear(created);
  PQfinish(connection);
  if (!ok) std::abort();
  auto url = server.url();
  const auto path = url.find('/', url.find("//") + 2) + 1;  // postgresql://user@host/NAME?...
  return url.replace(path, url.find_first_of("?", path) - path, name);
}

std::string postgres_missing() { return PostgresServer::shared().missing(); }

std::unique_ptr<Database> sqlite_memory() { return open_or_stop("sqlite::memory:"); }
std::unique_ptr<Database> sqlite_file(const std::string& folder) {
  return open_or_stop("sqlite:" + folder + "/pult.db");
}

std::optional<Options> options_for(const std::string& kind, const std::string& folder) {
  Options options{.url = "sqlite::memory:", .readers = 2, .writers = 3};
  if (kind == "file") options.url = "sqlite:" + folder + "/pult.db";
  if (kind == "postgres") {
    auto url = postgres_url();
    if (!url) return std::nullopt;
    options.url = std::move(*url);
  }
  return options;
}

}  // namespace pult::sql::testing
