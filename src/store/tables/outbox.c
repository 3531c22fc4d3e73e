#include "store/tables/outbox.h"

#include "store/sql/rows.h"

#define COLUMNS                                                                                    \
	"id, kind, recipient, name, url, state, note, attempts, created_ms, due_ms, turn_ms,"      \
	" expires_ms"

/* Mails still to be sent: not claimed, or claimed by a process that has not recorded a result in
 * time. */
#define WAITING "state in ('pending', 'sending')"

static void bind_new(struct sql_run *run, const struct outbox_row *row)
{
	sql_bind_text(run, 1, row->id);
	sql_bind_text(run, 2, row->name);
	sql_bind_text(run, 3, row->url);
	sql_bind_i64(run, 4, row->created_ms);
	sql_bind_i64(run, 5, row->due_ms);
	sql_bind_i64(run, 6, row->expires_ms);
	sql_bind_text(run, 7, row->kind);
	sql_bind_text(run, 8, row->recipient);
}

enum store_rc outbox_replace(struct sql *sql, const struct outbox_row *row, struct err *err)
{
	static const char replace[] =
		"update ostiary_mail set id = $1, name = $2, url = $3, created_ms = $4,"
		" due_ms = case when attempts = 0 or due_ms < $5 then $5 else due_ms end,"
		" expires_ms = $6 where kind = $7 and recipient = $8 and state = 'pending'";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, replace);

	bind_new(run, row);
	return sql_change(run, err);
}

enum store_rc outbox_insert(struct sql *sql, const struct outbox_row *row, int64_t recent_ms,
			    struct err *err)
{
	static const char insert[] =
		"insert into ostiary_mail (id, name, url, created_ms, due_ms, expires_ms, kind,"
		" recipient, state, attempts, turn_ms)"
		" values ($1, $2, $3, $4, $5, $6, $7, $8, 'pending', 0, $4 + $9 *"
		" (select count(*) from ostiary_mail where recipient = $8 and created_ms > $10))"
		" on conflict (recipient, kind) where state = 'pending' do update set"
		" id = excluded.id, name = excluded.name, url = excluded.url,"
		" created_ms = excluded.created_ms, due_ms = excluded.due_ms,"
		" expires_ms = excluded.expires_ms";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, insert);

	bind_new(run, row);
	sql_bind_i64(run, 9, OUTBOX_TURN_MS);
	sql_bind_i64(run, 10, recent_ms);
	return sql_change(run, err);
}

static void read_recent(struct sql_run *run, struct arena *a, struct outbox_recent *out)
{
	(void)a;
	*out = (struct outbox_recent){ .all = sql_i64(run, 0), .of_kind = sql_i64(run, 1) };
}

enum store_rc outbox_recent(struct sql *sql, struct str recipient, struct str kind,
			    int64_t since_ms, struct outbox_recent *out, struct err *err)
{
	static const char recent[] =
		"select count(*), coalesce(sum(case when kind = $1 then 1 else 0 end), 0)"
		" from ostiary_mail where recipient = $2 and created_ms > $3"
		" and case when kind like 'reminder/%' then 1 else 0 end = $4";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, recent);

	sql_bind_text(run, 1, kind);
	sql_bind_text(run, 2, recipient);
	sql_bind_i64(run, 3, since_ms);
	sql_bind_i64(run, 4, str_starts(kind, STR("reminder/")));
	return SQL_ROW(run, NULL, read_recent, out, err);
}

enum store_rc outbox_is_over(struct sql *sql, int64_t most, bool *out, struct err *err)
{
	static const char over[] = "select 1 from ostiary_mail where state = 'pending'"
				   " order by recipient limit 1 offset $1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, over);

	sql_bind_i64(run, 1, most);
	return sql_exists(run, out, err);
}

enum store_rc outbox_delete(struct sql *sql, struct str id, struct err *err)
{
	static const char delete[] = "delete from ostiary_mail where id = $1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, delete);

	sql_bind_text(run, 1, id);
	return sql_change(run, err);
}

static void read_mail(struct sql_run *run, struct arena *a, struct outbox_row *out)
{
	*out = (struct outbox_row){
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
		.turn_ms = sql_i64(run, 10),
		.expires_ms = sql_i64(run, 11),
	};
}

/* On PostgreSQL, a row that another transaction is claiming is passed over. */
#define CLAIM(lock)                                                                                \
	"update ostiary_mail set state = 'sending', attempts = attempts + 1, due_ms = $1"          \
	" where id = (select id from ostiary_mail where " WAITING " and due_ms <= $2"              \
	" and expires_ms > $2 and url is not null order by turn_ms, id limit 1" lock               \
	") returning " COLUMNS

enum store_rc outbox_claim(struct sql *sql, struct arena *a, int64_t now_ms, int64_t lease_ms,
			   struct outbox_row *out, struct err *err)
{
	static const char *const claim[] = {
		[SQL_SQLITE] = CLAIM(""),
		[SQL_POSTGRES] = CLAIM(" for update skip locked"),
	};
	OWNED(sql_end) struct sql_run *run = sql_start(sql, claim[sql_engine(sql)]);

	sql_bind_i64(run, 1, lease_ms);
	sql_bind_i64(run, 2, now_ms);
	return SQL_ROW(run, a, read_mail, out, err);
}

/* A newer mail of the same kind waits for the same recipient. */
#define SUPERSEDED                                                                                 \
	"exists (select 1 from ostiary_mail as newer where newer.state = 'pending'"                \
	" and newer.recipient = ostiary_mail.recipient and newer.kind = ostiary_mail.kind"         \
	" and newer.id <> ostiary_mail.id)"

enum store_rc outbox_settle(struct sql *sql, const struct outbox_row *row, struct err *err)
{
	static const char settle[] =
		"update ostiary_mail set state = case when $1 <> 'pending' then $1"
		" when " SUPERSEDED " then 'failed' else $1 end,"
		" note = case when $1 = 'pending' and " SUPERSEDED
		" then coalesce($2 || '; ', '') || 'a newer mail takes its place' else $2 end,"
		" due_ms = $3 where id = $4 and state = 'sending' and attempts = $5";
	static const char wipe[] =
		"update ostiary_mail set url = null, name = '' where id = $1 and state = 'sent'";
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
	return sql_exec(wiping, err);
}

enum store_rc outbox_next_due(struct sql *sql, int64_t *out_ms, struct err *err)
{
	static const char next[] = "select due_ms from ostiary_mail where " WAITING
				   " and url is not null order by due_ms limit 1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, next);

	return sql_number(run, out_ms, err);
}

/* A mail that is being sent keeps its link until its claimant has recorded a result or its lease
 * has ended. */
#define EXPIRED "expires_ms <= $1 and url is not null and (state <> 'sending' or due_ms <= $1)"

enum store_rc outbox_is_dirty(struct sql *sql, int64_t now_ms, struct err *err)
{
	static const char dirty[] =
		"select 1 from ostiary_mail where " EXPIRED " or expires_ms <= $2 limit 1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, dirty);

	sql_bind_i64(run, 1, now_ms);
	sql_bind_i64(run, 2, now_ms - OUTBOX_KEPT_MS);
	return sql_step(run, err);
}

static enum store_rc change_by_time(struct sql *sql, const char *statement, int64_t ms,
				    struct err *err)
{
	OWNED(sql_end) struct sql_run *run = sql_start(sql, statement);

	sql_bind_i64(run, 1, ms);
	return sql_exec(run, err);
}

enum store_rc outbox_sweep(struct sql *sql, int64_t now_ms, struct err *err)
{
	static const char give_up[] =
		"update ostiary_mail set state = 'failed',"
		" note = coalesce(note || '; ', '') || 'the link has expired unsent'"
		" where " WAITING " and " EXPIRED;
	static const char wipe[] = "update ostiary_mail set url = null, name = '' where " EXPIRED;
	static const char forget[] = "delete from ostiary_mail where expires_ms <= $1";
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
		"update ostiary_mail set state = 'pending', due_ms = $1 where id = $2"
		" and state in ('pending', 'failed', 'logged') and url is not null"
		" and expires_ms > $1 and not " SUPERSEDED;
	OWNED(sql_end) struct sql_run *run = sql_start(sql, retry);

	sql_bind_i64(run, 1, now_ms);
	sql_bind_text(run, 2, id);
	return sql_change(run, err);
}

enum store_rc outbox_find(struct sql *sql, struct arena *a, struct str id, struct outbox_row *out,
			  struct err *err)
{
	static const char by_id[] = "select " COLUMNS " from ostiary_mail where id = $1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, by_id);

	sql_bind_text(run, 1, id);
	return SQL_ROW(run, a, read_mail, out, err);
}

enum store_rc outbox_list(struct sql *sql, struct arena *a, struct outbox_row **out, size_t *out_n,
			  struct err *err)
{
	static const char newest[] = "select " COLUMNS " from ostiary_mail"
				     " order by created_ms desc, id limit $1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, newest);

	sql_bind_i64(run, 1, OUTBOX_LISTED);
	return SQL_LIST(run, a, OUTBOX_LISTED, read_mail, out, out_n, err);
}

enum store_rc outbox_of(struct sql *sql, struct arena *a, struct str recipient,
			struct outbox_row **out, size_t *out_n, struct err *err)
{
	static const char newest[] = "select " COLUMNS " from ostiary_mail where recipient = $1"
				     " order by created_ms desc, id limit $2";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, newest);

	sql_bind_text(run, 1, recipient);
	sql_bind_i64(run, 2, OUTBOX_LISTED);
	return SQL_LIST(run, a, OUTBOX_LISTED, read_mail, out, out_n, err);
}
