/* I1  Tasks are deleted only when a list that a key of the issuer has signed says so, and only
 *     those of the issuer's own users.
 * I2  A new list is applied once, and once more when the requests that were accepted before it
 *     arrived are over.
 * I3  A run that was interrupted starts again with the next start: nothing is remembered but the
 *     tasks themselves. */
#include "cli/nodes/orphan_cleanup.h"

#include "base/cleanup.h"
#include "core/clock.h"
#include "store/tables/tasks/tasks.h"
#include "tasks/orphaned_tasks.h"

#define POLL_MS  1000
#define AGAIN_MS 120000 /* longer than any request lives */

OWNER(struct ost_revocations *, ost_revocations_unref)

static enum owner_state is_gone(void *arg, struct str user_id)
{
	const struct ost_revocations *list = arg;

	switch (ost_revocations_is_deleted(list, user_id.p, user_id.n)) {
	case OST_DELETED_YES:
		return OWNER_DELETED;
	case OST_DELETED_NO:
		return OWNER_PRESENT;
	case OST_DELETED_NO_MEMORY:
		break;
	}
	return OWNER_UNKNOWN;
}

static void log_deleted(const struct orphan_cleanup *d, const struct orphan_counts *done)
{
	const struct log_field fields[] = {
		LOG_FIELD_INTEGER("users", (int64_t)done->users),
		LOG_FIELD_INTEGER("tasks", done->tasks),
	};

	if (done->users)
		log_line(d->log, LOG_LEVEL_NOTICE, "tasks of deleted users were deleted", fields,
			 ARRAY_LEN(fields));
}

static void sweep(struct orphan_cleanup *d, struct ost_revocations *list, uint64_t mark)
{
	bool again = d->swept && d->mark == mark;
	struct orphan_counts done;
	struct err err = { 0 };
	bool good = orphaned_tasks_sweep(d->store, is_gone, list, &done, &err) == STORE_OK;

	if (good)
		log_deleted(d, &done);
	else if (!d->failing)
		log_error(d->log, "tasks of deleted users could not be deleted yet",
			  str_z(err.text));
	d->failing = !good;
	if (!good || done.unknown)
		return;
	d->swept = true;
	d->mark = mark;
	d->again_ms = again ? 0 : clock_steady_ms() + AGAIN_MS;
}

static bool is_due(const struct orphan_cleanup *d, const struct ost_revocations_info *info)
{
	if (!str_eq(str_of(info->issuer.p, info->issuer.n), str_z(d->issuer)))
		return false; /* I1 */
	if (info->deleted && (!d->swept || d->mark != info->deletions_fingerprint))
		return true;
	return d->again_ms && clock_steady_ms() >= d->again_ms;
}

static void poll_list(void *arg)
{
	struct orphan_cleanup *d = arg;
	OWNED(ost_revocations_unref)
	struct ost_revocations *list = ost_remote_revocations(d->remote);
	struct ost_revocations_info info = { .size = sizeof(info) };

	if (!list)
		return;
	ost_revocations_info(list, &info);
	if (is_due(d, &info))
		sweep(d, list, info.deletions_fingerprint);
}

bool orphan_cleanup_start(struct orphan_cleanup *d, struct store *store, struct ost_remote *remote,
			  const char *issuer, const struct log *log, struct err *err)
{
	bool alone = false;

	*d = (struct orphan_cleanup){
		.store = store, .remote = remote, .issuer = issuer, .log = log
	};
	if (STORE_READ(store, sql, err, tasks_are_alone(sql, &alone, err)) != STORE_OK)
		return false;
	if (!alone)
		return true; /* tasks go with their users */
	d->ticker = ticker_start(POLL_MS, poll_list, d);
	if (!d->ticker)
		err_set(err, "no thread to look for deleted users");
	return d->ticker != NULL;
}

void orphan_cleanup_stop(struct orphan_cleanup *d)
{
	ticker_stop(TAKE(d->ticker));
}
