#include "auth/sweep.h"

#include "auth/account/stored_hashes.h"
#include "auth/audit/keep.h"
#include "auth/bans.h"
#include "store/tables/sweep.h"

struct batch {
	struct arena arena;
	enum sweep_table which;
	int64_t before_ms;
	struct str *ids;
	size_t n;
};

static enum store_rc delete_rows_tx(struct sql *sql, void *arg, struct err *err)
{
	const struct batch *b = arg;
	enum store_rc rc = STORE_OK;

	for (size_t i = 0; rc == STORE_OK && i < b->n; i++)
		rc = sweep_delete(sql, b->which, b->ids[i], b->before_ms, err);
	return rc;
}

/* Challenges of passkeys, which clients without an account can ask for, are not kept.
 *
 * False: see *err. *out_n is less than SWEEP_BATCH_ROWS when nothing is left. */
static bool sweep_batch(struct issuer *issuer, enum sweep_table which, size_t *out_n,
			struct err *err)
{
	int64_t kept_s = which == SWEEP_CHALLENGES ? 0 : SWEEP_KEPT_S;
	struct batch b = {
		.which = which,
		.before_ms = clock_now_ms(issuer->clock) - kept_s * 1000,
	};
	enum store_rc rc;

	arena_init(&b.arena, NULL, 0);
	rc = STORE_READ(issuer->store, sql, err,
			sweep_find(sql, &b.arena, b.which, b.before_ms, &b.ids, &b.n, err));
	if (rc == STORE_OK && b.n)
		rc = store_write(issuer->store, delete_rows_tx, &b, err);
	arena_done(&b.arena);
	*out_n = b.n;
	return rc == STORE_OK;
}

bool sweep_expired(struct issuer *issuer, size_t *out_n, struct err *err)
{
	*out_n = 0;
	for (int which = 0; which < SWEEP_TABLES; which++) {
		size_t n = SWEEP_BATCH_ROWS;

		for (int i = 0; i < SWEEP_BATCHES && n == SWEEP_BATCH_ROWS; i++) {
			if (!sweep_batch(issuer, (enum sweep_table)which, &n, err))
				return false;
			*out_n += n;
		}
	}
	return true;
}

static void sweep_timer_tick(void *arg)
{
	struct issuer *issuer = arg;
	const struct audit_keeping audit = { .store = issuer->store,
					     .clock = issuer->clock,
					     .random = issuer->random,
					     .keep_s = issuer->settings.audit_keep_s };
	struct err err = { 0 };
	size_t n;

	if (!sweep_expired(issuer, &n, &err))
		log_error(issuer->log, "expired rows could not be deleted", str_z(err.text));
	if (!stored_hashes_count(issuer, &err))
		log_error(issuer->log, "password hashes could not be counted", str_z(err.text));
	if (!bans_enforce(issuer, &n, &err))
		log_error(issuer->log, "the access of banned users could not be ended",
			  str_z(err.text));
	if (!audit_expire(&audit, &err))
		log_error(issuer->log, "old rows of the audit table could not be deleted",
			  str_z(err.text));
}

struct ticker *sweep_timer_start(struct issuer *issuer)
{
	return ticker_start(SWEEP_EVERY_MS, sweep_timer_tick, issuer);
}
