#include "auth/sweep.h"

#include "store/expired.h"

struct batch {
	struct arena arena;
	enum expired_rows which;
	int64_t before_ms;
	struct str *ids;
	size_t n;
};

static enum store_rc find(struct sql *sql, void *arg, struct err *err)
{
	struct batch *b = arg;

	return expired_find(sql, &b->arena, b->which, b->before_ms, &b->ids, &b->n, err);
}

static enum store_rc delete_rows(struct sql *sql, void *arg, struct err *err)
{
	const struct batch *b = arg;
	enum store_rc rc = STORE_OK;

	for (size_t i = 0; rc == STORE_OK && i < b->n; i++)
		rc = expired_delete(sql, b->which, b->ids[i], b->before_ms, err);
	return rc;
}

/* False: see *err. *out_n is less than EXPIRED_BATCH when nothing is left. */
static bool sweep_batch(struct issuer *issuer, enum expired_rows which, size_t *out_n,
			struct err *err)
{
	struct batch b = {
		.which = which,
		.before_ms = clock_now_ms(issuer->clock) - (int64_t)SWEEP_KEPT_S * 1000,
	};
	enum store_rc rc;

	arena_init(&b.arena, NULL, 0);
	rc = store_read(issuer->store, find, &b, err);
	if (rc == STORE_OK && b.n)
		rc = store_write(issuer->store, delete_rows, &b, err);
	arena_done(&b.arena);
	*out_n = b.n;
	return rc == STORE_OK;
}

bool sweep_expired(struct issuer *issuer, size_t *out_n, struct err *err)
{
	*out_n = 0;
	for (int which = 0; which < EXPIRED_TABLES; which++) {
		size_t n = EXPIRED_BATCH;

		for (int i = 0; i < SWEEP_BATCHES && n == EXPIRED_BATCH; i++) {
			if (!sweep_batch(issuer, (enum expired_rows)which, &n, err))
				return false;
			*out_n += n;
		}
	}
	return true;
}

static void tick(void *arg)
{
	struct issuer *issuer = arg;
	struct err err = { 0 };
	size_t n;

	if (!sweep_expired(issuer, &n, &err))
		log_error(issuer->log, "what has expired could not be taken away", err.text);
}

struct ticker *sweep_timer_start(struct issuer *issuer)
{
	return ticker_start(SWEEP_EVERY_MS, tick, issuer);
}
