#include "tasks/upkeep.h"

#include "store/tables/tasks/keys.h"

struct batch {
	int64_t now_ms;
	int64_t n;
};

STORE_TX(sweep_keys_tx, struct batch *b, keys_sweep(sql, b->now_ms, UPKEEP_BATCH_ROWS, &b->n, err))

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
	return rc;
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
