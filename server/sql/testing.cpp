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

class PostgresServer {
 public:
  static PostgresServer& shared() {
    static PostgresServer server;
    return server;
  }
  const std::string& url() const { return url_; }  // ends with "/", a database name follows; empty: missing_
  const std::string& missing() const { return missing_; }

  std::string create() {
    const auto made = name(++created_);
    if (!command("CREATE DATABASE " + made + " TEMPLATE template0")) std::abort();
    auto url = url_;
    const auto path = url.find('/', url.find("//") + 2) + 1;  // postgresql://user@host/NAME?...
    return url.replace(path, url.find_first_of("?", path) - path, made);
  }

 private:
  static std::string name(int number) {
    return "pult_test_" + std::to_string(::getpid()) + "_" + std::to_string(number);
  }
  bool command(const std::string& statement) {
    PGconn* connection = PQconnectdb(url_.c_str());
    PGresult* done = PQexec(connection, statement.c_str());
    const bool ok = PQresultStatus(done) == PGRES_COMMAND_OK;
    if (!ok) std::fprintf(stderr, "%s: %s\n", statement.c_str(), PQerrorMessage(connection));
    PQclear(done);
    PQfinish(connection);
    return ok;
  }

  PostgresServer() {
    if (const char* running = std::getenv("PULT_TEST_POSTGRES"); running && *running) {
      url_ = running;
    } else if (!std::filesystem::exists("/usr/lib/postgresql/15/bin/postgres")) {
      missing_ = "PostgreSQL 15 is not installed";
    } else {
      start();
    }
  }
  // Databases of a server that stays are dropped: a run makes hundreds, of seven megabytes each and more.
  ~PostgresServer() {
    if (keeper_ > 0) {
      ::close(input_);
      ::waitpid(keeper_, nullptr, 0);
      return;
    }
    for (int made = created_; made > 0; --made) command("DROP DATABASE IF EXISTS " + name(made) + " WITH (FORCE)");
  }

  void start() {
    auto folder = (std::filesystem::temp_directory_path() / "pult-pg-XXXXXX").string();
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
  std::atomic<int> created_ = 0;
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
  return server.create();
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
