/* I1 the indexes come last, so that filling the columns keeps none up to date. I2 the statements
 * fill what they can; what is not plain ASCII, or has tags, is folded by this program,
 * in pages in the order of the primary key. I3 a row with an empty `search` has not been folded:
 * store/task_keys.h makes none. */
#include "store/schema/task_model.h"

#include "base/cleanup.h"
#include "store/sql/rows.h"
#include "store/task_keys.h"

#define PAGE_ROWS 500

/* clang-format off */

static const struct ddl_table model[] = {
	{ STR_INIT("ostiary_list"),
	  "create table ostiary_list (user_id text not null{owner},"
	  " id integer not null, name text not null, color text, position text not null,"
	  " archived integer not null, revision integer not null,"
	  " created_at text not null, updated_at text not null,"
	  " primary key (user_id, id)) without rowid;"
	  "create index ostiary_list_revision_idx on ostiary_list (user_id, revision, id)",
	  "create table ostiary_list (user_id {id} not null{owner},"
	  " id bigint not null, name text not null, color text,"
	  " position text collate \"C\" not null,"
	  " archived boolean not null, revision bigint not null,"
	  " created_at timestamptz not null, updated_at timestamptz not null,"
	  " primary key (user_id, id));"
	  "create index ostiary_list_revision_idx on ostiary_list (user_id, revision, id)" },
	{ STR_INIT("ostiary_section"),
	  "create table ostiary_section (user_id text not null{owner},"
	  " list_id integer not null, id integer not null, name text not null,"
	  " position text not null, revision integer not null,"
	  " primary key (user_id, list_id, id)) without rowid",
	  "create table ostiary_section (user_id {id} not null{owner},"
	  " list_id bigint not null, id bigint not null, name text not null,"
	  " position text collate \"C\" not null, revision bigint not null,"
	  " primary key (user_id, list_id, id))" },
	{ STR_INIT("ostiary_tombstone"),
	  "create table ostiary_tombstone (user_id text not null{owner},"
	  " kind text not null, id integer not null, revision integer not null,"
	  " primary key (user_id, kind, id)) without rowid;"
	  "create index ostiary_tombstone_revision_idx on ostiary_tombstone"
	  " (user_id, revision, id)",
	  "create table ostiary_tombstone (user_id {id} not null{owner},"
	  " kind text not null, id bigint not null, revision bigint not null,"
	  " primary key (user_id, kind, id));"
	  "create index ostiary_tombstone_revision_idx on ostiary_tombstone"
	  " (user_id, revision, id)" },
	{ STR_INIT("ostiary_preferences"),
	  "create table ostiary_preferences (user_id text not null primary key{owner},"
	  " settings text not null, revision integer not null) without rowid",
	  "create table ostiary_preferences (user_id {id} not null primary key{owner},"
	  " settings text not null, revision bigint not null)" },
};

/* SQLite reads the columns of a row in their order: what is filtered and sorted by comes before the
 * long texts. */
static const struct ddl_table next_task = {
	STR_INIT("ostiary_task_next"),
	"create table ostiary_task_next (user_id text not null{owner},"
	" id integer not null, revision integer not null default 0, deleted_at text,"
	" completed integer not null, due_date text, priority text not null,"
	" created_at text not null, updated_at text not null, list_id integer,"
	" section_id integer, parent_id integer, position text not null default '',"
	" due_time text, time_zone text, start_date text, completed_at text,"
	" due_key text not null default '9999', priority_rank integer not null default 0,"
	" recurrence text, recurrence_from text, reminders text not null default '[]',"
	" tags text not null, source text, title text not null,"
	" title_key text not null default '', description text,"
	" search text not null default '',"
	" primary key (user_id, id)) without rowid",
	NULL,
};

/* True for a text of which folding changes only the capitals: printable ASCII without the grave
 * accent, with single blanks between words. */
#define SQLITE_PLAIN(text)                                                                         \
	text " not glob '*[^ -_a-~]*' and instr(" text ", '  ') = 0 and trim(" text ") = " text
#define POSTGRES_PLAIN(text)                                                                       \
	text " !~ '[^\\x20-\\x5f\\x61-\\x7e]' and strpos(" text ", '  ') = 0"                      \
	" and btrim(" text ") = " text

static const char sqlite_rebuild[] =
	"insert into ostiary_task_next (user_id, id, completed, due_date, priority, created_at,"
	" updated_at, position, completed_at, due_key, priority_rank, tags, title, title_key,"
	" description, search) select user_id, id, completed, due_date, priority, created_at,"
	" updated_at, printf('%014x', id), case when completed then updated_at end,"
	" coalesce(substr(due_date, 1, 10) || 'T24:00', '9999'),"
	" case priority when 'low' then 1 when 'medium' then 2 when 'high' then 3 else 0 end,"
	" tags, title, substr(lower(title), 1, 256), description,"
	" case when tags = '[]' and " SQLITE_PLAIN("title")
	" and " SQLITE_PLAIN("coalesce(description, '')")
	" then lower(title) || char(10) || lower(coalesce(description, '')) else '' end"
	" from ostiary_task;"
	"drop table ostiary_task;"
	"alter table ostiary_task_next rename to ostiary_task;"
	"create trigger ostiary_task_inserted after insert on ostiary_task begin"
	" insert into ostiary_task_count (user_id, n, newest_id) values (new.user_id, 1, new.id)"
	" on conflict (user_id) do update set n = n + 1,"
	" newest_id = max(newest_id, excluded.newest_id); end;"
	"create trigger ostiary_task_deleted after delete on ostiary_task begin"
	" update ostiary_task_count set n = n - 1 where user_id = old.user_id; end;"
	"alter table ostiary_task_count add column revision integer not null default 0;"
	"alter table ostiary_task_count add column forgotten integer not null default 0";

static const char postgres_change[] =
	"alter table ostiary_task"
	" add column if not exists list_id bigint, add column if not exists section_id bigint,"
	" add column if not exists parent_id bigint,"
	" add column if not exists position text collate \"C\" not null default '',"
	" add column if not exists due_time text, add column if not exists time_zone text,"
	" add column if not exists start_date text,"
	" add column if not exists completed_at timestamptz,"
	" add column if not exists recurrence text,"
	" add column if not exists recurrence_from text,"
	" add column if not exists reminders text not null default '[]',"
	" add column if not exists deleted_at timestamptz,"
	" add column if not exists revision bigint not null default 0,"
	" add column if not exists due_key text collate \"C\" not null default '9999',"
	" add column if not exists priority_rank bigint not null default 0,"
	" add column if not exists title_key text collate \"C\" not null default '',"
	" add column if not exists search text not null default '',"
	" add column if not exists source text;"
	"alter table ostiary_task_count"
	" add column if not exists revision bigint not null default 0,"
	" add column if not exists forgotten bigint not null default 0;"
	"update ostiary_task set position = lpad(to_hex(id), 14, '0'),"
	" completed_at = case when completed then updated_at end,"
	" due_key = coalesce(substr(due_date, 1, 10) || 'T24:00', '9999'),"
	" priority_rank = case priority when 'low' then 1 when 'medium' then 2"
	" when 'high' then 3 else 0 end,"
	" title_key = substr(lower(title collate \"C\"), 1, 256),"
	" search = case when tags = '[]'"
	" and " POSTGRES_PLAIN("title") " and " POSTGRES_PLAIN("coalesce(description, '')")
	" then lower(title collate \"C\") || chr(10)"
	" || lower(coalesce(description, '') collate \"C\") else '' end"
	" where position = ''";

static const char indexes[] =
#define LIVE(name, columns) LIVE_OF(name, columns, "")
#define LIVE_OF(name, columns, condition)                                                          \
	"create index if not exists ostiary_task_" name "_idx on ostiary_task (user_id, " columns  \
	") where deleted_at is null" condition ";"
	LIVE_OF("inbox", "position, id", " and list_id is null")
	LIVE_OF("list", "list_id, position, id", " and list_id is not null")
	LIVE("created", "created_at, id")
	LIVE("updated", "updated_at, id")
	LIVE("due", "due_key, id")
	LIVE("priority", "priority_rank, id")
	LIVE("title", "title_key, id")
	LIVE("revision", "revision, id")
	"create index if not exists ostiary_task_parent_idx on ostiary_task (user_id, parent_id)"
	" where parent_id is not null;"
	"create index if not exists ostiary_task_trash_idx on ostiary_task (user_id, deleted_at)"
	" where deleted_at is not null;"
	"create index if not exists ostiary_task_trash_time_idx on ostiary_task (deleted_at)"
	" where deleted_at is not null;"
	"create unique index if not exists ostiary_task_source_idx on ostiary_task"
	" (user_id, source) where source is not null";

/* All ids are greater than 0: the statement that reads all lists says so, and the others, which it
 * would make read what is in other lists, do not. */
static const char positions[] = LIVE_OF("position", "position, id", " and id > 0");

/* clang-format on */

const struct ddl_tables ddl_task_model = { model, ARRAY_LEN(model) };

/* A text that this page of rows has; all in the arena. */
struct unfolded {
	struct str user_id;
	int64_t id;
	struct str title, description, tags;
};

static void read_unfolded(struct sql_run *run, struct arena *a, struct unfolded *out)
{
	*out = (struct unfolded){
		.user_id = sql_copy(run, 0, a),
		.id = sql_i64(run, 1),
		.title = sql_copy(run, 2, a),
		.description = sql_copy(run, 3, a),
		.tags = sql_copy(run, 4, a),
	};
}

#define UNFOLDED "select user_id, id, title, description, tags from ostiary_task where search = ''"

/* The rows after *last (NULL: from the first). */
static enum store_rc read_page(struct sql *sql, struct arena *a, const struct unfolded *last,
			       struct unfolded **out, size_t *out_n, struct err *err)
{
	static const char first[] = UNFOLDED " order by user_id, id limit $1";
	static const char next[] =
		UNFOLDED " and (user_id, id) > ($1, $2) order by user_id, id limit $3";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, last ? next : first);
	int i = 1;

	if (last) {
		sql_bind_text(run, i++, last->user_id);
		sql_bind_i64(run, i++, last->id);
	}
	sql_bind_i64(run, i, PAGE_ROWS);
	return SQL_LIST(run, a, PAGE_ROWS, read_unfolded, out, out_n, err);
}

static enum store_rc fold_row(struct sql *sql, struct arena *a, const struct unfolded *row,
			      struct err *err)
{
	static const char fold[] = "update ostiary_task set title_key = $1, search = $2"
				   " where user_id = $3 and id = $4";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, fold);

	sql_bind_text(run, 1, task_title_key(a, row->title));
	sql_bind_text(run, 2, task_search_text(a, row->title, row->description, row->tags));
	sql_bind_text(run, 3, row->user_id);
	sql_bind_i64(run, 4, row->id);
	return sql_exec(run, err);
}

static enum store_rc fold_rows(struct sql *sql, struct err *err)
{
	/* Two, because a page is read by the last row of the page before it. */
	ARENA(even);
	ARENA(odd);
	struct arena *a = &even;
	struct unfolded *rows = NULL;
	size_t n = 0;
	enum store_rc rc;

	do {
		a = a == &even ? &odd : &even;
		arena_done(a);
		rc = read_page(sql, a, n ? &rows[n - 1] : NULL, &rows, &n, err);
		for (size_t i = 0; rc == STORE_OK && i < n; i++)
			rc = fold_row(sql, a, &rows[i], err);
	} while (rc == STORE_OK && n == PAGE_ROWS);
	return rc;
}

static enum store_rc make_columns(struct sql *sql, enum ddl_owner owner, struct err *err)
{
	enum store_rc rc;

	if (sql_engine(sql) == SQL_POSTGRES)
		return sql_script(sql, postgres_change, err);
	rc = sql_has_column(sql, STR("ostiary_task"), STR("search"), err);
	if (rc == STORE_NONE)
		rc = ddl_make(sql, &next_task, owner, err);
	else
		return rc;
	return rc == STORE_OK ? sql_script(sql, sqlite_rebuild, err) : rc;
}

enum store_rc task_model_make(struct sql *sql, enum ddl_owner owner, struct err *err)
{
	enum store_rc rc = make_columns(sql, owner, err);

	if (rc == STORE_OK)
		rc = fold_rows(sql, err);
	return rc == STORE_OK ? sql_script(sql, indexes, err) : rc;
}

enum store_rc task_positions_make(struct sql *sql, enum ddl_owner owner, struct err *err)
{
	(void)owner;
	return sql_script(sql, positions, err);
}
