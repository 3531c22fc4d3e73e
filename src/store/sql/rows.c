#include "store/sql/rows.h"

#include <string.h>

#define LIST_FIRST 16 /* rows that the first allocation of a list has room for */

enum store_rc sql_exec(struct sql_run *run, struct err *err)
{
	enum store_rc rc = sql_change(run, err);

	return rc == STORE_NONE ? STORE_OK : rc;
}

enum store_rc sql_exists(struct sql_run *run, bool *out, struct err *err)
{
	enum store_rc rc = sql_step(run, err);

	if (rc != STORE_OK && rc != STORE_NONE)
		return rc;
	*out = rc == STORE_OK;
	return STORE_OK;
}

static void read_number(struct sql_run *run, struct arena *unused, int64_t *out)
{
	(void)unused;
	*out = sql_i64(run, 0);
}

enum store_rc sql_number(struct sql_run *run, int64_t *out, struct err *err)
{
	return SQL_ROW(run, NULL, read_number, out, err);
}

void sql_read_text(struct sql_run *run, struct arena *a, struct str *out)
{
	*out = sql_copy(run, 0, a);
}

int64_t sql_i64_or_0(struct sql_run *run, int column)
{
	return sql_is_null(run, column) ? 0 : sql_i64(run, column);
}

void sql_bind_i64_or_null(struct sql_run *run, int i, int64_t value)
{
	if (value)
		sql_bind_i64(run, i, value);
	else
		sql_bind_null(run, i);
}

enum store_rc sql_next(struct sql_run *run, struct err *err)
{
	enum store_rc rc = sql_row_ok(run, err);

	return rc == STORE_OK ? sql_step(run, err) : rc;
}

static void grow(struct sql_list *list)
{
	size_t allocated = list->allocated ? 2 * list->allocated : LIST_FIRST;
	void *rows;

	if (allocated > list->most)
		allocated = list->most;
	rows = arena_array(list->a, allocated, list->row_bytes);
	if (list->n)
		memcpy(rows, list->rows, list->n * list->row_bytes);
	list->rows = rows;
	list->allocated = allocated;
}

void *sql_list_add(struct sql_list *list)
{
	char *rows;

	if (list->n == list->most)
		return NULL;
	if (list->n == list->allocated)
		grow(list);
	rows = list->rows;
	return rows + list->row_bytes * list->n++;
}

void sql_list_drop(struct sql_list *list)
{
	char *rows = list->rows;

	list->n--;
	memset(rows + list->row_bytes * list->n, 0, list->row_bytes);
}

enum store_rc sql_finish(struct sql *sql, enum store_rc rc, struct err *err)
{
	if (rc == STORE_OK)
		return sql_commit(sql, err);
	sql_rollback(sql);
	return rc;
}
