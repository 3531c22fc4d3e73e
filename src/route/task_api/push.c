#include "route/task_api/push.h"

#include "base/url.h"
#include "core/limits.h"
#include "push/devices/devices.h"
#include "push/key.h"
#include "route/app.h"
#include "route/detail.h"
#include "route/task_api/answer.h"
#include "route/task_api/given.h"

#define NO_DEVICE STR("Subscription not found")
#define MOST      LIMIT_TEXT(LIMIT_DEVICES_PER_USER)
#define FULL      "There are " MOST " devices already: delete some first"

static const struct task_rules *rules_of(const struct call *call)
{
	return &call->app->config.tasks;
}

/* Answers every outcome but STORE_OK. */
static void refuse_for(struct call *call, enum store_rc rc, const struct err *err)
{
	if (rc == STORE_NONE || (rc == STORE_FAULT && err->kind == ERR_UNREADABLE))
		answer_refuse(call, 404, NO_DEVICE);
	else if (rc == STORE_FULL)
		detail_problem(call->request->arena, call->reply, PROBLEM_DEVICES_FULL, STR(FULL),
			       (struct blame){ 0 });
	else
		answer_store(call, rc, err);
}

void push_get_key(struct call *call)
{
	struct arena *a = call->request->arena;
	struct err err = { 0 };
	struct buf body;
	enum store_rc rc;

	arena_buf(a, &body, 128, 256);
	buf_z(&body, "{\"public_key\":\"");
	rc = push_key_put_public(rules_of(call)->store, a, &body, &err);
	buf_z(&body, "\"}");
	if (rc == STORE_OK) {
		reply_json(call->reply, 200, buf_text(&body));
	} else if (rc == STORE_NONE) {
		reply_header(call->reply, STR("retry-after"), STR("60"));
		detail_problem(a, call->reply, PROBLEM_NOT_READY,
			       STR("No server that sends reminders has made its key yet"),
			       (struct blame){ 0 });
	} else {
		answer_store(call, rc, &err);
	}
}

void push_get_all(struct call *call)
{
	struct push_subscription *devices = NULL;
	struct err err = { 0 };
	struct buf body;
	size_t n = 0;
	enum store_rc rc =
		device_all(rules_of(call), call->request->arena, call->owner, &devices, &n, &err);

	if (rc != STORE_OK) {
		refuse_for(call, rc, &err);
		return;
	}
	arena_buf(call->request->arena, &body, 1024, LIMIT_REPLY_BYTES);
	for (size_t i = 0; i < n; i++) {
		buf_char(&body, i ? ',' : '[');
		device_put_json(&body, &devices[i]);
	}
	buf_z(&body, n ? "]" : "[]");
	reply_json(call->reply, 200, buf_text(&body));
}

static void point_to(struct call *call, int64_t id)
{
	struct buf path;

	arena_buf(call->request->arena, &path, 128, LIMIT_HEAD_BYTES);
	buf_z(&path, "/api/users/");
	url_put_component(&path, call->owner->user_id);
	buf_z(&path, "/push/subscriptions/");
	buf_i64(&path, id);
	reply_header(call->reply, STR("location"), buf_text(&path));
}

void push_post(struct call *call)
{
	struct arena *a = call->request->arena;
	struct push_subscription device = { 0 };
	struct refusal refusal;
	struct err err = { 0 };
	bool is_new = false;
	struct buf body;
	enum store_rc rc;

	if (!given_json(call))
		return;
	if (!device_read(a, request_json_text(call->request), call->app->config.push.targets,
			 &device, &refusal)) {
		answer_refusal(call, &refusal);
		return;
	}
	rc = device_subscribe(rules_of(call), a, call->owner, call->request->now_ms, &device,
			      &is_new, &err);
	if (rc != STORE_OK) {
		refuse_for(call, rc, &err);
		return;
	}
	arena_buf(a, &body, 1024, LIMIT_REPLY_BYTES);
	device_put_json(&body, &device);
	reply_json(call->reply, is_new ? 201 : 200, buf_text(&body));
	if (is_new)
		point_to(call, device.id);
}

void push_remove(struct call *call)
{
	struct err err = { 0 };
	enum store_rc rc;
	int64_t id;

	if (!given_id(call, 1, NO_DEVICE, &id))
		return;
	rc = device_remove(rules_of(call), call->owner, id, &err);
	if (rc == STORE_OK)
		call->reply->status = 204;
	else
		refuse_for(call, rc, &err);
}
