#include "tasks/exchange/export.h"

#include <stdlib.h>

#include "store/tables/tasks/exchange.h"

struct export
{
	struct export_request request; /* its texts are in the arena */
	struct owner owner;
	struct arena arena;
	struct belongings have;
	/* By enum exchange_part: a task comes before its parts. */
	int64_t *ids[2];
	size_t n[2];
	enum exchange_part part;
	size_t next; /* among the ids of that part */
	bool begun, any;
};

static enum store_rc read_all(struct sql *sql, struct export *e, struct err *err)
{
	enum store_rc rc = belongings_read(sql, &e->arena, &e->owner, &e->have, err);

	if (rc == STORE_OK && !e->request.list_id)
		rc = preferences_find(sql, &e->arena, &e->owner, &e->have.preferences, err);
	for (int part = EXCHANGE_WHOLE; rc == STORE_OK && part <= EXCHANGE_PARTS; part++)
		rc = exchange_ids(sql, &e->arena, &e->owner, (enum exchange_part)part,
				  e->request.list_id, &e->ids[part], &e->n[part], err);
	return rc;
}

enum store_rc export_begin(const struct export_request *request, struct export **out,
			   struct err *err)
{
	OWNED(export_end) struct export *e = calloc(1, sizeof(*e));
	enum store_rc rc;

	if (!e) {
		err_set(err, "no memory for an export");
		return STORE_FAULT;
	}
	e->request = *request;
	e->owner.user_id = arena_copy(&e->arena, request->owner->user_id);
	e->request.owner = &e->owner;
	rc = STORE_READ(request->rules->store, sql, err, read_all(sql, e, err));
	if (rc == STORE_OK)
		*out = TAKE(e);
	return rc;
}

static const struct exchange_task *find(const struct exchange_task *tasks, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (tasks[i].task.id == id)
			return &tasks[i];
	return NULL;
}

static void put_task(struct export *e, const struct exchange_task *task, struct buf *out)
{
	struct belongings have = e->have;
	ARENA(row);

	have.arena = &row;
	have.parent_source = task->parent_source;
	e->request.writer->task(out, &have, &task->task, !e->any);
	e->any = true;
}

/* The next ids, one after the other until the piece is long enough. */
static enum store_rc put_page(struct sql *sql, struct export *e, struct buf *out, struct err *err)
{
	const int64_t *ids = e->ids[e->part] + e->next;
	size_t left = e->n[e->part] - e->next, n = 0, i = 0;
	struct exchange_task *tasks = NULL;
	ARENA(rows);
	enum store_rc rc;

	if (left > EXCHANGE_PAGE)
		left = EXCHANGE_PAGE;
	rc = exchange_page(sql, &rows, &e->owner, ids, left, &tasks, &n, err);
	for (; rc == STORE_OK && i < left && out->n < EXPORT_PIECE_BYTES; i++) {
		const struct exchange_task *task = find(tasks, n, ids[i]);

		if (task)
			put_task(e, task, out);
	}
	e->next += i;
	return rc;
}

/* Whether there are ids left. */
static bool find_ids(struct export *e)
{
	if (e->next == e->n[e->part] && e->part == EXCHANGE_WHOLE) {
		e->part = EXCHANGE_PARTS;
		e->next = 0;
	}
	return e->next < e->n[e->part];
}

static enum store_rc put_pages(struct sql *sql, struct export *e, struct buf *out, struct err *err)
{
	enum store_rc rc = STORE_OK;

	while (rc == STORE_OK && out->n < EXPORT_PIECE_BYTES && find_ids(e))
		rc = put_page(sql, e, out, err);
	return rc;
}

enum store_rc export_go_on(struct export *e, struct buf *out, bool *ends, struct err *err)
{
	enum store_rc rc = STORE_OK;

	if (!e->begun)
		e->request.writer->begin(out, &e->have);
	e->begun = true;
	if (find_ids(e))
		rc = STORE_READ(e->request.rules->store, sql, err, put_pages(sql, e, out, err));
	*ends = !find_ids(e);
	if (*ends)
		e->request.writer->end(out, &e->have);
	if (rc != STORE_OK || buf_ok(out))
		return rc;
	err_set(err, "a piece of an export has more than %zu bytes", EXPORT_PIECE_MAX);
	return STORE_FAULT;
}

void export_end(struct export *e)
{
	if (!e)
		return;
	arena_done(&e->arena);
	free(e);
}
