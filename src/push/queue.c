#include "push/queue.h"

#include "core/limits.h"
#include "core/random.h"
#include "store/tables/push/messages.h"
#include "store/tables/push/subscriptions.h"

#define ID_BYTES 8

/* STORE_NONE: one of the bounds is met. */
static enum store_rc check_bounds(struct sql *sql, const struct reminder *reminder, size_t n,
				  int64_t now_ms, struct err *err)
{
	int64_t recent = 0;
	bool over = false;
	enum store_rc rc =
		push_messages_recent(sql, &reminder->owner, now_ms - PUSH_COUNTED_MS, &recent, err);

	if (rc == STORE_OK && recent + (int64_t)n > (int64_t)n * LIMIT_REMINDERS_PER_HOUR)
		return STORE_NONE;
	if (rc == STORE_OK)
		rc = push_messages_are_over(sql, LIMIT_PUSHES, &over, err);
	return rc == STORE_OK && over ? STORE_NONE : rc;
}

static enum store_rc put(struct sql *sql, const struct reminder *reminder, int64_t device_id,
			 int64_t now_ms, struct err *err)
{
	unsigned char random[ID_BYTES];
	char id[2 * ID_BYTES];
	struct buf text;
	const struct push_message message = {
		.id = str_of(id, sizeof(id)),
		.owner = reminder->owner,
		.subscription_id = device_id,
		.task_id = reminder->task_id,
		.at_ms = reminder->at_ms,
		.created_ms = now_ms,
		.due_ms = now_ms,
		.expires_ms = now_ms + PUSH_TRIES_MS,
	};

	/* The id only distinguishes rows, so that the source of randomness is no argument. */
	random_fill(&random_kernel, random, sizeof(random));
	buf_init_fixed(&text, id, sizeof(id));
	buf_hex(&text, random, sizeof(random));
	return push_messages_put(sql, &message, err);
}

enum store_rc push_queue_add(struct sql *sql, struct arena *a, const struct reminder *reminder,
			     int64_t now_ms, size_t *out_n, struct err *err)
{
	struct push_subscription *devices = NULL;
	size_t n = 0;
	enum store_rc rc = push_subscriptions_all(sql, a, &reminder->owner, LIMIT_DEVICES_PER_USER,
						  &devices, &n, err);

	*out_n = 0;
	if (rc == STORE_OK && n)
		rc = check_bounds(sql, reminder, n, now_ms, err);
	for (size_t i = 0; rc == STORE_OK && i < n; i++)
		rc = put(sql, reminder, devices[i].id, now_ms, err);
	*out_n = rc == STORE_OK ? n : 0;
	return rc;
}
