#include "auth/audit/keep.h"

#include "auth/audit/chain.h"
#include "auth/audit/row.h"
#include "base/cleanup.h"

struct cut {
	const struct audit_keeping *keeping;
	struct arena arena;
	int64_t now_ms, before_ms;
	int64_t n; /* rows that have gone */
};

static enum store_rc record(struct sql *sql, struct cut *c, int64_t first_seq,
			    const struct audit_link *last, struct err *err)
{
	struct str detail = arena_fmt(
		&c->arena, "rows %lld to %lld%s%.*s", (long long)first_seq, (long long)last->seq,
		last->hash.n ? "; the last had the hash " : "", STR_FMT(last->hash));
	struct audit_row row = audit_row_new(c->keeping->random, &c->arena, c->now_ms,
					     (struct audit_row){ .actor = STR("server"),
								 .origin = STR("server"),
								 .action = STR("audit-cut"),
								 .subject = STR(""),
								 .detail = detail });

	return audit_append(sql, &row, err);
}

static enum store_rc cut_tx(struct sql *sql, void *arg, struct err *err)
{
	struct cut *c = arg;
	struct audit_head head;
	struct audit_link last;
	enum store_rc rc = audit_head(sql, &c->arena, &head, err);

	c->n = 0;
	if (rc == STORE_OK)
		rc = audit_cut_end(sql, &c->arena, &head, c->before_ms, AUDIT_CUT_ROWS, &last, err);
	if (rc != STORE_OK)
		return rc;
	rc = record(sql, c, head.first_seq, &last, err);
	if (rc == STORE_OK)
		rc = audit_cut(sql, &last, err);
	c->n = last.seq - head.first_seq + 1;
	return rc;
}

/* False: see *err; a cut that found nothing is none. */
static bool cut_batch(struct cut *c, struct err *err)
{
	enum store_rc rc;

	arena_init(&c->arena, NULL, 0);
	rc = store_write(c->keeping->store, cut_tx, c, err);
	arena_done(&c->arena);
	c->n = rc == STORE_OK ? c->n : 0;
	return rc == STORE_OK || rc == STORE_NONE;
}

bool audit_expire(const struct audit_keeping *keeping, struct err *err)
{
	struct cut c = { .keeping = keeping, .now_ms = clock_now_ms(keeping->clock) };
	int64_t oldest_ms;
	bool ok = true;
	enum store_rc rc;

	if (!keeping->keep_s)
		return true;
	c.before_ms = c.now_ms - keeping->keep_s * 1000;
	rc = STORE_READ(keeping->store, sql, err, audit_oldest(sql, &oldest_ms, err));
	if (rc != STORE_OK)
		return rc == STORE_NONE;
	if (oldest_ms >= c.before_ms - (int64_t)AUDIT_CUT_EVERY_S * 1000)
		return true;
	for (int i = 0; ok && i < AUDIT_CUT_BATCHES && (i == 0 || c.n == AUDIT_CUT_ROWS); i++)
		ok = cut_batch(&c, err);
	return ok;
}
