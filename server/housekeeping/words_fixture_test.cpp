// SPDX-License-Identifier: AGPL-3.0-or-later
#include "housekeeping/fixture_words.hpp"

namespace pult::housekeeping::testing {
namespace {

// Healthy ones that look alike and are not: numbers, opposites, other words, other endings.
constexpr const char* different_words[] = {"paid",
                                           "unpaid",
                                           "v1",
                                           "v2",
                                           "v10",
                                           "order1",
                                           "order2",
                                           "q1-2025",
                                           "q1-2026",
                                           "open",
                                           "reopen",
                                           "opened",
                                           "contact",
                                           "contract",
                                           "invoice",
                                           "invoiced",
                                           "refund",
                                           "refunded",
                                           "credit",
                                           "debit",
                                           "inbound",
                                           "outbound",
                                           "import",
                                           "export",
                                           "verified",
                                           "unverified",
                                           "monday",
                                           "sunday",
                                           "complete",
                                           "incomplete",
                                           "male",
                                           "female",
                                           "print",
                                           "printer",
                                           "ship",
                                           "shipped",
                                           "shipping",
                                           "bill",
                                           "billing",
                                           "filling",
                                           "return",
                                           "returned",
                                           "cancel",
                                           "canceled",
                                           "level-1",
                                           "level-2",
                                           "en",
                                           "es",
                                           "de",
                                           "north",
                                           "south",
                                           "valid",
                                           "invalid",
                                           "active",
                                           "inactive",
                                           "pre-sale",
                                           "post-sale",
                                           "subscribe",
                                           "unsubscribe",
                                           "upgrade",
                                           "update",
                                           "install",
                                           "reinstall",
                                           "online",
                                           "offline",
                                           "manual",
                                           "manually",
                                           "mobile",
                                           "mobil",
                                           "trial",
                                           "trail",
                                           "price",
                                           "prince",
                                           "kettle",
                                           "toaster",
                                           "oven",
                                           "зарегистрирован",
                                           "незарегистрирован",
                                           "zaplaceno",
                                           "nezaplaceno",
                                           "status",
                                           "statue",
                                           "device",
                                           "devise",
                                           "letter",
                                           "latter",
                                           "server",
                                           "sever"};

}  // namespace

void FixtureDesk::add_tags() {
  for (const char* name : different_words) add_tag(name, 60);
  for (const char* stem : {"hardware", "software", "network", "account", "login", "payment", "shipment", "delivery",
                           "warehouse", "campaign", "newsletter", "feedback", "complaint", "question", "incident"})
    for (const char* part : {"eu", "us", "uk", "cz", "lt", "ro", "md", "ru"})
      add_tag(std::string(stem) + "-" + part, 30);
  const auto variant = [&](const char* rare, std::int64_t few, const char* common, std::int64_t many) {
    add_tag(rare, few);
    add_tag(common, many);
    plant("tag_variant", "tag", rare);
  };
  variant("returns-policies", 10, "returns-policy", 90);
  variant("sign-up", 20, "signup", 130);
  variant("order_lost", 5, "order-lost", 75);
  variant("zadost", 4, "žádost", 66);
  variant("vozvrat", 3, "возврат", 44);
  variant("счета", 6, "счёта", 41);
  variant("adress-change", 2, "address-change", 91);
  variant("garantee", 2, "guarantee", 57);
  variant("recieved", 3, "received", 88);
  variant("discounts", 12, "discount", 70);
  variant("voucheer", 1, "voucher", 64);
  add_tag("webinar2019", 1, years_ago);
  add_tag("strike-of-the-post", 1, today - 300 * base::day_us);
  plant("tag_stale", "tag", "webinar2019");
  plant("tag_stale", "tag", "strike-of-the-post");
  add_tag("new-oven", 1, today - 3 * base::day_us);
  // Used side by side, so they mean two things.
  add_tag("parcels", 50);
  add_tag("parcel", 80);
  desk_.used_together[{"parcel", "parcels"}] = 80;
}

void FixtureDesk::add_macros() {
  for (int i = 0; i < 52; ++i) {
    const auto number = std::to_string(i);
    add_macro("Orders::Answer " + number,
              {say("Hello {{ticket.requester.first_name}},\nyour parcel number " + number + " is on its way to you."),
               act("status", i % 2 ? "pending" : "solved"), act("current_tags", "answered")});
  }
  // The same words with another effect, or for others.
  add_macro("Thanks, solved", {say("Thank you for your patience, we have fixed it now."), act("status", "solved")});
  add_macro("Thanks, pending", {say("Thank you for your patience, we have fixed it now."), act("status", "pending")});
  add_macro("For sales", {say("Our offer is valid for thirty days from today on.")}).groups = {GroupId(sales)};
  add_macro("For billing", {say("Our offer is valid for thirty days from today on.")}).groups = {GroupId(billing)};
  add_macro("New this month", {say("Welcome to the spring sale!")}, 0).created_at = today - 20 * base::day_us;
  add_macro("Christmas", {say("Merry Christmas from all of us here at the shop.")}, 0).active = false;
  auto& edited = add_macro("Half rewritten", {say("We will look into it and come back to you soon.")});
  desk_.macro_uses[edited.id] = {10, 10, 5, today};
}

void FixtureDesk::plant_macros() {
  add_macro("Fax us", {say("Please send us a fax.")}, 0);
  plant("macro_unused", "macro", "Fax us");
  auto& last_year = add_macro("Strike", {say("The post is on strike, so please be patient.")}, 0);
  desk_.macro_uses[last_year.id] = {0, 0, 0, today - 300 * base::day_us};
  plant("macro_unused", "macro", "Strike");
  for (const char* title : {"Old prices", "Wrong hours"}) {
    auto& macro = add_macro(title, {say(std::string(title) + ": this is what we have told everybody since March.")});
    desk_.macro_uses[macro.id] = {12, 12, 11, today};
    plant("macro_edited", "macro", title);
  }
  add_macro("Reset", {say("Use the link on the sign-in page to choose a new password."), act("status", "solved")}, 40);
  add_macro("Password", {say("Use the link on the sign-in page to choose a new password."), act("status", "solved")},
            4);
  plant("macro_duplicate", "macro", "Password");
  add_macro("Refund done", {say("We have sent the money back to your card, it takes up to five working days to show.")},
            30);
  add_macro("Money back", {say("We have sent the money back to your card. It takes up to five working days to show!")},
            3);
  plant("macro_duplicate", "macro", "Money back");
  add_macro("Hand to old team", {act("group_id", std::to_string(deleted_group))});
  plant("rule_missing", "macro", "Hand to old team");
  add_macro("Guide", {say("See https://docs.example.com/gone and https://docs.example.com/fine.")});
  desk_.links["https://docs.example.com/gone"] = {2, "404"};
  desk_.links["https://docs.example.com/fine"] = {0, "200"};
  plant("link_broken", "macro", "Guide");
  add_macro("Flaky page", {say("Read https://status.example.com/now for news of today.")});
  desk_.links["https://status.example.com/now"] = {1, "500"};
  add_macro("Eve's own", {say("With kind regards from Eve and the whole team.")}).owner = UserId(deleted_eve);
  plant("owner_absent", "macro", "Eve's own");
}

}  // namespace pult::housekeeping::testing
