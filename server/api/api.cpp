// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/api.hpp"

#include <fstream>

#include "api/body.hpp"
#include "api/change_log.hpp"
#include "api/finish.hpp"
#include "api/form.hpp"
#include "api/idempotency.hpp"
#include "api/json_text.hpp"
#include "api/last_use.hpp"
#include "api/multipart.hpp"
#include "api/outside.hpp"
#include "api/permit.hpp"
#include "api/routes.hpp"
#include "api/sign_in.hpp"
#include "api/veil.hpp"
#include "base/log.hpp"
#include "people/audit_log.hpp"

namespace pult::api {
namespace {

constexpr std::size_t max_json_depth = 32, first_block_bytes = 4 * 1024;
constexpr int outside_threads = 2;

Error too_many(std::int64_t retry_s) {
  return base::fail(ErrorKind::rate_limited, "APIRateLimitExceeded",
                    "Number of allowed API requests per minute exceeded", std::to_string(retry_s))
      .error();
}
constexpr std::size_t max_form_bytes = 3 * 1024 * 1024;
constexpr std::size_t max_prepared_bytes = 16 * 1024;  // work on more would keep the network waiting

// Bodies are small JSON objects; anything else is the client's error.
Result<json::object> parse_body(const net::Request& request) {
  if (!request.body_file.empty())
    return base::fail(ErrorKind::too_large, "RequestTooLarge", "The request body is too large");
  if (request.body.find_first_not_of(" \t\r\n") == std::string::npos) return json::object();
  json::parse_options options;
  options.max_depth = max_json_depth;
  boost::system::error_code broken;
  auto value = json::parse(request.body, broken, {}, options);
  if (broken) return base::fail(ErrorKind::invalid, "InvalidJSON", "The request body is not valid JSON");
  if (!value.is_object())
    return base::fail(ErrorKind::invalid, "InvalidJSON", "The request body must be a JSON object");
  return std::move(value.get_object());
}

// What an admin did in somebody else's name stands in the log of changes under their own.
Result<void> record_impersonation(const Call& call) {
  people::audit_log::Entry entry;
  entry.action = "update";
  entry.source_type = "user";
  entry.source_id = call.actor.id().value;
  entry.source_label = call.actor.user.name;
  entry.change_description = "On behalf of the user: " + call.request.method + " " + call.request.path;
  entry.ip_address = call.request.remote_address;
  return people::audit_log::record(call.tx, *call.impersonator, std::move(entry), call.now());
}

std::string body_of(const net::Request& request) {
  if (request.body_file.empty()) return request.body;
  std::ifstream file(request.body_file, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

struct Api::Running {
  net::Request request;
  net::Reply reply;
  std::string request_id;
  Match match;
  json::object body;
  std::optional<Content> content;
  std::string before;
  std::optional<tickets::NewComment> comment;
  std::unique_ptr<json::monotonic_resource> memory;  // of the answer's body
  std::optional<Answer> answer;
};

Api::Api(Services services)
    : services_(std::move(services)),
      router_(all_routes()),
      limiter_(std::make_unique<RateLimiter>(services_.requests_per_minute, services_.endpoint_limits)),
      sign_in_(std::make_unique<SignIn>(services_)),
      outside_(std::make_unique<Outside>(outside_threads)),
      last_use_(std::make_unique<LastUse>(services_.database)),
      pages_(page_routes()) {}
Api::~Api() = default;

void Api::handle(net::Request request, net::Reply reply) {
  constexpr std::string_view prefix = "/api/v2";
  read_form(request);
  const std::string_view path = request.path;
  const bool is_page = is_page_path(path);
  if (!is_page && !path.starts_with(prefix))
    return reply(render_error(base::fail(ErrorKind::not_found, "InvalidEndpoint", "Not found").error()));
  auto match = is_page ? pages_.find(request.method, path) : router_.find(request.method, path.substr(prefix.size()));
  auto decision = limiter_->decide(caller_of(request), request.remote_address, request.method,
                                   match ? match->route->path : std::string_view(), path, services_.now());
  const auto finish = finish_of(request, std::move(decision));
  reply = finishing(std::move(reply), finish);
  if (!finish.decision.allowed()) return reply(render_error(too_many(finish.decision.retry_s())));
  if (!match) {
    if (match.error().empty())
      return reply(render_error(base::fail(ErrorKind::not_found, "InvalidEndpoint", "Not found").error()));
    Answer refused{405, {{"error", "MethodNotAllowed"}, {"description", "Allowed: " + match.error()}}};
    refused.headers.emplace_back("Allow", match.error());
    return reply(render_answer(std::move(refused)));
  }
  auto running = std::make_shared<Running>();
  running->request_id = finish.request_id;
  running->match = std::move(*match);
  const bool is_form_body = running->match.route->may_be_form && is_form(request.header("content-type"));
  if (!running->match.route->raw_body && !is_form_body) {
    auto body = parse_body(request);
    if (!body) return reply(render_error(body.error()));
    running->body = std::move(*body);
    if (running->match.route->comment && request.body.size() <= max_prepared_bytes)
      running->comment = running->match.route->comment(running->body);
  }
  running->request = std::move(request);
  running->reply = std::move(reply);
  if (running->match.route->path == "session" && running->match.route->method == "POST")
    return sign_in_->start(std::move(running->request), std::move(running->body), std::move(running->reply));
  const auto& route = *running->match.route;
  const bool has_large_comment =
      route.comment && !running->comment && running->request.body.size() > max_prepared_bytes;
  if (route.raw_body || route.before || has_large_comment || is_form_body)
    run_before(running);
  else
    run(running);
}

// What a write wants done before it holds the writer, for callers who may: content digested and stored, slow sums.
void Api::run_before(const std::shared_ptr<Running>& running) {
  auto work = [this, running](sql::Transaction& tx) -> Result<void> {
    auto call = PULT_TRY(admit(*running, tx));
    if (running->match.route->before) running->before = PULT_TRY(running->match.route->before(call));
    if (running->match.route->comment) running->comment = running->match.route->comment(running->body);
    if (!running->match.route->raw_body) return read_fields(*running);
    if (running->request.body_bytes > services_.max_attachment_bytes)
      return base::fail(ErrorKind::too_large, "AttachmentTooLarge", "The file is too large");
    auto bytes = body_of(running->request);
    if (const auto type = running->request.header("content-type"); is_form(type)) {
      auto file = PULT_TRY(file_of_form(type, bytes));
      running->before = render_form_name(file);
      bytes = std::move(file.bytes);
    }
    Content content;
    content.head = bytes.substr(0, 64);
    content.staged = PULT_TRY(services_.blobs.stage(std::move(bytes)));
    running->content = std::move(content);
    return {};
  };
  services_.database.read(std::move(work), [this, running](Result<void> done) {
    if (done) return run(running);
    running->reply(render_error(done.error()));
  });
}

Result<void> Api::read_fields(Running& running) const {
  const auto type = running.request.header("content-type");
  if (!running.match.route->may_be_form || !is_form(type)) return {};
  if (running.request.body_bytes > max_form_bytes)
    return base::fail(ErrorKind::too_large, "RequestTooLarge", "The request body is too large");
  auto form = PULT_TRY(body_of_form(type, body_of(running.request)));
  running.body = std::move(form.fields);
  if (!form.file) return {};
  running.before = render_form_name(*form.file);
  running.content.emplace();
  running.content->head = form.file->bytes;
  running.content->staged = PULT_TRY(services_.blobs.stage(std::move(form.file->bytes)));
  return {};
}

// The caller, proven and allowed on this route, with all a handler needs.
Result<Call> Api::admit(Running& running, sql::Transaction& tx) {
  auto identity = authenticate(tx, running.request, services_.now());
  if (!identity || !identity->actor.user.id) limiter_->charge_address(running.request.remote_address, services_.now());
  if (!identity) return std::unexpected(std::move(identity).error());
  PULT_TRY(check_access(*running.match.route, *identity, running.request));
  last_use_->note(*identity, services_.now());
  return Call{running.request,
              running.body,
              running.match.ids,
              running.match.word,
              std::move(identity->actor),
              std::move(identity->session),
              tx,
              services_,
              base_url_of(running.request),
              running.content ? &*running.content : nullptr,
              running.before,
              running.comment ? &*running.comment : nullptr,
              std::move(identity->grant),
              std::move(identity->impersonator),
              running.memory ? json::storage_ptr(running.memory.get()) : json::storage_ptr()};
}

void Api::run(const std::shared_ptr<Running>& running) {
  auto work = [this, running](sql::Transaction& tx) -> Result<void> {
    running->answer.reset();
    running->memory = std::make_unique<json::monotonic_resource>(first_block_bytes);
    auto call = PULT_TRY(admit(*running, tx));
    PULT_TRY(refuse_veiled(call));
    running->answer = PULT_TRY(answer(*running->match.route, call));
    PULT_TRY(veil_answer(*running->match.route, call, *running->answer));
    return {};
  };
  auto done = [this, running](const Result<void>& result) { finish(running, result); };
  if (running->match.route->mode == Mode::write)
    services_.database.write(std::move(work), std::move(done));
  else
    services_.database.read(std::move(work), std::move(done));
}

// The handler, and around it what all routes have in common.
Result<Answer> Api::answer(const Route& route, Call& call) const {
  const auto key = PULT_TRY(idempotency_key(call, route));
  if (!key.empty())
    if (auto kept = PULT_TRY(find_answer(call, key))) return std::move(*kept);
  std::optional<ChangeLog> log;
  if (is_logged(route)) log.emplace(PULT_TRY(ChangeLog::open(route, router_.shows(route), call)));
  auto answer = PULT_TRY(route.handler(call));
  if (call.impersonator && route.mode == Mode::write) PULT_TRY(record_impersonation(call));
  if (log || !key.empty()) complete(answer);
  if (log) PULT_TRY(log->record(call, answer));
  if (!key.empty()) PULT_TRY(keep_answer(call, key, answer));
  return answer;
}

void Api::finish(const std::shared_ptr<Running>& running, const Result<void>& done) {
  if (!done) {
    if (done.error().kind == ErrorKind::internal)
      log::error("api.failed", {{"method", running->request.method},
                                {"path", running->request.path},
                                {"request_id", running->request_id},
                                {"code", done.error().code},
                                {"cause", done.error().cause}});
    return running->reply(render_error(done.error()));
  }
  net::Response response;
  response.later = [running] { return render_answer(std::move(*running->answer)); };
  if (!running->answer->outside) return running->reply(std::move(response));
  const bool taken = outside_->run([running] {
    auto answer = running->answer->outside();
    running->reply(answer ? render_answer(std::move(*answer)) : render_error(answer.error()));
  });
  if (!taken)
    running->reply(render_error(base::fail(ErrorKind::unavailable, "overloaded", "Please try again later").error()));
}

bool is_page_path(std::string_view path) {
  return path.starts_with("/oauth/") || path.starts_with("/verify/") || path.starts_with("/approve/") ||
         path.starts_with("/branding/") || path.starts_with("/alert/") || path == "/manifest.webmanifest";
}

std::vector<Route> page_routes() {
  auto all = oauth_grant_routes();
  for (const auto& part :
       {oauth_consent_routes(), address_proof_pages(), approval_pages(), alert_pages(), branding_pages()})
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

namespace {

using Part = std::vector<Route> (*)();
constexpr Part parts[] = {
    ticket_routes,
    ticket_field_routes,
    user_field_routes,
    organization_field_routes,
    ticket_form_routes,
    custom_status_routes,
    brand_routes,
    dynamic_content_routes,
    locale_routes,
    account_routes,
    recipient_address_routes,
    comment_routes,
    side_conversation_routes,
    side_draft_routes,
    context_link_routes,
    draft_routes,
    scheduled_reply_routes,
    snooze_routes,
    view_routes,
    view_list_routes,
    macro_routes,
    macro_name_routes,
    macro_apply_routes,
    macro_attachment_routes,
    trigger_routes,
    trigger_category_routes,
    automation_routes,
    sla_policy_routes,
    schedule_routes,
    search_routes,
    guide_routes,
    report_routes,
    help_center_routes,
    help_center_translation_routes,
    help_center_search_routes,
    incremental_routes,
    ticket_event_routes,
    job_status_routes,
    ticket_bulk_routes,
    view_bulk_routes,
    job_undo_routes,
    ticket_relation_routes,
    redaction_routes,
    deleted_ticket_routes,
    ticket_people_routes,
    ticket_note_routes,
    ticket_metric_routes,
    ticket_sla_routes,
    ticket_import_routes,
    tag_routes,
    upload_routes,
    thumbnail_routes,
    user_routes,
    user_bulk_routes,
    merge_routes,
    person_tag_routes,
    user_session_routes,
    password_routes,
    password_link_routes,
    me_routes,
    identity_routes,
    address_proof_routes,
    custom_role_routes,
    organization_routes,
    organization_bulk_routes,
    membership_routes,
    organization_subscription_routes,
    group_routes,
    group_membership_routes,
    session_routes,
    token_routes,
    oauth_client_routes,
    oauth_token_routes,
    mailbox_routes,
    mail_filter_routes,
    priority_setting_routes,
    suspended_routes,
    suspended_export_routes,
    seat_routes,
    outgoing_routes,
    webhook_routes,
    audit_log_routes,
    import_routes,
    request_routes,
    request_comment_routes,
    satisfaction_routes,
    activity_routes,
    bookmark_routes,
    branding_routes,
    notification_routes,
    group_lead_routes,
    alert_channel_routes,
    alert_rule_routes,
    alert_routes,
    push_subscription_routes,
    dashboard_routes,
    checklist_routes,
    checklist_template_routes,
    presence_routes,
    time_entry_routes,
    approval_routes,
    housekeeping_routes,
    erasure_routes,
    personal_data_routes,
    retention_routes,
    round_trip_routes,
    custom_object_routes,
    custom_object_field_routes,
    custom_object_record_routes,
    custom_object_search_routes,
    custom_object_job_routes,
    relationship_routes,
    meta_routes,
};

}  // namespace

std::vector<Route> all_routes() {
  std::vector<Route> all;
  for (const auto part : parts) {
    const auto routes = part();
    all.insert(all.end(), routes.begin(), routes.end());
  }
  return all;
}

}  // namespace pult::api
