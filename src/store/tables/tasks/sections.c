#include "store/tables/tasks/sections.h"

#include "store/sql/rows.h"

#define SELECT                                                                                     \
	"select list_id, id, name, position, revision from ostiary_section where user_id = $1"
#define ORDER " order by list_id, position, id"

static void read_section(struct sql_run *run, struct arena *a, struct section *out)
{
	*out = (struct section){
		.list_id = sql_i64(run, 0),
		.id = sql_i64(run, 1),
		.name = sql_copy(run, 2, a),
		.position = sql_copy(run, 3, a),
		.revision = sql_i64(run, 4),
	};
}

/* Starts a statement that names the owner, the list and, unless it is 0, the section. */
static struct sql_run *start(struct sql *sql, const char *statement, const struct owner *owner,
			     int64_t list_id, int64_t id)
{
	struct sql_run *run = sql_start(sql, statement);

	sql_bind_text(run, 1, owner->user_id);
	sql_bind_i64(run, 2, list_id);
	if (id)
		sql_bind_i64(run, 3, id);
	return run;
}

enum store_rc sections_all(struct sql *sql, struct arena *a, const struct owner *owner,
			   int64_t list_id, size_t most, struct section **out, size_t *out_n,
			   struct err *err)
{
	static const char all[] = SELECT ORDER " limit $2";
	static const char of_list[] = SELECT " and list_id = $2" ORDER " limit $3";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, list_id ? of_list : all);
	int i = 1;

	sql_bind_text(run, i++, owner->user_id);
	if (list_id)
		sql_bind_i64(run, i++, list_id);
	sql_bind_i64(run, i, (int64_t)most);
	return SQL_LIST(run, a, most, read_section, out, out_n, err);
}

enum store_rc sections_get(struct sql *sql, struct arena *a, const struct owner *owner,
			   int64_t list_id, int64_t id, struct section *out, struct err *err)
{
	static const char get[] = SELECT " and list_id = $2 and id = $3";
	OWNED(sql_end) struct sql_run *run = start(sql, get, owner, list_id, id);

	return SQL_ROW(run, a, read_section, out, err);
}

enum store_rc sections_exist(struct sql *sql, const struct owner *owner, int64_t list_id,
			     int64_t id, bool *out, struct err *err)
{
	static const char exist[] = "select 1 from ostiary_section"
				    " where user_id = $1 and list_id = $2 and id = $3";
	OWNED(sql_end) struct sql_run *run = start(sql, exist, owner, list_id, id);

	return sql_exists(run, out, err);
}

enum store_rc sections_count(struct sql *sql, const struct owner *owner, int64_t list_id,
			     int64_t *out, struct err *err)
{
	static const char count[] =
		"select count(*) from ostiary_section where user_id = $1 and list_id = $2";
	OWNED(sql_end) struct sql_run *run = start(sql, count, owner, list_id, 0);

	return sql_number(run, out, err);
}

enum store_rc sections_insert(struct sql *sql, const struct owner *owner,
			      const struct section *section, struct err *err)
{
	static const char insert[] =
		"insert into ostiary_section (user_id, list_id, id, name, position, revision)"
		" values ($1, $2, $3, $4, $5, $6)";
	OWNED(sql_end)
	struct sql_run *run = start(sql, insert, owner, section->list_id, section->id);

	sql_bind_text(run, 4, section->name);
	sql_bind_text(run, 5, section->position);
	sql_bind_i64(run, 6, section->revision);
	return sql_change(run, err);
}

enum store_rc sections_update(struct sql *sql, const struct owner *owner,
			      const struct section *section, struct err *err)
{
	static const char update[] =
		"update ostiary_section set name = $1, position = $2, revision = $3"
		" where user_id = $4 and list_id = $5 and id = $6";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, update);

	sql_bind_text(run, 1, section->name);
	sql_bind_text(run, 2, section->position);
	sql_bind_i64(run, 3, section->revision);
	sql_bind_text(run, 4, owner->user_id);
	sql_bind_i64(run, 5, section->list_id);
	sql_bind_i64(run, 6, section->id);
	return sql_change(run, err);
}

enum store_rc sections_delete(struct sql *sql, const struct owner *owner, int64_t list_id,
			      int64_t id, struct err *err)
{
	static const char delete[] =
		"delete from ostiary_section where user_id = $1 and list_id = $2 and id = $3";
	OWNED(sql_end) struct sql_run *run = start(sql, delete, owner, list_id, id);

	return sql_change(run, err);
}

enum store_rc sections_delete_all(struct sql *sql, const struct owner *owner, int64_t list_id,
				  struct err *err)
{
	static const char delete_all[] =
		"delete from ostiary_section where user_id = $1 and list_id = $2";
	OWNED(sql_end) struct sql_run *run = start(sql, delete_all, owner, list_id, 0);

	return sql_exec(run, err);
}
