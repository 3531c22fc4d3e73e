#include "tasks/upkeep.h"

#include "core/arena.h"
#include "store/tables/tasks/keys.h"
#include "store/tables/tasks/revision.h"
#include "store/tables/tasks/tasks.h"

struct batch {
	int64_t now_ms;
	int64_t n;
};

STORE_TX(sweep_keys_tx, struct batch *b, keys_sweep(sql, b->now_ms, UPKEEP_BATCH_ROWS, &b->n, err))

/* ---- the trash ---- */

#define DAY_MS INT64_C(86400000)

struct emptying {
	struct owner owner;
	int64_t before_ms;
};

/* The trash is a list, too, so its owner's revision advances. The feed told the deletion before. */
static enum store_rc empty_trash_tx(struct sql *sql, void *arg, struct err *err)
{
	const struct emptying *e = arg;
	struct revision now;
	enum store_rc rc = revision_advance(sql, &e->owner, &now, err);

	return rc == STORE_OK
		       ? tasks_empty_trash(sql, &e->owner, e->before_ms, UPKEEP_BATCH_ROWS, err)
		       : rc;
}

/* One batch. STORE_NONE: nothing is left. */
static enum store_rc empty_some(const struct upkeep *upkeep, int64_t before_ms, struct err *err)
{
	struct emptying e = { .before_ms = before_ms };
	ARENA(a);
	enum store_rc rc =
		STORE_READ(upkeep->store, sql, err,
			   tasks_owner_of_trash(sql, &a, before_ms, &e.owner.user_id, err));

	return rc == STORE_OK ? store_write(upkeep->store, empty_trash_tx, &e, err) : rc;
}

static enum store_rc empty_trash(const struct upkeep *upkeep, struct err *err)
{
	int64_t before_ms = clock_now_ms(upkeep->clock) - upkeep->trash_days * DAY_MS;
	enum store_rc rc = STORE_OK;

	if (!upkeep->trash_days)
		return STORE_OK;
	for (int i = 0; rc == STORE_OK && i < UPKEEP_BATCHES; i++)
		rc = empty_some(upkeep, before_ms, err);
	return rc == STORE_NONE || rc == STORE_ORPHAN ? STORE_OK : rc;
}

enum store_rc upkeep_run(const struct upkeep *upkeep, int64_t *out_n, struct err *err)
{
	struct batch b = { .now_ms = clock_now_ms(upkeep->clock), .n = UPKEEP_BATCH_ROWS };
	enum store_rc rc = STORE_OK;

	*out_n = 0;
	for (int i = 0; rc == STORE_OK && b.n == UPKEEP_BATCH_ROWS && i < UPKEEP_BATCHES; i++) {
		rc = store_write(upkeep->store, sweep_keys_tx, &b, err);
		if (rc == STORE_OK)
			*out_n += b.n;
	}
	return rc == STORE_OK ? empty_trash(upkeep, err) : rc;
}

static void tick(void *arg)
{
	const struct upkeep *upkeep = arg;
	struct err err = { 0 };
	int64_t n;

	if (upkeep_run(upkeep, &n, &err) != STORE_OK)
		log_error(upkeep->log, "expired rows of the tables of tasks could not be deleted",
			  str_z(err.text));
}

bool upkeep_start(struct upkeep *upkeep)
{
	upkeep->timer = ticker_start(UPKEEP_EVERY_MS, tick, upkeep);
	return upkeep->timer != NULL;
}

void upkeep_stop(struct upkeep *upkeep)
{
	ticker_stop(upkeep->timer);
	upkeep->timer = NULL;
}
