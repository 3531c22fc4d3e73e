#include "store/tables/push/subscriptions.h"

#include "store/sql/rows.h"

#define SELECT                                                                                     \
	"select id, endpoint, p256dh, auth, name, created_ms, sent_ms"                             \
	" from ostiary_push_subscription where user_id = $1"

static void read_subscription(struct sql_run *run, struct arena *a, struct push_subscription *out)
{
	*out = (struct push_subscription){
		.id = sql_i64(run, 0),
		.endpoint = sql_copy(run, 1, a),
		.p256dh = sql_copy(run, 2, a),
		.auth = sql_copy(run, 3, a),
		.name = sql_copy(run, 4, a),
		.created_ms = sql_i64(run, 5),
		.sent_ms = sql_i64_or_0(run, 6),
	};
}

enum store_rc push_subscriptions_all(struct sql *sql, struct arena *a, const struct owner *owner,
				     size_t most, struct push_subscription **out, size_t *out_n,
				     struct err *err)
{
	static const char all[] = SELECT " order by id limit $2";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, all);

	sql_bind_text(run, 1, owner->user_id);
	sql_bind_i64(run, 2, (int64_t)most);
	return SQL_LIST(run, a, most, read_subscription, out, out_n, err);
}

enum store_rc push_subscriptions_get(struct sql *sql, struct arena *a, const struct owner *owner,
				     int64_t id, struct push_subscription *out, struct err *err)
{
	static const char get[] = SELECT " and id = $2";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, get);

	sql_bind_text(run, 1, owner->user_id);
	sql_bind_i64(run, 2, id);
	return SQL_ROW(run, a, read_subscription, out, err);
}

enum store_rc push_subscriptions_find(struct sql *sql, struct arena *a, const struct owner *owner,
				      struct str endpoint, struct push_subscription *out,
				      struct err *err)
{
	static const char find[] = SELECT " and endpoint = $2";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, find);

	sql_bind_text(run, 1, owner->user_id);
	sql_bind_text(run, 2, endpoint);
	return SQL_ROW(run, a, read_subscription, out, err);
}

enum store_rc push_subscriptions_count(struct sql *sql, const struct owner *owner, int64_t *out,
				       struct err *err)
{
	static const char count[] =
		"select count(*) from ostiary_push_subscription where user_id = $1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, count);

	sql_bind_text(run, 1, owner->user_id);
	return sql_number(run, out, err);
}

enum store_rc push_subscriptions_insert(struct sql *sql, const struct owner *owner,
					const struct push_subscription *row, struct err *err)
{
	static const char insert[] = "insert into ostiary_push_subscription"
				     " (user_id, id, endpoint, p256dh, auth, name, created_ms)"
				     " values ($1, $2, $3, $4, $5, $6, $7)";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, insert);

	sql_bind_text(run, 1, owner->user_id);
	sql_bind_i64(run, 2, row->id);
	sql_bind_text(run, 3, row->endpoint);
	sql_bind_text(run, 4, row->p256dh);
	sql_bind_text(run, 5, row->auth);
	sql_bind_text_or_null(run, 6, row->name);
	sql_bind_i64(run, 7, row->created_ms);
	return sql_change(run, err);
}

enum store_rc push_subscriptions_update(struct sql *sql, const struct owner *owner,
					const struct push_subscription *row, struct err *err)
{
	static const char update[] =
		"update ostiary_push_subscription set p256dh = $1, auth = $2, name = $3"
		" where user_id = $4 and id = $5";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, update);

	sql_bind_text(run, 1, row->p256dh);
	sql_bind_text(run, 2, row->auth);
	sql_bind_text_or_null(run, 3, row->name);
	sql_bind_text(run, 4, owner->user_id);
	sql_bind_i64(run, 5, row->id);
	return sql_change(run, err);
}

enum store_rc push_subscriptions_mark(struct sql *sql, const struct owner *owner, int64_t id,
				      int64_t sent_ms, struct err *err)
{
	static const char mark[] = "update ostiary_push_subscription set sent_ms = $1"
				   " where user_id = $2 and id = $3";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, mark);

	sql_bind_i64(run, 1, sent_ms);
	sql_bind_text(run, 2, owner->user_id);
	sql_bind_i64(run, 3, id);
	return sql_change(run, err);
}

enum store_rc push_subscriptions_delete(struct sql *sql, const struct owner *owner, int64_t id,
					struct err *err)
{
	static const char delete[] =
		"delete from ostiary_push_subscription where user_id = $1 and id = $2";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, delete);

	sql_bind_text(run, 1, owner->user_id);
	sql_bind_i64(run, 2, id);
	return sql_change(run, err);
}
