/* I1  Nothing is deleted but on the word of a list that a key of the issuer has signed, about its own users.
 * I2  A list is gone through once, and once more when requests are over that were let in before it came.
 * I3  What is broken off begins anew with the next start: nothing but the tasks themselves is remembered.
 */
#include "cli/departures.h"

#include "base/cleanup.h"
#include "core/clock.h"
#include "store/tasks.h"
#include "tasks/departed.h"

#define LOOK_MS  1000
#define AGAIN_MS 120000 /* longer than any request lives */

OWNER(struct ost_not_before *, ost_not_before_unref)

static enum departed_answer is_gone(void *arg, struct str user_id)
{
	const struct ost_not_before *list = arg;

	switch (ost_not_before_departed(list, user_id.p, user_id.n)) {
	case OST_DEPARTED_YES:
		return DEPARTED_YES;
	case OST_DEPARTED_NO:
		return DEPARTED_NO;
	case OST_DEPARTED_NO_MEMORY:
		break;
	}
	return DEPARTED_UNKNOWN;
}

static void tell(const struct departures *d, const struct departed_result *done)
{
	const struct log_field fields[] = {
		LOG_FIELD_INTEGER("users", (int64_t)done->users),
		LOG_FIELD_INTEGER("tasks", done->tasks),
	};

	if (done->users)
		log_line(d->log, LOG_LEVEL_NOTICE, "tasks of deleted users were deleted", fields,
			 ARRAY_LEN(fields));
}

static void sweep(struct departures *d, struct ost_not_before *list, uint64_t mark)
{
	bool again = d->swept && d->mark == mark;
	struct departed_result done;
	struct err err = { 0 };
	bool good = departed_sweep(d->store, is_gone, list, &done, &err) == STORE_OK;

	if (good)
		tell(d, &done);
	else if (!d->failing)
		log_error(d->log, "tasks of deleted users could not be deleted yet", err.text);
	d->failing = !good;
	if (!good || done.unknown)
		return;
	d->swept = true;
	d->mark = mark;
	d->again_ms = again ? 0 : clock_steady_ms() + AGAIN_MS;
}

static bool is_due(const struct departures *d, const struct ost_not_before_info *info)
{
	if (!str_eq(str_of(info->issuer.p, info->issuer.n), str_z(d->issuer)))
		return false; /* I1 */
	if (info->deleted && (!d->swept || d->mark != info->deleted_mark))
		return true;
	return d->again_ms && clock_steady_ms() >= d->again_ms;
}

static void look(void *arg)
{
	struct departures *d = arg;
	OWNED(ost_not_before_unref) struct ost_not_before *list = ost_remote_not_before(d->remote);
	struct ost_not_before_info info;

	if (!list)
		return;
	ost_not_before_about(list, &info);
	if (is_due(d, &info))
		sweep(d, list, info.deleted_mark);
}

static enum store_rc look_alone(struct sql *sql, void *arg, struct err *err)
{
	return tasks_are_alone(sql, arg, err);
}

bool departures_start(struct departures *d, struct store *store, struct ost_remote *remote,
		      const char *issuer, const struct log *log, struct err *err)
{
	bool alone = false;

	*d = (struct departures){ .store = store, .remote = remote, .issuer = issuer, .log = log };
	if (store_read(store, look_alone, &alone, err) != STORE_OK)
		return false;
	if (!alone)
		return true; /* tasks go with their users */
	d->ticker = ticker_start(LOOK_MS, look, d);
	if (!d->ticker)
		err_set(err, "no thread to look for deleted users");
	return d->ticker != NULL;
}

void departures_stop(struct departures *d)
{
	ticker_stop(TAKE(d->ticker));
}
