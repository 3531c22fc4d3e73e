#include "tasks/exchange/export.h"

#include "store/tables/tasks/exchange.h"

#define ROW_BYTES ((size_t)1 << 20) /* a task with the longest texts, all of them escaped */

struct export_job {
	const struct export_request *request;
	struct belongings have;
	struct buf *out; /* NULL: the bytes are counted */
	size_t bytes;
	bool any;
};

/* What is written is counted, or kept. */
static bool keep(struct export_job *job, const struct buf *piece)
{
	job->bytes += piece->n;
	if (job->out)
		buf_str(job->out, buf_text(piece));
	return buf_ok(piece) && (!job->out || buf_ok(job->out)) && job->bytes <= job->request->most;
}

static bool put_task(const struct task *task, void *arg)
{
	struct export_job *job = arg;
	struct arena *kept = job->have.arena;
	ARENA(row);
	struct buf piece;

	belongings_note(&job->have, task);
	job->have.arena = &row;
	arena_buf(&row, &piece, 1024, ROW_BYTES);
	job->request->writer->task(&piece, &job->have, task, !job->any);
	job->have.arena = kept;
	job->any = true;
	return keep(job, &piece);
}

static bool put_begin(struct export_job *job)
{
	struct buf piece;

	arena_buf(job->have.arena, &piece, 1024, job->request->most);
	job->request->writer->begin(&piece, &job->have);
	return keep(job, &piece);
}

static bool put_end(struct export_job *job)
{
	struct buf piece;

	arena_buf(job->have.arena, &piece, 1024, job->request->most);
	job->request->writer->end(&piece, job->request->preferences);
	return keep(job, &piece);
}

static enum store_rc visit(struct sql *sql, struct export_job *job, enum exchange_part part,
			   struct err *err)
{
	return exchange_visit(sql, job->request->owner, part, job->request->list_id, put_task, job,
			      err);
}

/* Tasks come before their parts. */
static enum store_rc write_all(struct sql *sql, struct export_job *job, struct arena *a,
			       struct err *err)
{
	enum store_rc rc = belongings_read(sql, a, job->request->owner, &job->have, err);

	job->bytes = 0;
	job->any = false;
	if (rc == STORE_OK && !put_begin(job))
		rc = STORE_FULL;
	if (rc == STORE_OK)
		rc = visit(sql, job, EXCHANGE_WHOLE, err);
	belongings_sort(&job->have);
	if (rc == STORE_OK)
		rc = visit(sql, job, EXCHANGE_PARTS, err);
	if (rc == STORE_OK && !put_end(job))
		rc = STORE_FULL;
	return rc;
}

/* On PostgreSQL the second reading may see more than the first: it is counted anew then. */
enum store_rc export_run(const struct export_request *request, struct arena *a, struct str *out,
			 struct err *err)
{
	struct export_job job = { .request = request };
	enum store_rc rc;
	struct buf file;
	size_t bytes;

	do {
		ARENA(texts);

		job.out = NULL;
		rc = STORE_READ(request->rules->store, sql, err, write_all(sql, &job, &texts, err));
		if (rc != STORE_OK)
			return rc;
		bytes = job.bytes;
		arena_buf(a, &file, bytes + 1, bytes + 1);
		job.out = &file;
		rc = STORE_READ(request->rules->store, sql, err, write_all(sql, &job, &texts, err));
	} while (rc == STORE_FULL && job.bytes > bytes && job.bytes <= request->most);
	*out = buf_text(&file);
	return rc;
}
