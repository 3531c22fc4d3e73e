#include "store/outbox.h"

#include "store/sql.h"

#define COLUMNS                                                                                    \
	"id, kind, recipient, name, url, state, note, attempts, created_ms, due_ms, expires_ms"

/* Rows that are to be sent: nobody's yet, or of a claimant that has not settled them in time. */
#define WAITING "state in ('pending', 'sending')"

enum store_rc outbox_insert(struct sql *sql, const struct outbox_row *row, struct err *err)
{
	static const char insert[] =
		"insert into ostiary_outbox (id, kind, recipient, name, url, state, attempts,"
		" created_ms, due_ms, expires_ms)"
		" values ($1, $2, $3, $4, $5, 'pending', 0, $6, $7, $8)";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, insert);

	sql_bind_text(run, 1, row->id);
	sql_bind_text(run, 2, row->kind);
	sql_bind_text(run, 3, row->recipient);
	sql_bind_text(run, 4, row->name);
	sql_bind_text(run, 5, row->url);
	sql_bind_i64(run, 6, row->created_ms);
	sql_bind_i64(run, 7, row->due_ms);
	sql_bind_i64(run, 8, row->expires_ms);
	return sql_change(run, err);
}

static enum store_rc read_row(struct sql_run *run, struct arena *a, struct outbox_row *out,
			      struct err *err)
{
	struct outbox_row row = {
		.id = sql_copy(run, 0, a),
		.kind = sql_copy(run, 1, a),
		.recipient = sql_copy(run, 2, a),
		.name = sql_copy(run, 3, a),
		.url = sql_copy(run, 4, a),
		.state = sql_copy(run, 5, a),
		.note = sql_copy(run, 6, a),
		.attempts = sql_i64(run, 7),
		.created_ms = sql_i64(run, 8),
		.due_ms = sql_i64(run, 9),
		.expires_ms = sql_i64(run, 10),
	};
	enum store_rc rc = sql_row_ok(run, err);

	if (rc == STORE_OK)
		*out = row;
	return rc;
}

/* The outer condition repeats the inner one: where two processes have picked the same row, the second
 * waits for the first, looks again and finds it taken. */
enum store_rc outbox_claim(struct sql *sql, struct arena *a, int64_t now_ms, int64_t lease_ms,
			   struct outbox_row *out, struct err *err)
{
	static const char claim[] =
		"update ostiary_outbox set state = 'sending', attempts = attempts + 1, due_ms = $1"
		" where id = (select id from ostiary_outbox where " WAITING " and due_ms <= $2"
		" and expires_ms > $2 and url is not null order by due_ms, id limit 1)"
		" and " WAITING " and due_ms <= $2 returning " COLUMNS;
	OWNED(sql_end) struct sql_run *run = sql_start(sql, claim);
	enum store_rc rc;

	sql_bind_i64(run, 1, lease_ms);
	sql_bind_i64(run, 2, now_ms);
	rc = sql_step(run, err);
	return rc == STORE_OK ? read_row(run, a, out, err) : rc;
}

enum store_rc outbox_settle(struct sql *sql, const struct outbox_row *row, struct err *err)
{
	static const char settle[] = "update ostiary_outbox set state = $1, note = $2, due_ms = $3"
				     " where id = $4 and state = 'sending' and attempts = $5";
	static const char wipe[] =
		"update ostiary_outbox set url = null, name = '' where id = $1 and state = 'sent'";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, settle);
	OWNED(sql_end) struct sql_run *wiping = NULL;
	enum store_rc rc;

	sql_bind_text(run, 1, row->state);
	sql_bind_text_or_null(run, 2, row->note);
	sql_bind_i64(run, 3, row->due_ms);
	sql_bind_text(run, 4, row->id);
	sql_bind_i64(run, 5, row->attempts);
	rc = sql_change(run, err);
	if (rc != STORE_OK)
		return rc;
	wiping = sql_start(sql, wipe);
	sql_bind_text(wiping, 1, row->id);
	rc = sql_change(wiping, err);
	return rc == STORE_NONE ? STORE_OK : rc;
}

enum store_rc outbox_next_due(struct sql *sql, int64_t *out_ms, struct err *err)
{
	static const char next[] = "select due_ms from ostiary_outbox where " WAITING
				   " and url is not null order by due_ms limit 1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, next);

	return sql_number(run, out_ms, err);
}

/* A row that is being sent keeps its link until its claimant is done or given up. */
#define EXPIRED "expires_ms <= $1 and url is not null and (state <> 'sending' or due_ms <= $1)"

enum store_rc outbox_is_dirty(struct sql *sql, int64_t now_ms, struct err *err)
{
	static const char dirty[] =
		"select 1 from ostiary_outbox where " EXPIRED " or expires_ms <= $2 limit 1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, dirty);

	sql_bind_i64(run, 1, now_ms);
	sql_bind_i64(run, 2, now_ms - OUTBOX_KEPT_MS);
	return sql_step(run, err);
}

static enum store_rc change_by_time(struct sql *sql, const char *statement, int64_t ms,
				    struct err *err)
{
	OWNED(sql_end) struct sql_run *run = sql_start(sql, statement);
	enum store_rc rc;

	sql_bind_i64(run, 1, ms);
	rc = sql_change(run, err);
	return rc == STORE_NONE ? STORE_OK : rc;
}

enum store_rc outbox_sweep(struct sql *sql, int64_t now_ms, struct err *err)
{
	static const char give_up[] =
		"update ostiary_outbox set state = 'failed',"
		" note = coalesce(note || '; ', '') || 'the link has expired unsent'"
		" where " WAITING " and " EXPIRED;
	static const char wipe[] = "update ostiary_outbox set url = null, name = '' where " EXPIRED;
	static const char forget[] = "delete from ostiary_outbox where expires_ms <= $1";
	enum store_rc rc = change_by_time(sql, give_up, now_ms, err);

	if (rc == STORE_OK)
		rc = change_by_time(sql, wipe, now_ms, err);
	if (rc == STORE_OK)
		rc = change_by_time(sql, forget, now_ms - OUTBOX_KEPT_MS, err);
	return rc;
}

enum store_rc outbox_retry(struct sql *sql, struct str id, int64_t now_ms, struct err *err)
{
	static const char retry[] =
		"update ostiary_outbox set state = 'pending', due_ms = $1 where id = $2"
		" and state in ('pending', 'failed', 'logged') and url is not null"
		" and expires_ms > $1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, retry);

	sql_bind_i64(run, 1, now_ms);
	sql_bind_text(run, 2, id);
	return sql_change(run, err);
}

enum store_rc outbox_find(struct sql *sql, struct arena *a, struct str id, struct outbox_row *out,
			  struct err *err)
{
	static const char by_id[] = "select " COLUMNS " from ostiary_outbox where id = $1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, by_id);
	enum store_rc rc;

	sql_bind_text(run, 1, id);
	rc = sql_step(run, err);
	return rc == STORE_OK ? read_row(run, a, out, err) : rc;
}

enum store_rc outbox_list(struct sql *sql, struct arena *a, struct outbox_row **out, size_t *out_n,
			  struct err *err)
{
	static const char newest[] = "select " COLUMNS " from ostiary_outbox"
				     " order by created_ms desc, id limit $1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, newest);
	struct outbox_row *rows = arena_array(a, OUTBOX_LISTED, sizeof(*rows));
	enum store_rc rc;
	size_t n = 0;

	sql_bind_i64(run, 1, OUTBOX_LISTED);
	while ((rc = sql_step(run, err)) == STORE_OK && n < OUTBOX_LISTED) {
		rc = read_row(run, a, &rows[n], err);
		if (rc != STORE_OK)
			return rc;
		n++;
	}
	if (rc != STORE_NONE && rc != STORE_OK)
		return rc;
	*out = rows;
	*out_n = n;
	return STORE_OK;
}
