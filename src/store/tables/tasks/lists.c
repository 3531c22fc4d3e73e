#include "store/tables/tasks/lists.h"

#include "store/sql/rows.h"

#define SELECT                                                                                     \
	"select l.id, l.name, l.color, l.position, l.archived, l.revision, l.created_at,"          \
	" l.updated_at, (select count(*) from ostiary_task t where t.user_id = l.user_id"          \
	" and t.list_id = l.id and t.deleted_at is null and not t.completed)"                      \
	" from ostiary_list l where l.user_id = $1"

static void read_list(struct sql_run *run, struct arena *a, struct list *out)
{
	*out = (struct list){
		.id = sql_i64(run, 0),
		.name = sql_copy(run, 1, a),
		.color = sql_copy(run, 2, a),
		.position = sql_copy(run, 3, a),
		.archived = sql_bool(run, 4),
		.revision = sql_i64(run, 5),
		.created_ms = sql_time(run, 6),
		.updated_ms = sql_time(run, 7),
		.open_count = sql_i64(run, 8),
	};
}

enum store_rc lists_all(struct sql *sql, struct arena *a, const struct owner *owner, size_t most,
			struct list **out, size_t *out_n, struct err *err)
{
	static const char all[] = SELECT " order by l.position, l.id limit $2";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, all);

	sql_bind_text(run, 1, owner->user_id);
	sql_bind_i64(run, 2, (int64_t)most);
	return SQL_LIST_READABLE(run, a, most, read_list, out, out_n, err);
}

enum store_rc lists_changed(struct sql *sql, struct arena *a, const struct owner *owner,
			    struct change_place after, int64_t until, size_t most,
			    struct list **out, size_t *out_n, struct err *err)
{
	static const char changed[] = SELECT " and (l.revision, l.id) > ($2, $3)"
					     " and l.revision <= $4"
					     " order by l.revision, l.id limit $5";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, changed);

	sql_bind_text(run, 1, owner->user_id);
	sql_bind_i64(run, 2, after.revision);
	sql_bind_i64(run, 3, after.id);
	sql_bind_i64(run, 4, until);
	sql_bind_i64(run, 5, (int64_t)most);
	return SQL_LIST_READABLE(run, a, most, read_list, out, out_n, err);
}

enum store_rc lists_get(struct sql *sql, struct arena *a, const struct owner *owner, int64_t id,
			struct list *out, struct err *err)
{
	static const char get[] = SELECT " and l.id = $2";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, get);

	sql_bind_text(run, 1, owner->user_id);
	sql_bind_i64(run, 2, id);
	return SQL_ROW(run, a, read_list, out, err);
}

enum store_rc lists_exist(struct sql *sql, const struct owner *owner, int64_t id, bool *out,
			  struct err *err)
{
	static const char exist[] = "select 1 from ostiary_list where user_id = $1 and id = $2";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, exist);

	sql_bind_text(run, 1, owner->user_id);
	sql_bind_i64(run, 2, id);
	return sql_exists(run, out, err);
}

enum store_rc lists_count(struct sql *sql, const struct owner *owner, int64_t *out, struct err *err)
{
	static const char count[] = "select count(*) from ostiary_list where user_id = $1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, count);

	sql_bind_text(run, 1, owner->user_id);
	return sql_number(run, out, err);
}

enum store_rc lists_insert(struct sql *sql, const struct owner *owner, const struct list *list,
			   struct err *err)
{
	static const char insert[] =
		"insert into ostiary_list (user_id, id, name, color, position, archived, revision,"
		" created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, insert);

	sql_bind_text(run, 1, owner->user_id);
	sql_bind_i64(run, 2, list->id);
	sql_bind_text(run, 3, list->name);
	sql_bind_text_or_null(run, 4, list->color);
	sql_bind_text(run, 5, list->position);
	sql_bind_bool(run, 6, list->archived);
	sql_bind_i64(run, 7, list->revision);
	sql_bind_time(run, 8, list->created_ms);
	sql_bind_time(run, 9, list->updated_ms);
	return sql_change(run, err);
}

enum store_rc lists_update(struct sql *sql, const struct owner *owner, const struct list *list,
			   struct err *err)
{
	static const char update[] =
		"update ostiary_list set name = $1, color = $2, position = $3, archived = $4,"
		" revision = $5, updated_at = $6 where user_id = $7 and id = $8";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, update);

	sql_bind_text(run, 1, list->name);
	sql_bind_text_or_null(run, 2, list->color);
	sql_bind_text(run, 3, list->position);
	sql_bind_bool(run, 4, list->archived);
	sql_bind_i64(run, 5, list->revision);
	sql_bind_time(run, 6, list->updated_ms);
	sql_bind_text(run, 7, owner->user_id);
	sql_bind_i64(run, 8, list->id);
	return sql_change(run, err);
}

enum store_rc lists_stamp(struct sql *sql, const struct owner *owner, int64_t id, int64_t revision,
			  struct err *err)
{
	static const char stamp[] =
		"update ostiary_list set revision = $1 where user_id = $2 and id = $3";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, stamp);

	sql_bind_i64(run, 1, revision);
	sql_bind_text(run, 2, owner->user_id);
	sql_bind_i64(run, 3, id);
	return sql_change(run, err);
}

enum store_rc lists_delete(struct sql *sql, const struct owner *owner, int64_t id, struct err *err)
{
	static const char delete[] = "delete from ostiary_list where user_id = $1 and id = $2";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, delete);

	sql_bind_text(run, 1, owner->user_id);
	sql_bind_i64(run, 2, id);
	return sql_change(run, err);
}
