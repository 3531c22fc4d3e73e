#include "store/tables/push/messages.h"

#include "store/sql/rows.h"

#define TURN_MS (INT64_C(60) * 1000) /* by which each recent message of an owner delays the next */

enum store_rc push_messages_put(struct sql *sql, const struct push_message *row, struct err *err)
{
	static const char put[] =
		"insert into ostiary_push_message (id, user_id, subscription_id, task_id, at_ms,"
		" state, attempts, created_ms, due_ms, expires_ms, turn_ms)"
		" values ($1, $2, $3, $4, $5, 'pending', 0, $6, $7, $8, $6 + $9 *"
		" (select count(*) from ostiary_push_message"
		" where user_id = $2 and created_ms > $10))"
		" on conflict (user_id, subscription_id, task_id) where state = 'pending'"
		" do update set at_ms = excluded.at_ms, expires_ms = excluded.expires_ms";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, put);

	sql_bind_text(run, 1, row->id);
	sql_bind_text(run, 2, row->owner.user_id);
	sql_bind_i64(run, 3, row->subscription_id);
	sql_bind_i64(run, 4, row->task_id);
	sql_bind_i64(run, 5, row->at_ms);
	sql_bind_i64(run, 6, row->created_ms);
	sql_bind_i64(run, 7, row->due_ms);
	sql_bind_i64(run, 8, row->expires_ms);
	sql_bind_i64(run, 9, TURN_MS);
	sql_bind_i64(run, 10, row->created_ms - PUSH_COUNTED_MS);
	return sql_change(run, err);
}

enum store_rc push_messages_recent(struct sql *sql, const struct owner *owner, int64_t since_ms,
				   int64_t *out, struct err *err)
{
	static const char recent[] = "select count(*) from ostiary_push_message"
				     " where user_id = $1 and created_ms > $2";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, recent);

	sql_bind_text(run, 1, owner->user_id);
	sql_bind_i64(run, 2, since_ms);
	return sql_number(run, out, err);
}

enum store_rc push_messages_are_over(struct sql *sql, int64_t most, bool *out, struct err *err)
{
	static const char over[] = "select 1 from ostiary_push_message where state <> 'done'"
				   " order by due_ms limit 1 offset $1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, over);

	sql_bind_i64(run, 1, most);
	return sql_exists(run, out, err);
}

static void read_message(struct sql_run *run, struct arena *a, struct push_message *out)
{
	*out = (struct push_message){
		.id = sql_copy(run, 0, a),
		.owner.user_id = sql_copy(run, 1, a),
		.subscription_id = sql_i64(run, 2),
		.task_id = sql_i64(run, 3),
		.at_ms = sql_i64(run, 4),
		.attempts = sql_i64(run, 5),
		.created_ms = sql_i64(run, 6),
		.due_ms = sql_i64(run, 7),
		.expires_ms = sql_i64(run, 8),
	};
}

/* On PostgreSQL, rows that another transaction is claiming are passed over. */
#define CLAIM(lock)                                                                                \
	"update ostiary_push_message set state = 'sending', attempts = attempts + 1, due_ms = $1"  \
	" where id in (select id from ostiary_push_message where state <> 'done'"                  \
	" and due_ms <= $2 and expires_ms > $2 order by turn_ms, id limit $3" lock                 \
	") returning id, user_id, subscription_id, task_id, at_ms, attempts, created_ms, due_ms,"  \
	" expires_ms"

enum store_rc push_messages_claim(struct sql *sql, struct arena *a, int64_t now_ms,
				  int64_t lease_ms, size_t most, struct push_message **out,
				  size_t *out_n, struct err *err)
{
	static const char *const claim[] = {
		[SQL_SQLITE] = CLAIM(""),
		[SQL_POSTGRES] = CLAIM(" for update skip locked"),
	};
	OWNED(sql_end) struct sql_run *run = sql_start(sql, claim[sql_engine(sql)]);

	sql_bind_i64(run, 1, lease_ms);
	sql_bind_i64(run, 2, now_ms);
	sql_bind_i64(run, 3, (int64_t)most);
	return SQL_LIST(run, a, most, read_message, out, out_n, err);
}

enum store_rc push_messages_settle(struct sql *sql, const struct push_message *row, struct err *err)
{
	static const char settle[] =
		"update ostiary_push_message set due_ms = $1, expires_ms = $2,"
		" state = case when $3 = 'pending' and exists (select 1"
		" from ostiary_push_message as newer where newer.state = 'pending'"
		" and newer.user_id = ostiary_push_message.user_id"
		" and newer.subscription_id = ostiary_push_message.subscription_id"
		" and newer.task_id = ostiary_push_message.task_id) then 'done' else $3 end"
		" where id = $4 and state = 'sending' and attempts = $5";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, settle);

	sql_bind_i64(run, 1, row->due_ms);
	sql_bind_i64(run, 2, row->done ? row->created_ms + PUSH_COUNTED_MS : row->expires_ms);
	sql_bind_text(run, 3, row->done ? STR("done") : STR("pending"));
	sql_bind_text(run, 4, row->id);
	sql_bind_i64(run, 5, row->attempts);
	return sql_change(run, err);
}

enum store_rc push_messages_next_due(struct sql *sql, int64_t *out_ms, struct err *err)
{
	static const char next[] = "select due_ms from ostiary_push_message where state <> 'done'"
				   " order by due_ms limit 1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, next);

	return sql_number(run, out_ms, err);
}

/* One that is being sent stays until its claimant has recorded a result, or its claim has ended. */
#define EXPIRED "expires_ms <= $1 and (state <> 'sending' or due_ms <= $1)"

enum store_rc push_messages_are_dirty(struct sql *sql, int64_t now_ms, struct err *err)
{
	static const char dirty[] = "select 1 from ostiary_push_message where " EXPIRED " limit 1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, dirty);

	sql_bind_i64(run, 1, now_ms);
	return sql_step(run, err);
}

enum store_rc push_messages_sweep(struct sql *sql, int64_t now_ms, struct err *err)
{
	static const char forget[] = "delete from ostiary_push_message where " EXPIRED;
	OWNED(sql_end) struct sql_run *run = sql_start(sql, forget);

	sql_bind_i64(run, 1, now_ms);
	return sql_exec(run, err);
}
