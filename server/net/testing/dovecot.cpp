// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/testing/dovecot.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <grp.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace pult::net::testing {
namespace {

namespace fs = std::filesystem;
constexpr const char* program = "/usr/sbin/dovecot";
constexpr std::string_view token_key = "a key that only this Dovecot and its test know";
constexpr int start_tries = 400;  // of 25 ms

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

std::uint16_t free_port() {
  int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  ::bind(fd, reinterpret_cast<sockaddr*>(&address), size);
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  ::close(fd);
  return ntohs(address.sin_port);
}

bool answers(std::uint16_t port) {
  int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(port);
  bool connected = ::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  ::close(fd);
  return connected;
}

struct MailUser {
  std::string name, group;
  uid_t uid;
  gid_t gid;
};

// Dovecot never opens mail as root.
MailUser mail_user() {
  const passwd* user = ::geteuid() == 0 ? ::getpwnam("mail") : ::getpwuid(::geteuid());
  const group* main_group = ::getgrgid(user->pw_gid);
  return {user->pw_name, main_group->gr_name, user->pw_uid, user->pw_gid};
}

std::string base64(std::string_view bytes) {
  std::string out(4 * ((bytes.size() + 2) / 3), '\0');
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), reinterpret_cast<const unsigned char*>(bytes.data()),
                  static_cast<int>(bytes.size()));
  return out;
}

std::string base64url(std::string_view bytes) {
  std::string out = base64(bytes);
  while (out.ends_with('=')) out.pop_back();
  for (char& c : out) c = c == '+' ? '-' : c == '/' ? '_' : c;
  return out;
}

void sleep_25_ms() {
  timespec pause{0, 25'000'000};
  ::nanosleep(&pause, nullptr);
}

}  // namespace

bool TestDovecot::installed() { return ::access(program, X_OK) == 0; }

Result<std::unique_ptr<TestDovecot>> TestDovecot::start() {
  std::unique_ptr<TestDovecot> dovecot(new TestDovecot);
  PULT_TRY(dovecot->prepare());
  PULT_TRY(dovecot->start_again());
  return dovecot;
}

Result<void> TestDovecot::prepare() {
  std::string pattern = (fs::temp_directory_path() / "pult-dovecot-XXXXXX").string();
  if (!::mkdtemp(pattern.data())) return base::fail(ErrorKind::unavailable, "test_dovecot", "No temporary folder.");
  folder_ = pattern;
  fs::permissions(folder_, fs::perms(0755));
  imap_port_ = free_port();
  do imaps_port_ = free_port();
  while (imaps_port_ == imap_port_);
  auto user = mail_user();
  for (const char* name : {"home", "home/Maildir", "home/Maildir/new", "home/Maildir/cur", "home/Maildir/tmp"}) {
    fs::create_directory(folder_ + "/" + name);
    (void)::chown((folder_ + "/" + name).c_str(), user.uid, user.gid);
  }
  std::string make_certificate =
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost "
      "-addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout '" +
      folder_ + "/key.pem' -out '" + folder_ + "/cert.pem' 2>/dev/null";
  if (std::system(make_certificate.c_str()) != 0)
    return base::fail(ErrorKind::unavailable, "test_dovecot", "openssl could not make a certificate.");
  fs::create_directories(folder_ + "/keys/default/HS256");
  write_file("keys/default/HS256/default", base64(token_key));
  write_file("users", username() + ":{PLAIN}" + password() + "::::::\n");
  write_file("oauth2.conf", "introspection_mode = local\nlocal_validation_key_dict = fs:posix:prefix=" + folder_ +
                                "/keys/\nusername_attribute = email\n");
  write_file("dovecot.conf", render_config());
  return {};
}

std::string TestDovecot::render_config() const {
  auto user = mail_user();
  bool root = ::geteuid() == 0;
  std::ostringstream out;
  out << "protocols = imap\nlisten = 127.0.0.1\nbase_dir = " << folder_ << "/run\nstate_dir = " << folder_ << "/state\n"
      << "log_path = " << folder_ << "/log\nssl = yes\nssl_cert = <" << folder_ << "/cert.pem\nssl_key = <" << folder_
      << "/key.pem\ndisable_plaintext_auth = no\nauth_mechanisms = plain login xoauth2 oauthbearer\n"
      << "auth_failure_delay = 0\nfirst_valid_uid = 1\nmail_location = maildir:~/Maildir\n"
      << "mail_max_userip_connections = 100\n"
      << "default_internal_user = " << (root ? "dovecot" : user.name) << "\n"
      << "default_internal_group = " << (root ? "dovecot" : user.group) << "\n"
      << "default_login_user = " << (root ? "dovenull" : user.name) << "\n"
      << "passdb {\n  driver = passwd-file\n  mechanisms = plain login\n  args = " << folder_ << "/users\n}\n"
      << "passdb {\n  driver = oauth2\n  mechanisms = xoauth2 oauthbearer\n  args = " << folder_ << "/oauth2.conf\n}\n"
      << "userdb {\n  driver = static\n  args = uid=" << user.uid << " gid=" << user.gid << " home=" << folder_
      << "/home\n}\nservice imap-login {\n  inet_listener imap {\n    port = " << imap_port_
      << "\n  }\n  inet_listener imaps {\n    port = " << imaps_port_ << "\n    ssl = yes\n  }\n";
  if (!root) out << "  chroot =\n";
  // Tests fail to sign in on purpose and must not be made to wait for it.
  out << "}\nservice anvil {\n  unix_listener anvil-auth-penalty {\n    mode = 0\n  }\n";
  if (!root) out << "  chroot =\n";
  out << "}\n";
  return out.str();
}

Result<void> TestDovecot::start_again() {
  std::string config = folder_ + "/dovecot.conf";
  master_ = ::fork();
  if (master_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    ::setpgid(0, 0);
    int null = ::open("/dev/null", O_RDWR);
    ::dup2(null, 0);
    ::dup2(null, 1);
    ::execl(program, program, "-F", "-c", config.c_str(), nullptr);
    ::_exit(127);
  }
  for (int i = 0; i < start_tries; ++i) {
    if (answers(imap_port_) && answers(imaps_port_)) return {};
    if (::waitpid(master_, nullptr, WNOHANG) == master_) break;
    sleep_25_ms();
  }
  return base::fail(ErrorKind::unavailable, "test_dovecot", "Dovecot did not start: " + log_end());
}

void TestDovecot::stop() {
  if (master_ <= 0) return;
  ::kill(master_, SIGTERM);
  for (int i = 0; i < start_tries && ::waitpid(master_, nullptr, WNOHANG) == 0; ++i) sleep_25_ms();
  ::kill(-master_, SIGKILL);  // its children serve idle clients on, unless made to stop
  master_ = -1;
}

TestDovecot::~TestDovecot() {
  stop();
  std::error_code ignored;
  if (!folder_.empty()) fs::remove_all(folder_, ignored);
}

void TestDovecot::write_file(const std::string& name, std::string_view content, bool for_mail_user) const {
  std::string path = folder_ + "/" + name;
  std::ofstream(path, std::ios::binary) << content;
  if (!for_mail_user) return;
  auto user = mail_user();
  (void)::chown(path.c_str(), user.uid, user.gid);
}

void TestDovecot::append(std::string_view raw, const std::string& folder) {
  std::string maildir = "home/Maildir/" + (folder.empty() ? "" : folder + "/");
  auto user = mail_user();
  for (const char* name : {"", "tmp", "new", "cur"}) {
    std::string path = folder_ + "/" + maildir + name;
    if (fs::create_directory(path)) (void)::chown(path.c_str(), user.uid, user.gid);
  }
  char number[16];
  std::snprintf(number, sizeof number, "%07d", ++delivered_);  // file names order the mails of one second
  std::string name = std::to_string(std::time(nullptr)) + ".M" + number + ".test";
  write_file(maildir + "tmp/" + name, raw, true);
  fs::rename(folder_ + "/" + maildir + "tmp/" + name, folder_ + "/" + maildir + "new/" + name);
}

std::string TestDovecot::oauth_token(int lifetime_s) const {
  auto now = std::time(nullptr);
  std::string claims = R"({"sub":"desk","email":")" + username() + R"(","iat":)" + std::to_string(now - 7200) +
                       R"(,"nbf":)" + std::to_string(now - 7200) + R"(,"exp":)" + std::to_string(now + lifetime_s) +
                       "}";
  std::string token = base64url(R"({"alg":"HS256","typ":"JWT"})") + "." + base64url(claims);
  unsigned char mac[EVP_MAX_MD_SIZE];
  unsigned int mac_size = 0;
  HMAC(EVP_sha256(), token_key.data(), static_cast<int>(token_key.size()),
       reinterpret_cast<const unsigned char*>(token.data()), token.size(), mac, &mac_size);
  return token + "." + base64url({reinterpret_cast<const char*>(mac), mac_size});
}

std::string TestDovecot::log_end() const {
  std::ifstream file(folder_ + "/log", std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(file)), {});
  return text.substr(text.size() > 1500 ? text.size() - 1500 : 0);
}

}  // namespace pult::net::testing
