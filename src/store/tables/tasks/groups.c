#include "store/tables/tasks/groups.h"

#include "store/sql/rows.h"

/* The placeholders of every update are: revision, time, owner, the group. */
static enum store_rc update(struct sql *sql, const char *statement, const struct owner *owner,
			    int64_t group, struct stamp stamp, struct err *err)
{
	OWNED(sql_end) struct sql_run *run = sql_start(sql, statement);

	sql_bind_i64(run, 1, stamp.revision);
	sql_bind_time(run, 2, stamp.now_ms);
	sql_bind_text(run, 3, owner->user_id);
	sql_bind_i64(run, 4, group);
	return sql_exec(run, err);
}

/* Those of the tombstones: revision, owner, the group. */
static enum store_rc bury(struct sql *sql, const char *statement, const struct owner *owner,
			  int64_t group, int64_t revision, struct err *err)
{
	OWNED(sql_end) struct sql_run *run = sql_start(sql, statement);

	sql_bind_i64(run, 1, revision);
	sql_bind_text(run, 2, owner->user_id);
	sql_bind_i64(run, 3, group);
	return sql_exec(run, err);
}

#define BURY(column)                                                                               \
	"insert into ostiary_tombstone (user_id, kind, id, revision)"                              \
	" select user_id, 'task', id, $1 from ostiary_task where user_id = $2 and " column         \
	" = $3 and deleted_at is null"                                                             \
	" on conflict (user_id, kind, id) do update set revision = excluded.revision"

static const char bury_list[] = BURY("list_id");
static const char bury_parts[] = BURY("parent_id");

enum store_rc groups_leave_list(struct sql *sql, const struct owner *owner, int64_t list_id,
				struct stamp stamp, struct err *err)
{
	static const char leave[] =
		"update ostiary_task set revision = $1, updated_at = $2, list_id = null,"
		" section_id = null where user_id = $3 and list_id = $4";

	return update(sql, leave, owner, list_id, stamp, err);
}

enum store_rc groups_leave_section(struct sql *sql, const struct owner *owner, int64_t section_id,
				   struct stamp stamp, struct err *err)
{
	static const char leave[] =
		"update ostiary_task set revision = $1, updated_at = $2, section_id = null"
		" where user_id = $3 and section_id = $4";

	return update(sql, leave, owner, section_id, stamp, err);
}

enum store_rc groups_follow(struct sql *sql, const struct owner *owner, int64_t parent_id,
			    int64_t list_id, int64_t section_id, struct stamp stamp,
			    struct err *err)
{
	static const char follow[] =
		"update ostiary_task set revision = $1, updated_at = $2, list_id = $3,"
		" section_id = $4 where user_id = $5 and parent_id = $6";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, follow);

	sql_bind_i64(run, 1, stamp.revision);
	sql_bind_time(run, 2, stamp.now_ms);
	sql_bind_i64_or_null(run, 3, list_id);
	sql_bind_i64_or_null(run, 4, section_id);
	sql_bind_text(run, 5, owner->user_id);
	sql_bind_i64(run, 6, parent_id);
	return sql_exec(run, err);
}

enum store_rc groups_trash_list(struct sql *sql, const struct owner *owner, int64_t list_id,
				struct stamp stamp, struct err *err)
{
	static const char trash[] = "update ostiary_task set revision = $1, deleted_at = $2"
				    " where user_id = $3 and list_id = $4 and deleted_at is null";
	enum store_rc rc = bury(sql, bury_list, owner, list_id, stamp.revision, err);

	return rc == STORE_OK ? update(sql, trash, owner, list_id, stamp, err) : rc;
}

enum store_rc groups_trash_parts(struct sql *sql, const struct owner *owner, int64_t parent_id,
				 struct stamp stamp, struct err *err)
{
	static const char trash[] = "update ostiary_task set revision = $1, deleted_at = $2"
				    " where user_id = $3 and parent_id = $4 and deleted_at is null";
	enum store_rc rc = bury(sql, bury_parts, owner, parent_id, stamp.revision, err);

	return rc == STORE_OK ? update(sql, trash, owner, parent_id, stamp, err) : rc;
}

enum store_rc groups_delete_parts(struct sql *sql, const struct owner *owner, int64_t parent_id,
				  struct stamp stamp, struct err *err)
{
	static const char delete[] =
		"delete from ostiary_task where user_id = $1 and parent_id = $2";
	OWNED(sql_end) struct sql_run *run = NULL;
	enum store_rc rc = bury(sql, bury_parts, owner, parent_id, stamp.revision, err);

	if (rc != STORE_OK)
		return rc;
	run = sql_start(sql, delete);
	sql_bind_text(run, 1, owner->user_id);
	sql_bind_i64(run, 2, parent_id);
	return sql_exec(run, err);
}

enum store_rc groups_restore_parts(struct sql *sql, const struct owner *owner, int64_t parent_id,
				   int64_t deleted_ms, struct stamp stamp, struct err *err)
{
	static const char dig_up[] =
		"delete from ostiary_tombstone where user_id = $1 and kind = 'task' and id in"
		" (select id from ostiary_task where user_id = $1 and parent_id = $2"
		" and deleted_at = $3)";
	static const char restore[] =
		"update ostiary_task set revision = $1, updated_at = $2, deleted_at = null"
		" where user_id = $3 and parent_id = $4 and deleted_at = $5";
	OWNED(sql_end) struct sql_run *digging = sql_start(sql, dig_up);
	OWNED(sql_end) struct sql_run *run = sql_start(sql, restore);
	enum store_rc rc;

	sql_bind_text(digging, 1, owner->user_id);
	sql_bind_i64(digging, 2, parent_id);
	sql_bind_time(digging, 3, deleted_ms);
	rc = sql_exec(digging, err);
	sql_bind_i64(run, 1, stamp.revision);
	sql_bind_time(run, 2, stamp.now_ms);
	sql_bind_text(run, 3, owner->user_id);
	sql_bind_i64(run, 4, parent_id);
	sql_bind_time(run, 5, deleted_ms);
	return rc == STORE_OK ? sql_exec(run, err) : rc;
}

enum store_rc groups_has_parts(struct sql *sql, const struct owner *owner, int64_t parent_id,
			       bool *out, struct err *err)
{
	static const char has[] = "select 1 from ostiary_task where user_id = $1 and parent_id = $2"
				  " and deleted_at is null limit 1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, has);

	sql_bind_text(run, 1, owner->user_id);
	sql_bind_i64(run, 2, parent_id);
	return sql_exists(run, out, err);
}
