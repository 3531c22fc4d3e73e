#include "push/job.h"

#include "core/limits.h"
#include "crypto/push/content.h"
#include "push/message.h"
#include "store/tables/push/subscriptions.h"
#include "store/tables/tasks/reminders.h"
#include "store/tables/tasks/tasks.h"
#include "tasks/preferences/preferences.h"

void push_job_init(struct push_job *job, const struct push_message *message)
{
	*job = (struct push_job){ .used = true,
				  .message = *message,
				  .began_ms = clock_steady_ms() };
	job->message.id = arena_copy(&job->arena, message->id);
	job->message.owner.user_id = arena_copy(&job->arena, message->owner.user_id);
}

void push_job_done(struct push_job *job)
{
	push_transfer_free(job->transfer);
	arena_wipe(&job->arena);
	arena_done(&job->arena);
	*job = (struct push_job){ 0 };
}

struct push_job *push_job_of(struct push_job *jobs, CURL *handle)
{
	while (!jobs->transfer || push_transfer_handle(jobs->transfer) != handle)
		jobs++;
	return jobs;
}

/* --- what is sent ----------------------------------------------------------------------------- */

struct push_content {
	struct arena *arena;
	const struct push_message *message;
	struct push_subscription device;
	struct task task;
};

/* STORE_NONE: P2. */
static enum store_rc read_content(struct sql *sql, void *arg, struct err *err)
{
	struct push_content *c = arg;
	const struct owner *owner = &c->message->owner;
	struct preferences wishes = { 0 };
	enum store_rc rc = push_subscriptions_get(sql, c->arena, owner, c->message->subscription_id,
						  &c->device, err);

	if (rc == STORE_OK)
		rc = tasks_get(sql, c->arena, owner, c->message->task_id, &c->task, err);
	if (rc == STORE_FAULT && err->kind == ERR_UNREADABLE)
		return STORE_NONE; /* a row that cannot be read counts as none */
	if (rc == STORE_OK && (c->task.completed || c->task.deleted_ms))
		return STORE_NONE;
	if (rc == STORE_OK)
		rc = preferences_find(sql, c->arena, owner, &wishes, err);
	return rc == STORE_OK && !wishes.by_push ? STORE_NONE : rc;
}

static bool put_content(struct push_job *job, const struct push_content *c,
			const struct push_sender_config *config, int64_t now_ms, struct buf *out)
{
	struct push_receiver receiver;
	struct buf text;

	arena_buf(&job->arena, &text, 1024, PUSH_TEXT_MAX);
	push_message_put(&text, &c->task, job->message.at_ms, now_ms);
	return buf_ok(&text) && push_receiver_read(c->device.p256dh, c->device.auth, &receiver) &&
	       push_content_put(&receiver, config->random, buf_text(&text),
				push_message_filled(text.n), out);
}

/* --- the request ------------------------------------------------------------------------------ */

static bool is_late(const struct push_job *job, int64_t now_ms)
{
	return now_ms - job->message.at_ms >= REMINDER_LATE_MS;
}

static enum store_rc prepare(struct push_job *job, const struct push_content *c,
			     const struct push_sender_config *config, struct err *err)
{
	struct arena *a = &job->arena;
	int64_t now_ms = clock_now_ms(config->clock);
	struct buf content, authorization, topic;

	arena_buf(a, &content, PUSH_CONTENT_MAX, PUSH_CONTENT_MAX);
	arena_buf(a, &authorization, VAPID_CHARS_MAX, VAPID_CHARS_MAX);
	arena_buf(a, &topic, PUSH_TOPIC_CHARS + 1, PUSH_TOPIC_CHARS + 1);
	push_topic_put(&topic, &c->device, c->task.id);
	if (!put_content(job, c, config, now_ms, &content)) {
		err_set(err, "the message cannot be encrypted");
		return STORE_CONFLICT;
	}
	if (!vapid_put(&config->vapid, job->origin, now_ms / 1000, &authorization, err))
		return STORE_FAULT;
	job->transfer = push_transfer_new(&(struct push_request){
		.endpoint = arena_z(a, c->device.endpoint),
		.content = buf_text(&content),
		.authorization = buf_cstr(&authorization),
		.topic = buf_cstr(&topic),
		.ttl_s = (job->message.expires_ms - now_ms) / 1000,
		.urgent = !is_late(job, now_ms),
		.targets = config->targets,
		.ca_file = config->ca_file,
	});
	if (!job->transfer)
		err_set(err, "no memory for a push");
	return job->transfer ? STORE_OK : STORE_FAULT;
}

enum store_rc push_job_prepare(struct push_job *job, const struct push_sender_config *config,
			       struct err *err)
{
	struct push_content content = { .arena = &job->arena, .message = &job->message };
	enum store_rc rc = store_read(config->store, read_content, &content, err);
	char origin[ORIGIN_MAX];
	const char *fault;

	if (rc != STORE_OK)
		return rc;
	fault = push_endpoint_fault(content.device.endpoint, config->targets);
	if (fault) { /* the setting has changed */
		err_set(err, "%s", fault);
		return STORE_CONFLICT;
	}
	job->origin =
		arena_copy(&job->arena, push_endpoint_origin(content.device.endpoint, origin));
	return prepare(job, &content, config, err);
}

/* --- the result ------------------------------------------------------------------------------- */

enum store_rc push_settle_tx(struct sql *sql, void *arg, struct err *err)
{
	const struct push_settling *s = arg;
	const struct push_message *message = s->message;
	enum store_rc rc = push_messages_settle(sql, message, err);

	if (rc != STORE_OK)
		return rc;
	if (s->outcome == PUSH_GONE)
		rc = push_subscriptions_delete(sql, &message->owner, message->subscription_id, err);
	if (s->outcome == PUSH_SENT)
		rc = push_subscriptions_mark(sql, &message->owner, message->subscription_id,
					     s->now_ms, err);
	return rc == STORE_NONE ? STORE_OK : rc;
}
