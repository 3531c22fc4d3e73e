#include "store/tables/audit/audit.h"

#include "store/sql/rows.h"

#define HEAD "select seq, hash, first_seq, anchor from ostiary_audit_head where id = 1"
#define ROW                                                                                        \
	"select id, at_ms, actor, action, subject, detail, origin, old_values, new_values, seq,"   \
	" previous, hash from ostiary_audit"

/* ---- the head ---- */

static void read_head(struct sql_run *run, struct arena *a, struct audit_head *out)
{
	out->seq = sql_i64(run, 0);
	out->hash = sql_copy(run, 1, a);
	out->first_seq = sql_i64(run, 2);
	out->anchor = sql_copy(run, 3, a);
}

static enum store_rc lost_head(struct err *err)
{
	err_set(err, "the table ostiary_audit_head has lost its row");
	return STORE_FAULT;
}

enum store_rc audit_head(struct sql *sql, struct arena *a, struct audit_head *out, struct err *err)
{
	OWNED(sql_end) struct sql_run *run = sql_start(sql, HEAD);
	enum store_rc rc = SQL_ROW(run, a, read_head, out, err);

	return rc == STORE_NONE ? lost_head(err) : rc;
}

static enum store_rc take_number(struct sql *sql, struct err *err)
{
	static const char next[] = "update ostiary_audit_head set seq = seq + 1 where id = 1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, next);
	enum store_rc rc = sql_change(run, err);

	return rc == STORE_NONE ? lost_head(err) : rc;
}

enum store_rc audit_head_next(struct sql *sql, struct arena *a, struct audit_head *out,
			      struct err *err)
{
	enum store_rc rc = take_number(sql, err);

	return rc == STORE_OK ? audit_head(sql, a, out, err) : rc;
}

static enum store_rc put_hash(struct sql *sql, const struct audit_link *link, struct err *err)
{
	static const char put[] =
		"update ostiary_audit_head set hash = $1 where id = 1 and seq = $2";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, put);

	sql_bind_text(run, 1, link->hash);
	sql_bind_i64(run, 2, link->seq);
	return sql_change(run, err);
}

/* ---- rows ---- */

static void bind_row(struct sql_run *run, const struct audit_row *row)
{
	sql_bind_text(run, 1, row->id);
	sql_bind_i64(run, 2, row->at_ms);
	sql_bind_text(run, 3, row->actor);
	sql_bind_text(run, 4, row->action);
	sql_bind_text(run, 5, row->subject);
	sql_bind_text(run, 6, row->detail);
	sql_bind_text(run, 7, row->origin);
	sql_bind_text(run, 8, row->before);
	sql_bind_text(run, 9, row->after);
}

static enum store_rc insert(struct sql *sql, const struct audit_row *row,
			    const struct audit_link *link, struct err *err)
{
	static const char add[] =
		"insert into ostiary_audit (id, at_ms, actor, action, subject, detail, origin,"
		" old_values, new_values, seq, previous, hash)"
		" values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, add);

	bind_row(run, row);
	sql_bind_i64(run, 10, link->seq);
	sql_bind_text(run, 11, link->previous);
	sql_bind_text(run, 12, link->hash);
	return sql_change(run, err);
}

enum store_rc audit_insert(struct sql *sql, const struct audit_row *row,
			   const struct audit_link *link, struct err *err)
{
	enum store_rc rc = insert(sql, row, link, err);

	return rc == STORE_OK ? put_hash(sql, link, err) : rc;
}

/* A text that is null is of a row without a chain, or of one that was tampered with: unlike an
 * empty one it has no p, so that the hash of the row shows it. */
static void read_row(struct sql_run *run, struct arena *a, struct audit_row *out)
{
	*out = (struct audit_row){
		.id = sql_copy(run, 0, a),
		.at_ms = sql_i64(run, 1),
		.actor = sql_copy(run, 2, a),
		.action = sql_copy(run, 3, a),
		.subject = sql_copy(run, 4, a),
		.detail = sql_copy(run, 5, a),
		.origin = sql_copy(run, 6, a),
		.before = sql_copy(run, 7, a),
		.after = sql_copy(run, 8, a),
	};
}

static void read_entry(struct sql_run *run, struct arena *a, struct audit_entry *out)
{
	read_row(run, a, &out->row);
	out->link = (struct audit_link){
		.seq = sql_i64(run, 9),
		.previous = sql_copy(run, 10, a),
		.hash = sql_copy(run, 11, a),
	};
}

enum store_rc audit_list(struct sql *sql, struct arena *a, const struct audit_filter *filter,
			 struct audit_entry **out, size_t *out_n, struct err *err)
{
	static const char list[] = ROW " where seq > $1 and at_ms >= $2 and at_ms < $3"
				       " and ($4 = '' or actor = $5 or subject = $6)"
				       " and ($7 = '' or action = $8) order by seq limit $9";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, list);

	sql_bind_i64(run, 1, filter->after);
	sql_bind_i64(run, 2, filter->since_ms);
	sql_bind_i64(run, 3, filter->until_ms);
	for (int i = 4; i <= 6; i++)
		sql_bind_text(run, i, filter->user);
	for (int i = 7; i <= 8; i++)
		sql_bind_text(run, i, filter->action);
	sql_bind_i64(run, 9, filter->most);
	return SQL_LIST(run, a, AUDIT_LISTED, read_entry, out, out_n, err);
}

enum store_rc audit_of(struct sql *sql, struct arena *a, struct str subject, struct audit_row **out,
		       size_t *out_n, struct err *err)
{
	static const char newest[] = ROW " where subject = $1 order by at_ms desc, id limit $2";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, newest);

	sql_bind_text(run, 1, subject);
	sql_bind_i64(run, 2, AUDIT_LISTED);
	return SQL_LIST(run, a, AUDIT_LISTED, read_row, out, out_n, err);
}

enum store_rc audit_after(struct sql *sql, struct arena *a, int64_t after, int64_t most,
			  struct audit_entry **out, size_t *out_n, struct err *err)
{
	static const char next[] = ROW " where seq > $1 order by seq limit $2";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, next);

	sql_bind_i64(run, 1, after);
	sql_bind_i64(run, 2, most);
	return SQL_LIST(run, a, AUDIT_LISTED, read_entry, out, out_n, err);
}

enum store_rc audit_stray(struct sql *sql, struct arena *a, struct str *out, struct err *err)
{
	static const char stray[] =
		"select id from ostiary_audit where seq is null order by at_ms, id limit 1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, stray);

	return SQL_ROW(run, a, sql_read_text, out, err);
}

/* ---- the end of keeping ---- */

enum store_rc audit_oldest(struct sql *sql, int64_t *out_ms, struct err *err)
{
	static const char oldest[] = "select at_ms from ostiary_audit where seq is not null"
				     " order by seq limit 1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, oldest);

	return sql_number(run, out_ms, err);
}

static void read_link(struct sql_run *run, struct arena *a, struct audit_link *out)
{
	out->seq = sql_i64(run, 0);
	out->hash = sql_copy(run, 1, a);
}

enum store_rc audit_cut_end(struct sql *sql, struct arena *a, const struct audit_head *head,
			    int64_t before_ms, int64_t most, struct audit_link *out,
			    struct err *err)
{
	static const char end[] =
		"select seq, hash from ostiary_audit where seq >= $1 and seq < $2"
		" and seq < coalesce((select min(seq) from ostiary_audit where seq >= $3"
		" and seq < $4 and at_ms >= $5), $6) order by seq desc limit 1";
	int64_t behind = head->first_seq + most;
	OWNED(sql_end) struct sql_run *run = sql_start(sql, end);

	sql_bind_i64(run, 1, head->first_seq);
	sql_bind_i64(run, 2, behind);
	sql_bind_i64(run, 3, head->first_seq);
	sql_bind_i64(run, 4, behind);
	sql_bind_i64(run, 5, before_ms);
	sql_bind_i64(run, 6, behind);
	return SQL_ROW(run, a, read_link, out, err);
}

static enum store_rc let_go(struct sql *sql, const struct audit_link *last, struct err *err)
{
	static const char anchor[] =
		"update ostiary_audit_head set first_seq = $1, anchor = $2 where id = 1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, anchor);
	enum store_rc rc;

	sql_bind_i64(run, 1, last->seq + 1);
	sql_bind_text(run, 2, last->hash);
	rc = sql_change(run, err);
	return rc == STORE_NONE ? lost_head(err) : rc;
}

enum store_rc audit_cut(struct sql *sql, const struct audit_link *last, struct err *err)
{
	static const char cut[] = "delete from ostiary_audit where seq <= $1";
	enum store_rc rc = let_go(sql, last, err);
	OWNED(sql_end) struct sql_run *run = NULL;

	if (rc != STORE_OK)
		return rc;
	run = sql_start(sql, cut);
	sql_bind_i64(run, 1, last->seq);
	return sql_exec(run, err);
}
