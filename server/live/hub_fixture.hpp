// SPDX-License-Identifier: AGPL-3.0-or-later
// A desk with people of every kind of access, a hub, and sockets that remember what they got. Tests only.
#pragma once
#include <algorithm>
#include <atomic>
#include <boost/json.hpp>
#include <chrono>
#include <condition_variable>
#include <future>
#include <map>
#include <mutex>

#include "live/hub.hpp"
#include "people/group.hpp"
#include "sql/database_fixture.hpp"
#include "tickets/desk.hpp"

namespace pult::live::testing {
namespace json = boost::json;
using sql::testing::must;

class FakeSocket final : public net::Socket {
 public:
  void send(std::shared_ptr<const std::string> message) override {
    std::unique_lock lock(mutex_);
    messages_.push_back(json::parse(*message).as_object());
    changed_.notify_all();
    changed_.wait(lock, [&] { return !holding_; });
  }
  // From the next message on its sender, the hub, waits until it is let go.
  void hold(bool holding) {
    const std::lock_guard lock(mutex_);
    holding_ = holding;
    changed_.notify_all();
  }
  void close(int code, std::string_view) override {
    const std::lock_guard lock(mutex_);
    close_code_ = code;
    changed_.notify_all();
  }

  std::vector<json::object> messages(std::string_view type = {}) const {
    const std::lock_guard lock(mutex_);
    std::vector<json::object> found;
    for (const auto& message : messages_)
      if (type.empty() || message.at("type").as_string() == type) found.push_back(message);
    return found;
  }
  void forget() {
    const std::lock_guard lock(mutex_);
    messages_.clear();
  }
  // Waits for something that another thread does; false when it does not come.
  template <class Condition>
  bool wait_until(Condition condition) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(60), [&] { return condition(messages_, close_code_); });
  }
  bool wait_for(std::string_view type, std::size_t count = 1) const {
    return wait_until([&](const auto& all, int) {
      return std::size_t(std::ranges::count_if(all, [&](const auto& m) { return m.at("type").as_string() == type; })) >=
             count;
    });
  }
  bool wait_for_audit(AuditId id) const {
    return wait_until([&](const auto& all, int) {
      return std::ranges::any_of(all, [&](const json::object& m) {
        const auto* audit = m.if_contains("audit_id");
        return audit && audit->as_int64() == id.value;
      });
    });
  }
  bool wait_for_close(int code) const {
    return wait_until([&](const auto&, int closed) { return closed == code; });
  }
  // The counts as a client holds them: each message overlays the ones before.
  std::map<std::int64_t, std::int64_t> counts() const {
    std::map<std::int64_t, std::int64_t> all;
    for (const auto& message : messages("view_counts"))
      for (const auto& one : message.at("view_counts").as_array())
        all[one.at("view_id").as_int64()] = one.at("value").as_int64();
    return all;
  }

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::vector<json::object> messages_;
  int close_code_ = 0;
  bool holding_ = false;
};

struct Client {
  std::shared_ptr<FakeSocket> socket = std::make_shared<FakeSocket>();
  net::SocketHandlers handlers;
  int refused = 0;  // status of the refusal

  FakeSocket* operator->() const { return socket.get(); }
};

class LiveTest : public sql::testing::OnEveryDatabase {
 protected:
  void SetUp() override {
    OnEveryDatabase::SetUp();
    if (IsSkipped()) return;
    migrate_to_newest();
    support_ = add_group("Support");
    sales_ = add_group("Sales");
    admin_ = add_user("admin", people::Role::admin);
    agent_ = add_user("agent", people::Role::agent);
    grouped_ = add_user("grouped", people::Role::agent, "groups", support_);
    assigned_ = add_user("assigned", people::Role::agent, "assigned", sales_);
    customer_ = add_user("customer", people::Role::end_user);
    stranger_ = add_user("stranger", people::Role::end_user);
  }
  void TearDown() override {
    hub_.reset();
    OnEveryDatabase::TearDown();
  }

  template <class F>
  auto write(F work) {
    return sql::write_value(db(), work);
  }
  GroupId add_group(const std::string& name) {
    people::Group group;
    group.name = name;
    return must(write([&](auto& tx) { return people::create_group(tx, group, clock_.now()); })).id;
  }
  UserId add_user(const std::string& name, people::Role role, const std::string& restriction = {}, GroupId group = {}) {
    people::User user;
    user.name = name;
    user.email = name + "@desk.example";
    user.role = role;
    user.ticket_restriction = restriction;
    const auto id = must(write([&](auto& tx) { return people::create_user(tx, user, clock_.now()); })).id;
    if (group) must(write([&](auto& tx) { return people::add_membership(tx, id, group, clock_.now()); }));
    return id;
  }
  people::Actor actor(UserId id) {
    return must(sql::read_value(db(), [&](auto& tx) { return people::load_actor(tx, id); }));
  }

  tickets::Outcome create(tickets::NewTicket wanted) {
    if (wanted.comment.body.empty()) wanted.comment.body = "Hello";
    if (!wanted.requester) wanted.requester = customer_;
    const auto as = actor(admin_);
    return must(write([&](auto& tx) { return desk_.create(tx, as, wanted); }));
  }
  tickets::Outcome update(TicketId id, const tickets::Change& change) {
    const auto as = actor(admin_);
    return must(write([&](auto& tx) { return desk_.update(tx, as, id, change); }));
  }
  tickets::Outcome remove(TicketId id) {
    const auto as = actor(admin_);
    return must(write([&](auto& tx) { return desk_.remove(tx, as, id); }));
  }
  static tickets::Change note(const std::string& body, bool is_public) {
    tickets::Change change;
    change.comment.emplace();
    change.comment->body = body;
    change.comment->is_public = is_public;
    return change;
  }

  // The request's path carries who asks: "/7".
  Presenters presenters() {
    Presenters out;
    out.authenticate = [this](sql::Transaction& tx, const net::Request& request) -> Result<Caller> {
      const UserId id(std::stoll(request.path.substr(1)));
      if (!id) return Caller{};
      return Caller{PULT_TRY(people::load_actor(tx, id)), session_};
    };
    out.base_url = [](const net::Request& request) { return "http://" + std::string(request.header("host")); };
    out.ticket = [this](sql::Transaction&, const people::Actor& reader, const tickets::Listed& listed,
                        const std::string& base_url, bool has_draft) {
      ++presented_;
      const auto& t = listed.ticket;
      const bool hide = !people::may_see_internal(reader) && !t.last_comment_public;
      return json::serialize(json::object{{"id", t.id.value},
                                          {"url", base_url},
                                          {"status", tickets::render_status(t.status)},
                                          {"excerpt", hide ? "" : t.last_comment_excerpt},
                                          {"has_draft", has_draft}});
    };
    out.views = [this](sql::Transaction& tx) { return desk_.views(tx); };
    out.progress = [](sql::Transaction&, const std::string& what, const std::string& name,
                      const std::string&) -> Result<std::optional<std::string>> {
      if (name == "gone") return std::nullopt;
      return json::serialize(json::object{{"type", what}, {"name", name}});
    };
    out.delivery = [](const events::OutboxRow& row) { return "{\"state\":\"" + row.state + "\"}"; };
    return out;
  }
  people::SessionId session_;  // of who connects next
  void start(Limits limits = {}) { hub_ = std::make_unique<Hub>(db(), clock_, presenters(), "first", limits); }

  Client ask(UserId user, const std::string& origin = {}, const std::string& host = "desk.example") {
    net::Request request;
    request.path = "/" + std::to_string(user.value);
    request.headers.emplace_back("host", host);
    if (!origin.empty()) request.headers.emplace_back("origin", origin);
    Client client;
    std::promise<std::expected<net::SocketHandlers, net::Response>> answer;
    hub_->upgrade(request, [&](auto decided) { answer.set_value(std::move(decided)); });
    auto decided = answer.get_future().get();
    if (decided)
      client.handlers = std::move(*decided);
    else
      client.refused = decided.error().status;
    return client;
  }
  Client connect(UserId user, const std::string& host = "desk.example") {
    auto client = ask(user, {}, host);
    if (client.refused) throw std::runtime_error("refused: " + std::to_string(client.refused));
    client.handlers.on_open(client.socket);
    hub_->drain();
    return client;
  }
  // Waits until what was written before has been told; `witness` sees everything.
  void settle(const Client& witness, const tickets::Outcome& last) {
    if (!last.audit || !witness->wait_for_audit(last.audit->id)) throw std::runtime_error("nothing was told");
    hub_->drain();
  }

  base::FakeClock clock_{1'700'000'000 * base::second_us};
  tickets::Desk desk_{clock_};
  std::unique_ptr<Hub> hub_;
  std::atomic<int> presented_ = 0;
  GroupId support_, sales_;
  UserId admin_, agent_, grouped_, assigned_, customer_, stranger_;
};

}  // namespace pult::live::testing
