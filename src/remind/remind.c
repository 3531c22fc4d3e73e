#include "remind/remind.h"

#include "core/limits.h"
#include "mail/outbox.h"
#include "mail/reminder.h"
#include "metrics/metrics.h"
#include "push/queue.h"
#include "store/tables/tasks/reminders.h"
#include "store/tables/tasks/tasks.h"
#include "store/tables/users.h"
#include "tasks/preferences/preferences.h"

#define MAIL_BYTES ((size_t)16 << 10)

/* One batch: a transaction, which may run again. */
struct batch {
	const struct remind *remind;
	int64_t now_ms;
	size_t taken, sent, mails, pushes;
};

/* --- one mail --------------------------------------------------------------------------------- */

/* "2026-12-01", "2026-12-01 09:00" or "2026-12-01 09:00, Europe/Berlin". */
static struct str due_text(struct arena *a, const struct task *task)
{
	if (!task->due_date.p)
		return STR("no date");
	return arena_fmt(a, "%.*s%s%.*s%s%.*s", STR_FMT(task->due_date),
			 task->due_time.p ? " " : "", STR_FMT(task->due_time),
			 task->time_zone.p ? ", " : "", STR_FMT(task->time_zone));
}

static struct str late_text(struct arena *a, int64_t at_ms, int64_t now_ms)
{
	struct buf iso;

	if (now_ms - at_ms < REMINDER_LATE_MS)
		return str_of(NULL, 0);
	arena_buf(a, &iso, 32, 32);
	clock_put_iso(&iso, at_ms);
	return arena_fmt(a, "It is late: it was meant for %.10s %.5s UTC.", iso.p, iso.p + 11);
}

static struct str pack(struct arena *a, const struct batch *batch, const struct reminder *due,
		       const struct task *task)
{
	const struct mail_reminder reminder = {
		.url = batch->remind->url,
		.due = due_text(a, task),
		.late = late_text(a, due->at_ms, batch->now_ms),
		.task = task->title,
	};
	struct buf text;

	arena_buf(a, &text, 1024, MAIL_BYTES);
	mail_reminder_pack(&text, &reminder);
	return buf_text(&text);
}

/* A row that cannot be read counts as none, so that it does not stop the others. */
static enum store_rc passing_over(enum store_rc rc, struct err *err)
{
	if (rc != STORE_FAULT || err->kind != ERR_UNREADABLE)
		return rc;
	*err = (struct err){ 0 };
	return STORE_NONE;
}

/* STORE_NONE: there is nothing to be sent. */
static enum store_rc find_task(struct sql *sql, struct arena *a, const struct batch *batch,
			       const struct reminder *due, struct task *out, struct err *err)
{
	enum store_rc rc;

	if (batch->now_ms - due->at_ms > REMIND_LATE_MOST_MS)
		return STORE_NONE;
	rc = passing_over(tasks_get(sql, a, &due->owner, due->task_id, out, err), err);
	return rc == STORE_OK && (out->completed || out->deleted_ms) ? STORE_NONE : rc;
}

static enum store_rc find_user(struct sql *sql, struct arena *a, const struct reminder *due,
			       struct user *out, struct preferences *wishes, struct err *err)
{
	enum store_rc rc = passing_over(users_by_id(sql, a, due->owner.user_id, out, err), err);

	if (rc == STORE_OK && out->banned)
		return STORE_NONE;
	return rc == STORE_OK ? preferences_find(sql, a, &due->owner, wishes, err) : rc;
}

/* Of several reminders of a task that wait for the mail server, the newest is kept. STORE_NONE: a
 * bound of the outbox is met. */
static enum store_rc post_mail(struct sql *sql, struct arena *a, const struct batch *batch,
			       const struct reminder *due, const struct task *task,
			       const struct user *user, struct err *err)
{
	const struct mail_message mail = {
		.kind = arena_fmt(a, "reminder/%lld", (long long)due->task_id),
		.to = user->email,
		.name = user->name,
		.url = pack(a, batch, due, task),
		.now_ms = batch->now_ms,
	};

	return outbox_add(sql, &mail, LIMIT_REMINDERS_PER_HOUR, err);
}

/* What became of one reminder. */
struct leaving {
	size_t mails, pushes;
	bool waits; /* in a way that is closed, or has met a bound */
};

static enum store_rc by_mail(struct sql *sql, struct arena *a, const struct batch *batch,
			     const struct reminder *due, const struct task *task,
			     const struct user *user, struct leaving *out, struct err *err)
{
	enum store_rc rc = STORE_NONE;

	if (!user->email_verified)
		return STORE_OK;
	if (batch->remind->mail.open)
		rc = post_mail(sql, a, batch, due, task, user, err);
	out->mails += rc == STORE_OK;
	out->waits = out->waits || rc == STORE_NONE;
	return rc == STORE_NONE ? STORE_OK : rc;
}

/* A user who wants pushes alone is not kept waiting where the server sends none. */
static enum store_rc by_push(struct sql *sql, struct arena *a, const struct batch *batch,
			     const struct reminder *due, struct leaving *out, struct err *err)
{
	enum store_rc rc = STORE_OK;

	if (batch->remind->push.open)
		rc = push_queue_add(sql, a, due, batch->now_ms, &out->pushes, err);
	out->waits = out->waits || rc == STORE_NONE;
	return rc == STORE_NONE ? STORE_OK : rc;
}

static enum store_rc put_back(struct sql *sql, const struct batch *batch,
			      const struct reminder *due, struct err *err)
{
	struct reminder again = *due;

	again.next_ms = batch->now_ms + REMIND_AGAIN_MS;
	return reminders_put_back(sql, &again, err);
}

static enum store_rc send_one(struct sql *sql, struct arena *a, struct batch *batch,
			      const struct reminder *due, struct err *err)
{
	struct leaving left = { 0 };
	struct preferences wishes = { 0 };
	struct task task;
	struct user user;
	enum store_rc rc = find_task(sql, a, batch, due, &task, err);

	if (rc == STORE_OK)
		rc = find_user(sql, a, due, &user, &wishes, err);
	if (rc != STORE_OK)
		return rc == STORE_NONE ? STORE_OK : rc;
	if (wishes.by_push)
		rc = by_push(sql, a, batch, due, &left, err);
	if (rc == STORE_OK && wishes.by_mail)
		rc = by_mail(sql, a, batch, due, &task, &user, &left, err);
	batch->mails += left.mails;
	batch->pushes += left.pushes;
	batch->sent += left.mails || left.pushes;
	return rc == STORE_OK && left.waits && !left.mails && !left.pushes
		       ? put_back(sql, batch, due, err)
		       : rc;
}

/* --- batches ---------------------------------------------------------------------------------- */

static enum store_rc take_tx(struct sql *sql, void *arg, struct err *err)
{
	ARENA(a);
	struct batch *batch = arg;
	struct reminder *due;
	enum store_rc rc;

	batch->sent = batch->mails = batch->pushes = 0;
	rc = reminders_take(sql, &a, batch->now_ms, REMIND_BATCH_ROWS, &due, &batch->taken, err);
	for (size_t i = 0; rc == STORE_OK && i < batch->taken; i++)
		rc = send_one(sql, &a, batch, &due[i], err);
	arena_wipe(&a);
	return rc;
}

static enum store_rc any_due(const struct remind *remind, int64_t now_ms, bool *out,
			     struct err *err)
{
	return STORE_READ(remind->store, sql, err, reminders_are_due(sql, now_ms, out, err));
}

STORE_TX(release_tx, const struct batch *batch,
	 reminders_release(sql, batch->now_ms, batch->now_ms + REMIND_AGAIN_MS, err))

/* A server without a mail server has put those that want one back. */
static enum store_rc release_once(struct remind *remind, struct batch *batch, struct err *err)
{
	enum store_rc rc = STORE_OK;

	if (remind->mail.open && !remind->released)
		rc = store_write(remind->store, release_tx, batch, err);
	remind->released = remind->released || rc == STORE_OK;
	return rc;
}

static void wake(const struct remind_way *way, size_t n)
{
	if (n && way->wake)
		way->wake(way->of);
}

enum store_rc remind_run(struct remind *remind, size_t *out_n, struct err *err)
{
	struct batch batch = { .remind = remind, .now_ms = clock_now_ms(remind->clock) };
	bool is_due = false;
	enum store_rc rc = release_once(remind, &batch, err);

	*out_n = 0;
	if (rc == STORE_OK)
		rc = any_due(remind, batch.now_ms, &is_due, err);
	batch.taken = is_due ? REMIND_BATCH_ROWS : 0;
	for (int i = 0; rc == STORE_OK && batch.taken == REMIND_BATCH_ROWS && i < REMIND_BATCHES;
	     i++) {
		rc = store_write(remind->store, take_tx, &batch, err);
		if (rc != STORE_OK)
			continue;
		*out_n += batch.sent;
		metric_count(METRIC_REMINDER_MAIL, batch.mails);
		metric_count(METRIC_REMINDER_PUSH, batch.pushes);
		wake(&remind->mail, batch.mails);
		wake(&remind->push, batch.pushes);
	}
	return rc;
}

static void tick(void *arg)
{
	struct remind *remind = arg;
	struct err err = { 0 };
	size_t n;
	bool failed = remind_run(remind, &n, &err) != STORE_OK;

	if (failed && !remind->failed)
		log_error(remind->log, "reminders could not be sent", str_z(err.text));
	remind->failed = failed;
}

bool remind_start(struct remind *remind)
{
	remind->timer = ticker_start(REMIND_EVERY_MS, tick, remind);
	return remind->timer != NULL;
}

void remind_stop(struct remind *remind)
{
	ticker_stop(remind->timer);
	remind->timer = NULL;
}
